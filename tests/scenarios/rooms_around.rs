//! Around rooms: finding them, words in private through them, writing and reading in them.

use crate::rooms::{TEA, is_in, joins, makes, members, open, timeline};
use anyhow::Result;
use api::{
    Command, View,
    rows::TimelineRow,
    text::{Block, Span},
};
use tests::{mirror::Row, world::World};

#[tokio::test]
async fn rooms_anyone_may_join_are_found() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    makes(&alice, TEA, open("Tea round"), &[]).await?;
    makes(&alice, "cake@rooms.localhost", open("Cake club"), &[]).await?;
    makes(&alice, "plan@rooms.localhost", crate::rooms::group("Secret plan"), &[]).await?;
    joins(&bob, TEA).await?;
    bob.sees(View::PublicRooms, "# Cake club\n# Tea round (joined)").await?;
    let (view, _) = bob.view(&View::PublicRooms).await?;
    bob.does(Command::Filter { view, text: "cak".into() }).await?;
    bob.until("only cake", View::PublicRooms, |text| text == "# Cake club").await?;
    let rows = bob.window(&View::PublicRooms).await?.rows;
    assert!(matches!(rows.first(), Some(Row::PublicRoom(row)) if row.id == "cake@rooms.localhost"));
    let session = bob.window(&View::Session).await?.rows;
    assert!(matches!(session.first(), Some(Row::Session(row)) if row.rooms_service.as_deref() == Some("rooms.localhost")));
    Ok(())
}

#[tokio::test]
async fn words_in_private_through_a_room_stay_a_talk_of_their_own() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    makes(&alice, TEA, open("Tea"), &[]).await?;
    joins(&bob, TEA).await?;
    is_in(&bob, TEA).await?;
    alice.until("Bob", members(TEA), |text| text.contains("● Bob Brown")).await?;
    let to_bob = format!("{TEA}/Bob Brown");
    alice.says(&to_bob, "psst").await?;
    let to_alice = format!("{TEA}/Alice Adams");
    bob.sees_timeline(&to_alice, "Alice Adams: psst").await?;
    bob.says(&to_alice, "yes?").await?;
    alice.until("the answer", timeline(&to_bob), |text| text.ends_with("Bob Brown: yes?")).await?;
    bob.sees_timeline("alice@localhost", "").await?;
    bob.sees_timeline(TEA, "").await
}

#[tokio::test]
async fn whoever_is_named_in_a_room_is_marked_without_being_told() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob, carol) = (world.person("alice").await?, world.person("bob").await?, world.person("carol").await?);
    makes(&alice, TEA, open("Tea"), &[]).await?;
    for person in [&bob, &carol] {
        joins(person, TEA).await?;
        is_in(person, TEA).await?;
    }
    alice.until("everybody", members(TEA), |text| text.contains("● Bob Brown") && text.contains("● Carol Clark")).await?;
    // By a program that marks nobody: the words alone.
    bob.says(TEA, "@Carol Clark and Alice Adams, the kettle is on").await?;
    alice.message(TEA, "the kettle").await?;
    let named = |rows: Vec<Row>| -> Vec<(String, bool)> {
        let texts = rows.into_iter().filter_map(|row| match row {
            Row::Timeline(TimelineRow::Message { text, .. }) => Some(text),
            _ => None,
        });
        let spans = texts
            .flat_map(|text| text.blocks)
            .flat_map(|block| if let Block::Paragraph { spans } = block { spans } else { Vec::new() });
        spans.filter_map(|span| if let Span::Mention { text, me, .. } = span { Some((text, me)) } else { None }).collect()
    };
    let seen = named(alice.window(&timeline(TEA)).await?.rows);
    assert_eq!(seen, [("@Carol Clark".to_owned(), false), ("Alice Adams".to_owned(), true)]);
    Ok(())
}

#[tokio::test]
async fn a_room_is_read_on_all_devices() -> Result<()> {
    let world = World::start().await?;
    let (alice, desk, laptop) = (world.person("alice").await?, world.person("bob").await?, world.person("bob").await?);
    makes(&alice, TEA, open("Tea"), &[]).await?;
    joins(&desk, TEA).await?;
    is_in(&laptop, TEA).await?;
    alice.says(TEA, "one").await?;
    alice.says(TEA, "two").await?;
    for device in [&desk, &laptop] {
        device.until("them unread", View::Conversations, |text| text.contains("two (2)")).await?;
    }
    desk.reads(TEA).await?;
    for device in [&desk, &laptop] {
        device.until("them read", View::Conversations, |text| text.contains("two") && !text.contains('(')).await?;
    }
    Ok(())
}
