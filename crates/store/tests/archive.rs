//! Catching up: gaps opened, filled and lost; what a person sees meanwhile.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use store::{Around, Change, Fact, Scope};
use support::*;

#[test]
fn the_first_sign_in_goes_back_from_the_newest() {
    let home = Home::new();
    let store = home.open();
    assert_eq!(apply(&store, Fact::Reconnected { archive: None }), [Change::Gap]);
    assert_eq!(apply(&store, Fact::Reconnected { archive: None }), [], "one gap is enough");
    let first = store.gaps(None).unwrap().remove(0);
    assert_eq!((first.lower, first.upper, first.lost), (None, None, false));
    apply(&store, Fact::Message(message(BOB, "live", "a9")));
    let scope = Scope::Backward { gap: first.id };
    apply(&store, page(scope.clone(), vec![message(BOB, "b7", "a7"), message(BOB, "b8", "a8"), message(BOB, "live", "a9")], false));
    assert_eq!(line(&store, BOB), "… b7 b8 live");
    assert_eq!(store.gaps(None).unwrap()[0].upper.as_deref(), Some("a7"));
    assert!(!store.conversation(BOB).unwrap().unwrap().complete);
    assert_eq!(unread(&store, BOB), 1, "history from before counts as read");
    apply(&store, page(scope, vec![message(CID, "c1", "a1"), message(BOB, "b6", "a6")], true));
    assert_eq!(line(&store, BOB), "b6 b7 b8 live");
    assert_eq!(store.gaps(None).unwrap(), []);
    assert!(store.conversation(BOB).unwrap().unwrap().complete);
}

#[test]
fn a_new_session_shows_where_messages_may_be_missing() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    let first = gap(&store);
    apply(&store, page(Scope::Backward { gap: first }, vec![message(BOB, "1", "a1")], true));
    apply(&store, Fact::Reconnected { archive: None });
    apply(&store, Fact::Message(message(BOB, "5", "a5")));
    assert_eq!(line(&store, BOB), "1 … 5");
    let open = store.gaps(None).unwrap().remove(0);
    assert_eq!(open.lower.as_deref(), Some("a1"));
    let scope = Scope::Forward { gap: open.id };
    apply(&store, page(scope.clone(), vec![message(BOB, "2", "a2"), message(CID, "x", "a3")], false));
    assert_eq!(line(&store, BOB), "1 2 … 5");
    assert_eq!(store.gaps(None).unwrap()[0].lower.as_deref(), Some("a3"));
    // The same page again changes nothing.
    let again = vec![message(BOB, "2", "a2"), message(CID, "x", "a3")];
    assert_eq!(apply(&store, page(scope.clone(), again, false)), []);
    apply(&store, page(scope, vec![message(BOB, "4", "a4"), message(BOB, "5", "a5")], true));
    assert_eq!(line(&store, BOB), "1 2 4 5");
    assert_eq!(unread(&store, BOB), 3);
}

#[test]
fn a_message_is_one_row_whatever_ways_it_comes() {
    let ways: [fn() -> Fact; 4] = [
        || Fact::Message(message(BOB, "hi", "a1")),
        || Fact::Message(message(BOB, "hi", "")),
        || page(Scope::Conversation { conversation: BOB.into() }, vec![message(BOB, "hi", "a1")], true),
        || page(Scope::Backward { gap: 1 }, vec![message(BOB, "hi", "a1")], true),
    ];
    for order in permutations() {
        let home = Home::new();
        let store = home.open();
        let mut facts = vec![Fact::Reconnected { archive: None }];
        facts.extend(order.map(|way| ways[way]()));
        store.apply_blocking(facts).unwrap();
        assert_eq!(line(&store, BOB), "hi", "order {order:?}");
    }
}

/// All orders of four.
fn permutations() -> Vec<[usize; 4]> {
    let all = (0..256).map(|n| [n & 3, (n >> 2) & 3, (n >> 4) & 3, n >> 6]);
    all.filter(|order| (0..4).all(|way| order.contains(&way))).collect()
}

#[test]
fn ids_of_senders_join_only_their_own_messages() {
    let home = Home::new();
    let store = home.open();
    let same = |body: &str, archive_id: &str| store::Message { origin_id: Some("1".into()), ..message(BOB, body, archive_id) };
    apply(&store, Fact::Message(same("one", "a1")));
    apply(&store, Fact::Message(same("two", "a2")));
    apply(&store, Fact::Message(store::Message { origin_id: Some("1".into()), ..message(CID, "one", "a3") }));
    assert_eq!(line(&store, BOB), "one two");
    assert_eq!(line(&store, CID), "one");
}

