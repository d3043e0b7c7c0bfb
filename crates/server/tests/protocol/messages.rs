//! Messages between people: both ways, to several devices, to nobody there, to oneself, to the blocked.

use wire::ns;
use wire::stanza::{self, element};

use crate::client::{Client, DOMAIN, Place, bare, bodies, condition};

fn stanza_ids(message: &wire::Element) -> Vec<(String, String)> {
    message
        .children()
        .filter(|child| child.is("stanza-id", ns::STANZA_ID))
        .map(|child| (child.attr("by").unwrap().to_owned(), child.attr("id").unwrap().to_owned()))
        .collect()
}

#[tokio::test]
async fn both_ways_with_receipts() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    alice.say(&bare("bob"), "Hello <b>&amp; Bob</b>").await;
    let message = bob.message("Hello <b>&amp; Bob</b>").await;
    assert_eq!(message.attr("from"), Some(alice.jid.as_str()));
    assert_eq!(stanza_ids(&message).len(), 1);
    assert_eq!(stanza_ids(&message)[0].0, bare("bob"));
    let receipt = stanza::message(message.attr("from").unwrap(), "chat", "r1")
        .child(element("received", ns::RECEIPTS).attr("id", message.attr("id").unwrap()));
    bob.send(receipt.done()).await;
    alice.expect("the receipt", |stanza| stanza.has_child("received", ns::RECEIPTS)).await;
    bob.say(&bare("alice"), "Hello Alice").await;
    alice.message("Hello Alice").await;
    place.server.stop().await;
}

#[tokio::test]
async fn every_device_gets_it_and_carbons_tell_the_others_what_was_sent() {
    let place = Place::open().await;
    let mut desk = place.online("alice").await;
    let mut phone = place.bound("alice", "phone").await;
    phone.carbons().await;
    phone.be_present().await;
    let mut bob = place.online("bob").await;

    bob.say(&bare("alice"), "to all").await;
    desk.message("to all").await;
    phone.message("to all").await;

    desk.say(&bare("bob"), "from desk").await;
    let copy = phone.expect("a sent carbon", |stanza| stanza.has_child("sent", ns::CARBONS)).await;
    assert_eq!(copy.attr("from"), Some(bare("alice").as_str()));
    let inner = copy.get_child("sent", ns::CARBONS).unwrap().get_child("forwarded", ns::FORWARD).unwrap();
    let inner = inner.get_child("message", ns::CLIENT).unwrap();
    assert_eq!(stanza::body(inner).as_deref(), Some("from desk"));
    assert_eq!(stanza_ids(inner)[0].0, bare("alice"));

    bob.say(&desk.jid.clone(), "only desk").await;
    desk.message("only desk").await;
    phone.expect("a received carbon", |stanza| stanza.has_child("received", ns::CARBONS)).await;

    // A private message is not copied.
    let private = stanza::message(&desk.jid, "chat", "p1").field("body", "private").child(element("private", ns::CARBONS));
    bob.send(private.done()).await;
    let got = desk.message("private").await;
    assert!(!got.has_child("private", ns::CARBONS));
    bob.settle().await;
    assert!(phone.drain().await.iter().all(|stanza| !stanza.has_child("received", ns::CARBONS)));
    place.server.stop().await;
}

#[tokio::test]
async fn what_is_written_to_somebody_away_waits_and_survives_a_restart() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    alice.say(&bare("bob"), "first").await;
    alice.say(&bare("bob"), "second").await;
    let typing = stanza::message(&bare("bob"), "chat", "t").child(element("composing", ns::CHAT_STATES));
    alice.send(typing.done()).await;
    alice.settle().await;
    let place = place.restart().await;
    let mut bob = place.online("bob").await;
    let first = bob.message("first").await;
    assert_eq!(first.get_child("delay", ns::DELAY).unwrap().attr("from"), Some(DOMAIN));
    assert_eq!(stanza_ids(&first).len(), 1);
    bob.message("second").await;
    assert_eq!(bodies(&bob.drain().await), Vec::<String>::new());
    bob.close().await;
    // Acknowledged: not again.
    let mut bob = place.online("bob").await;
    assert_eq!(bodies(&bob.drain().await), Vec::<String>::new());
    place.server.stop().await;
}

#[tokio::test]
async fn offline_messages_come_again_until_they_are_acknowledged() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    alice.say(&bare("bob"), "precious").await;
    alice.settle().await;
    let mut bob = place.bound("bob", "desk").await;
    bob.send(element("presence", ns::CLIENT).done()).await;
    // Received by the program, never acknowledged; the same device signs in anew without resuming.
    while stanza::body(&bob.raw().await).is_none() {}
    drop(bob);
    let mut bob = place.online("bob").await;
    bob.message("precious").await;
    place.server.stop().await;
}

