//! All there is to know of one message: every version of it, and who has seen it.

use super::{all, messages};
use crate::content::{CORRECTION, TEXT};
use crate::{MessageInfo, Millis, Result, amendment};
use rusqlite::{Connection, params};

pub(crate) fn one(db: &Connection, id: i64) -> Result<Option<MessageInfo>> {
    let (Some(record), Some(part)) = (messages::one(db, id)?, amendment::part(db, id)?) else { return Ok(None) };
    let mut versions = Vec::new();
    if record.retracted.is_none() && part.kind == TEXT {
        versions.push((part.at, part.body.clone()));
        let corrections = amendment::amendments(db, &part)?;
        let counted = corrections.into_iter().filter(|by| by.kind == CORRECTION && by.counts_for(&part));
        versions.extend(counted.map(|by| (by.at, by.body)));
    }
    let seen_by = seen_by(db, part.conversation, part.position, id)?;
    let delivered_at = db.prepare_cached("SELECT delivered_at FROM message WHERE id = ?1")?.query_row([id], |row| row.get(0))?;
    Ok(Some(MessageInfo { record, versions, seen_by, delivered_at }))
}

/// Whoever has seen a later one has seen this one, at a time that is not known.
fn seen_by(db: &Connection, conversation: i64, position: i64, message: i64) -> Result<Vec<(String, Option<Millis>)>> {
    all(
        db,
        "SELECT s.author, CASE WHEN s.message_id = ?3 THEN s.at END FROM seen s JOIN message m ON m.id = s.message_id
         WHERE s.conversation_id = ?1 AND m.position >= ?2 ORDER BY s.at DESC, s.author",
        params![conversation, position, message],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
