//! Unread counts and read positions, here and on other devices.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use store::{Around, Change, Content, Draft, Fact, Scope, Store};
use support::*;

fn session(home: &Home) -> Store {
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    let first = gap(&store);
    apply(&store, page(Scope::Backward { gap: first }, vec![message(BOB, "old1", "a1"), message(BOB, "old2", "a2")], true));
    for n in 3..=6 {
        apply(&store, Fact::Message(message(BOB, &format!("m{n}"), &format!("a{n}"))));
    }
    store
}

fn elsewhere(archive_id: &str) -> Fact {
    Fact::SeenElsewhere { conversation: BOB.into(), archive_id: archive_id.into() }
}

#[test]
fn seen_here_is_told_to_others_once() {
    let home = Home::new();
    let store = session(&home);
    assert_eq!(store.unread(0).unwrap().messages, 4);
    assert_eq!(store.unread(0).unwrap().conversations[0].newest, id(&store, BOB, "m6"));
    let seen = Fact::SeenHere { conversation: BOB.into(), message: id(&store, BOB, "m4") };
    let changes = apply(&store, seen.clone());
    assert!(changes.contains(&Change::SeenHere { conversation: BOB.into() }));
    assert_eq!(apply(&store, seen), []);
    assert_eq!(unread(&store, BOB), 2);
    assert_eq!(store.read_mark(BOB).unwrap().as_deref(), Some("a4"));
    assert_eq!(store.marker_due(BOB).unwrap().as_deref(), Some("o-m4"));
    assert_eq!(store.conversation(BOB).unwrap().unwrap().read_up_to, Some(id(&store, BOB, "m4")));
    assert_eq!(show(&store.timeline(BOB, Around::FirstUnread, 2).unwrap().rows), "m4 m5");
    apply(&store, Fact::SeenHere { conversation: BOB.into(), message: id(&store, BOB, "m6") });
    assert_eq!(store.unread(0).unwrap(), store::Unread::default());
}

/// Or two devices would answer each other's marks for ever.
#[test]
fn a_mark_as_high_as_it_gets_is_not_told_again() {
    let home = Home::new();
    let store = session(&home);
    apply(&store, Fact::Message(mine(BOB, "answer", "a7")));
    assert_eq!(store.read_mark(BOB).unwrap().as_deref(), Some("a6"));
    assert_eq!(apply(&store, elsewhere("a6")), []);
    let behind = apply(&store, elsewhere("a4"));
    assert!(behind.contains(&Change::SeenHere { conversation: BOB.into() }), "{behind:?}");
}

#[test]
fn a_mark_of_another_device_waits_for_its_message() {
    let home = Home::new();
    let store = session(&home);
    apply(&store, elsewhere("a5"));
    assert_eq!(unread(&store, BOB), 1);
    apply(&store, elsewhere("a3"));
    assert_eq!(unread(&store, BOB), 1, "a mark never falls");
    apply(&store, elsewhere("a8"));
    assert_eq!(unread(&store, BOB), 1);
    apply(&store, Fact::Message(message(BOB, "m7", "a7")));
    apply(&store, Fact::Message(message(BOB, "m8", "a8")));
    assert_eq!(unread(&store, BOB), 0);
    apply(&store, Fact::Message(message(BOB, "m9", "a9")));
    assert_eq!(unread(&store, BOB), 1);
}

#[test]
fn a_first_mark_below_the_first_sign_in_counts() {
    let home = Home::new();
    let store = session(&home);
    apply(&store, elsewhere("a1"));
    assert_eq!(unread(&store, BOB), 5);
}

#[test]
fn an_answer_from_another_device_says_that_all_was_read() {
    let home = Home::new();
    let store = session(&home);
    apply(&store, Fact::Message(mine(BOB, "answer", "a7")));
    assert_eq!(unread(&store, BOB), 0);
    apply(&store, Fact::Message(message(BOB, "m8", "a8")));
    assert_eq!(unread(&store, BOB), 1);
}

#[test]
fn an_own_message_acknowledged_late_hides_nothing() {
    let home = Home::new();
    let store = session(&home);
    apply(&store, Fact::SeenHere { conversation: BOB.into(), message: id(&store, BOB, "m6") });
    apply(&store, written(BOB, "w"));
    apply(&store, Fact::Message(message(BOB, "m7", "a7")));
    apply(&store, Fact::Accepted { origin_id: "w".into() });
    assert_eq!((line(&store, BOB), unread(&store, BOB)), ("old1 old2 m3 m4 m5 m6 m7 w".into(), 1));
}

#[test]
fn recent_is_in_order_of_the_last_message() {
    let home = Home::new();
    let store = session(&home);
    apply(&store, Fact::Message(message(CID, "c", "a7")));
    apply(&store, Fact::Draft { conversation: "dee@x".into(), draft: Draft::text("not yet") });
    let names = |limit, offset| -> Vec<String> { store.conversations(limit, offset).unwrap().into_iter().map(|c| c.id).collect() };
    assert_eq!(names(10, 0), [CID, BOB, "dee@x"]);
    assert_eq!(names(1, 1), [BOB]);
    assert_eq!(names(5, 2), ["dee@x"]);
    // What was just written is the latest.
    apply(&store, Fact::Written { conversation: BOB.into(), origin_id: "w".into(), content: Content::text("w"), at: 2_000 });
    assert_eq!(names(10, 0), [BOB, CID, "dee@x"]);
    apply(&store, Fact::Person { person: person(BOB, "Bob Berg", &[]), version: None });
    let bob = store.conversation(BOB).unwrap().unwrap();
    assert_eq!((bob.name.as_deref(), bob.last.unwrap().body.as_str()), (Some("Bob Berg"), "w"));
    apply(&store, Fact::Draft { conversation: "dee@x".into(), draft: Draft::default() });
    assert_eq!(names(10, 0), [BOB, CID]);
}
