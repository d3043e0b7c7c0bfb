//! Bookmarked rooms as other programs keep and read them (XEP-0402, XEP-0492, XEP-0048), and names that are taken.

use crate::rooms::{TEA, is_in, joins, makes, members, open, stands, timeline};
use anyhow::{Context, Result};
use api::{
    Command, Preference, View,
    rows::{NotifyLevel, RoomStanding},
};
use std::time::Duration;
use tests::{actor::Actor, mirror::Row, raw_client::RawClient, world::World};

/// Waits for a frame with all of these words in it.
async fn hears(client: &mut RawClient, words: &[&str]) -> Result<String> {
    for _ in 0..500 {
        let frame = client.receive().await?.context("the stream ended")?;
        if words.iter().all(|word| frame.contains(word)) {
            return Ok(frame);
        }
    }
    anyhow::bail!("{words:?} did not come")
}

/// Asks for the list until it has these words.
async fn bookmarks_say(client: &mut RawClient, words: &str) -> Result<String> {
    for id in 1..200 {
        let ask = format!(
            "<iq xmlns='jabber:client' type='get' id='list{id}'><pubsub xmlns='http://jabber.org/protocol/pubsub'>\
             <items node='urn:xmpp:bookmarks:1'/></pubsub></iq>"
        );
        client.send(&ask).await?;
        let answer = hears(client, &[&format!("list{id}")]).await?;
        if answer.contains(words) {
            return Ok(answer);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    anyhow::bail!("the bookmarks never say {words}")
}

async fn level(who: &Actor, wanted: NotifyLevel) -> Result<()> {
    let view = View::Conversation { conversation: TEA.into() };
    let (_, mirror) = who.view(&view).await?;
    who.until(&format!("{wanted:?}"), view, |_| {
        mirror.window().rows.iter().any(|row| matches!(row, Row::Header(head) if head.preferences.notify == wanted))
    })
    .await
}

#[tokio::test]
async fn rooms_of_a_program_of_before_are_brought_over_once() -> Result<()> {
    let world = World::start().await?;
    let bob = world.person("bob").await?;
    makes(&bob, TEA, open("Tea"), &[]).await?;
    let mut before = world.raw_client("alice").await?;
    let stored = format!(
        "<iq xmlns='jabber:client' type='set' id='s1'><query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'>\
         <conference jid='{TEA}' name='Tea' autojoin='1'/><conference name='nowhere'/></storage></query></iq>"
    );
    before.send(&stored).await?;
    hears(&mut before, &["s1", "result"]).await?;
    let alice = world.person("alice").await?;
    is_in(&alice, TEA).await?;
    // Told to the newer list, where another device finds it.
    bookmarks_say(&mut before, TEA).await?;
    // What one leaves stays left, whatever the old list says.
    alice.does(Command::LeaveRoom { room: TEA.into() }).await?;
    stands(&alice, TEA, RoomStanding::Outside).await?;
    bob.until("Alice to be gone", members(TEA), |text| !text.contains("● Alice Adams")).await?;
    let alice = alice.restart().await?;
    alice.until("to be online", View::Session, |text| text.ends_with(", online")).await?;
    bob.says("alice@localhost", "Where are you?").await?;
    alice.until("the message", World::talk_with("bob"), |text| text.contains("Where are you?")).await?;
    stands(&alice, TEA, RoomStanding::Outside).await
}

#[tokio::test]
async fn when_a_room_calls_is_the_same_in_all_programs() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    makes(&alice, TEA, open("Tea"), &[]).await?;
    is_in(&alice, TEA).await?;
    let mut other = world.raw_client("alice").await?;
    level(&alice, NotifyLevel::All).await?;
    alice.does(Command::Prefer { conversation: TEA.into(), preference: Preference::Notify(NotifyLevel::None) }).await?;
    let item = bookmarks_say(&mut other, "<never").await?;
    assert!(item.contains("urn:xmpp:notification-settings:1"), "{item}");
    // Another program chooses otherwise.
    let published = format!(
        "<iq xmlns='jabber:client' type='set' id='p1'><pubsub xmlns='http://jabber.org/protocol/pubsub'>\
         <publish node='urn:xmpp:bookmarks:1'><item id='{TEA}'><conference xmlns='urn:xmpp:bookmarks:1' name='Tea' autojoin='true'>\
         <extensions><notify xmlns='urn:xmpp:notification-settings:1'><on-mention/></notify></extensions></conference></item>\
         </publish></pubsub></iq>"
    );
    other.send(&published).await?;
    hears(&mut other, &["p1", "result"]).await?;
    level(&alice, NotifyLevel::Mentions).await
}

#[tokio::test]
async fn a_name_that_is_taken_in_a_room_gets_a_number() -> Result<()> {
    let world = World::start().await?;
    let (alice, carol) = (world.person("alice").await?, world.person("carol").await?);
    makes(&carol, TEA, open("Tea"), &[]).await?;
    let mut double = world.raw_client("bob").await?;
    let entry =
        format!("<presence xmlns='jabber:client' to='{TEA}/Alice Adams'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
    double.send(&entry).await?;
    hears(&mut double, &[TEA, "110"]).await?;
    joins(&alice, TEA).await?;
    is_in(&alice, TEA).await?;
    alice.says(TEA, "It is me").await?;
    alice.sees_timeline(TEA, "me: It is me [sent]").await?;
    let heard = hears(&mut double, &["It is me"]).await?;
    assert!(heard.contains(&format!("{TEA}/Alice Adams 2")), "{heard}");
    carol.until("her words", timeline(TEA), |text| text.ends_with("Alice Adams: It is me")).await
}
