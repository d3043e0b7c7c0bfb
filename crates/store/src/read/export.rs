//! A conversation as it is written out: page by page, oldest first.

use super::messages::{COLUMNS, JOINS, record};
use super::{all, first};
use crate::{MessageRecord, Result};
use rusqlite::{Connection, params};

pub(super) fn page_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM message m {JOINS}
         WHERE m.conversation_id = ?1 AND m.hidden = 0 AND m.position > ?2 ORDER BY m.position LIMIT ?3"
    )
}

/// At most `limit` messages behind `after`, or from the first one known.
pub(crate) fn page(db: &Connection, conversation: &str, after: Option<i64>, limit: u32) -> Result<Vec<MessageRecord>> {
    let id: Option<i64> = first(db, "SELECT id FROM conversation WHERE address = ?1", [conversation], |row| row.get(0))?;
    let Some(id) = id else { return Ok(Vec::new()) };
    let position = match after {
        Some(after) => first(db, "SELECT position FROM message WHERE id = ?1", [after], |row| row.get(0))?,
        None => None,
    };
    all(db, &page_sql(), params![id, position.unwrap_or(i64::MIN), limit], |row| record(row, conversation.to_owned()))
}
