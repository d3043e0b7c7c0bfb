//! What people do with messages: correct, take back, react, answer, send on; the same on all of their devices.

use anyhow::{Context, Result};
use api::{Code, Command, View};
use tests::{actor::Actor, render::without_states, world::World};

const ALICE: &str = "alice@localhost";
const BOB: &str = "bob@localhost";

async fn shows(who: &Actor, with: &str, expected: &str) -> Result<()> {
    who.until(expected, View::Timeline { conversation: with.into() }, |text| without_states(text).join("\n") == expected).await
}

#[tokio::test]
async fn a_correction_is_seen_by_both_on_all_devices_and_what_it_said_is_kept() -> Result<()> {
    let world = World::start().await?;
    let (desk, laptop, bob) = (world.person("alice").await?, world.person("alice").await?, world.person("bob").await?);
    desk.says(BOB, "Lunch at tvelve?").await?;
    let message = desk.message(BOB, "tvelve").await?;
    let body = "Lunch at twelve?".to_owned();
    desk.does(Command::CorrectText { message: message.clone(), body, mentions: vec![] }).await?;
    shows(&desk, BOB, "me: Lunch at twelve? (edited)").await?;
    shows(&laptop, BOB, "me: Lunch at twelve? (edited)").await?;
    shows(&bob, ALICE, "Alice Adams: Lunch at twelve? (edited)").await?;
    bob.sees(View::Unread, "messages 1, notifications 0").await?;
    let theirs = bob.message(ALICE, "twelve").await?;
    bob.sees(View::Message { message: theirs.clone() }, "Lunch at tvelve? -> Lunch at twelve?").await?;
    // Nobody corrects what somebody else said.
    let refused = bob.is_refused(Command::CorrectText { message: theirs, body: "No".into(), mentions: vec![] }).await?;
    assert_eq!(refused, Code::NotAllowed);
    // A device that was not there has it as it is now.
    let tablet = world.person("alice").await?;
    shows(&tablet, BOB, "me: Lunch at twelve? (edited)").await
}

#[tokio::test]
async fn what_is_taken_back_is_gone_for_both() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.says(BOB, "to the wrong person").await?;
    bob.message(ALICE, "wrong person").await?;
    let message = alice.message(BOB, "wrong person").await?;
    alice.does(Command::Retract { message }).await?;
    shows(&alice, BOB, "me: (removed)").await?;
    shows(&bob, ALICE, "Alice Adams: (removed)").await?;
    bob.sees(View::Search { text: "wrong".into(), conversation: None }, "").await?;
    let tablet = world.person("bob").await?;
    shows(&tablet, ALICE, "Alice Adams: (removed)").await
}

#[tokio::test]
async fn reactions_come_and_go_and_tell_whose_message_it_was() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.says(BOB, "It is done").await?;
    let message = bob.message(ALICE, "done").await?;
    let react = |emoji: &str, on| Command::React { message: message.clone(), emoji: emoji.into(), on };
    bob.does(react("👍", true)).await?;
    bob.does(react("🎉", true)).await?;
    shows(&alice, BOB, "me: It is done 👍1 🎉1").await?;
    shows(&bob, ALICE, "Alice Adams: It is done 👍1 🎉1").await?;
    alice
        .until("the reaction", View::Notifications { filter: Default::default() }, |text| text.starts_with("Reaction Bob Brown"))
        .await?;
    bob.does(react("👍", false)).await?;
    shows(&alice, BOB, "me: It is done 🎉1").await?;
    bob.does(react("🎉", false)).await?;
    shows(&alice, BOB, "me: It is done").await?;
    alice.sees(View::Notifications { filter: Default::default() }, "").await?;
    assert_eq!(bob.is_refused(react("not an emoji", true)).await?, Code::InvalidArgument);
    Ok(())
}

