//! What was said in rooms: for newcomers, for who was away, after cuts and restarts, and when it is taken away again.

use crate::rooms::{TEA, group, is_in, joins, makes, open, timeline};
use anyhow::Result;
use api::{Command, View, rows::RoomOptions};
use tests::{
    actor::Actor,
    mirror::Row,
    render::{without_states, words},
    world::World,
};

async fn message(actor: &Actor, words: &str) -> Result<String> {
    let rows = actor.window(&timeline(TEA)).await?.rows;
    let found = rows.into_iter().find_map(|row| match row {
        Row::Timeline(api::rows::TimelineRow::Message { id, body, .. }) if body == words => Some(id),
        _ => None,
    });
    found.ok_or_else(|| anyhow::anyhow!("nobody said {words:?}"))
}

#[tokio::test]
async fn newcomers_see_the_past_only_where_they_may() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let cake = "cake@rooms.localhost";
    makes(&alice, TEA, RoomOptions { newcomers_see_past: Some(false), ..open("Tea") }, &[]).await?;
    makes(&alice, cake, RoomOptions { newcomers_see_past: Some(true), ..open("Cake") }, &[]).await?;
    for place in [TEA, cake] {
        alice.says(place, "before").await?;
        alice.until("it to be said", timeline(place), |text| text == "me: before [sent]").await?;
        joins(&bob, place).await?;
        alice.says(place, "after").await?;
    }
    bob.sees_timeline(cake, "Alice Adams: before\nAlice Adams: after").await?;
    bob.sees_timeline(TEA, "Alice Adams: after").await
}

#[tokio::test]
async fn what_was_missed_in_a_room_is_caught_up_in_order() -> Result<()> {
    let mut world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    makes(&alice, TEA, RoomOptions { newcomers_see_past: Some(true), ..open("Tea") }, &[]).await?;
    joins(&bob, TEA).await?;
    alice.says(TEA, "first").await?;
    bob.sees_timeline(TEA, "Alice Adams: first").await?;
    bob.engine.shut_down().await;
    for n in 0..250 {
        alice.says(TEA, &format!("missed {n}")).await?;
    }
    alice.until("all to be said", timeline(TEA), |text| text.ends_with("missed 249 [sent]") && !text.contains("[pending]")).await?;
    world.restart_server().await?;
    let expected: Vec<String> =
        std::iter::once("Alice Adams: first".to_owned()).chain((0..250).map(|n| format!("Alice Adams: missed {n}"))).collect();
    let all_of = async |actor: &Actor| {
        let view = timeline(TEA);
        actor.until("the newest", view.clone(), |text| text.ends_with("missed 249") && !text.contains("~~~")).await?;
        actor.scrolls_until("all of it in order", view, |text| text.lines().eq(expected.iter().map(String::as_str))).await
    };
    let bob = bob.restart().await?;
    all_of(&bob).await?;
    bob.until("to count them", View::Conversations, |text| text.contains("(251)")).await?;
    let tablet = world.person("bob").await?;
    all_of(&tablet).await
}

#[tokio::test]
async fn cuts_while_both_talk_in_a_room_lose_and_double_nothing() -> Result<()> {
    let mut world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    makes(&alice, TEA, open("Tea"), &[]).await?;
    joins(&bob, TEA).await?;
    for round in 0..12 {
        alice.says(TEA, &format!("a{round}")).await?;
        bob.says(TEA, &format!("b{round}")).await?;
        match round {
            2 | 8 => world.cut().await?,
            5 => world.restart_server().await?,
            _ => tokio::time::sleep(std::time::Duration::from_millis(30)).await,
        }
    }
    for person in [&alice, &bob] {
        person.does(Command::Reconnect).await?;
    }
    let mut expected: Vec<String> = (0..12).flat_map(|n| [format!("a{n}"), format!("b{n}")]).collect();
    expected.sort();
    let settled = |text: &str| {
        let mut found = words(text);
        found.sort();
        found == expected && !text.contains("[pending]") && !text.contains("~~~")
    };
    alice.until("everything once", timeline(TEA), settled).await?;
    bob.until("everything once", timeline(TEA), settled).await?;
    let order = async |actor: &Actor| -> Result<Vec<String>> {
        let shown = tests::render::text(&actor.window(&timeline(TEA)).await?);
        Ok(words(&shown).into_iter().map(str::to_owned).collect())
    };
    assert_eq!(order(&alice).await?, order(&bob).await?, "the room's order is everybody's");
    Ok(())
}

#[tokio::test]
async fn a_room_that_forgot_somebody_is_entered_again() -> Result<()> {
    let mut world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    makes(&alice, TEA, open("Tea"), &[]).await?;
    joins(&bob, TEA).await?;
    world.kill_server().await;
    for person in [&alice, &bob] {
        person.until("offline", View::Session, |text| text.ends_with("offline")).await?;
    }
    alice.says(TEA, "anybody?").await?;
    world.start_server().await?;
    for person in [&alice, &bob] {
        person.does(Command::Reconnect).await?;
    }
    for person in [&alice, &bob] {
        is_in(person, TEA).await?;
    }
    bob.sees_timeline(TEA, "Alice Adams: anybody?").await?;
    alice.sees_timeline(TEA, "me: anybody? [sent]").await
}

#[tokio::test]
async fn what_a_moderator_removes_is_gone_for_all_also_for_who_was_away() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob, carol) = (world.person("alice").await?, world.person("bob").await?, world.person("carol").await?);
    makes(&alice, TEA, open("Tea"), &[]).await?;
    for person in [&bob, &carol] {
        joins(person, TEA).await?;
    }
    bob.says(TEA, "buy my watches").await?;
    for person in [&alice, &carol] {
        person.sees_timeline(TEA, "Bob Brown: buy my watches").await?;
    }
    carol.engine.shut_down().await;
    let theirs = message(&alice, "buy my watches").await?;
    alice.does(Command::Moderate { message: theirs, reason: "spam".into() }).await?;
    alice.until("it to be gone", timeline(TEA), |text| !text.contains("watches")).await?;
    bob.until("it to be gone", timeline(TEA), |text| !text.contains("watches")).await?;
    let carol = carol.restart().await?;
    carol.until("it to be gone", timeline(TEA), |text| !text.contains("watches") && !text.is_empty()).await
}

#[tokio::test]
async fn all_that_was_said_is_deleted_for_everybody() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    makes(&alice, TEA, group("Tea"), &["bob"]).await?;
    joins(&bob, TEA).await?;
    for n in 0..3 {
        alice.says(TEA, &format!("secret {n}")).await?;
    }
    bob.until("them", timeline(TEA), |text| without_states(text).len() == 3).await?;
    alice.until("them", timeline(TEA), |text| text.matches("[sent]").count() == 3).await?;
    bob.engine.shut_down().await;
    alice.does(Command::DeleteRoomMessages { room: TEA.into() }).await?;
    alice.until("nothing", timeline(TEA), |text| !text.contains("secret")).await?;
    alice.says(TEA, "fresh").await?;
    let bob = bob.restart().await?;
    bob.until("the rest", timeline(TEA), |text| text.contains("fresh") && !text.contains("secret")).await
}
