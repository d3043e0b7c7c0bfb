//! Rooms: their own archives, bookmarks, who belongs to them and who is there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

mod support;

use store::{
    Affiliation, ArchivePage, Bookmark, Change, Content, Fact, Member, Message, Notice, Occupant, Person, Role, RoomInfo,
    RoomStanding, Scope, Show,
};
use support::*;

const TEA: &str = "tea@rooms";

fn said(nick: &str, body: &str, archive_id: &str) -> Message {
    Message {
        conversation: TEA.into(),
        room: true,
        author: format!("{TEA}/{nick}"),
        nick: Some(nick.into()),
        content: Content::text(body),
        at: 7,
        archive_id: Some(archive_id.into()),
        origin_id: Some(format!("o-{body}")),
        ..Message::default()
    }
}

fn occupant(nick: &str, address: &str) -> Fact {
    let occupant = Occupant {
        nick: nick.into(),
        address: Some(address.into()),
        occupant_id: None,
        affiliation: Affiliation::Member,
        role: Role::Participant,
        show: Show::Away,
        status: String::new(),
    };
    Fact::Occupant { room: TEA.into(), occupant }
}

fn room_page(gap: i64, forward: bool, messages: Vec<Message>, complete: bool) -> Fact {
    Fact::ArchivePage(ArchivePage {
        archive: Some(TEA.into()),
        scope: if forward { Scope::Forward { gap } } else { Scope::Backward { gap } },
        first: messages.first().and_then(|m| m.archive_id.clone()),
        last: messages.last().and_then(|m| m.archive_id.clone()),
        messages,
        complete,
    })
}

#[test]
fn a_room_s_archive_has_nothing_to_do_with_the_account_s() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    apply(&store, Fact::Message(message(BOB, "hi", "1")));
    apply(&store, Fact::Reconnected { archive: Some(TEA.into()) });
    // The same id in two archives names two messages.
    apply(&store, Fact::Message(said("ann", "tea?", "1")));
    assert_eq!((line(&store, BOB), line(&store, TEA)), ("… hi".into(), "… tea?".into()));
    let gap = store.gaps(Some(TEA)).unwrap()[0].clone();
    assert_eq!(gap.archive.as_deref(), Some(TEA));
    apply(&store, room_page(gap.id, false, vec![said("ben", "morning", "0"), said("ann", "tea?", "1")], true));
    assert_eq!((line(&store, BOB), line(&store, TEA)), ("… hi".into(), "morning tea?".into()));
    assert!(store.conversation(TEA).unwrap().unwrap().complete && !store.conversation(BOB).unwrap().unwrap().complete);
    // What was there before this device counts as read, in each.
    assert_eq!((unread(&store, TEA), unread(&store, BOB)), (1, 1));
    // A new join: what was missed comes between.
    apply(&store, Fact::Reconnected { archive: Some(TEA.into()) });
    apply(&store, Fact::Message(said("ann", "last", "4")));
    assert_eq!(line(&store, TEA), "morning tea? … last");
    let gap = store.gaps(Some(TEA)).unwrap()[0].clone();
    assert_eq!((gap.lower.as_deref(), store.gaps(None).unwrap().len()), (Some("1"), 1));
    apply(&store, room_page(gap.id, true, vec![said("ben", "missed", "3"), said("ann", "last", "4")], true));
    assert_eq!(line(&store, TEA), "morning tea? missed last");
    // What does not belong into an archive is not taken from it.
    let account = store.gaps(None).unwrap()[0].id;
    apply(&store, page(Scope::Backward { gap: account }, vec![said("eve", "forged", "9"), message(BOB, "hi", "1")], true));
    assert_eq!((line(&store, TEA), line(&store, BOB)), ("morning tea? missed last".into(), "hi".into()));
}

#[test]
fn the_room_s_echo_is_the_message_that_was_written() {
    let home = Home::new();
    let store = home.open();
    apply(&store, written(TEA, "w1"));
    // Only now it is known to be a room.
    apply(&store, Fact::Reconnected { archive: Some(TEA.into()) });
    assert!(store.outbox().unwrap()[0].room);
    let echo = Message { mine: true, origin_id: Some("w1".into()), ..said("me", "w1", "1") };
    apply(&store, Fact::Message(echo));
    let row = store.timeline(TEA, store::Around::Newest, 1).unwrap().messages().next().unwrap().clone();
    assert_eq!((row.archive_id.as_deref(), row.nick.as_deref()), (Some("1"), Some("me")));
    assert_eq!(store.outbox().unwrap(), []);
}

#[test]
fn what_happens_in_a_room_is_shown_and_counts_nowhere() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Message(said("ann", "tea?", "1")));
    let topic = Content::Notice(Notice::Topic { topic: "Assam".into() });
    apply(&store, Fact::Message(Message { content: topic, ..said("ann", "", "2") }));
    let record = store.conversation(TEA).unwrap().unwrap();
    assert_eq!((record.unread, record.last.unwrap().body.as_str()), (1, "tea?"));
    let rows: Vec<_> = store.timeline(TEA, store::Around::Newest, 10).unwrap().messages().cloned().collect();
    assert_eq!(rows[1].notice, Some(Notice::Topic { topic: "Assam".into() }));
}