#[tokio::test]
async fn an_answer_says_what_it_answers_and_words_are_sent_on() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob, carol) = (world.person("alice").await?, world.person("bob").await?, world.person("carol").await?);
    alice.says(BOB, "Where do we meet?").await?;
    let reply_to = Some(bob.message(ALICE, "Where").await?);
    let body = "At the station".to_owned();
    bob.does(Command::SendText { conversation: ALICE.into(), body, reply_to, mentions: vec![], files: vec![] }).await?;
    shows(&alice, BOB, "me: Where do we meet?\nBob Brown: (Alice Adams: Where do we meet?) At the station").await?;
    let message = alice.message(BOB, "station").await?;
    alice.does(Command::Forward { message, to: vec!["carol@localhost".into()] }).await?;
    shows(&carol, ALICE, "Alice Adams: (forwarded from Bob Brown) At the station").await?;

    // Whoever sends it on again is not its author either, and nobody puts another's words differently.
    let message = carol.message(ALICE, "station").await?;
    carol.does(Command::Forward { message, to: vec![BOB.into()] }).await?;
    shows(&bob, "carol@localhost", "Carol Clark: (forwarded from Bob Brown) At the station").await?;
    let message = carol.message(BOB, "station").await?;
    let code = carol.is_refused(Command::CorrectText { message, body: "At the airport".into(), mentions: vec![] }).await?;
    assert_eq!(code, Code::NotAllowed);
    Ok(())
}

#[tokio::test]
async fn what_is_sent_on_is_plain_to_other_programs_and_tells_no_address() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let mut carol = world.raw_client("carol").await?;
    carol.send("<presence xmlns='jabber:client'/>").await?;
    bob.says(ALICE, "At the station").await?;
    let message = alice.message(BOB, "station").await?;
    alice.does(Command::Forward { message, to: vec!["carol@localhost".into()] }).await?;
    let told = loop {
        let stanza = carol.next().await.context("what is sent on")?;
        if stanza.contains("station") {
            break stanza;
        }
    };
    let stanza: minidom::Element = told.parse()?;
    let body = stanza.get_child("body", "jabber:client").map(minidom::Element::text).unwrap_or_default();
    let (line, words) = body.split_once('\n').context("a line above the words")?;
    assert!(line.starts_with("↪ Bob Brown, ") && line.ends_with(" UTC"), "{line}");
    assert_eq!(words, "At the station");
    assert!(!told.contains("bob@"), "{told}");
    Ok(())
}

#[tokio::test]
async fn a_correction_still_answers_what_is_not_here() -> Result<()> {
    let world = World::start().await?;
    let desk = world.person("alice").await?;
    let (mut phone, mut bob) = (world.raw_client("alice").await?, world.raw_client("bob").await?);
    // Written on another device, to words that this one never had.
    let answer = "<message xmlns='jabber:client' to='bob@localhost' type='chat' id='m1'><body>At nyne</body>\
                  <reply xmlns='urn:xmpp:reply:0' id='long-ago' to='bob@localhost'/><origin-id xmlns='urn:xmpp:sid:0' id='m1'/></message>";
    phone.send(answer).await?;
    let message = desk.message(BOB, "At nyne").await?;
    desk.does(Command::CorrectText { message, body: "At nine".into(), mentions: vec![] }).await?;
    loop {
        let frame = bob.receive().await?.unwrap_or_default();
        if frame.contains("At nine") {
            assert!(frame.contains("id='long-ago'") || frame.contains("id=\"long-ago\""), "{frame}");
            assert!(frame.contains("urn:xmpp:message-correct:0"), "{frame}");
            return Ok(());
        }
        anyhow::ensure!(!frame.is_empty(), "the stream ended");
    }
}

#[tokio::test]
async fn what_was_done_offline_is_done_later_and_once() -> Result<()> {
    let mut world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.says(BOB, "first").await?;
    bob.message(ALICE, "first").await?;
    let first = alice.message(BOB, "first").await?;
    alice.until("it is in the archive", View::Timeline { conversation: BOB.into() }, |text| text.contains("[delivered]")).await?;
    world.stop_server().await;
    alice.until("no connection", View::Session, |text| !text.ends_with(", online")).await?;
    alice.does(Command::CorrectText { message: first, body: "first, better".into(), mentions: vec![] }).await?;
    alice.says(BOB, "second").await?;
    let second = alice.message(BOB, "second").await?;
    alice.does(Command::CorrectText { message: second, body: "second, better".into(), mentions: vec![] }).await?;
    world.start_server().await?;
    shows(&bob, ALICE, "Alice Adams: first, better (edited)\nAlice Adams: second, better (edited)").await
}