#[tokio::test]
async fn nobody_and_elsewhere_are_refused() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    for (to, expected) in [
        (bare("nobody"), "service-unavailable"),
        ("bob@elsewhere.example".into(), "remote-server-not-found"),
        ("@".into(), "jid-malformed"),
    ] {
        alice.say(&to, "?").await;
        let error = alice.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
        assert_eq!(condition(&error), expected, "{to}");
    }
    let room = stanza::message(&bare("bob"), "groupchat", "g").field("body", "room?");
    alice.send(room.done()).await;
    let error = alice.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
    assert_eq!(condition(&error), "service-unavailable");
    place.server.stop().await;
}

#[tokio::test]
async fn a_note_to_oneself_is_kept_once() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    alice.say(&bare("alice"), "remember").await;
    let note = alice.message("remember").await;
    assert_eq!(stanza_ids(&note).len(), 1);
    assert_eq!(bodies(&alice.drain().await), Vec::<String>::new());
    place.server.stop().await;
}

#[tokio::test]
async fn the_blocked_hear_and_see_nothing() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    alice.drain().await;
    let item = element("item", ns::BLOCKING).attr("jid", bare("bob"));
    let answer = alice.ask("set", element("block", ns::BLOCKING).child(item.clone()).done()).await;
    assert_eq!(answer.attr("type"), Some("result"));
    alice.expect("the push", |stanza| stanza.has_child("block", ns::BLOCKING)).await;
    bob.expect("alice leaving", |stanza| {
        stanza.attr("type") == Some("unavailable") && stanza.attr("from") == Some("alice@hall.example/desk")
    })
    .await;
    bob.say(&bare("alice"), "are you there?").await;
    let error = bob.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
    assert_eq!(condition(&error), "service-unavailable");
    alice.say(&bare("bob"), "no").await;
    let error = alice.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
    assert_eq!(condition(&error), "not-acceptable");
    assert!(error.get_child("error", ns::CLIENT).unwrap().has_child("blocked", ns::BLOCKING_ERRORS));
    let list = alice.ask("get", element("blocklist", ns::BLOCKING).done()).await;
    assert_eq!(list.get_child("blocklist", ns::BLOCKING).unwrap().children().count(), 1);
    let answer = alice.ask("set", element("unblock", ns::BLOCKING).child(item).done()).await;
    assert_eq!(answer.attr("type"), Some("result"));
    bob.expect("alice back", |stanza| stanza.name() == "presence" && stanza.attr("type").is_none()).await;
    bob.say(&bare("alice"), "hello again").await;
    alice.message("hello again").await;
    place.server.stop().await;
}

#[tokio::test]
async fn a_burst_shares_commits_and_keeps_its_order() {
    const MANY: usize = 2_000;
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let before = place.server.counts();
    let started = std::time::Instant::now();
    let sending = tokio::spawn(async move {
        for number in 0..MANY {
            alice.say(&bare("bob"), &format!("m{number}")).await;
        }
        alice.settle().await;
        alice
    });
    for number in 0..MANY {
        let message = bob.expect("a message", |stanza| stanza::body(stanza).is_some()).await;
        assert_eq!(stanza::body(&message).unwrap(), format!("m{number}"));
    }
    let _alice: Client = sending.await.unwrap();
    let counts = place.server.counts();
    let commits = counts.commits - before.commits;
    assert!(commits < (MANY / 2) as u64, "{commits} commits in {:?}", started.elapsed());
    place.server.stop().await;
}

/// A program that died with a message under way asks the archive when it runs again, and sends what is not there once more:
/// what was under way may be read after that.
#[tokio::test]
async fn what_the_next_run_sends_again_is_there_once() {
    let place = Place::open().await;
    let mut before = place.bound("alice", "before").await;
    let mut after = place.online("alice").await;
    let mut bob = place.online("bob").await;
    let said = |id: &str, body: &str| {
        let message = stanza::message(&bare("bob"), "chat", id).field("body", body);
        message.child(element("origin-id", ns::STANZA_ID).attr("id", id))
    };
    let stamp = |name: &str| element("delay", ns::DELAY).attr("from", bare("alice")).attr("stamp", name);
    after.send(said("o1", "once").child(stamp("2026-01-01T00:00:00Z")).done()).await;
    bob.message("once").await;
    before.send(said("o1", "once").done()).await;
    // Other words, another id, or the same run: these are messages of their own.
    before.send(said("o1", "other words").done()).await;
    before.send(said("o2", "once").done()).await;
    before.send(said("o2", "once").done()).await;
    before.send(said("o3", "the end").done()).await;
    let mut heard = vec!["once".to_owned()];
    while heard.last().is_none_or(|last| last != "the end") {
        let next = bob.expect("what was said", |stanza| stanza::body(stanza).is_some()).await;
        heard.extend(stanza::body(&next));
    }
    assert_eq!(heard, ["once", "other words", "once", "once", "the end"]);
    place.server.stop().await;
}
