//! A program is killed with a message on its way, and runs again before the server has read it: on servers that do not know a
//! message that was sent again by its origin-id, it is still there once.

use anyhow::{Result, ensure};
use api::View;
use tests::{
    actor::Actor,
    peers::{PASSWORD, Peer, address},
    processes::{self, Process},
};

/// Less than any message takes.
const SOME_BYTES: u64 = 200;

/// Not a test of its own: what the killed process runs.
#[tokio::test]
async fn a_person_at_work() -> Result<()> {
    processes::be_a_person().await.unwrap_or(Ok(()))
}

async fn person(peer: &Peer, account: &str) -> Result<Actor> {
    let person = Box::pin(Actor::new()).await?;
    Box::pin(person.sign_in(peer.url(), account, PASSWORD)).await?;
    Ok(person)
}

fn talk_with(account: &str) -> View {
    View::Timeline { conversation: address(account) }
}

pub async fn of_a_program_that_was_killed(peer: &Peer) -> Result<()> {
    let (alice, bob) = (person(peer, "alice").await?, person(peer, "bob").await?);
    alice.engine.shut_down().await;
    let mut process = Process::start("on_its_way::a_person_at_work", alice.data_dir(), &address("alice"), PASSWORD)?;
    process.writes(&address("bob"), "it runs")?;
    bob.message(&address("alice"), "it runs").await?;
    bob.engine.shut_down().await;

    // From here on Alice's is the only connection.
    peer.line().hold();
    let carries = peer.line().carries(SOME_BYTES);
    process.writes(&address("bob"), "on its way")?;
    carries.await;
    process.kill()?;
    let (alice, bob) = (alice.restart().await?, bob.restart().await?);
    bob.message(&address("alice"), "on its way").await?;
    alice.until("it to have arrived", talk_with("bob"), |text| text.ends_with("me: on its way [delivered]")).await?;
    peer.line().let_go();
    // What the server reads of it now, it reads before this has gone back and forth.
    alice.says(&address("bob"), "anything else?").await?;
    bob.message(&address("alice"), "anything else?").await?;
    bob.says(&address("alice"), "no").await?;
    alice.message(&address("bob"), "no").await?;
    let tablet = person(peer, "bob").await?;
    tablet.message(&address("alice"), "it runs").await?;
    for (device, with) in [(&alice, "bob"), (&bob, "alice"), (&tablet, "alice")] {
        let text = tests::render::text(&device.window(&talk_with(with)).await?);
        ensure!(text.matches("on its way").count() == 1, "it is not there once with {with}:\n{text}");
    }
    for device in [alice, bob, tablet] {
        device.engine.shut_down().await;
    }
    Ok(())
}
