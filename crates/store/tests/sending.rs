//! Own messages from writing to being read, and everything that can go wrong with them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use store::{Change, Fact, MessageState, NotificationFilter, NotificationKind, Scope, Store};
use support::*;

fn state(store: &Store, body: &str) -> MessageState {
    store.message(id(store, BOB, body)).unwrap().unwrap().state.unwrap()
}

fn waiting(store: &Store) -> Vec<String> {
    store.outbox().unwrap().into_iter().map(|entry| entry.origin_id).collect()
}

fn accepted(origin_id: &str) -> Fact {
    Fact::Accepted { origin_id: origin_id.into() }
}

fn refused(origin_id: &str) -> Fact {
    Fact::Refused { conversation: BOB.into(), origin_id: origin_id.into(), code: "recipientUnknown".into(), at: 9 }
}

#[test]
fn row_and_outbox_entry_are_one() {
    let home = Home::new();
    let store = home.open();
    let changes = apply(&store, written(BOB, "w1"));
    assert!(changes.contains(&Change::Outbox));
    assert_eq!(apply(&store, written(BOB, "w1")), [], "written once");
    apply(&store, written(BOB, "w2"));
    apply(&store, Fact::Attempted { origin_id: "w1".into() });
    assert_eq!(waiting(&store), ["w1", "w2"]);
    assert_eq!(store.outbox().unwrap()[0].attempts, 1);
    // What comes in meanwhile stands before what is not sent.
    apply(&store, Fact::Message(message(BOB, "hi", "a1")));
    assert_eq!(line(&store, BOB), "hi w1 w2");
    apply(&store, accepted("w1"));
    apply(&store, Fact::Message(message(BOB, "you", "a3")));
    assert_eq!((line(&store, BOB), waiting(&store)), ("hi w1 you w2".into(), vec!["w2".into()]));
    drop(store);
    let store = home.open();
    assert_eq!(waiting(&store), ["w2"], "it survives a restart");
    assert_eq!((state(&store, "w1"), state(&store, "w2")), (MessageState::Sent, MessageState::Pending));
}

#[test]
fn when_it_was_delivered_is_known_as_it_was_heard_first() {
    let home = Home::new();
    let store = home.open();
    let delivered = |at| Fact::Delivered { conversation: BOB.into(), origin_id: "w".into(), at };
    let known = |store: &Store| store.message_info(id(store, BOB, "w")).unwrap().unwrap().delivered_at;
    apply(&store, written(BOB, "w"));
    assert_eq!(known(&store), None);
    apply(&store, delivered(70));
    apply(&store, delivered(80));
    apply(&store, Fact::Displayed { conversation: BOB.into(), origin_id: "w".into() });
    assert_eq!(known(&store), Some(70));
}

#[test]
fn a_state_never_falls() {
    let home = Home::new();
    let store = home.open();
    let delivered = || Fact::Delivered { conversation: BOB.into(), origin_id: "w".into(), at: 9 };
    let displayed = || Fact::Displayed { conversation: BOB.into(), origin_id: "w".into() };
    apply(&store, written(BOB, "w"));
    apply(&store, displayed());
    assert_eq!((state(&store, "w"), waiting(&store).len()), (MessageState::Read, 0), "who has seen it got it from the server");
    for later in [accepted("w"), delivered(), refused("w"), displayed()] {
        assert_eq!(apply(&store, later), []);
        assert_eq!(state(&store, "w"), MessageState::Read);
    }
}

#[test]
fn a_marker_counts_for_what_stands_before_and_may_come_first() {
    let home = Home::new();
    let store = home.open();
    for n in ["w1", "w2", "w3"] {
        apply(&store, written(BOB, n));
        apply(&store, accepted(n));
    }
    apply(&store, Fact::Displayed { conversation: BOB.into(), origin_id: "w2".into() });
    assert_eq!(["w1", "w2", "w3"].map(|n| state(&store, n)), [MessageState::Read, MessageState::Read, MessageState::Sent]);
    // History fetched from the newest: the marker comes before its message.
    apply(&store, Fact::Reconnected { archive: None });
    apply(&store, Fact::Displayed { conversation: BOB.into(), origin_id: "o-old2".into() });
    let gap = gap(&store);
    apply(&store, page(Scope::Backward { gap }, vec![mine(BOB, "old1", "a1"), mine(BOB, "old2", "a2")], true));
    assert_eq!(["old1", "old2"].map(|n| state(&store, n)), [MessageState::Read; 2]);
}

#[test]
fn refused_again_and_discarded() {
    let home = Home::new();
    let store = home.open();
    apply(&store, written(BOB, "w1"));
    apply(&store, written(BOB, "w2"));
    apply(&store, refused("w1"));
    assert_eq!((state(&store, "w1"), waiting(&store)), (MessageState::Failed, vec!["w2".to_owned()]));
    assert_eq!(store.message(id(&store, BOB, "w1")).unwrap().unwrap().failure.as_deref(), Some("recipientUnknown"));
    let entry = store.notifications(&NotificationFilter::default(), 10, 0).unwrap().remove(0);
    assert!(entry.kind == NotificationKind::FailedMessage && entry.code.as_deref() == Some("recipientUnknown"));
    assert_eq!(store.unread(0).unwrap().notifications, 1);
    apply(&store, Fact::NotificationViewed { id: entry.id });
    assert_eq!(store.unread(0).unwrap().notifications, 0);
    apply(&store, Fact::Retried { message: id(&store, BOB, "w1") });
    assert_eq!((state(&store, "w1"), waiting(&store)), (MessageState::Pending, vec!["w2".to_owned(), "w1".to_owned()]));
    assert_eq!((line(&store, BOB), store.notifications(&NotificationFilter::default(), 10, 0).unwrap().len()), ("w2 w1".into(), 0));
    apply(&store, refused("w1"));
    let gone = id(&store, BOB, "w1");
    let changes = apply(&store, Fact::Discarded { message: gone });
    assert!(changes.contains(&Change::MessageGone { conversation: BOB.into(), message: gone }));
    assert_eq!((line(&store, BOB), store.notifications(&NotificationFilter::default(), 10, 0).unwrap().len()), ("w2".into(), 0));
    apply(&store, accepted("w2"));
    assert_eq!(apply(&store, Fact::Discarded { message: id(&store, BOB, "w2") }), [], "too late");
}

