//! Presence among colleagues, and contact requests to people outside the company.

use wire::Element;
use wire::ns;
use wire::stanza::element;

use crate::client::{Place, bare};

fn presence(to: &str, kind: &str) -> Element {
    element("presence", ns::CLIENT).attr("to", to).attr("type", kind).done()
}

fn from<'a>(full: &'a str, kind: Option<&'a str>) -> impl Fn(&Element) -> bool + 'a {
    move |stanza| stanza.name() == "presence" && stanza.attr("from") == Some(full) && stanza.attr("type") == kind
}

#[tokio::test]
async fn colleagues_see_each_other_come_change_and_go() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let mut bob = place.online("bob").await;
    alice.expect("bob", from("bob@hall.example/desk", None)).await;
    bob.expect("alice", from("alice@hall.example/desk", None)).await;
    let away = element("presence", ns::CLIENT).field("show", "away").field("status", "Lunch").field("priority", "nonsense");
    bob.send(away.done()).await;
    let seen = alice.expect("bob away", |stanza| stanza.has_child("show", ns::CLIENT)).await;
    assert_eq!(seen.get_child("status", ns::CLIENT).unwrap().text(), "Lunch");
    let probe = presence(&bare("bob"), "probe");
    alice.drain().await;
    alice.send(probe).await;
    alice.expect("the answer to a probe", from("bob@hall.example/desk", None)).await;
    bob.close().await;
    alice.expect("bob gone", from("bob@hall.example/desk", Some("unavailable"))).await;
    place.server.stop().await;
}

#[tokio::test]
async fn a_request_is_kept_answered_and_taken_back() {
    let place = Place::open().await;
    let (alice, dora) = (bare("alice"), bare("dora"));
    let mut asking = place.online("dora").await;
    asking.ask("get", element("query", ns::ROSTER).done()).await;
    let request = element("presence", ns::CLIENT).attr("to", &alice).attr("type", "subscribe").field("status", "It is me");
    asking.send(request.done()).await;
    asking
        .expect("the push", |stanza| {
            stanza
                .get_child("query", ns::ROSTER)
                .and_then(|query| query.children().next())
                .is_some_and(|item| item.attr("ask") == Some("subscribe") && item.attr("subscription") == Some("none"))
        })
        .await;
    // Alice comes later, twice, before she answers.
    place.online("alice").await.close().await;
    let mut alice_client = place.online("alice").await;
    let seen = alice_client.expect("the request", |stanza| stanza.attr("type") == Some("subscribe")).await;
    assert_eq!(seen.attr("from"), Some(dora.as_str()));
    assert_eq!(seen.get_child("status", ns::CLIENT).unwrap().text(), "It is me");
    // Nothing is shown before.
    assert!(!asking.drain().await.iter().any(from("alice@hall.example/desk", None)));
    alice_client.send(presence(&dora, "subscribed")).await;
    asking.expect("the answer", |stanza| stanza.attr("type") == Some("subscribed")).await;
    asking.expect("alice", from("alice@hall.example/desk", None)).await;
    // The other direction too.
    alice_client.send(presence(&dora, "subscribe")).await;
    asking.expect("a request", |stanza| stanza.attr("type") == Some("subscribe")).await;
    asking.send(presence(&alice, "subscribed")).await;
    alice_client.expect("dora", from("dora@hall.example/desk", None)).await;
    // Removed from the list: both directions end.
    let remove = element("item", ns::ROSTER).attr("jid", &dora).attr("subscription", "remove");
    let answer = alice_client.ask("set", element("query", ns::ROSTER).child(remove).done()).await;
    assert_eq!(answer.attr("type"), Some("result"));
    asking.expect("the end", |stanza| stanza.attr("type") == Some("unsubscribed")).await;
    asking.expect("alice gone", from("alice@hall.example/desk", Some("unavailable"))).await;
    alice_client.expect("dora gone", from("dora@hall.example/desk", Some("unavailable"))).await;
    place.server.stop().await;
}

#[tokio::test]
async fn a_declined_request_stays_away() {
    let place = Place::open().await;
    let mut dora = place.online("dora").await;
    dora.send(presence(&bare("alice"), "subscribe")).await;
    let mut alice = place.online("alice").await;
    alice.expect("the request", |stanza| stanza.attr("type") == Some("subscribe")).await;
    alice.send(presence(&bare("dora"), "unsubscribed")).await;
    dora.expect("the refusal", |stanza| stanza.attr("type") == Some("unsubscribed")).await;
    alice.close().await;
    let mut alice = place.online("alice").await;
    assert!(!alice.drain().await.iter().any(|stanza| stanza.attr("type") == Some("subscribe")));
    // Nobody to ask is a refusal at once.
    dora.send(presence(&bare("nobody"), "subscribe")).await;
    dora.expect("the refusal", |stanza| stanza.attr("from") == Some(bare("nobody").as_str())).await;
    place.server.stop().await;
}

#[tokio::test]
async fn directed_presence_is_withdrawn_with_the_session() {
    let place = Place::open().await;
    let (mut alice, mut dora) = (place.online("alice").await, place.online("dora").await);
    dora.send(element("presence", ns::CLIENT).attr("to", bare("alice")).done()).await;
    alice.expect("dora", from("dora@hall.example/desk", None)).await;
    dora.settle().await;
    dora.close().await;
    alice.expect("dora gone", from("dora@hall.example/desk", Some("unavailable"))).await;
    place.server.stop().await;
}
