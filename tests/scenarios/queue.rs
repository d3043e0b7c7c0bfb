//! Half a thousand things done without a connection: they go out in their order, survive a restart, and one that nobody
//! takes holds up nothing else.

use anyhow::Result;
use api::{Command, View};
use std::path::Path;
use tests::{
    actor::{Actor, offer},
    processes,
    world::World,
};

const ALICE: &str = "alice@localhost";
const BOB: &str = "bob@localhost";
/// Each round has this many words, and one each of what people do besides.
const ROUNDS: usize = 10;
const WORDS: usize = 46;

/// What a device has of the conversation, hidden rows too: kind, and the words as they were first.
fn history(device: &Path, account: &str, with: &str) -> Result<Vec<(i64, String)>> {
    let db = processes::open(device, account)?;
    let mut rows = db.prepare(
        "SELECT m.kind, m.body FROM message m JOIN conversation c ON c.id = m.conversation_id
         WHERE c.address = ?1 ORDER BY m.position",
    )?;
    let rows = rows.query_map([with], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

async fn a_round(alice: &Actor, round: usize, theirs: &str) -> Result<()> {
    for word in 0..WORDS {
        alice.says(BOB, &format!("r{round}w{word}.")).await?;
    }
    let corrected = alice.message(BOB, &format!("r{round}w{}.", WORDS - 1)).await?;
    alice.does(Command::CorrectText { message: corrected, body: format!("r{round} corrected."), mentions: vec![] }).await?;
    let taken_back = alice.message(BOB, &format!("r{round}w{}.", WORDS - 2)).await?;
    alice.does(Command::Retract { message: taken_back }).await?;
    // Another one each time: what is there already is not sent again.
    let emoji = char::from_u32(0x1f600 + u32::try_from(round)?).map(String::from).unwrap_or_default();
    alice.does(Command::React { message: theirs.to_owned(), emoji, on: true }).await?;
    let name = format!("figures{round}.txt");
    let file = alice.engine.stage(&offer(&name, "text/plain", 7))?;
    alice.engine.stage_append(file.clone(), 0, b"figures".to_vec()).await?;
    let send =
        Command::SendText { conversation: BOB.into(), body: String::new(), reply_to: None, mentions: vec![], files: vec![file] };
    alice.does(send).await
}

#[tokio::test]
async fn what_was_done_offline_goes_out_in_its_order_and_one_that_fails_holds_up_nothing() -> Result<()> {
    let mut world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.says(ALICE, "react to this").await?;
    let theirs = alice.message(BOB, "react to this").await?;
    alice.upload_terms().await?;
    world.stop_server().await;
    alice.until("offline", View::Session, |text| text.ends_with("offline")).await?;
    for round in 0..ROUNDS / 2 {
        a_round(&alice, round, &theirs).await?;
    }
    // There is nobody of this name.
    alice.says("nobody@localhost", "is this your address?").await?;
    let alice = alice.restart().await?;
    for round in ROUNDS / 2..ROUNDS {
        a_round(&alice, round, &theirs).await?;
    }
    let written = history(alice.data_dir(), "alice", BOB)?;
    assert_eq!(written.len(), 1 + ROUNDS * (WORDS + 4));
    let waiting = processes::unsent(alice.data_dir(), "alice")?;
    assert_eq!(usize::try_from(waiting)?, ROUNDS * (WORDS + 4) + 1);

    world.start_server().await?;
    for person in [&alice, &bob] {
        person.does(Command::Reconnect).await?;
    }
    alice
        .until("the last to arrive", World::talk_with("bob"), |text| !text.contains("[pending]") && text.contains("figures9.txt"))
        .await?;
    alice.until("to be told", World::talk_with("nobody"), |text| text.contains("[failed")).await?;
    assert_eq!(processes::unsent(alice.data_dir(), "alice")?, 0);
    bob.until("the last", World::talk_with("alice"), |text| text.contains("figures9.txt")).await?;
    bob.until("its amendments", World::talk_with("alice"), |text| {
        text.contains("r9 corrected. (edited)") && text.contains("(removed)") && !text.contains("r9w44.")
    })
    .await?;
    let heard = history(bob.data_dir(), "bob", ALICE)?;
    let order = |rows: &[(i64, String)]| -> Vec<(i64, String)> {
        // What was taken back has no words any more, on neither side at a sure moment.
        rows.iter().map(|(kind, body)| (*kind, if body.contains("w44.") { String::new() } else { body.clone() })).collect()
    };
    assert_eq!(order(&heard), order(&written));
    Ok(())
}
