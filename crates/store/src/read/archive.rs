//! What catching up asks for next, and what others are to be told of reading.

use super::{all, first};
use crate::{ArchiveState, GapRecord, Result};
use rusqlite::Connection;

pub(super) const OLDEST: &str = "SELECT m.archive_id FROM conversation c JOIN message m ON m.conversation_id = c.id
    WHERE c.address = ?1 AND m.archive_id IS NOT NULL ORDER BY m.position LIMIT 1";

/// Own messages are left out: their archive ids may be unknown, and naming the one before says the same.
pub(super) const READ_MARK: &str = "SELECT m.archive_id FROM conversation c JOIN message m ON m.conversation_id = c.id
    WHERE c.address = ?1 AND m.mine = 0 AND m.hidden = 0 AND m.position <= c.read_position
        AND m.archive_id IS NOT NULL ORDER BY m.position DESC LIMIT 1";

pub(super) const MARKER_DUE: &str = "SELECT CASE WHEN c.archive = 0 THEN m.origin_id ELSE m.archive_id END
    FROM conversation c JOIN message m ON m.conversation_id = c.id
    WHERE c.address = ?1 AND m.mine = 0 AND m.hidden = 0 AND m.position <= c.read_position AND m.wants_marker = 1
        AND CASE WHEN c.archive = 0 THEN m.origin_id ELSE m.archive_id END IS NOT NULL
    ORDER BY m.position DESC LIMIT 1";

const GAPS: &str = "SELECT id, lower, upper, lost, opened >= (SELECT coalesce(read_floor, opened + 1) FROM archive WHERE id = ?1)
    FROM gap WHERE archive = ?1 ORDER BY low, lost DESC, id";

pub(crate) fn gaps(db: &Connection, room: Option<&str>) -> Result<Vec<GapRecord>> {
    let archive = match room {
        Some(room) => first(db, "SELECT archive FROM conversation WHERE address = ?1 AND archive <> 0", [room], |row| row.get(0))?,
        None => Some(0),
    };
    let Some(archive): Option<i64> = archive else { return Ok(Vec::new()) };
    all(db, GAPS, [archive], |row| {
        let archive = room.map(str::to_owned);
        let missed = row.get::<_, Option<bool>>(4)?.unwrap_or(false);
        Ok(GapRecord { id: row.get(0)?, archive, lower: row.get(1)?, upper: row.get(2)?, lost: row.get(3)?, missed })
    })
}

pub(crate) fn oldest(db: &Connection, conversation: &str) -> Result<Option<String>> {
    first(db, OLDEST, [conversation], |row| row.get(0))
}

/// While a mark of another device waits for messages that are still to come, this device may be behind it and must
/// not take it back.
pub(crate) fn read_mark(db: &Connection, conversation: &str) -> Result<Option<String>> {
    let waits = first(
        db,
        "SELECT 1 FROM conversation c WHERE c.address = ?1 AND c.read_waiting IS NOT NULL
             AND EXISTS (SELECT 1 FROM gap g WHERE g.archive = c.archive AND g.lost = 0)",
        [conversation],
        |_| Ok(()),
    )?;
    if waits.is_some() {
        return Ok(None);
    }
    first(db, READ_MARK, [conversation], |row| row.get(0))
}

pub(crate) fn marker_due(db: &Connection, conversation: &str) -> Result<Option<String>> {
    first(db, MARKER_DUE, [conversation], |row| row.get(0))
}

/// Everything from the first row above the highest gap on is here.
const SINCE: &str = "SELECT max((SELECT m.at FROM message m WHERE m.archive = g.archive AND m.position >= g.high
        AND m.hidden = 0 ORDER BY m.position LIMIT 1))
    FROM gap g WHERE g.lost = 0";

pub(crate) fn state(db: &Connection) -> Result<ArchiveState> {
    let gap = first(db, "SELECT 1 FROM gap WHERE lost = 0 LIMIT 1", [], |_| Ok(()))?;
    let messages: i64 = first(db, COUNT, [], |row| row.get(0))?.unwrap_or(0);
    Ok(ArchiveState {
        complete: gap.is_none(),
        lost: first(db, "SELECT 1 FROM gap WHERE lost = 1 LIMIT 1", [], |_| Ok(()))?.is_some(),
        since: if gap.is_some() { first(db, SINCE, [], |row| row.get(0))?.flatten() } else { None },
        messages: u64::try_from(messages).unwrap_or(0),
    })
}

const COUNT: &str = "SELECT count(*) FROM message INDEXED BY message_visible WHERE hidden = 0";
