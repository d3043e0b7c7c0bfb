//! The notification center: mentions, reactions, invitations, failures, what services publish; viewed here and elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

mod support;

use store::{
    Bookmark, Change, Content, Fact, Message, Notification, NotificationFilter, NotificationKind, NotificationRecord, Notify,
    Preferences, Scope, Store, Text, Viewed,
};
use support::*;

fn entries(store: &Store) -> Vec<NotificationRecord> {
    store.notifications(&NotificationFilter::default(), 100, 0).unwrap()
}

fn ids(store: &Store) -> Vec<String> {
    entries(store).into_iter().map(|entry| entry.id).collect()
}

fn naming_me(body: &str, archive_id: &str) -> Message {
    Message { mentions_me: true, ..message(BOB, body, archive_id) }
}

fn by_bob(content: Content, archive_id: &str) -> Fact {
    Fact::Message(Message { content, origin_id: Some(archive_id.into()), at: 2_000, ..message(BOB, "", archive_id) })
}

fn invited(at: i64) -> Fact {
    let (room, name, by) = ("tea@r".into(), "Tea".into(), "ann@x".into());
    Fact::Invited { room, name, by, reason: "come".into(), password: Some("pw".into()), at }
}

#[test]
fn a_mention_is_an_entry_until_it_is_taken_back_and_viewed_once_read() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    apply(&store, Fact::Message(naming_me("you", "a5")));
    let entry = entries(&store).remove(0);
    assert_eq!((entry.id.as_str(), entry.kind, entry.text.as_str()), ("mention:bob@x:a5", NotificationKind::Mention, "you"));
    assert_eq!((entry.message, entry.viewed), (Some(id(&store, BOB, "you")), false));
    let record = store.conversation(BOB).unwrap().unwrap();
    assert_eq!((record.unread, record.mentions), (1, 1));
    // History from before this device is no news.
    let open = gap(&store);
    apply(&store, page(Scope::Backward { gap: open }, vec![naming_me("long ago", "a1"), naming_me("you", "a5")], true));
    assert_eq!(ids(&store), ["mention:bob@x:a5"]);
    // What was missed is.
    apply(&store, Fact::Reconnected { archive: None });
    let open = gap(&store);
    apply(&store, page(Scope::Forward { gap: open }, vec![naming_me("missed", "a6")], true));
    assert_eq!(entries(&store).len(), 2);
    assert!(
        apply(&store, Fact::SeenHere { conversation: BOB.into(), message: id(&store, BOB, "you") })
            .contains(&Change::Notifications)
    );
    assert_eq!(store.notifications(&NotificationFilter { unviewed: true, kind: None }, 9, 0).unwrap().len(), 1);
    apply(&store, by_bob(Content::Retraction { target: "o-missed".into() }, "a7"));
    assert_eq!(ids(&store), ["mention:bob@x:a5"]);
    // A correction that names one is a mention, too.
    apply(&store, Fact::Message(message(BOB, "plain", "a8")));
    let correction = Content::Correction { target: "o-plain".into(), text: Text { body: "you!".into(), ..Text::default() } };
    let Fact::Message(correction) = by_bob(correction, "a9") else { panic!() };
    apply(&store, Fact::Message(Message { mentions_me: true, ..correction }));
    assert_eq!(entries(&store).iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>(), ["you!", "you"]);
}

#[test]
fn what_is_counted_as_a_message_is_not_counted_again() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    apply(&store, Fact::Message(message(BOB, "hello", "a4")));
    apply(&store, Fact::Message(naming_me("you", "a5")));
    apply(&store, invited(5_000));
    let numbers = || {
        let unread = store.unread(0).unwrap();
        (unread.messages, unread.notifications, unread.besides)
    };
    assert_eq!(numbers(), (2, 2, 1));
    let prefer = |preferences| apply(&store, Fact::Preferences { conversation: BOB.into(), preferences });
    prefer(Preferences { notify: Notify::Mentions, ..Preferences::default() });
    assert_eq!(numbers(), (1, 2, 1));
    // Where the message does not count, the mention does.
    prefer(Preferences { muted_until: Some(9), ..Preferences::default() });
    assert_eq!(numbers(), (0, 2, 2));
    apply(&store, Fact::SeenHere { conversation: BOB.into(), message: id(&store, BOB, "you") });
    assert_eq!(numbers(), (0, 1, 1));
}

#[test]
fn reactions_of_others_to_own_messages_are_entries_as_long_as_they_stand() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Message(mine(BOB, "cake", "a1")));
    apply(&store, Fact::Message(message(BOB, "tea", "a2")));
    let react = |target: &str, emojis: &[&str]| Content::Reactions {
        target: target.into(),
        emojis: emojis.iter().map(|&emoji| emoji.to_owned()).collect(),
    };
    apply(&store, by_bob(react("o-cake", &["👍", "🎂"]), "a3"));
    apply(&store, by_bob(react("o-tea", &["👍"]), "a4"));
    apply(&store, Fact::Written { conversation: BOB.into(), origin_id: "w".into(), content: react("o-cake", &["👍"]), at: 3 });
    let entry = entries(&store).remove(0);
    assert_eq!((entry.id.as_str(), entry.text.as_str()), ("reaction:bob@x:o-cake:bob@x", "👍 🎂"));
    assert_eq!((entry.message, entries(&store).len()), (Some(id(&store, BOB, "cake")), 1));
    apply(&store, Fact::NotificationViewed { id: entry.id });
    apply(&store, by_bob(react("o-cake", &["❤"]), "a5"));
    assert_eq!((entries(&store)[0].text.as_str(), entries(&store)[0].viewed), ("❤", true), "no news again");
    apply(&store, by_bob(react("o-cake", &[]), "a6"));
    assert_eq!(ids(&store), Vec::<String>::new());
}