#[test]
fn bookmarks_are_listed_and_kept_as_others_left_them() {
    let home = Home::new();
    let store = home.open();
    let tea = Bookmark { room: TEA.into(), name: "Tea".into(), autojoin: true, extensions: "<x/>".into(), ..Bookmark::default() };
    let other = Bookmark { room: "other@rooms".into(), ..Bookmark::default() };
    let changes = apply(&store, Fact::Bookmarks { rooms: vec![tea.clone(), other.clone()] });
    assert!(changes.contains(&Change::Bookmarks));
    assert_eq!(apply(&store, Fact::Bookmarks { rooms: vec![tea.clone(), other] }), []);
    assert_eq!(store.conversations(10, 0).unwrap().len(), 2, "without any message");
    assert_eq!(store.conversation(TEA).unwrap().unwrap().name.as_deref(), Some("Tea"));
    apply(&store, Fact::Bookmarks { rooms: vec![tea.clone()] });
    let rooms = store.rooms().unwrap();
    assert_eq!((rooms.len(), rooms[0].bookmark.as_ref()), (1, Some(&tea)));
    apply(&store, Fact::BookmarkGone { room: TEA.into() });
    assert_eq!((store.rooms().unwrap().len(), store.conversations(10, 0).unwrap().len()), (0, 0));
    // The room's own name, where the bookmark has none.
    apply(&store, Fact::Bookmark(Bookmark { name: String::new(), ..tea }));
    let info = RoomInfo { name: "Tea room".into(), features: vec!["urn:xmpp:mam:2".into()], ..RoomInfo::default() };
    apply(&store, Fact::RoomInfo { room: TEA.into(), info: info.clone() });
    assert_eq!(store.conversation(TEA).unwrap().unwrap().name.as_deref(), Some("Tea room"));
    assert_eq!(store.room(TEA).unwrap().unwrap().info, Some(info));
    apply(&store, Fact::Topic { room: TEA.into(), topic: "new".into(), by: None, at: 9 });
    apply(&store, Fact::Topic { room: TEA.into(), topic: "old".into(), by: None, at: 3 });
    assert_eq!(store.room(TEA).unwrap().unwrap().topic.unwrap().topic, "new");
}

#[test]
fn members_persist_and_who_is_there_does_not() {
    let home = Home::new();
    let store = home.open();
    let member = |address: &str, affiliation| Member { address: address.into(), affiliation, nick: None };
    let ann = Person { name: "Ann Öz".into(), ..person("ann@x", "Ann Öz", &[]) };
    apply(&store, Fact::Person { person: ann, version: None });
    apply(&store, Fact::RoomStanding { room: TEA.into(), standing: RoomStanding::Joined });
    let own = Fact::SelfInRoom { room: TEA.into(), affiliation: Affiliation::Admin, role: Role::Moderator, nick: "me".into() };
    apply(&store, own);
    let all = vec![
        member("zoe@x", Affiliation::Member),
        member("ann@x", Affiliation::Member),
        member("own@x", Affiliation::Owner),
        member("bad@x", Affiliation::Outcast),
    ];
    assert_eq!(apply(&store, Fact::Members { room: TEA.into(), members: all.clone() }), [Change::Members { room: TEA.into() }]);
    assert_eq!(apply(&store, Fact::Members { room: TEA.into(), members: all }), []);
    apply(&store, occupant("Zo", "zoe@x"));
    let names = |filter: &str| -> Vec<String> {
        store.members(TEA, filter, 10, 0).unwrap().into_iter().map(|member| member.address).collect()
    };
    assert_eq!(names(""), ["own@x", "zoe@x", "ann@x", "bad@x"]);
    assert_eq!((names("oz"), names("ZOE@")), (vec!["ann@x".to_owned()], vec!["zoe@x".to_owned()]));
    assert_eq!(store.members(TEA, "zoe", 10, 0).unwrap()[0].show, Some(Show::Away));
    let record = store.room(TEA).unwrap().unwrap();
    assert_eq!((record.members, record.online, record.role, &record.standing), (3, 1, Role::Moderator, &RoomStanding::Joined));
    let typing = Fact::TypingIn { room: TEA.into(), nick: "Zo".into(), active: true };
    assert_eq!(apply(&store, typing), [Change::Typing { conversation: TEA.into() }]);
    assert_eq!(store.typists(TEA), ["Zo"]);
    apply(&store, Fact::Message(said("Zo", "hi", "1")));
    assert_eq!(store.typists(TEA), Vec::<String>::new(), "who has written is not writing");
    apply(&store, Fact::MemberGone { room: TEA.into(), address: "ann@x".into() });
    store.close();
    let store = home.open();
    let record = store.room(TEA).unwrap().unwrap();
    assert_eq!((record.members, record.online, record.role), (2, 0, Role::None));
    assert_eq!((record.affiliation, record.nick.as_deref()), (Affiliation::Admin, Some("me")));
    assert_eq!(store.occupant(TEA, "Zo"), None);
}

#[test]
fn the_rooms_are_told_by_their_latest_talk_and_from_people() {
    let home = Home::new();
    let store = home.open();
    let at = |room: &str, at: i64| Fact::Message(Message { conversation: room.into(), at, ..said("Zo", "hi", &at.to_string()) });
    for fact in [at("old@r", 1), at("new@r", 9), at(TEA, 5), Fact::Message(message(BOB, "hello", "a1"))] {
        apply(&store, fact);
    }
    apply(&store, Fact::RoomInfo { room: "silent@r".into(), info: RoomInfo::default() });
    assert_eq!(store.rooms_by_talk().unwrap(), ["new@r", TEA, "old@r"]);
    assert_eq!([TEA, "silent@r", BOB, "eve@x"].map(|address| store.is_room(address).unwrap()), [true, true, false, false]);
}
