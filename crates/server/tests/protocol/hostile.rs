//! Attacks: forged elements, broken and oversized frames, foreign origins, strangers who want too much.

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::{Error, Message};
use wire::frame::{self, Frame};
use wire::ns;
use wire::stanza::{self, element};

use crate::client::{Client, DOMAIN, Place, bare, condition, dial};

async fn ends_with(client: &mut Client, expected: &str) {
    loop {
        match client.try_raw().await.map(frame::classify) {
            Some(Frame::StreamError { condition, .. }) => {
                assert_eq!(condition, expected);
                return;
            }
            Some(_) => {}
            None => panic!("the connection ended without {expected}"),
        }
    }
}

#[tokio::test]
async fn what_only_a_server_may_say_is_taken_out() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let forged = stanza::message(&bare("bob"), "chat", "f1")
        .attr("from", "carol@hall.example/boss")
        .field("body", "transfer the money")
        .child(element("stanza-id", ns::STANZA_ID).attr("by", bare("bob")).attr("id", "forged"))
        .child(element("delay", ns::DELAY).attr("from", DOMAIN).attr("stamp", "2001-01-01T00:00:00Z"))
        .child(element("received", ns::CARBONS).child(element("forwarded", ns::FORWARD)))
        .child(element("result", ns::MAM).attr("id", "x"))
        .child(element("event", ns::PUBSUB_EVENT))
        .child(element("x", ns::MUC_USER))
        .done();
    alice.send(forged).await;
    let message = bob.message("transfer the money").await;
    assert_eq!(message.attr("from"), Some(alice.jid.as_str()));
    let mut children: Vec<&str> = message.children().map(wire::Element::name).collect();
    children.sort_unstable();
    assert_eq!(children, ["body", "stanza-id"]);
    assert_ne!(message.get_child("stanza-id", ns::STANZA_ID).unwrap().attr("id"), Some("forged"));
    // Presence: the server says which avatar there is.
    let x = element("x", ns::VCARD_UPDATE).field("photo", "forged");
    alice.send(element("presence", ns::CLIENT).field("status", "here").child(x).done()).await;
    let seen = bob.expect("presence", |stanza| stanza.has_child("status", ns::CLIENT)).await;
    assert!(!seen.has_child("x", ns::VCARD_UPDATE));
    place.server.stop().await;
}

#[tokio::test]
async fn one_frame_stays_one_stanza() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let smuggled = "</body></message><message from='carol@hall.example'><body>smuggled";
    alice.say(&bare("bob"), smuggled).await;
    bob.message(smuggled).await;
    alice.text("<message xmlns='jabber:client'/><message xmlns='jabber:client'/>").await;
    ends_with(&mut alice, "bad-format").await;
    place.server.stop().await;
}

#[tokio::test]
async fn deep_nests_end_the_stream() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let deep = format!("<message xmlns='jabber:client'>{}{}</message>", "<a>".repeat(20_000), "</a>".repeat(20_000));
    alice.text(&deep).await;
    ends_with(&mut alice, "policy-violation").await;
    for bad in
        ["<!DOCTYPE a [<!ENTITY b 'c'>]><message xmlns='jabber:client'>&b;</message>", "<message xmlns='jabber:client'", "<!-- -->"]
    {
        let mut alice = place.bound("alice", "other").await;
        alice.text(bad).await;
        ends_with(&mut alice, "not-well-formed").await;
    }
    place.server.stop().await;
}

#[tokio::test]
async fn strangers_get_eight_kilobytes_and_nothing_but_sign_in() {
    let place = Place::open().await;
    let mut stranger = Client::connect(place.server.addr()).await;
    let large = format!("<open xmlns='{}' to='{}'/>", ns::FRAMING, "x".repeat(9_000));
    stranger.text(&large).await;
    ends_with(&mut stranger, "policy-violation").await;

    let mut stranger = Client::connect(place.server.addr()).await;
    stranger.send(frame::open(DOMAIN, None)).await;
    stranger.say(&bare("bob"), "anonymous").await;
    ends_with(&mut stranger, "not-authorized").await;

    let place = Place::with(|config| config.bounds.sign_in_ms = 300).await;
    let mut slow = Client::connect(place.server.addr()).await;
    ends_with(&mut slow, "connection-timeout").await;
    place.server.stop().await;
}

#[tokio::test]
async fn stanzas_over_a_quarter_megabyte_are_refused() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    alice.say(&bare("bob"), &"x".repeat(200 * 1024)).await;
    alice.settle().await;
    alice.say(&bare("bob"), &"x".repeat(300 * 1024)).await;
    ends_with(&mut alice, "policy-violation").await;
    place.server.stop().await;
}

#[tokio::test]
async fn pages_of_other_origins_cannot_open_a_stream() {
    let place = Place::open().await;
    let address = place.server.addr();
    for origin in ["https://evil.example", "null", "http://127.0.0.1", "tauri://localhost.evil.example"] {
        match dial(address, Some(origin), Some("xmpp")).await {
            Err(Error::Http(response)) => assert_eq!(response.status(), 403, "{origin}"),
            other => panic!("{origin}: {:?}", other.map(|_| ())),
        }
    }
    let own = format!("http://{address}");
    for origin in [None, Some("tauri://localhost"), Some("http://tauri.localhost"), Some(own.as_str())] {
        assert!(dial(address, origin, Some("xmpp")).await.is_ok(), "{origin:?}");
    }
    match dial(address, None, None).await {
        Err(Error::Http(response)) => assert_eq!(response.status(), 400),
        other => panic!("{:?}", other.map(|_| ())),
    }
    place.server.stop().await;
}

#[tokio::test]
async fn binary_and_many_fragments_are_refused() {
    let place = Place::open().await;
    let mut socket = dial(place.server.addr(), None, Some("xmpp")).await.unwrap();
    socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    let mut closed = false;
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Close(Some(close)) = message {
            closed = u16::from(close.code) == 1003;
        }
    }
    assert!(closed);
    // Unmasked, by hand.
    let mut tcp = tokio::net::TcpStream::connect(place.server.addr()).await.unwrap();
    let request = "GET /xmpp-websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                   Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: xmpp\r\n\r\n";
    tcp.write_all(request.as_bytes()).await.unwrap();
    let mut buffer = vec![0; 1024];
    let length = tcp.read(&mut buffer).await.unwrap();
    assert!(String::from_utf8_lossy(&buffer[..length]).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    tcp.write_all(&[0x81, 2, b'h', b'i']).await.unwrap();
    let mut rest = Vec::new();
    tcp.read_to_end(&mut rest).await.unwrap();
    assert!(String::from_utf8_lossy(&rest).contains("policy-violation"));
    place.server.stop().await;
}

#[tokio::test]
async fn requests_nobody_knows_are_answered() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let answer = alice.ask("get", element("query", "urn:unknown").done()).await;
    assert_eq!(condition(&answer), "service-unavailable");
    let answer = alice.ask_of(Some("bob@hall.example/gone"), "get", element("query", "urn:unknown").done()).await;
    assert_eq!(condition(&answer), "service-unavailable");
    let push = element("query", ns::ROSTER).child(element("item", ns::ROSTER).attr("jid", bare("carol"))).done();
    let answer = alice.ask_of(Some(&bare("bob")), "set", push).await;
    assert_eq!(condition(&answer), "service-unavailable");
    alice.text("<iq xmlns='jabber:client' type='what' id='1'/>").await;
    alice.settle().await;
    place.server.stop().await;
}
