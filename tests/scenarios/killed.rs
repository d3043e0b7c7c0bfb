//! A person's program and the server are killed, again and again, while messages go both ways: what was taken is there,
//! once, and in the order of the archive, on every device.

use anyhow::{Context, Result};
use api::{Command, View};
use std::{
    collections::HashMap,
    path::Path,
    time::{Duration, Instant},
};
use tests::{
    actor::Actor,
    processes::{self, Company, Process},
    simulation::dice::Dice,
    world::World,
};

/// How often the person's program is killed; the server's a few times less.
const KILLS: &str = "HALLWAY_TEST_KILLS";
/// The same seed, the same moments.
const SEED: &str = "HALLWAY_TEST_SEED";
const SERVER_EVERY: u64 = 6;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Not a test of its own: what the killed process runs.
#[tokio::test]
async fn a_person_at_work() -> Result<()> {
    processes::be_a_person().await.unwrap_or(Ok(()))
}

async fn person(company: &Company, account: &str) -> Result<Actor> {
    let actor = Actor::new().await?;
    actor.sign_in(&company.url(), account, World::PASSWORD).await.context("signs in")?;
    Ok(actor)
}

/// Waits until two devices say the same, and nothing is on its way any more.
async fn until_same(what: &str, mut is_so: impl FnMut() -> Result<bool>) -> Result<()> {
    let end = Instant::now() + Duration::from_secs(120);
    while !is_so()? {
        anyhow::ensure!(Instant::now() < end, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// Each of these is there once, and nothing is there twice.
fn each_once(said: &[(bool, String)], taken: &[String]) {
    let mut times: HashMap<&str, u32> = HashMap::new();
    for (_, body) in said {
        *times.entry(body).or_default() += 1;
    }
    for (body, times) in &times {
        assert_eq!(*times, 1, "{body} is there {times} times");
    }
    for body in taken {
        assert!(times.contains_key(body.as_str()), "{body} was taken and is not there");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_when_programs_are_killed() -> Result<()> {
    let (kills, seed) = (number(KILLS, 24), number(SEED, 1));
    let mut dice = Dice::new(seed);
    let mut company = Company::start(&["alice", "bob"]).await?;
    let (alice, bob) = (person(&company, "alice").await?, person(&company, "bob").await?);
    let folder = alice.data_dir().to_owned();
    alice.engine.shut_down().await;

    let (mut taken, mut count) = (Vec::new(), 0);
    for round in 1..=kills {
        let mut process = Process::start("killed::a_person_at_work", &folder, "alice@localhost", World::PASSWORD)?;
        for _ in 0..3 + dice.below(12) {
            count += 1;
            process.writes("bob@localhost", &format!("a{count}"))?;
            if dice.below(3) == 0 {
                count += 1;
                bob.says("alice@localhost", &format!("b{count}")).await?;
                taken.push(format!("b{count}"));
            }
            // Sometimes before it is there, sometimes in the middle of everything.
            tokio::time::sleep(Duration::from_millis(dice.below(120))).await;
        }
        if dice.below(2) == 0 {
            // Long enough to be online and to have caught up.
            tokio::time::sleep(Duration::from_millis(dice.below(1_200))).await;
        }
        if round % SERVER_EVERY == 0 {
            company.kill_server()?;
            tokio::time::sleep(Duration::from_millis(dice.below(300))).await;
            taken.extend(process.kill()?);
            company.start_server().await?;
        } else {
            taken.extend(process.kill()?);
        }
        assert_eq!(processes::integrity(&folder, "alice")?, "ok", "after kill {round} of seed {seed}");
    }

    let alice = alice.restart().await?;
    for person in [&alice, &bob] {
        person.does(Command::Reconnect).await?;
        person.until("to be online", View::Session, |text| text.ends_with(", online")).await?;
    }
    until_same("everything to be sent", || {
        Ok(processes::unsent(&folder, "alice")? == 0 && processes::unsent(bob.data_dir(), "bob")? == 0)
    })
    .await?;
    let mirrored =
        |said: Vec<(bool, String)>| -> Vec<(bool, String)> { said.into_iter().map(|(mine, body)| (!mine, body)).collect() };
    let of = |folder: &Path, own: &str, other: &str| processes::said(folder, own, &format!("{other}@localhost"));
    until_same("both to have the same", || Ok(of(&folder, "alice", "bob")? == mirrored(of(bob.data_dir(), "bob", "alice")?)))
        .await?;
    let said = of(&folder, "alice", "bob")?;
    each_once(&said, &taken);
    eprintln!("seed {seed}: {kills} kills, {} messages taken, {} said", taken.len(), said.len());

    // A device that was never there before has only what the archive has.
    let fresh = person(&company, "alice").await?;
    fresh.does(Command::FillHistory { conversation: "bob@localhost".into() }).await?;
    let wait =
        until_same("a new device to have the same", || Ok(of(fresh.data_dir(), "alice", "bob").unwrap_or_default() == said)).await;
    wait.with_context(|| format!("{:?}\nbut the archive has\n{:?}", said, of(fresh.data_dir(), "alice", "bob")))?;
    for (folder, account) in [(folder.as_path(), "alice"), (bob.data_dir(), "bob")] {
        assert_eq!(processes::integrity(folder, account)?, "ok");
    }
    Ok(())
}
