//! Message records, and the outbox.

use super::{all, count, first};
use crate::{Content, MessageRecord, MessageState, OutboxEntry, Result};
use rusqlite::{Connection, Row};

/// The columns of [`record`], of table `message` named `m`.
pub(super) const COLUMNS: &str =
    "m.id, m.mine, m.author, m.body, m.at, m.state, m.failure, m.archive_id, m.origin_id, m.wants_marker, m.position";
/// How many they are: what stands behind them in a query begins here.
pub(super) const WIDTH: usize = 11;

pub(super) const OUTBOX: &str = "SELECT m.id, c.address, m.origin_id, m.body, m.at, o.attempts FROM outbox o
    JOIN message m ON m.id = o.message_id JOIN conversation c ON c.id = m.conversation_id ORDER BY o.id";

/// A row that begins with [`COLUMNS`].
pub(super) fn record(row: &Row<'_>, conversation: String) -> rusqlite::Result<MessageRecord> {
    let mine: bool = row.get(1)?;
    let state = match row.get::<_, i64>(5)? {
        0 => MessageState::Pending,
        1 => MessageState::Sent,
        2 => MessageState::Delivered,
        3 => MessageState::Read,
        _ => MessageState::Failed,
    };
    Ok(MessageRecord {
        id: row.get(0)?,
        conversation,
        mine,
        author: row.get(2)?,
        nick: None,
        occupant: None,
        mentions: Vec::new(),
        unstyled: false,
        reply: None,
        file: None,
        edited: false,
        amending: false,
        retracted: None,
        reactions: Vec::new(),
        mentions_me: false,
        pinned: false,
        notice: None,
        body: row.get(3)?,
        at: row.get(4)?,
        state: mine.then_some(state),
        failure: row.get(6)?,
        archive_id: row.get(7)?,
        origin_id: row.get(8)?,
        wants_marker: row.get(9)?,
    })
}

pub(crate) fn one(db: &Connection, id: i64) -> Result<Option<MessageRecord>> {
    first(
        db,
        &format!("SELECT {COLUMNS}, c.address FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.id = ?1"),
        [id],
        |row| record(row, row.get(WIDTH)?),
    )
}

pub(crate) fn outbox(db: &Connection) -> Result<Vec<OutboxEntry>> {
    all(db, OUTBOX, [], |row| {
        Ok(OutboxEntry {
            message: row.get(0)?,
            conversation: row.get(1)?,
            origin_id: row.get(2)?,
            room: false,
            content: Content::text(row.get::<_, String>(3)?),
            at: row.get(4)?,
            attempts: count(row.get(5)?),
            staged: None,
            waits: false,
        })
    })
}