#[test]
fn a_lost_anchor_stays_visible_and_the_rest_is_fetched() {
    let home = Home::new();
    let store = home.open();
    let rest = lost_above_the_first(&store);
    assert!(!store.conversation(BOB).unwrap().unwrap().complete, "the rest is still to be had");
    assert_eq!((store.archive_state().unwrap().complete, store.archive_state().unwrap().lost), (false, true));
    apply(&store, page(Scope::Backward { gap: rest }, vec![message(BOB, "8", "a8"), message(BOB, "9", "a9")], true));
    assert_eq!(line(&store, BOB), "0 1 ! 8 9");
    assert!(store.conversation(BOB).unwrap().unwrap().complete, "nothing is left to be asked for");
    assert_eq!((store.archive_state().unwrap().complete, store.archive_state().unwrap().lost), (true, true));
}

#[test]
fn nothing_is_lost_where_the_archive_reaches_what_was_there_before() {
    let home = Home::new();
    let store = home.open();
    let rest = lost_above_the_first(&store);
    apply(&store, page(Scope::Backward { gap: rest }, vec![message(BOB, "8", "a8")], false));
    assert_eq!(line(&store, BOB), "0 1 … 8");
    apply(&store, page(Scope::Backward { gap: rest }, vec![message(BOB, "0", "a0"), message(BOB, "7", "a7")], false));
    assert_eq!(line(&store, BOB), "0 1 7 8");
    assert!(!store.archive_state().unwrap().lost);
}

/// Two messages are here, and the server no longer knows the newer one, from which on it was to tell: the gap that is left.
fn lost_above_the_first(store: &store::Store) -> i64 {
    apply(store, Fact::Reconnected { archive: None });
    apply(store, page(Scope::Backward { gap: gap(store) }, vec![message(BOB, "0", "a0"), message(BOB, "1", "a1")], true));
    apply(store, Fact::Reconnected { archive: None });
    apply(store, page(Scope::Lost { gap: gap(store) }, vec![], false));
    let gaps = store.gaps(None).unwrap();
    assert_eq!(gaps.iter().map(|gap| (gap.lost, gap.lower.as_deref())).collect::<Vec<_>>(), [(true, Some("a1")), (false, None)]);
    gaps.iter().find(|gap| !gap.lost).unwrap().id
}

#[test]
fn a_conversation_scrolled_to_its_beginning_shows_no_gap() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    apply(&store, Fact::Message(message(BOB, "5", "a5")));
    apply(&store, Fact::Message(message(CID, "6", "a6")));
    assert_eq!(store.oldest(BOB).unwrap().as_deref(), Some("a5"));
    let scope = Scope::Conversation { conversation: BOB.into() };
    apply(&store, page(scope.clone(), vec![message(BOB, "2", "a2"), message(BOB, "3", "a3")], false));
    assert_eq!(line(&store, BOB), "… 2 3 5");
    apply(&store, page(scope, vec![message(BOB, "1", "a1")], true));
    assert_eq!((line(&store, BOB), line(&store, CID)), ("1 2 3 5".into(), "… 6".into()));
    assert!(store.conversation(BOB).unwrap().unwrap().complete);
    // A new session may have missed something, in every conversation.
    apply(&store, Fact::Message(message(CID, "7", "a7")));
    let first = gap(&store);
    apply(&store, page(Scope::Backward { gap: first }, vec![message(CID, "6", "a6"), message(CID, "7", "a7")], true));
    apply(&store, Fact::Reconnected { archive: None });
    assert_eq!(line(&store, BOB), "1 2 3 5 …");
    assert!(!store.conversation(BOB).unwrap().unwrap().complete);
}

#[test]
fn slices_meet_without_overlap() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    let bodies: Vec<String> = (10..60).map(|n| n.to_string()).collect();
    let messages = bodies.iter().map(|body| message(BOB, body, &format!("a{body}"))).collect();
    let first = gap(&store);
    apply(&store, page(Scope::Backward { gap: first }, messages, false));
    let newest = store.timeline(BOB, Around::Newest, 10).unwrap();
    assert_eq!((show(&newest.rows), newest.before, newest.after), (bodies[40..].join(" "), 40, 0));
    let older = store.timeline(BOB, Around::Before(newest.messages().next().unwrap().id), 10).unwrap();
    assert_eq!((show(&older.rows), older.before, older.after), (bodies[30..40].join(" "), 30, 10));
    let newer = store.timeline(BOB, Around::After(older.messages().last().unwrap().id), 4).unwrap();
    assert_eq!((show(&newer.rows), newer.before, newer.after), (bodies[40..44].join(" "), 40, 6));
    let middle = store.timeline(BOB, Around::Message(id(&store, BOB, "12")), 10).unwrap();
    assert_eq!(show(&middle.rows), format!("… {}", bodies[..10].join(" ")));
    assert_eq!(store.timeline(BOB, Around::Before(id(&store, BOB, "10")), 10).unwrap().rows, []);
    assert_eq!(show(&store.timeline("nobody@x", Around::Newest, 10).unwrap().rows), "…");
}
