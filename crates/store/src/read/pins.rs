//! Pinned messages.

use super::all;
use super::messages::{COLUMNS, JOINS, record};
use crate::{MessageRecord, Result};
use rusqlite::Connection;

/// Those that are here, in the order of pinning.
pub(crate) fn pinned(db: &Connection, conversation: &str) -> Result<Vec<MessageRecord>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM conversation c JOIN pin q ON q.conversation_id = c.id
         JOIN message m ON m.archive = c.archive AND m.archive_id = q.archive_id AND m.conversation_id = c.id AND m.hidden = 0
         {JOINS} WHERE c.address = ?1 ORDER BY q.turn"
    );
    all(db, &sql, [conversation], |row| record(row, conversation.to_owned()))
}
