//! People who mean harm to what others said: nothing of theirs changes it (reliability 1, 7, 8).

use anyhow::Result;
use api::View;
use tests::{raw_client::RawClient, world::World};

const ALICE: &str = "alice@localhost";
const BOB: &str = "bob@localhost";

async fn throw(client: &mut RawClient, inner: &str) -> Result<()> {
    client.send(&format!("<message xmlns='jabber:client' to='{ALICE}' type='chat' id='x{}'>{inner}</message>", inner.len())).await
}

#[tokio::test]
async fn nobody_changes_what_somebody_else_said() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    let mut bob = world.raw_client("bob").await?;
    bob.send(&format!("<message xmlns='jabber:client' to='{ALICE}' type='chat' id='b1'><body>honest</body></message>")).await?;
    alice.message(BOB, "honest").await?;
    let mut mallory = world.raw_client("mallory").await?;
    for inner in [
        "<body>FORGED</body><replace xmlns='urn:xmpp:message-correct:0' id='b1'/>",
        "<retract xmlns='urn:xmpp:message-retract:1' id='b1'/>",
        "<apply-to xmlns='urn:xmpp:fasten:0' id='b1'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>",
        "<retract xmlns='urn:xmpp:message-retract:1' id='b1'><moderated xmlns='urn:xmpp:message-moderate:1' by='bob@localhost'/></retract>",
        "<reactions xmlns='urn:xmpp:reactions:0' id='b1'><reaction>👎</reaction></reactions>",
        "<purged xmlns='urn:hallway:archive:purge:0' with='bob@localhost'/>",
        "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:hallway:conversation:0'><item id='bob@localhost'>\
         <conversation xmlns='urn:hallway:conversation:0' pinned='true'/></item></items></event>",
    ] {
        throw(&mut mallory, inner).await?;
    }
    throw(&mut mallory, "<body>done</body>").await?;
    alice.message("mallory@localhost", "done").await?;
    alice.sees_timeline(BOB, "Bob Brown: honest").await?;
    alice.until("no pin", View::Conversations, |text| !text.contains("pinned")).await?;
    // A moderation in a talk of two is a forgery too, of whomever it is; a chain and a circle of corrections end.
    bob.send(&format!(
        "<message xmlns='jabber:client' to='{ALICE}' type='chat' id='b2'><body>better</body><replace xmlns='urn:xmpp:message-correct:0' id='b1'/></message>"
    ))
    .await?;
    bob.send(&format!(
        "<message xmlns='jabber:client' to='{ALICE}' type='chat' id='b3'><body>best</body><replace xmlns='urn:xmpp:message-correct:0' id='b2'/></message>"
    ))
    .await?;
    alice.sees_timeline(BOB, "Bob Brown: best (edited)").await
}
