//! Clients of other makers on Hallway's own server: they sign in, see the company, and talk with people who use Hallway.

use anyhow::{Result, ensure};
use api::{Command, View, rows::Availability};
use tests::{
    peers::{Client, ForeignClient, Heard},
    world::World,
};

/// The XMPP domain of a [`World`].
const DOMAIN: &str = "localhost";

fn websocket(world: &World) -> String {
    format!("{}/xmpp-websocket", world.url().replacen("http", "ws", 1))
}

async fn colleague(world: &World, client: Client, account: &str) -> Result<ForeignClient> {
    ForeignClient::start(client, &websocket(world), DOMAIN, account, World::PASSWORD).await
}

#[tokio::test]
async fn xmpp_js_sees_the_company_and_talks() -> Result<()> {
    sees_the_company_and_talks(Client::XmppJs).await
}

#[tokio::test]
async fn stanza_sees_the_company_and_talks() -> Result<()> {
    sees_the_company_and_talks(Client::Stanza).await
}

/// Bob uses the other program.
async fn sees_the_company_and_talks(client: Client) -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    let mut bob = colleague(&world, client, "bob").await?;

    let roster = bob.until("the company", |heard| matches!(heard, Heard::Roster { .. })).await?;
    let Heard::Roster { items } = roster else { unreachable!() };
    let found = items.iter().find(|item| item.jid == "carol@localhost");
    ensure!(
        found.is_some_and(|item| item.name == "Carol Clark" && item.groups == ["Head office::Sales::Inside"]),
        "Carol is not where she works: {items:#?}"
    );

    let contacts = View::Contacts { filter: String::new() };
    alice.until("Bob to be there", contacts.clone(), |text| text.contains("● Bob Brown")).await?;
    bob.until("Alice to be there", |heard| is_presence(heard, "alice@localhost", "available", "")).await?;
    alice.does(Command::SetPresence { availability: Availability::DoNotDisturb, status: "In a meeting".into() }).await?;
    bob.until("Alice to be busy", |heard| is_presence(heard, "alice@localhost", "available", "dnd")).await?;

    let text = "fn main() { println!(\"<b>&amp;</b>\"); }\n\u{1F35C} e\u{301}";
    alice.says("bob@localhost", text).await?;
    bob.hears("alice@localhost", text).await?;
    bob.says("alice@localhost", text).await?;
    let both = format!("me: {text} [STATE]\nBob Brown: {text}");
    // Not every program confirms receipt.
    let state = if client == Client::Stanza { "delivered" } else { "sent" };
    alice.until("both", World::talk_with("bob"), |seen| seen == both.replace("STATE", state)).await?;
    bob.until("that it arrived", |heard| matches!(heard, Heard::Receipt { from } if from.starts_with("alice@localhost/"))).await?;

    bob.stop().await?;
    alice.until("Bob to be gone", contacts, |text| text.contains("○ Bob Brown")).await
}

#[tokio::test]
async fn both_see_what_the_other_device_does() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let mut stanza = colleague(&world, Client::Stanza, "alice").await?;
    let mut xmpp_js = colleague(&world, Client::XmppJs, "alice").await?;

    alice.says("bob@localhost", "from Hallway").await?;
    for client in [&stanza, &xmpp_js] {
        client.until("the copy", |heard| is_copy(heard, "from Hallway")).await?;
    }
    stanza.says("bob@localhost", "from stanza").await?;
    alice.until("it", World::talk_with("bob"), |text| text.contains("me: from stanza")).await?;
    xmpp_js.until("the copy", |heard| is_copy(heard, "from stanza")).await?;
    xmpp_js.says("bob@localhost", "from xmpp.js").await?;
    alice.until("it", World::talk_with("bob"), |text| text.contains("me: from xmpp.js")).await?;
    stanza.until("the copy", |heard| is_copy(heard, "from xmpp.js")).await?;

    let all = ["Alice Adams: from Hallway", "Alice Adams: from stanza", "Alice Adams: from xmpp.js"];
    bob.sees_timeline("alice@localhost", &all.join("\n")).await?;
    bob.says("alice@localhost", "to all of you").await?;
    for client in [&stanza, &xmpp_js] {
        client.hears("bob@localhost", "to all of you").await?;
        ensure!(client.bodies("bob@localhost") == ["to all of you"], "heard twice: {:?}", client.bodies("bob@localhost"));
    }
    stanza.stop().await?;
    xmpp_js.stop().await
}

#[tokio::test]
async fn what_was_said_while_they_were_away_comes_once_and_in_order() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    let expected: Vec<String> = (1..=5).map(|n| format!("while you were out {n}")).collect();
    for (client, account) in [(Client::XmppJs, "bob"), (Client::Stanza, "carol")] {
        let address = format!("{account}@{DOMAIN}");
        for body in &expected {
            alice.says(&address, body).await?;
        }
        alice.until("all to be sent", World::talk_with(account), |text| text.matches("[sent]").count() == expected.len()).await?;
        let client = colleague(&world, client, account).await?;
        client.hears("alice@localhost", "while you were out 5").await?;
        ensure!(client.bodies("alice@localhost") == expected, "{:?}", client.bodies("alice@localhost"));
        client.stop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_is_refused_to_anyone() -> Result<()> {
    let world = World::start().await?;
    for client in [Client::XmppJs, Client::Stanza] {
        let stranger = ForeignClient::try_start(client, &websocket(&world), DOMAIN, "alice", "wrong")?;
        stranger.until("the refusal", |heard| matches!(heard, Heard::Error { reason } if reason == "not-authorized")).await?;
    }
    Ok(())
}

fn is_presence(heard: &Heard, person: &str, expected: &str, busy: &str) -> bool {
    matches!(heard, Heard::Presence { from, kind, show, .. }
        if from.split('/').next() == Some(person) && kind == expected && show == busy)
}

fn is_copy(heard: &Heard, text: &str) -> bool {
    matches!(heard, Heard::Message { body, carbon: true, .. } if body == text)
}
