//! Cuts, dead servers, restarts: nothing lost, nothing twice.

use anyhow::Result;
use api::{Command, View};
use tests::{render::words, world::World};

#[tokio::test]
async fn what_is_written_while_the_server_is_down_is_sent_once() -> Result<()> {
    let mut world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.says("bob@localhost", "one").await?;
    bob.sees_timeline("alice@localhost", "Alice Adams: one").await?;
    world.stop_server().await;
    alice.until("offline", View::Session, |text| text.ends_with("offline")).await?;
    alice.says("bob@localhost", "two").await?;
    alice.says("bob@localhost", "three").await?;
    alice.until("to wait", World::talk_with("bob"), |text| text.ends_with("me: two [pending]\nme: three [pending]")).await?;
    world.start_server().await?;
    for person in [&alice, &bob] {
        person.does(Command::Reconnect).await?;
    }
    bob.sees_timeline(
        "alice@localhost",
        "
        Alice Adams: one
        Alice Adams: two
        Alice Adams: three",
    )
    .await?;
    alice.until("all delivered", World::talk_with("bob"), |text| text.matches("[delivered]").count() == 3).await
}

#[tokio::test]
async fn a_restart_with_unsent_messages_sends_them_once() -> Result<()> {
    let mut world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    world.stop_server().await;
    alice.until("offline", View::Session, |text| text.ends_with("offline")).await?;
    alice.says("bob@localhost", "written on the train").await?;
    let alice = alice.restart().await?;
    alice.sees_timeline("bob@localhost", "me: written on the train [pending]").await?;
    world.start_server().await?;
    for person in [&alice, &bob] {
        person.does(Command::Reconnect).await?;
    }
    bob.sees_timeline("alice@localhost", "Alice Adams: written on the train").await?;
    alice.sees_timeline("bob@localhost", "me: written on the train [delivered]").await
}

#[tokio::test]
async fn cuts_while_both_write_lose_and_double_nothing() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    for round in 0..12 {
        alice.says("bob@localhost", &format!("a{round}")).await?;
        bob.says("alice@localhost", &format!("b{round}")).await?;
        if round % 3 == 2 {
            world.cut().await?;
        }
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    }
    let mut expected: Vec<String> = (0..12).flat_map(|n| [format!("a{n}"), format!("b{n}")]).collect();
    expected.sort();
    let settled = |text: &str| {
        let mut found = words(text);
        found.sort_unstable();
        found == expected && !text.contains("[pending]") && !text.contains("~~~")
    };
    alice.until("everything once", World::talk_with("bob"), settled).await?;
    bob.until("everything once", World::talk_with("alice"), settled).await
}

#[tokio::test]
async fn what_was_missed_is_caught_up_in_order() -> Result<()> {
    let mut world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.says("alice@localhost", "first").await?;
    alice.sees_timeline("bob@localhost", "Bob Brown: first").await?;
    alice.engine.shut_down().await;
    for n in 0..150 {
        bob.says("alice@localhost", &format!("missed {n}")).await?;
    }
    bob.until("all to be sent", World::talk_with("alice"), |text| !text.contains("[pending]")).await?;
    world.restart_server().await?;
    let alice = alice.restart().await?;
    let view = World::talk_with("bob");
    alice.until("the newest", view.clone(), |text| text.ends_with("Bob Brown: missed 149") && !text.contains("~~~")).await?;
    let (id, _) = alice.view(&view).await?;
    alice.does(Command::LoadOlder { view: id }).await?;
    let expected: Vec<String> =
        std::iter::once("Bob Brown: first".to_owned()).chain((0..150).map(|n| format!("Bob Brown: missed {n}"))).collect();
    alice.until("all of it in order", view, |text| text.lines().eq(expected.iter().map(String::as_str))).await?;
    alice.sees(View::Unread, "messages 151, notifications 0").await
}

/// Its administrator has put back an older state, or keeps nothing for long.
#[tokio::test]
async fn what_the_server_has_forgotten_is_said_where_it_was() -> Result<()> {
    let mut world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.says("alice@localhost", "first").await?;
    alice.sees_timeline("bob@localhost", "Bob Brown: first").await?;
    alice.engine.shut_down().await;
    bob.says("alice@localhost", "second").await?;
    bob.until("it to be sent", World::talk_with("alice"), |text| !text.contains("[pending]")).await?;
    world.stop_server().await;
    rusqlite::Connection::open(world.data_dir().join("server.db"))?
        .execute_batch("DELETE FROM archive WHERE owner = 'alice'; DELETE FROM offline WHERE owner = 'alice';")?;
    world.start_server().await?;
    bob.does(Command::Reconnect).await?;
    bob.says("alice@localhost", "third").await?;
    bob.until("it to be sent", World::talk_with("alice"), |text| !text.contains("[pending]")).await?;
    let alice = alice.restart().await?;
    alice
        .sees_timeline(
            "bob@localhost",
            "
        Bob Brown: first
        ~~~ lost
        Bob Brown: third",
        )
        .await?;
    alice.sees(View::Archive, "archive complete as the server has it").await
}
