//! Stream management (XEP-0198): cut connections, resumption, sessions that die, strangers' streams.

use std::time::Duration;

use wire::frame::{self, Frame};
use wire::ns;
use wire::sm;
use wire::stanza::{self, element};

use crate::client::{Client, PASSWORD, Place, bare, bodies};

async fn back(place: &Place, lost: &Client, user: &str) -> Client {
    let mut client = Client::connect(place.server.addr()).await;
    client.sign_in(user, PASSWORD, "desk", Some(lost.resume())).await.unwrap();
    client
}

#[tokio::test]
async fn after_a_cut_the_stream_goes_on_where_it_was() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    alice.say(&bare("bob"), "before").await;
    bob.message("before").await;
    alice.settle().await;
    place.server.cut_all().await;
    assert!(bob.try_raw().await.is_none());
    let mut alice = back(&place, &alice, "alice").await;
    assert!(alice.established.as_ref().unwrap().resumed.is_some());
    alice.say(&bare("bob"), "while away").await;
    alice.settle().await;
    let mut again = back(&place, &bob, "bob").await;
    assert!(again.established.as_ref().unwrap().resumed.is_some());
    assert_eq!(again.jid, bob.jid);
    again.message("while away").await;
    assert_eq!(bodies(&again.drain().await), Vec::<String>::new());
    place.server.stop().await;
}

#[tokio::test]
async fn what_was_not_acknowledged_comes_again() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let known = bob.received;
    alice.say(&bare("bob"), "twice").await;
    bob.message("twice").await;
    place.server.cut_all().await;
    bob.received = known;
    let mut bob = back(&place, &bob, "bob").await;
    bob.message("twice").await;
    place.server.stop().await;
}

#[tokio::test]
async fn a_session_that_dies_leaves_its_messages_for_the_next() {
    let place = Place::with(|config| config.bounds.resume_ms = 0).await;
    let (mut alice, bob) = (place.online("alice").await, place.online("bob").await);
    place.server.cut_all().await;
    let mut alice2 = place.online("alice").await;
    drop(alice);
    alice2.say(&bare("bob"), "to a ghost").await;
    alice2.settle().await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let resume = bob.resume();
    let mut bob = Client::connect(place.server.addr()).await;
    bob.sign_in("bob", PASSWORD, "new", Some(resume)).await.unwrap();
    let established = bob.established.clone().unwrap();
    assert_eq!(established.resumed, None);
    assert!(matches!(established.refused, Some(Some(_))), "{:?}", established.refused);
    bob.be_present().await;
    bob.message("to a ghost").await;
    alice = alice2;
    alice.close().await;
    place.server.stop().await;
}

#[tokio::test]
async fn stopping_keeps_what_was_not_acknowledged() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    alice.say(&bare("bob"), "just before the end").await;
    alice.settle().await;
    while stanza::body(&bob.raw().await).is_none() {}
    let place = place.restart().await;
    let mut bob = place.online("bob").await;
    bob.message("just before the end").await;
    place.server.stop().await;
}

#[tokio::test]
async fn nobody_resumes_the_stream_of_another() {
    let place = Place::open().await;
    let bob = place.online("bob").await;
    let mut eve = Client::connect(place.server.addr()).await;
    eve.sign_in("alice", PASSWORD, "desk", Some(bob.resume())).await.unwrap();
    let established = eve.established.as_ref().unwrap();
    assert_eq!((established.resumed, established.refused), (None, Some(None)));
    assert!(eve.jid.starts_with("alice@"));
    place.server.stop().await;
}

#[tokio::test]
async fn acknowledging_too_much_ends_the_stream() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    alice.send(sm::a(1_000_000)).await;
    assert!(matches!(frame::classify(alice.raw().await), Frame::StreamError { .. }));
    place.server.stop().await;
}

#[tokio::test]
async fn the_server_counts_what_is_committed() {
    let place = Place::open().await;
    let mut alice = place.bound("alice", "desk").await;
    for number in 0..10 {
        alice.say(&bare("bob"), &number.to_string()).await;
    }
    alice.send(sm::r()).await;
    let answer = alice.raw().await;
    assert_eq!(sm::read(&answer), Some(sm::Sm::Ack { h: 10 }));
    alice.send(element("inactive", ns::CSI).done()).await;
    alice.settle().await;
    place.server.stop().await;
}

#[tokio::test]
async fn a_clean_close_ends_the_session_at_once() {
    let place = Place::open().await;
    let (mut alice, bob) = (place.online("alice").await, place.online("bob").await);
    let full = bob.jid.clone();
    bob.close().await;
    alice
        .expect("bob leaving", |stanza| stanza.attr("type") == Some("unavailable") && stanza.attr("from") == Some(full.as_str()))
        .await;
    place.server.stop().await;
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_killed_server() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    for number in 0..50 {
        alice.say(&bare("bob"), &format!("m{number}")).await;
    }
    alice.settle().await;
    let Place { server, directory } = place;
    server.kill().await;
    let server = server::Server::start(crate::client::config(&directory, 0)).await.unwrap();
    let place = Place { server, directory };
    let mut bob = place.online("bob").await;
    for number in 0..50 {
        bob.message(&format!("m{number}")).await;
    }
    place.server.stop().await;
}
