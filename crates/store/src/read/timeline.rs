//! A part of a conversation, with the gaps that show in it.
//!
//! A gap belongs to the message that follows it, or to the conversation's end: so two slices that meet show it once.

use super::messages::{COLUMNS, JOINS, POSITION, record};
use super::{all, conversations, count, first};
use crate::{Around, MessageRecord, Millis, Result, Slice, TimelineRecord};
use rusqlite::Connection;

const BELOW: &str = "WHERE m.conversation_id = ?1 AND m.hidden = 0 AND m.position < ?2 ORDER BY m.position DESC LIMIT ?3";
const FROM: &str = "WHERE m.conversation_id = ?1 AND m.hidden = 0 AND m.position >= ?2 ORDER BY m.position LIMIT ?3";

pub(super) const COUNT_BELOW: &str =
    "SELECT count(*) FROM (SELECT 1 FROM message WHERE conversation_id = ?1 AND hidden = 0 AND position < ?2 LIMIT ?3)";
pub(super) const COUNT_ABOVE: &str =
    "SELECT count(*) FROM (SELECT 1 FROM message WHERE conversation_id = ?1 AND hidden = 0 AND position > ?2 LIMIT ?3)";
pub(super) const PREVIOUS: &str =
    "SELECT position FROM message WHERE conversation_id = ?1 AND hidden = 0 AND position < ?2 ORDER BY position DESC LIMIT 1";
pub(super) const FIRST_UNREAD: &str =
    "SELECT position FROM message WHERE conversation_id = ?1 AND counts = 1 AND position > ?2 ORDER BY position LIMIT 1";
pub(super) const AT_TIME: &str =
    "SELECT position FROM message WHERE conversation_id = ?1 AND at >= ?2 AND hidden = 0 ORDER BY at LIMIT 1";

pub(super) fn below_sql() -> String {
    format!("SELECT {COLUMNS} FROM message m {JOINS} {BELOW}")
}

pub(super) fn from_sql() -> String {
    format!("SELECT {COLUMNS} FROM message m {JOINS} {FROM}")
}

/// A message with its position.
type Placed = (i64, MessageRecord);

struct Reader<'c> {
    db: &'c Connection,
    id: i64,
    address: &'c str,
    archive: i64,
    read_position: Option<i64>,
    complete_from: Option<i64>,
}

pub(crate) fn slice(db: &Connection, address: &str, around: Around, limit: u32) -> Result<Slice> {
    let reader =
        first(db, "SELECT id, archive, read_position, complete_from FROM conversation WHERE address = ?1", [address], |row| {
            Ok(Reader {
                db,
                id: row.get(0)?,
                address,
                archive: row.get(1)?,
                read_position: row.get(2)?,
                complete_from: row.get(3)?,
            })
        })?
        // Nothing of it is here; all the same it may be in a gap.
        .unwrap_or(Reader { db, id: 0, address, archive: 0, read_position: None, complete_from: None });
    let limit = i64::from(limit);
    let (rows, end) = match around {
        Around::Newest => (reader.below(i64::MAX, limit)?, None),
        Around::Oldest => (reader.from(i64::MIN, limit)?, None),
        Around::Message(id) => (reader.around(reader.position(id)?, limit)?, None),
        Around::FirstUnread => (reader.around(reader.first_unread()?, limit)?, None),
        Around::Time(at) => (reader.around(reader.at_time(at)?, limit)?, None),
        Around::Before(id) => match reader.position(id)? {
            Some(position) => (reader.below(position, limit)?, Some(position - 1)),
            None => return Ok(Slice::default()),
        },
        Around::After(id) => match reader.position(id)? {
            Some(position) => (reader.from(position.saturating_add(1), limit)?, Some(position)),
            None => return Ok(Slice::default()),
        },
    };
    reader.with_gaps(rows, end)
}

