//! Corrections, retractions, moderations, reactions, replies: who may, in any order, and what is left of a message.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

mod support;

use store::{
    ArchivePage, Around, Content, Draft, Fact, Message, MessageRecord, MessageState, NotificationFilter, Reply, Scope, Store, Text,
};
use support::*;

const ROOM: &str = "tea@rooms";

/// Said by somebody in the room.
fn said(nick: &str, content: Content, archive_id: &str) -> Message {
    Message {
        conversation: ROOM.into(),
        room: true,
        author: format!("{ROOM}/{nick}"),
        nick: Some(nick.into()),
        occupant: Some(format!("occupant-{nick}")),
        content,
        at: 7,
        archive_id: Some(archive_id.into()),
        origin_id: Some(format!("o-{archive_id}")),
        ..Message::default()
    }
}

fn from_bob(content: Content, archive_id: &str) -> Message {
    Message { content, origin_id: Some(format!("o-{archive_id}")), ..message(BOB, "", archive_id) }
}

fn correction(target: &str, body: &str) -> Content {
    Content::Correction { target: target.into(), text: Text { body: body.into(), ..Text::default() } }
}

fn reactions(target: &str, emojis: &[&str]) -> Content {
    Content::Reactions { target: target.into(), emojis: emojis.iter().map(|&emoji| emoji.into()).collect() }
}

fn only(store: &Store, conversation: &str) -> MessageRecord {
    let rows: Vec<_> = store.timeline(conversation, Around::Newest, 10).unwrap().messages().cloned().collect();
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows[0].clone()
}

/// Applies facts in every order; what is shown must be the same each time.
fn in_every_order(messages: &[Message], check: impl Fn(&Store)) {
    let n = messages.len();
    let mut orders = vec![vec![]];
    for index in 0..n {
        orders = orders
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                (0..=order.len()).map(move |at| {
                    let mut order = order.clone();
                    order.insert(at, index);
                    order
                })
            })
            .collect();
    }
    for order in orders {
        let home = Home::new();
        let store = home.open();
        let archive = messages[0].room.then(|| ROOM.to_owned());
        apply(&store, Fact::Reconnected { archive: archive.clone() });
        for &index in &order {
            apply(&store, Fact::Message(messages[index].clone()));
        }
        // The archive puts all in their places.
        let gap = store.gaps(archive.as_deref()).unwrap()[0].id;
        let page = ArchivePage {
            archive,
            scope: Scope::Backward { gap },
            messages: messages.to_vec(),
            first: messages[0].archive_id.clone(),
            last: messages[n - 1].archive_id.clone(),
            complete: true,
        };
        apply(&store, Fact::ArchivePage(page));
        check(&store);
    }
}

#[test]
fn the_newest_correction_counts_whatever_comes_first() {
    let messages = [
        from_bob(Content::text("helo"), "a1"),
        from_bob(correction("o-a1", "hello"), "a2"),
        // A correction of a correction is one of the message.
        from_bob(correction("o-a2", "hello there"), "a3"),
        from_bob(reactions("o-a2", &["👍"]), "a4"),
    ];
    in_every_order(&messages, |store| {
        let row = only(store, BOB);
        assert_eq!((row.body.as_str(), row.edited, row.at), ("hello there", true, 1_000));
        assert_eq!(row.reactions.len(), 1);
        let info = store.message_info(row.id).unwrap().unwrap();
        let versions: Vec<&str> = info.versions.iter().map(|version| version.1.as_str()).collect();
        assert_eq!(versions, ["helo", "hello", "hello there"]);
    });
}

#[test]
fn nobody_changes_what_another_said() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Message(mine(BOB, "mine", "a1")));
    apply(&store, Fact::Message(from_bob(correction("o-mine", "not mine"), "a2")));
    apply(&store, Fact::Message(from_bob(Content::Retraction { target: "o-mine".into() }, "a3")));
    let row = only(&store, BOB);
    assert_eq!((row.body.as_str(), row.edited, row.retracted), ("mine", false, None));
    // In a room: another occupant, and the same nick by somebody else.
    apply(&store, Fact::Message(said("ann", Content::text("tea?"), "r1")));
    apply(&store, Fact::Message(said("eve", correction("o-r1", "coffee"), "r2")));
    let other = Message { occupant: Some("somebody".into()), ..said("ann", Content::Retraction { target: "r1".into() }, "r3") };
    apply(&store, Fact::Message(other));
    assert_eq!((only(&store, ROOM).body.as_str(), only(&store, ROOM).retracted), ("tea?", None));
    // With a new nick, but the same occupant.
    let renamed = Message {
        author: format!("{ROOM}/annie"),
        occupant: Some("occupant-ann".into()),
        ..said("annie", correction("o-r1", "tea!"), "r4")
    };
    apply(&store, Fact::Message(renamed));
    assert_eq!(only(&store, ROOM).body, "tea!");
}

