//! Asking to see someone's presence (RFC 6121 §3), for people outside one's company list.

use anyhow::Result;
use api::{Command, View};
use tests::world::World;

#[tokio::test]
async fn a_request_is_in_the_notification_center_until_it_is_answered() -> Result<()> {
    let world = World::start().await?;
    world.guest("gina", "Gina Guest").await?;
    let (alice, gina) = (world.person("alice").await?, world.person("gina").await?);
    gina.does(Command::RequestContact { address: "alice@localhost".into() }).await?;
    alice
        .until("the request", View::Notifications { filter: Default::default() }, |text| {
            text.starts_with("ContactRequest") && text.ends_with('*')
        })
        .await?;
    alice.sees(View::Unread, "messages 0, notifications 1").await?;
    alice.does(Command::AcceptContact { address: "gina@localhost".into() }).await?;
    alice.sees(View::Notifications { filter: Default::default() }, "").await?;
    alice.sees(View::Unread, "messages 0, notifications 0").await?;
    let head = View::Conversation { conversation: "alice@localhost".into() };
    gina.until("her presence", head, |text| text.starts_with('●')).await
}

#[tokio::test]
async fn a_declined_request_is_gone() -> Result<()> {
    let world = World::start().await?;
    world.guest("gina", "Gina Guest").await?;
    let (alice, gina) = (world.person("alice").await?, world.person("gina").await?);
    gina.does(Command::RequestContact { address: "alice@localhost".into() }).await?;
    alice.sees(View::Unread, "messages 0, notifications 1").await?;
    alice.does(Command::DeclineContact { address: "gina@localhost".into() }).await?;
    alice.sees(View::Unread, "messages 0, notifications 0").await?;
    let alice = alice.restart().await?;
    alice.until("to be online", View::Session, |text| text.ends_with("online")).await?;
    alice.sees(View::Unread, "messages 0, notifications 0").await
}