impl Reader<'_> {
    fn position(&self, message: i64) -> Result<Option<i64>> {
        first(self.db, "SELECT position FROM message WHERE id = ?1 AND conversation_id = ?2", [message, self.id], |row| row.get(0))
    }

    fn first_unread(&self) -> Result<Option<i64>> {
        let read = match self.read_position {
            Some(position) => position,
            None => conversations::read_floor(self.db, self.archive)?.unwrap_or(i64::MIN),
        };
        let read = conversations::unread_line(self.db, self.id, read)?;
        first(self.db, FIRST_UNREAD, [self.id, read], |row| row.get(0))
    }

    fn at_time(&self, at: Millis) -> Result<Option<i64>> {
        first(self.db, AT_TIME, [self.id, at], |row| row.get(0))
    }

    /// At most `limit` messages below a position, oldest first.
    fn below(&self, position: i64, limit: i64) -> Result<Vec<Placed>> {
        let mut rows = self.rows(&below_sql(), position, limit)?;
        rows.reverse();
        Ok(rows)
    }

    fn from(&self, position: i64, limit: i64) -> Result<Vec<Placed>> {
        self.rows(&from_sql(), position, limit)
    }

    fn rows(&self, sql: &str, position: i64, limit: i64) -> Result<Vec<Placed>> {
        all(self.db, sql, [self.id, position, limit], |row| Ok((row.get(POSITION)?, record(row, self.address.to_owned())?)))
    }

    /// Half before the position, half from it on; more of one where the other is short.
    fn around(&self, position: Option<i64>, limit: i64) -> Result<Vec<Placed>> {
        let Some(position) = position else { return self.below(i64::MAX, limit) };
        let mut before = self.below(position, limit)?;
        let mut from = self.from(position, limit)?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        from.truncate(limit - before.len().min(limit / 2));
        let surplus = (before.len() + from.len()).saturating_sub(limit);
        before.drain(..surplus.min(before.len()));
        before.append(&mut from);
        Ok(before)
    }

    /// Puts the gaps between the messages. `end`: where an empty slice stands.
    fn with_gaps(&self, placed: Vec<Placed>, end: Option<i64>) -> Result<Slice> {
        let (start, stop) = match (placed.first(), placed.last()) {
            (Some(first), Some(last)) => (first.0, last.0),
            _ => (end.map_or(i64::MIN, |end| end.saturating_add(1)), end.unwrap_or(i64::MIN)),
        };
        let before = self.count(COUNT_BELOW, start)?;
        let after = self.count(COUNT_ABOVE, stop)?;
        let gaps = self.gaps()?;
        let mut previous: Option<i64> =
            if gaps.is_empty() { None } else { first(self.db, PREVIOUS, [self.id, start], |row| row.get(0))? };
        let mut rows = Vec::with_capacity(placed.len() + gaps.len());
        for (position, message) in placed {
            rows.extend(one_of(&gaps, |low| previous.is_none_or(|previous| low >= previous) && low < position));
            rows.push(TimelineRecord::Message(message));
            previous = Some(position);
        }
        if after == 0 {
            rows.extend(one_of(&gaps, |low| previous.is_none_or(|previous| low >= previous)));
        }
        Ok(Slice { rows, before, after })
    }

    fn count(&self, sql: &str, position: i64) -> Result<u32> {
        let counted = first(self.db, sql, [self.id, position, i64::from(Slice::COUNT_CAP)], |row| row.get(0))?;
        Ok(count(counted.unwrap_or(0)))
    }

    /// The gaps that may hold messages of this conversation, highest first, those that can be filled before others.
    fn gaps(&self) -> Result<Vec<Shown>> {
        all(
            self.db,
            "SELECT id, low, lost FROM gap WHERE archive = ?1 AND low >= ?2 ORDER BY lost, low DESC",
            [self.archive, self.complete_from.unwrap_or(i64::MIN)],
            |row| Ok(Shown { gap: row.get(0)?, low: row.get(1)?, lost: row.get(2)? }),
        )
    }
}

struct Shown {
    gap: i64,
    low: i64,
    lost: bool,
}

/// Several gaps with nothing between them show as one.
fn one_of(gaps: &[Shown], stands_here: impl Fn(i64) -> bool) -> Option<TimelineRecord> {
    gaps.iter().find(|shown| stands_here(shown.low)).map(|shown| TimelineRecord::Gap { gap: shown.gap, lost: shown.lost })
}