#[test]
fn a_room_takes_back_for_a_moderator_and_nothing_brings_it_again() {
    let moderation = Content::Moderation { target: "r1".into(), by: Some("mod@x".into()), reason: "rude".into() };
    let by_room = Message { author: ROOM.into(), nick: None, occupant: None, ..said("", moderation, "r2") };
    let messages = [said("ann", Content::text("rude"), "r1"), by_room, said("ann", correction("o-r1", "still rude"), "r3")];
    in_every_order(&messages, |store| {
        let row = only(store, ROOM);
        let retracted = row.retracted.unwrap();
        assert_eq!((row.body.as_str(), row.edited), ("", false));
        assert_eq!((retracted.by.as_deref(), retracted.reason.as_str()), (Some("mod@x"), "rude"));
        assert_eq!(store.message_info(row.id).unwrap().unwrap().versions, []);
        assert_eq!(store.conversation(ROOM).unwrap().unwrap().unread, 0, "nothing is left to be read");
    });
}

#[test]
fn each_has_the_reactions_chosen_last() {
    let messages = [
        said("ann", Content::text("cake"), "r1"),
        said("ben", reactions("r1", &["👍", "🎂"]), "r2"),
        said("cid", reactions("r1", &["🎂"]), "r3"),
        said("ben", reactions("r1", &["❤"]), "r4"),
    ];
    in_every_order(&messages, |store| {
        let shown: Vec<(String, usize)> =
            only(store, ROOM).reactions.iter().map(|reaction| (reaction.emoji.clone(), reaction.who.len())).collect();
        assert_eq!(shown, [("🎂".into(), 1), ("❤".into(), 1)]);
    });
}

#[test]
fn hidden_rows_count_nowhere() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Message(message(BOB, "one", "a1")));
    apply(&store, Fact::Message(from_bob(reactions("o-one", &["👍"]), "a2")));
    apply(&store, Fact::Message(from_bob(correction("o-one", "two"), "a3")));
    assert_eq!(unread(&store, BOB), 1);
    let record = store.conversation(BOB).unwrap().unwrap();
    assert_eq!(record.last.as_ref().unwrap().body, "two");
    let slice = store.timeline(BOB, Around::Newest, 10).unwrap();
    assert_eq!((slice.rows.len(), slice.before, slice.after), (1, 0, 0));
    apply(&store, Fact::SeenHere { conversation: BOB.into(), message: record.last.unwrap().id });
    assert_eq!(unread(&store, BOB), 0);
}

#[test]
fn a_change_of_one_s_own_shows_at_once_and_goes_when_it_is_refused() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Message(mine(BOB, "helo", "a1")));
    apply(&store, Fact::Draft { conversation: BOB.into(), draft: Draft::text("half") });
    let write = |id: &str, content| Fact::Written { conversation: BOB.into(), origin_id: id.into(), content, at: 9 };
    apply(&store, write("w1", reactions("o-helo", &["👍"])));
    assert_eq!(store.conversation(BOB).unwrap().unwrap().draft, Draft::text("half"), "a reaction is no text");
    let changes = apply(&store, write("w2", correction("o-helo", "hello")));
    let row = only(&store, BOB);
    assert!(changes.contains(&store::Change::Message { conversation: BOB.into(), message: row.id }));
    assert_eq!((row.body.as_str(), row.amending, row.state), ("hello", true, Some(MessageState::Sent)));
    assert!(row.reactions[0].mine && row.reactions[0].who.is_empty());
    let outbox = store.outbox().unwrap();
    assert_eq!(
        outbox.iter().map(|entry| &entry.content).collect::<Vec<_>>(),
        [&reactions("o-helo", &["👍"]), &correction("o-helo", "hello")]
    );
    apply(&store, Fact::Refused { conversation: BOB.into(), origin_id: "w2".into(), code: "forbidden".into(), at: 9 });
    assert_eq!((only(&store, BOB).body.as_str(), only(&store, BOB).edited), ("helo", false));
    apply(&store, Fact::Accepted { origin_id: "w1".into() });
    assert!(!only(&store, BOB).amending);
    let failed = store.notifications(&NotificationFilter::default(), 10, 0).unwrap()[0].message.unwrap();
    apply(&store, Fact::Retried { message: failed });
    assert_eq!(only(&store, BOB).body, "hello");
    apply(&store, Fact::Discarded { message: failed });
    assert_eq!(only(&store, BOB).body, "helo");
}

