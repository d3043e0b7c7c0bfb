//! Unread: one truth, on all surfaces and devices.

use anyhow::Result;
use api::View;
use tests::world::World;

#[tokio::test]
async fn what_is_read_on_one_device_is_read_on_the_other() -> Result<()> {
    let world = World::start().await?;
    let (desk, laptop, bob) = (world.person("alice").await?, world.person("alice").await?, world.person("bob").await?);
    for n in 1..=3 {
        bob.says("alice@localhost", &format!("{n}")).await?;
    }
    for device in [&desk, &laptop] {
        device.sees(View::Unread, "messages 3, notifications 0").await?;
        device.sees(View::Conversations, "Bob Brown: 3 (3)").await?;
    }
    desk.reads("bob@localhost").await?;
    for device in [&desk, &laptop] {
        device.sees(View::Unread, "messages 0, notifications 0").await?;
        device.sees(View::Conversations, "Bob Brown: 3").await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_was_read_elsewhere_while_away_is_not_unread_here() -> Result<()> {
    let world = World::start().await?;
    let (desk, laptop, bob) = (world.person("alice").await?, world.person("alice").await?, world.person("bob").await?);
    laptop.engine.shut_down().await;
    bob.says("alice@localhost", "one").await?;
    bob.says("alice@localhost", "two").await?;
    desk.sees(View::Unread, "messages 2, notifications 0").await?;
    desk.reads("bob@localhost").await?;
    desk.sees(View::Unread, "messages 0, notifications 0").await?;
    let laptop = laptop.restart().await?;
    laptop.until("both messages", World::talk_with("bob"), |text| text == "Bob Brown: one\nBob Brown: two").await?;
    laptop.sees(View::Unread, "messages 0, notifications 0").await
}

#[tokio::test]
async fn writing_an_answer_reads_what_came_before() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.says("alice@localhost", "a question").await?;
    alice.sees(View::Unread, "messages 1, notifications 0").await?;
    alice.says("bob@localhost", "an answer").await?;
    alice.sees(View::Unread, "messages 0, notifications 0").await
}
