//! Clients of other makers in the same room as people who use Hallway, on Hallway's own server.

use anyhow::{Result, ensure};
use api::{Command, View, rows::RoomOptions};
use tests::{
    peers::{Client, ForeignClient, Heard},
    render::said,
    world::World,
};

const TEA: &str = "tea@rooms.localhost";

async fn colleague(world: &World, client: Client, account: &str) -> Result<ForeignClient> {
    let websocket = format!("{}/xmpp-websocket", world.url().replacen("http", "ws", 1));
    ForeignClient::start(client, &websocket, World::DOMAIN, account, World::PASSWORD).await
}

fn timeline() -> View {
    View::Timeline { conversation: TEA.into() }
}

#[tokio::test]
async fn three_programs_talk_in_one_room() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    let mut bob = colleague(&world, Client::XmppJs, "bob").await?;
    let mut carol = colleague(&world, Client::Stanza, "carol").await?;
    let options = RoomOptions { name: "Tea".into(), anyone_invites: true, anyone_sets_topic: true, ..RoomOptions::default() };
    let members = ["bob@localhost", "carol@localhost"].map(str::to_owned).to_vec();
    alice.does(Command::CreateRoom { address: TEA.into(), options, members }).await?;
    for (client, nick) in [(&mut bob, "Bob Brown"), (&mut carol, "Carol Clark")] {
        client.until("the invitation", |heard| matches!(heard, Heard::Invited { room, .. } if room == TEA)).await?;
        client.joins(TEA, nick).await?;
    }
    let all_there = |text: &str| text.matches('●').count() == 3;
    alice.until("all three", View::Members { room: TEA.into() }, all_there).await?;

    alice.says(TEA, "from Hallway").await?;
    alice.until("it to be said", timeline(), |text| text.ends_with("me: from Hallway [sent]")).await?;
    bob.says_in(TEA, "from xmpp.js").await?;
    alice.until("it", timeline(), |text| said(text).last() == Some(&"Bob Brown: from xmpp.js")).await?;
    carol.says_in(TEA, "from stanza").await?;
    alice.until("it", timeline(), |text| said(text).last() == Some(&"Carol Clark: from stanza")).await?;
    let all = ["from Hallway", "from xmpp.js", "from stanza"];
    for client in [&bob, &carol] {
        client.hears(TEA, "from stanza").await?;
        ensure!(client.bodies(TEA) == all, "heard {:?}", client.bodies(TEA));
    }

    alice.does(Command::SetTopic { room: TEA.into(), topic: "Leaves".into() }).await?;
    for client in [&bob, &carol] {
        client.until("the topic", |heard| matches!(heard, Heard::Topic { topic, .. } if topic == "Leaves")).await?;
    }
    // Who comes later finds the same, whoever said it with whatever.
    let tablet = world.person("alice").await?;
    let hers = ["me: from Hallway", "Bob Brown: from xmpp.js", "Carol Clark: from stanza"];
    tablet.until("all of it in order", timeline(), |text| said(text) == hers).await?;
    bob.stop().await?;
    carol.stop().await?;
    let alone = |text: &str| text.matches('●').count() == 1;
    alice.until("them to be gone", View::Members { room: TEA.into() }, alone).await
}