#[test]
fn invitations_last_until_they_are_answered_anywhere() {
    let home = Home::new();
    let store = home.open();
    apply(&store, invited(5));
    assert_eq!(apply(&store, invited(5)), []);
    let entry = entries(&store).remove(0);
    assert_eq!(
        (entry.id.as_str(), entry.kind, entry.address.as_str()),
        ("invitation:tea@r", NotificationKind::Invitation, "ann@x")
    );
    assert_eq!((entry.title.as_str(), entry.text.as_str(), entry.password.as_deref()), ("Tea", "come", Some("pw")));
    apply(&store, Fact::NotificationViewed { id: entry.id });
    apply(&store, invited(6));
    assert!(entries(&store)[0].viewed, "the same invitation by another way");
    apply(&store, invited(70_000));
    assert!(!entries(&store)[0].viewed, "invited again");
    apply(&store, Fact::InvitationAnswered { room: "tea@r".into() });
    assert_eq!(ids(&store), Vec::<String>::new());
    apply(&store, invited(7));
    apply(&store, Fact::Bookmark(Bookmark { room: "tea@r".into(), ..Bookmark::default() }));
    assert_eq!(ids(&store), Vec::<String>::new(), "accepted on another device");
}

#[test]
fn what_a_service_publishes_is_kept_as_it_is() {
    let home = Home::new();
    let store = home.open();
    let published = Notification {
        id: "task:7".into(),
        kind: "task".into(),
        title: "Task 7".into(),
        text: "is due".into(),
        actor: Some("ann@x".into()),
        link: Some("https://intranet.example/7".into()),
        actions: vec![("done".into(), Some("Done".into()))],
        at: 9,
        ..Notification::default()
    };
    apply(&store, Fact::Notified(published.clone()));
    assert_eq!(apply(&store, Fact::Notified(published.clone())), []);
    apply(&store, Fact::Notified(Notification { text: "is overdue".into(), ..published }));
    let task = NotificationKind::Published("task".into());
    let found = store.notifications(&NotificationFilter { unviewed: true, kind: Some(task.clone()) }, 9, 0).unwrap();
    assert_eq!((found[0].text.as_str(), &found[0].kind, found[0].actions.len()), ("is overdue", &task, 1));
    let other = NotificationFilter { kind: Some(NotificationKind::Published("other".into())), ..NotificationFilter::default() };
    assert_eq!(store.notifications(&other, 9, 0).unwrap(), []);
}

#[test]
fn an_invitation_that_comes_by_two_ways_keeps_what_either_tells() {
    let home = Home::new();
    let store = home.open();
    apply(&store, invited(5));
    let Fact::Invited { room, name, by, .. } = invited(6) else { panic!() };
    let directly = Fact::Invited { room, name, by, reason: String::new(), password: None, at: 6 };
    assert_eq!(apply(&store, directly), []);
    let entry = entries(&store).remove(0);
    assert_eq!((entry.text.as_str(), entry.at), ("come", 5));
}

#[test]
fn viewed_is_viewed_on_all_devices() {
    let home = Home::new();
    let store = home.open();
    for (room, at) in [("a@r", 1), ("b@r", 2), ("c@r", 3)] {
        let (room, name, by) = (room.to_owned(), String::new(), "x@x".into());
        apply(&store, Fact::Invited { room, name, by, reason: String::new(), password: None, at });
    }
    let changes = apply(&store, Fact::NotificationViewed { id: "invitation:c@r".into() });
    assert_eq!(changes, [Change::Notifications, Change::ViewedHere]);
    assert_eq!(store.viewed().unwrap(), Viewed { up_to: 0, ids: vec!["invitation:c@r".into()] });
    // From another device: up to a time, and one that is not here yet.
    let changes = apply(&store, Fact::ViewedElsewhere { up_to: 1, ids: vec!["invitation:d@r".into()], at: 9 });
    assert_eq!(changes, [Change::Notifications]);
    let (room, name, by) = ("d@r".to_owned(), String::new(), "x@x".into());
    apply(&store, Fact::Invited { room, name, by, reason: String::new(), password: None, at: 9 });
    let viewed: Vec<bool> = entries(&store).iter().map(|entry| entry.viewed).collect();
    assert_eq!(viewed, [true, true, false, true]);
    assert_eq!(store.unread(0).unwrap().notifications, 1);
    assert_eq!(store.viewed().unwrap().up_to, 1);
    apply(&store, Fact::AllNotificationsViewed);
    assert_eq!(store.unread(0).unwrap().notifications, 0);
    // Those close to the time are named too: another device may have them a little later.
    let ids = ["d", "c", "b", "a"].map(|room| format!("invitation:{room}@r")).into();
    assert_eq!(store.viewed().unwrap(), Viewed { up_to: 9, ids });
}

