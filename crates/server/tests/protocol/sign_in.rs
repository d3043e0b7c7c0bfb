//! Signing in: the right and the wrong password, mechanisms, binding, limits on tries.

use server::NewUser;
use wire::frame::{self, Frame};
use wire::negotiate::NegotiateError;
use wire::sasl::{self, Mechanism};
use wire::secret::Password;
use wire::stanza::element;
use wire::{ns, sm};

use crate::client::{Client, DOMAIN, PASSWORD, Place};

#[tokio::test]
async fn the_right_password_gets_in() {
    let place = Place::open().await;
    let client = place.bound("alice", "desk").await;
    assert_eq!(client.jid, format!("alice@{DOMAIN}/desk"));
    let established = client.established.as_ref().unwrap();
    assert_eq!(established.mechanism, Mechanism::ScramSha256);
    assert!(established.sm.as_ref().unwrap().id.is_some());
    assert_eq!(established.sm.as_ref().unwrap().max_s, Some(600));
    assert_eq!(sasl::offered(&established.features), Vec::<String>::new());
    assert!(sm::is_offered(&established.features));
    client.close().await;
    place.server.stop().await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_are_refused_alike() {
    let place = Place::open().await;
    for (user, password) in [("alice", "wrong"), ("nobody", PASSWORD)] {
        let mut client = Client::connect(place.server.addr()).await;
        let refused = client.sign_in(user, password, "desk", None).await;
        assert!(matches!(refused, Err(NegotiateError::CredentialsRefused)), "{user}: {refused:?}");
    }
    place.server.stop().await;
}

#[tokio::test]
async fn an_unknown_account_has_a_salt_that_stays() {
    let place = Place::open().await;
    let mut challenges = Vec::new();
    for _ in 0..2 {
        let mut client = Client::connect(place.server.addr()).await;
        client.send(frame::open(DOMAIN, None)).await;
        client.raw().await;
        client.raw().await;
        client.send(sasl::auth(Mechanism::ScramSha256, b"n,,n=nobody,r=abc")).await;
        let challenge = String::from_utf8(sasl::data(&client.raw().await).unwrap()).unwrap();
        challenges.push(challenge.split(',').skip(1).map(str::to_owned).collect::<Vec<_>>());
    }
    assert_eq!(challenges[0], challenges[1]);
    assert!(challenges[0].contains(&"i=4096".to_owned()));
    place.server.stop().await;
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let place = Place::open().await;
    let mut old = place.online("alice").await;
    place.server.users().passwd("alice", Password::new("another".into())).await.unwrap();
    assert!(matches!(frame::classify(old.raw().await), Frame::StreamError { condition, .. } if condition == "not-authorized"));
    let mut client = Client::connect(place.server.addr()).await;
    assert!(client.sign_in("alice", PASSWORD, "desk", None).await.is_err());
    let mut client = Client::connect(place.server.addr()).await;
    client.sign_in("alice", "another", "desk", None).await.unwrap();
    place.server.stop().await;
}

#[tokio::test]
async fn the_same_resource_again_replaces_the_first() {
    let place = Place::open().await;
    let mut first = place.bound("alice", "desk").await;
    let _second = place.bound("alice", "desk").await;
    assert!(matches!(frame::classify(first.raw().await), Frame::StreamError { condition, .. } if condition == "conflict"));
    place.server.stop().await;
}

#[tokio::test]
async fn too_many_sessions_are_refused() {
    let place = Place::with(|config| config.bounds.sessions_per_account = 2).await;
    let _one = place.bound("alice", "1").await;
    let _two = place.bound("alice", "2").await;
    let mut three = Client::connect(place.server.addr()).await;
    assert!(three.sign_in("alice", PASSWORD, "3", None).await.is_err());
    place.server.stop().await;
}

#[tokio::test]
async fn guessing_is_throttled_by_address() {
    let place = Place::open().await;
    let mut throttled = false;
    for number in 0..25 {
        let mut client = Client::connect(place.server.addr()).await;
        match client.sign_in(&format!("user{number}"), "guess", "x", None).await {
            Err(NegotiateError::CredentialsRefused) => {}
            Err(NegotiateError::TooManyAttempts) => throttled = true,
            other => panic!("{other:?}"),
        }
    }
    assert!(throttled);
    place.server.stop().await;
}

#[tokio::test]
async fn three_failures_end_the_stream() {
    let place = Place::open().await;
    let mut client = Client::connect(place.server.addr()).await;
    client.send(frame::open(DOMAIN, None)).await;
    client.raw().await;
    client.raw().await;
    for _ in 0..3 {
        client.send(element("auth", ns::SASL).attr("mechanism", "PLAIN").text("AGEAYg==").done()).await;
        assert_eq!(sasl::failure_condition(&client.raw().await).0, "invalid-mechanism");
    }
    assert!(matches!(frame::classify(client.raw().await), Frame::StreamError { condition, .. } if condition == "policy-violation"));
    place.server.stop().await;
}

#[tokio::test]
async fn the_wrong_domain_is_told() {
    let place = Place::open().await;
    let mut client = Client::connect(place.server.addr()).await;
    client.send(frame::open("other.example", None)).await;
    client.raw().await;
    assert!(matches!(frame::classify(client.raw().await), Frame::StreamError { condition, .. } if condition == "host-unknown"));
    place.server.stop().await;
}

#[tokio::test]
async fn a_removed_account_is_thrown_out() {
    let place = Place::open().await;
    let mut bob = place.online("bob").await;
    place.server.users().remove("bob").await.unwrap();
    assert!(matches!(frame::classify(bob.raw().await), Frame::StreamError { condition, .. } if condition == "not-authorized"));
    assert!(place.server.users().remove("bob").await.is_err());
    assert!(place.server.users().add(NewUser::new("alice", "x")).await.is_err());
    place.server.stop().await;
}
