//! What a person chooses for a conversation: pins, mutes, marking unread, drafts, clearing; and who has seen what.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

mod support;

use store::{Around, Change, Choice, Draft, DraftOf, Fact, File, FileSource, Mention, Notify, Preferences, Scope, Store, Words};
use support::*;

fn say(store: &Store, bodies: &[&str]) {
    for body in bodies {
        apply(store, Fact::Message(message(BOB, body, &format!("a{body}"))));
    }
}

fn prefer(preferences: Preferences) -> Fact {
    Fact::Preferences { conversation: BOB.into(), preferences }
}

fn here() -> Change {
    Change::PreferencesHere { conversation: BOB.into() }
}

fn preferences(store: &Store) -> Preferences {
    store.conversation(BOB).unwrap().unwrap().preferences
}

#[test]
fn what_another_device_chose_is_taken_over_and_not_told_back() {
    let home = Home::new();
    let store = home.open();
    say(&store, &["1", "2"]);
    apply(&store, Fact::Message(message(CID, "later", "c1")));
    let muted = Preferences { pinned: true, notify: Notify::Mentions, muted_until: Some(9), ..Preferences::default() };
    let elsewhere = apply(&store, prefer(muted.clone()));
    assert!(elsewhere.contains(&Change::Preferences { conversation: BOB.into() }) && !elsewhere.contains(&here()));
    assert_eq!(apply(&store, prefer(muted.clone())), []);
    assert_eq!(preferences(&store), muted);
    let order: Vec<String> = store.conversations(10, 0).unwrap().into_iter().map(|record| record.id).collect();
    assert_eq!(order, [BOB, CID], "what is pinned stands first");
    let elsewhere = apply(&store, prefer(Preferences::default()));
    assert!(elsewhere.contains(&Change::Preferences { conversation: BOB.into() }) && !elsewhere.contains(&here()));
    assert_eq!(apply(&store, Fact::Preferences { conversation: "nobody@x".into(), preferences: Preferences::default() }), []);
    assert_eq!(store.conversation("nobody@x").unwrap(), None);
}

#[test]
fn one_choice_leaves_the_others_as_they_are_and_is_told_where_it_was_made() {
    let home = Home::new();
    let store = home.open();
    let choose = |conversation: &str, choice, here| apply(&store, Fact::Choice { conversation: conversation.into(), choice, here });
    let mut all = Preferences { pins: vec!["a1".into()], unread_from: Some("a1".into()), ..Preferences::default() };
    say(&store, &["1"]);
    apply(&store, prefer(all.clone()));
    for (choice, here) in [
        (Choice::Pinned(true), true),
        (Choice::Notify(Notify::None), false),
        (Choice::Favourite(true), true),
        (Choice::MutedUntil(Some(9)), true),
    ] {
        assert_eq!(choose(BOB, choice, here).contains(&self::here()), here);
        assert_eq!(choose(BOB, choice, here), [], "chosen twice");
    }
    all = Preferences { pinned: true, favourite: true, notify: Notify::None, muted_until: Some(9), ..all };
    assert_eq!(preferences(&store), all);
    assert_eq!(choose("nobody@x", Choice::Notify(Notify::All), false), []);
    assert_eq!(store.conversation("nobody@x").unwrap(), None);
}

#[test]
fn only_what_calls_counts_in_the_numbers() {
    let home = Home::new();
    let store = home.open();
    say(&store, &["1", "2"]);
    apply(&store, Fact::Message(store::Message { mentions_me: true, ..message(BOB, "me", "a3") }));
    let calling = |now| {
        let unread = store.unread(now).unwrap();
        (unread.messages, unread.conversations[0].count, unread.conversations[0].calling)
    };
    assert_eq!(calling(0), (3, 3, 3));
    apply(&store, prefer(Preferences { notify: Notify::Mentions, ..Preferences::default() }));
    assert_eq!(calling(0), (1, 3, 1));
    apply(&store, prefer(Preferences { notify: Notify::None, ..Preferences::default() }));
    assert_eq!(calling(0), (0, 3, 0));
    apply(&store, prefer(Preferences { muted_until: Some(100), ..Preferences::default() }));
    assert_eq!((calling(99), calling(100)), ((0, 3, 0), (3, 3, 3)));
}

