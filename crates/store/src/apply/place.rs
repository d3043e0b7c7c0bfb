//! Positions: where a message stands in the order of its archive, the account's or a room's.
//!
//! Positions are sparse: neighbours are [`STEP`] apart where they can be, a gap reserves a [`SPAN`] for what will
//! fill it, and where no room is left everything above is moved up. Unsent messages stand above all others, in
//! order of sending. Only the order of positions means anything.

use super::Apply;
use crate::Result;
use rusqlite::params;

pub(super) const STEP: i64 = 1 << 16;
/// Room for some sixteen million messages.
pub(super) const SPAN: i64 = 1 << 40;
/// Positions from here on are those of messages the server has not taken over yet.
pub(crate) const UNSENT: i64 = 1 << 62;

/// Every column that holds a position, with the one that says of which archive.
const MOVED: [(&str, &str, &str); 14] = [
    ("message", "archive", "position"),
    ("message", "archive", "floor"),
    ("gap", "archive", "low"),
    ("gap", "archive", "high"),
    ("gap", "archive", "anchor"),
    ("gap", "archive", "opened"),
    ("gap", "archive", "cursor"),
    ("gap", "archive", "ceiling"),
    ("conversation", "archive", "read_position"),
    ("conversation", "archive", "displayed_position"),
    ("conversation", "archive", "complete_from"),
    ("conversation", "archive", "cleared_position"),
    ("archive", "id", "read_floor"),
    ("archive", "id", "session_floor"),
];

impl Apply<'_> {
    /// The highest position taken by a message the server has, or reserved by a gap, for what was there before this
    /// device's own time, or for what was written and has no sure place yet.
    pub(super) fn top(&self, archive: i64) -> Result<i64> {
        let message: Option<i64> = self
            .first("SELECT max(position) FROM message WHERE archive = ?1 AND position < ?2", [archive, UNSENT], |row| row.get(0))?
            .flatten();
        // Where a page without messages was the newest, a gap's ceiling is a place that no row stands at yet.
        let gap: Option<i64> = self
            .first("SELECT max(max(high, coalesce(ceiling, high))) FROM gap WHERE archive = ?1", [archive], |row| row.get(0))?
            .flatten();
        // What comes from now on is above what was there before this device was, even where that was nothing.
        let floor = self.read_floor(archive)?.unwrap_or(0);
        // A gap that closes gives its room back; what stands above that by its `floor` must not be overtaken.
        let written: Option<i64> = self
            .first("SELECT max(floor) FROM message WHERE archive = ?1 AND floor IS NOT NULL", [archive], |row| row.get(0))?
            .flatten();
        Ok([message, gap, written].into_iter().flatten().fold(floor.max(0), i64::max))
    }

    /// Where a message goes that has just come in.
    pub(super) fn newest_place(&self, archive: i64) -> Result<i64> {
        Ok(self.top(archive)? + STEP)
    }

    /// The position of the next message above `position`.
    pub(super) fn next_above(&self, archive: i64, position: i64) -> Result<Option<i64>> {
        self.first(
            "SELECT position FROM message WHERE archive = ?1 AND position > ?2 AND position < ?3 ORDER BY position LIMIT 1",
            [archive, position, UNSENT],
            |row| row.get(0),
        )
    }

    /// The position of the next message below `position`.
    pub(super) fn next_below(&self, archive: i64, position: i64) -> Result<Option<i64>> {
        self.first(
            "SELECT position FROM message WHERE archive = ?1 AND position < ?2 ORDER BY position DESC LIMIT 1",
            [archive, position],
            |row| row.get(0),
        )
    }

    /// A free place right above `position`, below the next message.
    pub(super) fn place_above(&self, archive: i64, position: i64) -> Result<i64> {
        let next = self.next_above(archive, position)?;
        self.place_between(archive, position, next)
    }

    /// A free place right above `position`, below `next`.
    pub(super) fn place_between(&self, archive: i64, position: i64, next: Option<i64>) -> Result<i64> {
        match next.map(|next| next - position) {
            Some(room) if room > 2 * STEP => Ok(position + STEP),
            Some(room) if room > 1 => Ok(position + room / 2),
            Some(_) => {
                self.make_room_above(archive, position)?;
                Ok(position + STEP)
            }
            None => Ok(position + STEP),
        }
    }

    /// A free place right below `position`, above the message before it. Whatever stands at `position` or above may
    /// have been moved up afterwards: go on from the place returned.
    pub(super) fn place_below(&self, archive: i64, position: i64) -> Result<i64> {
        let Some(previous) = self.next_below(archive, position)? else { return Ok(position - STEP) };
        match position - previous {
            room if room > 2 * STEP => Ok(position - STEP),
            room if room > 1 => Ok(position - room / 2),
            _ => {
                self.make_room_above(archive, position - 1)?;
                Ok(position + SPAN - STEP)
            }
        }
    }

    /// Moves everything of the archive above `position` up by a [`SPAN`]: the order stays.
    pub(super) fn make_room_above(&self, archive: i64, position: i64) -> Result<()> {
        for (table, archive_column, column) in MOVED {
            self.run(
                &format!(
                    "UPDATE {table} SET {column} = {column} + ?2 WHERE {archive_column} = ?4 AND {column} > ?1 AND {column} < ?3"
                ),
                params![position, SPAN, UNSENT, archive],
            )?;
        }
        Ok(())
    }
}
