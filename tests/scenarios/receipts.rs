//! Word that a message has arrived (XEP-0184): also for what was missed, once, and not by devices that came later.

use anyhow::{Context, Result};
use api::{Command, View, rows::Availability};
use tests::{RawClient, world::World};

const ALICE: &str = "alice@localhost";
const BOB: &str = "bob@localhost";

async fn asks(alice: &mut RawClient, id: &str) -> Result<()> {
    alice
        .send(&format!(
            "<message xmlns='jabber:client' to='{BOB}' type='chat' id='{id}'><body>{id}</body>\
             <request xmlns='urn:xmpp:receipts'/><origin-id xmlns='urn:xmpp:sid:0' id='{id}'/></message>"
        ))
        .await
}

/// The messages that receipts came for, until there were so many for this one.
async fn receipts(alice: &mut RawClient, count: usize, last: &str) -> Result<Vec<String>> {
    let mut told = Vec::new();
    while told.iter().filter(|id| *id == last).count() < count {
        let frame = alice.receive().await?.context("alice stays connected")?;
        let received = frame.split("<received ").nth(1).and_then(|rest| rest.split(" id='").nth(1));
        told.extend(received.and_then(|rest| rest.split('\'').next()).map(str::to_owned));
    }
    Ok(told)
}

#[tokio::test]
async fn what_was_missed_has_arrived_once_it_is_here() -> Result<()> {
    let mut world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.says(BOB, "before").await?;
    alice.sees_timeline(BOB, "me: before [delivered]").await?;
    bob.engine.shut_down().await;
    alice.says(BOB, "while you were away").await?;
    alice.sees_timeline(BOB, "me: before [delivered]\nme: while you were away [sent]").await?;
    // Nothing that the server knew of bob's connection is left, so nothing can be resumed.
    world.restart_server().await?;
    alice.does(Command::Reconnect).await?;
    let bob = bob.restart().await?;
    bob.sees_timeline(ALICE, "Alice Adams: before\nAlice Adams: while you were away").await?;
    alice.sees_timeline(BOB, "me: before [delivered]\nme: while you were away [delivered]").await
}

#[tokio::test]
async fn nobody_is_told_twice_by_devices_that_were_away() -> Result<()> {
    let world = World::start().await?;
    let (desk, laptop) = (world.person("bob").await?, world.person("bob").await?);
    let mut alice = world.raw_client("alice").await?;
    alice.send("<presence xmlns='jabber:client'/>").await?;
    asks(&mut alice, "zero").await?;
    receipts(&mut alice, 2, "zero").await?;
    laptop.engine.shut_down().await;
    asks(&mut alice, "one").await?;
    assert_eq!(receipts(&mut alice, 1, "one").await?, ["one"]);
    let laptop = laptop.restart().await?;
    let talk = "Alice Adams: zero\nAlice Adams: one";
    laptop.sees_timeline(ALICE, talk).await?;
    desk.sees_timeline(ALICE, talk).await?;
    asks(&mut alice, "two").await?;
    assert_eq!(receipts(&mut alice, 2, "two").await?, ["two", "two"], "the laptop has seen that the desk told her");
    Ok(())
}

#[tokio::test]
async fn a_new_device_says_nothing_of_the_past() -> Result<()> {
    let world = World::start().await?;
    let (mut alice, mut bob) = (world.raw_client("alice").await?, world.raw_client("bob").await?);
    for client in [&mut alice, &mut bob] {
        client.send("<presence xmlns='jabber:client'/>").await?;
    }
    // A device that tells nobody anything.
    asks(&mut alice, "long ago").await?;
    while !bob.receive().await?.context("bob stays connected")?.contains("long ago") {}
    let laptop = world.person("bob").await?;
    laptop.sees_timeline(ALICE, "Alice Adams: long ago").await?;
    asks(&mut alice, "now").await?;
    assert_eq!(receipts(&mut alice, 1, "now").await?, ["now"]);
    Ok(())
}

#[tokio::test]
async fn who_appears_offline_tells_nobody_until_they_are_back() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let appear = |availability| Command::SetPresence { availability, status: String::new() };
    bob.does(appear(Availability::Offline)).await?;
    alice.until("bob to be away", View::Contacts { filter: String::new() }, |text| text.contains("○ Bob Brown")).await?;
    alice.says(BOB, "are you there?").await?;
    bob.sees_timeline(ALICE, "Alice Adams: are you there?").await?;
    alice.sees_timeline(BOB, "me: are you there? [sent]").await?;
    bob.does(appear(Availability::Available)).await?;
    alice.sees_timeline(BOB, "me: are you there? [delivered]").await
}
