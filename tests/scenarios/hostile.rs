//! Stanzas from people who mean harm: nothing of them shows, and the stream lives on.

use anyhow::Result;
use api::View;
use tests::world::World;

/// Each is sent by Mallory, a colleague with a hand-written client, to Alice.
const STANZAS: [(&str, &str); 6] = [
    (
        "a carbon that is not from the own account",
        "<message xmlns='jabber:client' to='alice@localhost' type='chat'><received xmlns='urn:xmpp:carbons:2'>\
         <forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='bob@localhost/x' to='alice@localhost' \
         type='chat' id='c1'><body>FORGED</body></message></forwarded></received></message>",
    ),
    (
        "an archive result nobody asked for",
        "<message xmlns='jabber:client' to='alice@localhost'><result xmlns='urn:xmpp:mam:2' queryid='q' id='1'>\
         <forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'/>\
         <message xmlns='jabber:client' from='bob@localhost/x' to='alice@localhost' type='chat'><body>FORGED</body></message>\
         </forwarded></result></message>",
    ),
    (
        "a roster push",
        "<iq xmlns='jabber:client' to='alice@localhost' type='set' id='r1'><query xmlns='jabber:iq:roster'>\
         <item jid='evil@localhost' name='FORGED' subscription='both'><group>FORGED</group></item></query></iq>",
    ),
    (
        "a read mark for someone else's account",
        "<message xmlns='jabber:client' to='alice@localhost' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>\
         <items node='urn:xmpp:mds:displayed:0'><item id='bob@localhost'><displayed xmlns='urn:xmpp:mds:displayed:0'>\
         <stanza-id xmlns='urn:xmpp:sid:0' by='alice@localhost' id='zzzz'/></displayed></item></items></event></message>",
    ),
    (
        "a sender's own stanza-id and a stamp from the year 9999",
        "<message xmlns='jabber:client' to='alice@localhost' type='chat' id='s1'><body>honest text</body>\
         <stanza-id xmlns='urn:xmpp:sid:0' by='alice@localhost' id='FORGED'/>\
         <delay xmlns='urn:xmpp:delay' from='localhost' stamp='9999-01-01T00:00:00Z'/></message>",
    ),
    (
        "a message of a room nobody is in",
        "<message xmlns='jabber:client' to='alice@localhost' type='groupchat'><body>FORGED</body></message>",
    ),
];

#[tokio::test]
async fn forged_stanzas_show_nothing() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.says("alice@localhost", "before").await?;
    alice.sees(View::Unread, "messages 1, notifications 0").await?;
    let mut mallory = world.raw_client("mallory").await?;
    for (_, stanza) in STANZAS {
        mallory.send(stanza).await?;
    }
    bob.says("alice@localhost", "after").await?;
    alice
        .sees_timeline(
            "bob@localhost",
            "
            Bob Brown: before
            Bob Brown: after",
        )
        .await?;
    alice.until("the honest text", World::talk_with("mallory"), |text| text == "Mallory Moss: honest text").await?;
    alice.sees(View::Unread, "messages 3, notifications 0").await?;
    alice.until("no forgery", View::Contacts { filter: String::new() }, |text| !text.contains("FORGED")).await?;
    alice.until("no forgery", View::Conversations, |text| !text.contains("FORGED")).await
}

#[tokio::test]
async fn a_deep_nest_ends_only_its_senders_stream() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let mut mallory = world.raw_client("mallory").await?;
    let nest = format!(
        "<message xmlns='jabber:client' to='alice@localhost' type='chat'>{}{}</message>",
        "<a>".repeat(5000),
        "</a>".repeat(5000)
    );
    mallory.send(&nest).await?;
    mallory.until_closed().await?;
    bob.says("alice@localhost", "still here").await?;
    alice.sees_timeline("bob@localhost", "Bob Brown: still here").await
}