/// Each device stamps a live message as it came in there: what one calls viewed up to a time, another has a moment later.
#[test]
fn an_entry_that_another_device_has_a_little_later_is_viewed_there_too() {
    let (home, elsewhere) = (Home::new(), Home::new());
    let (desk, laptop) = (home.open(), elsewhere.open());
    let invited = |room: &str, at| {
        let (room, name, by) = (room.to_owned(), String::new(), "x@x".into());
        Fact::Invited { room, name, by, reason: String::new(), password: None, at }
    };
    let hour = 3_600_000;
    apply(&desk, invited("old@r", 5));
    apply(&desk, invited("new@r", hour));
    apply(&laptop, invited("new@r", hour + 40));
    apply(&desk, Fact::AllNotificationsViewed);
    let viewed = desk.viewed().unwrap();
    // What lies far back is covered by the time alone, so that the list stays short.
    assert_eq!(viewed, Viewed { up_to: hour, ids: vec!["invitation:new@r".into()] });
    apply(&laptop, Fact::ViewedElsewhere { up_to: viewed.up_to, ids: viewed.ids, at: hour + 60 });
    assert_eq!(laptop.unread(0).unwrap().notifications, 0);
}

#[test]
fn what_fails_again_is_news_again() {
    let home = Home::new();
    let store = home.open();
    let refused = |at| Fact::Refused { conversation: BOB.into(), origin_id: "w".into(), code: "refused".into(), at };
    apply(&store, Fact::Written { conversation: BOB.into(), origin_id: "w".into(), content: Content::text("hi"), at: 5 });
    apply(&store, refused(10));
    assert_eq!(entries(&store)[0].at, 10, "it stands at the time when it failed");
    apply(&store, Fact::AllNotificationsViewed);
    let viewed = store.viewed().unwrap();
    apply(&store, Fact::ViewedElsewhere { up_to: viewed.up_to, ids: viewed.ids, at: 20 });
    apply(&store, Fact::Retried { message: id(&store, BOB, "hi") });
    apply(&store, refused(30));
    assert_eq!(store.unread(0).unwrap().notifications, 1);
    // No other device has it, so none can have viewed it.
    apply(&store, Fact::ViewedElsewhere { up_to: 40, ids: vec![], at: 50 });
    assert_eq!(store.unread(0).unwrap().notifications, 1);
}

#[test]
fn who_asks_again_after_an_answer_is_heard_again() {
    let home = Home::new();
    let store = home.open();
    let asks = |at| Fact::ContactRequest { address: "eve@x".into(), name: "Eve".into(), at };
    let eve = || vec!["request:eve@x".to_owned()];
    apply(&store, Fact::ContactRequest { address: "ann@x".into(), name: "Ann".into(), at: 4 });
    apply(&store, asks(5));
    apply(&store, Fact::NotificationViewed { id: eve().remove(0) });
    assert_eq!(store.viewed().unwrap().ids, eve());
    // Others are told that there is nothing of the kind any more.
    let changes = apply(&store, Fact::ContactRequestAnswered { address: "eve@x".into() });
    assert!(changes.contains(&Change::ViewedHere), "{changes:?}");
    assert_eq!(store.viewed().unwrap().ids, [""; 0]);
    // An older word of it, from before the answer, is overtaken by the newer one.
    apply(&store, Fact::ViewedElsewhere { up_to: 0, ids: eve(), at: 6 });
    apply(&store, Fact::ViewedElsewhere { up_to: 0, ids: vec![], at: 7 });
    apply(&store, asks(8));
    assert!(!entries(&store)[0].viewed);
}

/// One that is a day ahead views all: that is no word on what comes until tomorrow.
#[test]
fn a_clock_that_is_ahead_views_nothing_in_advance() {
    let home = Home::new();
    let store = home.open();
    let day = 86_400_000;
    let mention = |at: i64, name: &str| Fact::Message(Message { at, ..naming_me(name, name) });
    apply(&store, mention(10, "a1"));
    apply(&store, Fact::ViewedElsewhere { up_to: day, ids: vec![], at: 20 });
    apply(&store, mention(30, "a2"));
    assert_eq!(entries(&store).iter().map(|entry| entry.viewed).collect::<Vec<_>>(), [false, true]);
    // The same word, read again with the next sign-in, says nothing new.
    apply(&store, Fact::ViewedElsewhere { up_to: day, ids: vec![], at: 40 });
    assert_eq!(store.unread(0).unwrap().notifications, 1);
    // And what others are told from here is within reason.
    assert_eq!(store.viewed().unwrap().up_to, 20);
    apply(&store, Fact::ViewedElsewhere { up_to: 35, ids: vec![], at: 50 });
    assert_eq!(store.unread(0).unwrap().notifications, 0, "what others say later counts");
}