#[test]
fn the_archive_settles_what_was_in_doubt() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    let first = gap(&store);
    apply(&store, page(Scope::Backward { gap: first }, vec![message(BOB, "1", "a1")], true));
    apply(&store, written(BOB, "sent"));
    apply(&store, written(BOB, "unsent"));
    // The stream breaks before the acknowledgement; meanwhile Bob wrote, after it.
    apply(&store, Fact::Reconnected { archive: None });
    apply(&store, Fact::Message(message(BOB, "4", "a4")));
    let open = gap(&store);
    let items = vec![echo(BOB, "sent", "sent", "a2"), message(BOB, "3", "a3"), message(BOB, "4", "a4")];
    apply(&store, page(Scope::Forward { gap: open }, items, true));
    assert_eq!((line(&store, BOB), waiting(&store)), ("1 sent 3 4 unsent".into(), vec!["unsent".to_owned()]));
    assert_eq!(state(&store, "sent"), MessageState::Sent);
}

#[test]
fn an_acknowledgement_that_overtakes_nothing_is_put_right_by_the_archive() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    let first = gap(&store);
    apply(&store, page(Scope::Backward { gap: first }, vec![message(BOB, "1", "a1")], true));
    apply(&store, written(BOB, "w"));
    // Archived before "3", acknowledged after it.
    apply(&store, Fact::Message(message(BOB, "3", "a3")));
    apply(&store, accepted("w"));
    assert_eq!(line(&store, BOB), "1 3 w");
    apply(&store, Fact::Reconnected { archive: None });
    let open = store.gaps(None).unwrap().remove(0);
    assert_eq!(open.lower.as_deref(), Some("a1"), "asked from before it was written");
    apply(&store, page(Scope::Forward { gap: open.id }, vec![echo(BOB, "w", "w", "a2"), message(BOB, "3", "a3")], true));
    assert_eq!(line(&store, BOB), "1 w 3");
}

/// While a gap is open its room is reserved; when it closes with nothing in it, what comes in must not go below that.
#[test]
fn what_was_written_during_a_catch_up_is_put_right_as_well() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    let first = gap(&store);
    apply(&store, page(Scope::Backward { gap: first }, vec![message(BOB, "1", "a1")], true));
    apply(&store, Fact::Reconnected { archive: None });
    apply(&store, written(BOB, "w2"));
    let open = gap(&store);
    apply(&store, page(Scope::Forward { gap: open }, vec![], true));
    // The server took it before these, and says so behind them.
    apply(&store, Fact::Message(message(BOB, "3", "a3")));
    apply(&store, Fact::Message(message(BOB, "4", "a4")));
    apply(&store, accepted("w2"));
    assert_eq!(line(&store, BOB), "1 3 4 w2");
    apply(&store, Fact::Reconnected { archive: None });
    assert_eq!(store.gaps(None).unwrap().last().unwrap().lower.as_deref(), Some("a1"), "asked from below what may be wrong");
    let second = gap(&store);
    let all = vec![echo(BOB, "w2", "w2", "a2"), message(BOB, "3", "a3"), message(BOB, "4", "a4")];
    apply(&store, page(Scope::Forward { gap: second }, all, true));
    assert_eq!(line(&store, BOB), "1 w2 3 4");
}

#[test]
fn sent_twice_after_a_doubt_is_shown_once() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    let first = gap(&store);
    apply(&store, written(BOB, "w"));
    let items = vec![echo(BOB, "w", "w", "a1"), message(BOB, "x", "a2"), echo(BOB, "w", "w", "a3")];
    apply(&store, page(Scope::Forward { gap: first }, items, true));
    assert_eq!(line(&store, BOB), "w x");
}

#[test]
fn receipts_of_strangers_leave_nothing_and_nobody_pushes_out_those_of_others() {
    let home = Home::new();
    let store = home.open();
    let delivered =
        |conversation: &str, n: usize| Fact::Delivered { conversation: conversation.into(), origin_id: format!("w{n}"), at: 9 };
    store.apply_blocking((0..50).map(|n| delivered(&format!("eve{n}@evil.org"), n)).collect()).unwrap();
    assert_eq!(store.conversation("eve1@evil.org").unwrap(), None);
    // Somebody on the contact list may have had a message of another device that is still to come.
    apply(&store, Fact::Person { person: person(BOB, "Bob", &[]), version: None });
    apply(&store, delivered(BOB, 0));
    // Somebody who is known floods.
    apply(&store, Fact::Message(message(CID, "hi", "a1")));
    store.apply_blocking((0..3_000).map(|n| delivered(CID, n)).collect()).unwrap();
    apply(&store, Fact::Message(echo(BOB, "w0", "w0", "a2")));
    assert_eq!(state(&store, "w0"), MessageState::Delivered);
}