#[test]
fn messages_are_pinned_by_what_the_archive_calls_them() {
    let home = Home::new();
    let store = home.open();
    say(&store, &["1", "2", "3"]);
    let changes = apply(&store, Fact::PinHere { message: id(&store, BOB, "3"), on: true });
    assert!(
        changes.contains(&here()) && changes.contains(&Change::Message { conversation: BOB.into(), message: id(&store, BOB, "3") })
    );
    apply(&store, Fact::PinHere { message: id(&store, BOB, "1"), on: true });
    assert_eq!(preferences(&store).pins, ["a3", "a1"]);
    let pins: Vec<String> = store.pins(BOB).unwrap().into_iter().map(|row| row.body).collect();
    assert_eq!(pins, ["3", "1"]);
    let slice = store.timeline(BOB, Around::Newest, 10).unwrap();
    assert_eq!(slice.messages().map(|row| row.pinned).collect::<Vec<_>>(), [true, false, true]);
    // From another device, with one that is not here.
    apply(&store, prefer(Preferences { pins: vec!["zz".into(), "a1".into()], ..Preferences::default() }));
    assert_eq!(store.pins(BOB).unwrap().len(), 1);
    assert_eq!(preferences(&store).pins, ["zz", "a1"]);
    apply(&store, Fact::PinHere { message: id(&store, BOB, "1"), on: false });
    assert_eq!(preferences(&store).pins, ["zz"]);
}

#[test]
fn what_was_marked_unread_is_so_until_it_is_seen_again() {
    let home = Home::new();
    let store = home.open();
    say(&store, &["1", "2", "3"]);
    apply(&store, Fact::SeenHere { conversation: BOB.into(), message: id(&store, BOB, "3") });
    assert_eq!(unread(&store, BOB), 0);
    let changes = apply(&store, Fact::MarkedUnread { conversation: BOB.into(), message: id(&store, BOB, "2") });
    assert!(changes.contains(&here()));
    let record = store.conversation(BOB).unwrap().unwrap();
    assert_eq!((record.unread, record.marked, record.read_up_to), (2, true, Some(id(&store, BOB, "1"))));
    assert_eq!(record.preferences.unread_from.as_deref(), Some("a2"));
    let first = store.timeline(BOB, Around::FirstUnread, 2).unwrap();
    assert_eq!(show(&first.rows), "1 2");
    // Seeing what stands before it changes nothing.
    apply(&store, Fact::SeenHere { conversation: BOB.into(), message: id(&store, BOB, "1") });
    assert_eq!(unread(&store, BOB), 2);
    assert!(apply(&store, Fact::SeenHere { conversation: BOB.into(), message: id(&store, BOB, "3") }).contains(&here()));
    assert_eq!((unread(&store, BOB), preferences(&store).unread_from), (0, None));
    // By another device, on a message that comes later; an own one counts, too.
    apply(&store, prefer(Preferences { unread_from: Some("m1".into()), ..Preferences::default() }));
    let unread_now = store.unread(0).unwrap();
    assert_eq!((unread_now.messages, unread_now.conversations.len()), (1, 1));
    apply(&store, Fact::Message(mine(BOB, "mine", "m1")));
    assert!(store.conversation(BOB).unwrap().unwrap().marked);
}

#[test]
fn drafts_keep_all_that_they_are_gone_on_with() {
    let home = Home::new();
    let store = home.open();
    say(&store, &["1"]);
    let mention = Mention { begin: 0, end: 4, address: CID.into() };
    let words = Words { text: "@Cid half".into(), mentions: vec![mention] };
    let file = File { name: "cat.png".into(), source: FileSource::Staged { staged: "s1".into() }, ..File::default() };
    let of = Some(DraftOf::Reply(id(&store, BOB, "1")));
    let draft = Draft { words: words.clone(), of, files: vec![file.clone()], aside: Some(words) };
    let save = |store: &Store, address: &str, draft: &Draft| {
        apply(store, Fact::Draft { conversation: address.into(), draft: draft.clone() })
    };
    save(&store, BOB, &draft);
    assert_eq!(save(&store, BOB, &draft), [], "once");
    let files = Draft { files: vec![file.clone()], ..Draft::default() };
    save(&store, CID, &files);
    store.close();
    let store = home.open();
    let kept = |address: &str| store.conversation(address).unwrap().unwrap().draft;
    assert_eq!((kept(BOB), kept(CID)), (draft.clone(), files));
    assert_eq!(store.handed_over().unwrap(), [file.clone(), file.clone()]);
    assert_eq!(store.conversations(9, 0).unwrap().len(), 2, "a file alone is a draft too");
    // What is said there in between (a message sent on, a voice message) is not what was being written.
    apply(&store, written(BOB, "w1"));
    assert_eq!(kept(BOB), draft);
    save(&store, CID, &Draft::default());
    assert_eq!((kept(CID), store.conversations(9, 0).unwrap().len()), (Draft::default(), 1));
    assert_eq!(store.handed_over().unwrap(), [file]);
}

