//! Lines with bad weather between people and a real server: slow, narrow, reset, lingering, silent. All of it passes, and
//! nothing that was said is lost or doubled.

use anyhow::Result;
use api::View;
use std::time::Duration;
use tests::{actor::Actor, peers::Proxy, processes::Company, render::words, world::World};

type Weather = (&'static str, fn(&Proxy));

/// What happens to the line, each after the other.
const WEATHER: [Weather; 8] = [
    ("slow", |line| line.slow(Duration::from_millis(400), 0)),
    ("narrow", |line| line.slow(Duration::ZERO, 6_000)),
    ("slow and narrow, and cut", |line| {
        line.slow(Duration::from_millis(200), 8_000);
        line.cut();
    }),
    ("wide again, and reset", |line| {
        line.slow(Duration::ZERO, 0);
        line.reset();
    }),
    ("reset again at once", Proxy::reset),
    ("ended, which is heard late", |line| {
        line.linger(Duration::from_secs(2));
        line.cut();
    }),
    ("clear", |line| {
        line.linger(Duration::ZERO);
        line.cut();
    }),
    ("silent: open, and nothing comes through", Proxy::silence),
];

#[tokio::test]
async fn whatever_the_line_does_everything_arrives_once() -> Result<()> {
    let company = Company::start(&["alice", "bob"]).await?;
    let mut people = Vec::new();
    for account in ["alice", "bob"] {
        let person = Actor::new().await?;
        person.sign_in(&company.url(), account, World::PASSWORD).await?;
        people.push(person);
    }
    let [alice, bob] = people.as_slice() else { unreachable!("two people") };
    let mut expected = Vec::new();
    for (name, happens) in WEATHER {
        happens(company.line());
        for (from, to, who) in [(alice, "bob@localhost", "a"), (bob, "alice@localhost", "b")] {
            let said = format!("{who}: {name}");
            from.says(to, &said).await?;
            expected.push(said);
        }
        let once = |text: &str, said: &String| words(text).iter().filter(|words| *words == said).count() == 1;
        let settled = |text: &str| expected.iter().all(|said| once(text, said)) && !text.contains("[pending]");
        alice.until(name, World::talk_with("bob"), settled).await?;
        bob.until(name, World::talk_with("alice"), settled).await?;
    }
    for person in [alice, bob] {
        person.until("to be online", View::Session, |text| text.ends_with(", online")).await?;
    }
    Ok(())
}
