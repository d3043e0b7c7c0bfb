//! What is to be sent, in the order of writing.
//!
//! Invariant: nothing overtakes what stands before it in its conversation. An entry waits while a file of its own, or of
//! one before it, is not uploaded, and while the message that it changes has been refused.

use super::{all, count};
use crate::content::{self, Columns};
use crate::{OutboxEntry, Result};
use rusqlite::Connection;
use std::collections::HashSet;

pub(super) const OUTBOX: &str = "SELECT m.id, c.address, c.archive, m.origin_id, m.kind, m.body, m.details, m.target, m.at,
        o.attempts, EXISTS (SELECT 1 FROM message t WHERE t.origin_id = m.target AND t.conversation_id = m.conversation_id
            AND t.mine = 1 AND t.state = 4 AND t.hidden = 0 AND m.hidden = 1)
    FROM outbox o JOIN message m ON m.id = o.message_id JOIN conversation c ON c.id = m.conversation_id ORDER BY o.id";

pub(crate) fn entries(db: &Connection) -> Result<Vec<OutboxEntry>> {
    let mut entries = all(db, OUTBOX, [], |row| {
        let columns = Columns { kind: row.get(4)?, body: row.get(5)?, details: row.get(6)?, target: row.get(7)? };
        Ok(OutboxEntry {
            message: row.get(0)?,
            conversation: row.get(1)?,
            room: row.get::<_, i64>(2)? != 0,
            origin_id: row.get(3)?,
            staged: content::staged(columns.details.as_deref()),
            content: columns.content(),
            at: row.get(8)?,
            attempts: count(row.get(9)?),
            waits: row.get(10)?,
        })
    })?;
    let mut held = HashSet::new();
    for entry in &mut entries {
        if entry.staged.is_some() {
            held.insert(entry.conversation.clone());
        }
        entry.waits |= held.contains(&entry.conversation);
    }
    Ok(entries)
}