#[test]
fn what_was_cleared_is_gone_and_does_not_come_again() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    say(&store, &["5", "6"]);
    apply(&store, written(BOB, "w1"));
    let changes = apply(&store, Fact::Cleared { conversation: BOB.into(), up_to: None, here: true });
    assert!(changes.contains(&here()) && changes.iter().any(|change| matches!(change, Change::MessageGone { .. })));
    assert_eq!((line(&store, BOB), preferences(&store).cleared_up_to.as_deref()), ("… w1".into(), Some("a6")));
    assert_eq!(unread(&store, BOB), 0);
    say(&store, &["7"]);
    // From the archive: known ones and older ones.
    let old = ["3", "4", "5", "6", "7"].iter().map(|body| message(BOB, body, &format!("a{body}"))).collect();
    let open = gap(&store);
    apply(&store, page(Scope::Backward { gap: open }, old, true));
    assert_eq!(line(&store, BOB), "7 w1");
    // Redelivered without the archive's id.
    apply(&store, Fact::Message(message(BOB, "5", "")));
    assert_eq!(line(&store, BOB), "7 w1");
    store.close();
    let bytes = std::fs::read(home.path()).unwrap();
    assert!(!bytes.windows(4).any(|part| part == b"o-99") && bytes.windows(3).any(|part| part == b"o-5"));
}

#[test]
fn clearing_on_another_device_waits_for_its_message() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    say(&store, &["5", "6"]);
    apply(&store, Fact::Cleared { conversation: BOB.into(), up_to: Some("a3".into()), here: false });
    assert_eq!(line(&store, BOB), "… 5 6");
    let old = ["2", "3", "4", "5"].iter().map(|body| message(BOB, body, &format!("a{body}"))).collect();
    let open = gap(&store);
    apply(&store, page(Scope::Backward { gap: open }, old, true));
    assert_eq!(line(&store, BOB), "4 5 6");
    // The line never falls.
    apply(&store, Fact::Cleared { conversation: BOB.into(), up_to: Some("a2".into()), here: false });
    assert_eq!(preferences(&store).cleared_up_to.as_deref(), Some("a3"));
    apply(&store, Fact::Purged { conversation: BOB.into(), up_to: Some("a5".into()) });
    assert_eq!(line(&store, BOB), "6");
}

#[test]
fn who_has_seen_a_message_is_known_from_their_markers() {
    let home = Home::new();
    let store = home.open();
    for body in ["1", "2", "3"] {
        apply(&store, Fact::Message(mine(BOB, body, &format!("a{body}"))));
    }
    let seen = |author: &str, id: &str, at| Fact::SeenBy { conversation: BOB.into(), author: author.into(), id: id.into(), at };
    apply(&store, seen("bob@x", "o-2", 20));
    apply(&store, seen("bob@x", "o-1", 30));
    // For one that is not here yet.
    apply(&store, seen("cid@x", "o-4", 40));
    let by = |body: &str| store.message_info(id(&store, BOB, body)).unwrap().unwrap().seen_by;
    assert_eq!((by("1"), by("2"), by("3")), (vec![("bob@x".into(), None)], vec![("bob@x".into(), Some(20))], vec![]));
    apply(&store, Fact::Message(mine(BOB, "4", "a4")));
    assert_eq!(by("3"), [("cid@x".to_owned(), None)]);
}

#[test]
fn an_entry_of_somebody_else_says_too_how_far_the_archive_was_deleted() {
    let home = Home::new();
    let store = home.open();
    say(&store, &["1", "2"]);
    apply(&store, Fact::Message(message(CID, "between", "c1")));
    say(&store, &["3"]);
    apply(&store, Fact::Purged { conversation: BOB.into(), up_to: Some("c1".into()) });
    assert_eq!((line(&store, BOB).as_str(), line(&store, CID).as_str()), ("3", "between"));
    apply(&store, Fact::Purged { conversation: BOB.into(), up_to: Some("not here".into()) });
    assert_eq!(line(&store, BOB), "3");
}