#[test]
fn what_changes_a_message_waits_until_that_was_sent() {
    let home = Home::new();
    let store = home.open();
    apply(&store, written(BOB, "w1"));
    let correct = Fact::Written { conversation: BOB.into(), origin_id: "w2".into(), content: correction("w1", "better"), at: 9 };
    apply(&store, correct);
    let waits = |store: &Store| store.outbox().unwrap().iter().map(|entry| entry.waits).collect::<Vec<_>>();
    assert_eq!(waits(&store), [false, false]);
    apply(&store, Fact::Refused { conversation: BOB.into(), origin_id: "w1".into(), code: "forbidden".into(), at: 9 });
    assert_eq!(waits(&store), [true]);
    assert_eq!(only(&store, BOB).body, "better");
}

#[test]
fn a_reply_shows_what_it_answers_as_that_is_now() {
    let home = Home::new();
    let store = home.open();
    let reply = Text {
        body: "yes".into(),
        reply: Some(Reply { id: "r1".into(), author: Some("x".into()), quote: "as quoted".into() }),
        ..Text::default()
    };
    let quoted = |store: &Store| {
        let row = store.timeline(ROOM, Around::Newest, 1).unwrap().messages().next().unwrap().clone();
        row.reply.map(|reply| (reply.message.is_some(), reply.body, reply.retracted)).unwrap()
    };
    apply(&store, Fact::Reconnected { archive: Some(ROOM.into()) });
    apply(&store, Fact::Message(said("ben", Content::Text(reply), "r3")));
    assert_eq!(quoted(&store), (false, "as quoted".into(), false));
    let gap = store.gaps(Some(ROOM)).unwrap()[0].id;
    let page = ArchivePage {
        archive: Some(ROOM.into()),
        scope: Scope::Backward { gap },
        messages: vec![said("ann", Content::text("tea?"), "r1"), said("ann", correction("o-r1", "tea now?"), "r2")],
        first: Some("r1".into()),
        last: Some("r2".into()),
        complete: true,
    };
    apply(&store, Fact::ArchivePage(page));
    assert_eq!(quoted(&store), (true, "tea now?".into(), false));
    apply(&store, Fact::Message(said("ann", Content::Retraction { target: "r1".into() }, "r4")));
    assert_eq!(quoted(&store), (true, String::new(), true));
}

#[test]
fn a_thousand_corrections_loops_and_repeated_ids_do_no_harm() {
    let home = Home::new();
    let store = home.open();
    let same = |content| Message { origin_id: Some("same".into()), archive_id: None, ..from_bob(content, "x") };
    apply(&store, Fact::Message(same(Content::text("0"))));
    let facts = (1..=300).map(|n| Fact::Message(same(correction("same", &n.to_string())))).collect();
    store.apply_blocking(facts).unwrap();
    assert!(only(&store, BOB).edited);
    assert_eq!(only(&store, BOB).body, "300");
    // Loops of two.
    apply(&store, Fact::Message(message(CID, "one", "c0")));
    let loops = |target: &str, body: &str, id: &str| {
        Fact::Message(Message { origin_id: Some(id.into()), content: correction(target, body), ..message(CID, "", id) })
    };
    apply(&store, loops("l2", "x", "l1"));
    apply(&store, loops("l1", "y", "l2"));
    assert_eq!(only(&store, CID).body, "one");
    let facts = (0..1_000).map(|n| loops("o-one", &format!("v{n}"), &format!("v{n}"))).collect();
    store.apply_blocking(facts).unwrap();
    assert_eq!(only(&store, CID).body, "v999");
}

#[test]
fn what_is_left_in_the_archive_of_a_message_taken_back_is_all_that_is_shown() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Message(message(BOB, "oops", "a1")));
    apply(&store, Fact::Reconnected { archive: None });
    let tombstone = Message { content: Content::Tombstone { by: None, reason: String::new() }, ..message(BOB, "oops", "a1") };
    let gap = store.gaps(None).unwrap().last().unwrap().id;
    apply(&store, page(Scope::Backward { gap }, vec![tombstone], true));
    let row = only(&store, BOB);
    assert_eq!((row.body.as_str(), row.retracted.is_some()), ("", true));
    // Delivered again, with what it said.
    apply(&store, Fact::Message(message(BOB, "oops", "")));
    assert!(only(&store, BOB).retracted.is_some());
}
