//! What the operating system is asked to announce, and when that is withdrawn.

use anyhow::Result;
use api::{Command, Setting, View, rows::Availability};
use tests::world::World;

#[tokio::test]
async fn a_message_is_announced_and_withdrawn_when_it_is_read_anywhere() -> Result<()> {
    let world = World::start().await?;
    let (desk, laptop, bob) = (world.person("alice").await?, world.person("alice").await?, world.person("bob").await?);
    desk.sees(View::Alerts, "").await?;
    bob.says("alice@localhost", "Are you there?").await?;
    desk.sees(View::Alerts, "Bob Brown: Are you there? (1)").await?;
    bob.says("alice@localhost", "Hello?").await?;
    desk.sees(View::Alerts, "Bob Brown: Hello? (2)").await?;
    laptop.until("the messages", World::talk_with("bob"), |text| text.ends_with("Hello?")).await?;
    laptop.reads("bob@localhost").await?;
    desk.sees(View::Alerts, "").await
}

#[tokio::test]
async fn the_conversation_in_front_is_not_announced() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.sees(View::Alerts, "").await?;
    alice.does(Command::Front { conversation: Some("bob@localhost".into()) }).await?;
    bob.says("alice@localhost", "seen at once").await?;
    alice.sees_timeline("bob@localhost", "Bob Brown: seen at once").await?;
    alice.sees(View::Alerts, "").await?;
    alice.does(Command::Front { conversation: None }).await?;
    bob.says("alice@localhost", "not seen").await?;
    alice.until("the alert", View::Alerts, |text| text.starts_with("Bob Brown: not seen")).await
}

#[tokio::test]
async fn do_not_disturb_counts_and_keeps_quiet() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.sees(View::Alerts, "").await?;
    alice.does(Command::SetPresence { availability: Availability::DoNotDisturb, status: String::new() }).await?;
    bob.says("alice@localhost", "psst").await?;
    alice.sees(View::Unread, "messages 1, notifications 0").await?;
    alice.sees(View::Alerts, "").await
}

#[tokio::test]
async fn without_previews_only_the_name_is_said() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.sees(View::Alerts, "").await?;
    alice.does(Command::Set { setting: Setting::NotificationPreview(false) }).await?;
    bob.says("alice@localhost", "a secret").await?;
    alice.sees(View::Alerts, "Bob Brown:  (1)").await
}
