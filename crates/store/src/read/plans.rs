//! What SQLite makes of the hot queries: none may look at all messages, however many there are.

use super::{archive, conversations, export, handed_over, messages, notifications, outbox, search, timeline, unread};
use crate::SearchQuery;
use crate::open::migrate::ACCOUNT;
use rusqlite::Connection;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#[test]
fn no_hot_query_scans_the_messages_or_a_conversation() {
    let mut db = Connection::open_in_memory().unwrap();
    ACCOUNT.migrate(&mut db).unwrap();
    let queries = [
        conversations::listed_sql(),
        conversations::COUNT_LISTED.into(),
        conversations::COUNT_SILENT.into(),
        conversations::one_sql(),
        conversations::some_sql(),
        timeline::below_sql(),
        timeline::from_sql(),
        timeline::COUNT_BELOW.into(),
        timeline::COUNT_ABOVE.into(),
        timeline::PREVIOUS.into(),
        timeline::FIRST_UNREAD.into(),
        timeline::AT_TIME.into(),
        unread::CONVERSATIONS.into(),
        archive::OLDEST.into(),
        archive::READ_MARK.into(),
        archive::MARKER_DUE.into(),
        outbox::OUTBOX.into(),
        handed_over::UNSENT.into(),
        messages::one_sql(),
        messages::HERE.into(),
        search::newest_sql(),
        search::indexed_sql(),
        search::records_sql(),
        export::page_sql(),
        conversations::MARK.into(),
        notifications::sql(notifications::PAGE),
        notifications::sql(notifications::UNVIEWED),
        notifications::sql(notifications::OF_KIND),
        crate::amendment::naming_sql(),
        crate::amendment::named_by_room_sql(),
        crate::apply::LAST.into(),
        crate::apply::COUNT_UNREAD.into(),
        crate::apply::COUNT_MENTIONS.into(),
    ];
    for sql in queries {
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let unbound = statement.parameter_count();
        for index in 1..=unbound {
            statement.raw_bind_parameter(index, 1).unwrap();
        }
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().unwrap() {
            let step: String = row.get(3).unwrap();
            assert!(!step.starts_with("SCAN m") || step.starts_with("SCAN meta"), "{step}\nin {sql}");
            assert!(!step.contains("TEMP B-TREE"), "{step}\nin {sql}");
        }
    }
    // Asked for every message that comes: a walk through the conversation instead would cost more with each.
    let sql = format!("EXPLAIN QUERY PLAN {}", crate::amendment::named_by_sender_sql());
    let plan: Vec<String> = db.prepare(&sql).unwrap().raw_query().mapped(|row| row.get(3)).collect::<Result<_, _>>().unwrap();
    assert!(plan[0].contains("message_origin (origin_id=? AND conversation_id=?"), "{plan:?}");
}

/// So many conversations with a message each.
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
fn filled(conversations: u32) -> Connection {
    let mut db = Connection::open_in_memory().unwrap();
    ACCOUNT.migrate(&mut db).unwrap();
    db.execute_batch(&format!(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {conversations})
         INSERT INTO conversation (id, address, last_message, last_at, read_position) SELECT n, n || '@x', n, n, n FROM n;
         INSERT INTO message (id, conversation_id, archive, position, standing, mine, author, body, at)
         SELECT id, id, 0, id, 1, 0, address, 'words', id FROM conversation;
         INSERT INTO gap (low, high, anchor, opened, cursor) VALUES (0, 0, 0, 0, 0);"
    ))
    .unwrap();
    db
}

/// Steps of SQLite's machine: what something costs, whatever the computer.
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
fn steps<T>(db: &mut Connection, act: impl FnOnce(&Connection) -> T) -> (T, u64) {
    let steps = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&steps);
    db.progress_handler(
        1,
        Some(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            false
        }),
    )
    .unwrap();
    let done = act(db);
    db.progress_handler(1, None::<fn() -> bool>).unwrap();
    (done, steps.load(Ordering::Relaxed))
}

#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#[test]
fn a_window_of_recent_costs_the_same_however_many_conversations_there_are() {
    let cost = |conversations: u32| {
        let mut db = filled(conversations);
        let (rows, page) = steps(&mut db, |db| conversations::page(db, 100, 0).unwrap());
        assert_eq!((rows.len(), rows[0].read_up_to), (100, Some(i64::from(conversations))));
        let named = ["150@x", "7@x", "stranger@x"];
        let (some, named) = steps(&mut db, |db| conversations::some(db, &named).unwrap());
        assert_eq!(some.len(), 2);
        (page, named)
    };
    let few = cost(200);
    assert_eq!(few, cost(10_000));
    assert!(few.0 > 1_000 && few.1 < few.0 / 20, "{few:?}");
}

#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#[test]
fn words_that_only_stand_in_the_same_text_cost_an_exact_search_nothing() {
    let cost = |messages: u32| {
        let mut db = filled(messages);
        db.execute("UPDATE message SET kind = 0, body = 'harbour in the morning, green'", []).unwrap();
        db.execute("UPDATE message SET body = 'a green harbour' WHERE id = 7", []).unwrap();
        crate::apply::index_all(&db).unwrap();
        let exact = SearchQuery { exact: vec!["green harbour".into()], ..SearchQuery::default() };
        let (found, steps) = steps(&mut db, |db| search::search(db, &exact, None, 50).unwrap());
        assert_eq!((found.rows.len(), found.rows[0].message.id, found.older), (1, 7, None));
        steps
    };
    // Less than a step for each of the others: none of them is looked at.
    let (few, many) = (cost(20), cost(2_000));
    assert!(many < few + 1_980, "{few}, {many}");
}
