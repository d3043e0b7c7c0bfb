//! What a person chooses for a conversation: the same on all of their devices.

use anyhow::Result;
use api::{
    Command, FOR_EVER, Preference, View,
    rows::{ContactRow, NotifyLevel},
};
use tests::{actor::Actor, mirror::Row, world::World};

const ALICE: &str = "alice@localhost";
const BOB: &str = "bob@localhost";

async fn prefers(who: &Actor, preference: Preference) -> Result<()> {
    who.does(Command::Prefer { conversation: BOB.into(), preference }).await
}

#[tokio::test]
async fn pins_mutes_and_favourites_are_the_same_on_all_devices() -> Result<()> {
    let world = World::start().await?;
    let (desk, laptop, bob) = (world.person("alice").await?, world.person("alice").await?, world.person("bob").await?);
    bob.says(ALICE, "one").await?;
    laptop.sees(View::Conversations, "Bob Brown: one (1)").await?;
    prefers(&desk, Preference::Pinned(true)).await?;
    prefers(&desk, Preference::MutedUntil(Some(FOR_EVER))).await?;
    prefers(&desk, Preference::Favourite(true)).await?;
    for device in [&desk, &laptop] {
        device.sees(View::Conversations, "Bob Brown: one (1) pinned muted").await?;
        device.sees(View::Unread, "messages 0, notifications 0").await?;
        device
            .until("the favourite", View::Contacts { filter: String::new() }, |text| text.starts_with("v Favourites 1/1"))
            .await?;
    }
    // A device that was not there, and one that was off.
    let tablet = world.person("alice").await?;
    // What was there before it counts as seen on a new device.
    tablet.sees(View::Conversations, "Bob Brown: one pinned muted").await?;
    tablet.engine.shut_down().await;
    prefers(&laptop, Preference::MutedUntil(None)).await?;
    prefers(&laptop, Preference::Pinned(false)).await?;
    desk.sees(View::Conversations, "Bob Brown: one (1)").await?;
    let tablet = tablet.restart().await?;
    tablet.sees(View::Conversations, "Bob Brown: one").await
}

#[tokio::test]
async fn a_favourite_is_known_as_one_wherever_it_stands() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    let contacts = View::Contacts { filter: String::new() };
    let starred = |rows: Vec<Row>| {
        let of_bob = rows.into_iter().filter_map(|row| match row {
            Row::Contact(ContactRow::Person { address, favourite, .. }) if address == BOB => Some(favourite),
            _ => None,
        });
        of_bob.collect::<Vec<_>>()
    };
    alice.until("Bob", contacts.clone(), |text| text.contains("Bob Brown")).await?;
    assert_eq!(starred(alice.window(&contacts).await?.rows), [false]);
    prefers(&alice, Preference::Favourite(true)).await?;
    alice.until("the favourites", contacts.clone(), |text| text.starts_with("v Favourites")).await?;
    assert_eq!(starred(alice.window(&contacts).await?.rows), [true, true]);
    // Folded away, his line in the company still says so.
    alice.does(Command::Fold { group: "group:urn:hallway:favourites".into(), folded: true }).await?;
    alice.until("them folded", contacts.clone(), |text| text.starts_with("> Favourites")).await?;
    assert_eq!(starred(alice.window(&contacts).await?.rows), [true]);
    prefers(&alice, Preference::Favourite(false)).await?;
    alice.until("no favourites", contacts.clone(), |text| !text.contains("Favourites")).await?;
    assert_eq!(starred(alice.window(&contacts).await?.rows), [false]);
    Ok(())
}

#[tokio::test]
async fn a_pinned_message_and_a_mark_go_along() -> Result<()> {
    let world = World::start().await?;
    let (desk, laptop, bob) = (world.person("alice").await?, world.person("alice").await?, world.person("bob").await?);
    bob.says(ALICE, "the door code is 4711").await?;
    bob.says(ALICE, "see you").await?;
    let message = desk.message(BOB, "4711").await?;
    desk.message(BOB, "see you").await?;
    desk.does(Command::PinMessage { message: message.clone(), on: true }).await?;
    let head = View::Conversation { conversation: BOB.into() };
    for device in [&desk, &laptop] {
        device.until("the pin", head.clone(), |text| text.contains("[pinned Bob Brown: the door code is 4711]")).await?;
    }
    desk.reads(BOB).await?;
    laptop.sees(View::Conversations, "Bob Brown: see you").await?;
    desk.does(Command::MarkUnread { conversation: BOB.into(), message }).await?;
    for device in [&desk, &laptop] {
        device.until("the mark", View::Conversations, |text| text.contains(" marked")).await?;
    }
    laptop.reads(BOB).await?;
    for device in [&desk, &laptop] {
        device.sees(View::Conversations, "Bob Brown: see you").await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_one_does_not_want_to_hear_of_is_counted_and_not_announced() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.says(ALICE, "hello").await?;
    alice.message(BOB, "hello").await?;
    alice.reads(BOB).await?;
    alice.sees(View::Alerts, "").await?;
    prefers(&alice, Preference::Notify(NotifyLevel::Mentions)).await?;
    bob.says(ALICE, "just chatter").await?;
    alice.sees(View::Conversations, "Bob Brown: just chatter (1)").await?;
    alice.sees(View::Alerts, "").await?;
    let mentions = vec![api::Mention { begin: 0, end: 6, address: ALICE.into() }];
    let body = "@Alice look".to_owned();
    bob.does(Command::SendText { conversation: ALICE.into(), body, reply_to: None, mentions, files: vec![] }).await?;
    alice.until("the mention", View::Alerts, |text| text.starts_with("Bob Brown: @Alice look")).await?;
    alice.until("the entry", View::Notifications { filter: Default::default() }, |text| text == "Mention Bob Brown *").await
}

#[tokio::test]
async fn what_was_viewed_in_the_center_is_viewed_everywhere() -> Result<()> {
    let world = World::start().await?;
    let (desk, laptop, bob) = (world.person("alice").await?, world.person("alice").await?, world.person("bob").await?);
    let mentions = vec![api::Mention { begin: 0, end: 6, address: ALICE.into() }];
    let body = "@Alice look".to_owned();
    bob.does(Command::SendText { conversation: ALICE.into(), body, reply_to: None, mentions, files: vec![] }).await?;
    let center = View::Notifications { filter: Default::default() };
    for device in [&desk, &laptop] {
        device.sees(center.clone(), "Mention Bob Brown *").await?;
    }
    desk.does(Command::ViewAllNotifications).await?;
    for device in [&desk, &laptop] {
        device.sees(center.clone(), "Mention Bob Brown").await?;
        device.until("nothing new", View::Unread, |text| text.ends_with("notifications 0")).await?;
    }
    Ok(())
}
