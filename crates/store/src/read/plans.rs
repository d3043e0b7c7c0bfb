//! What SQLite makes of the hot queries: none may look at all messages, however many there are.

use super::{archive, conversations, export, messages, notifications, outbox, search, timeline, unread};
use crate::open::migrate::ACCOUNT;
use rusqlite::Connection;

#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#[test]
fn no_hot_query_scans_the_messages() {
    let mut db = Connection::open_in_memory().unwrap();
    ACCOUNT.migrate(&mut db).unwrap();
    let queries = [
        conversations::listed_sql(),
        conversations::COUNT_LISTED.into(),
        conversations::READ_UP_TO.into(),
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
        messages::one_sql(),
        search::newest_sql(),
        search::indexed_sql(),
        search::records_sql(),
        export::page_sql(),
        conversations::MARK.into(),
        notifications::sql(notifications::PAGE),
        notifications::sql(notifications::UNVIEWED),
        notifications::sql(notifications::OF_KIND),
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
}
