//! Positions: where a message stands in the order of the account's archive.
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

impl Apply<'_> {
    /// The highest position taken by a message the server has, or reserved by a gap, or for what was there before this
    /// device's own time.
    pub(super) fn top(&self) -> Result<i64> {
        let message: Option<i64> =
            self.first("SELECT max(position) FROM message WHERE position < ?1", [UNSENT], |row| row.get(0))?.flatten();
        let gap: Option<i64> = self.first("SELECT max(high) FROM gap", [], |row| row.get(0))?.flatten();
        // What comes from now on is above what was there before this device was, even where that was nothing.
        let floor = self.meta_integer("read_floor")?.unwrap_or(0);
        Ok(message.unwrap_or(0).max(gap.unwrap_or(0)).max(floor).max(0))
    }

    /// Where a message goes that has just come in.
    pub(super) fn newest_place(&self) -> Result<i64> {
        Ok(self.top()? + STEP)
    }

    /// The position of the next message above `position`.
    pub(super) fn next_above(&self, position: i64) -> Result<Option<i64>> {
        self.first(
            "SELECT position FROM message WHERE position > ?1 AND position < ?2 ORDER BY position LIMIT 1",
            [position, UNSENT],
            |row| row.get(0),
        )
    }

    /// The position of the next message below `position`.
    pub(super) fn next_below(&self, position: i64) -> Result<Option<i64>> {
        self.first("SELECT position FROM message WHERE position < ?1 ORDER BY position DESC LIMIT 1", [position], |row| row.get(0))
    }

    /// A free place right above `position`, below the next message.
    pub(super) fn place_above(&self, position: i64) -> Result<i64> {
        let next = self.next_above(position)?;
        self.place_between(position, next)
    }

    /// A free place right above `position`, below `next`.
    pub(super) fn place_between(&self, position: i64, next: Option<i64>) -> Result<i64> {
        match next.map(|next| next - position) {
            Some(room) if room > 2 * STEP => Ok(position + STEP),
            Some(room) if room > 1 => Ok(position + room / 2),
            Some(_) => {
                self.make_room_above(position)?;
                Ok(position + STEP)
            }
            None => Ok(position + STEP),
        }
    }

    /// A free place right below `position`, above the message before it. Whatever stands at `position` or above may
    /// have been moved up afterwards: go on from the place returned.
    pub(super) fn place_below(&self, position: i64) -> Result<i64> {
        let Some(previous) = self.next_below(position)? else { return Ok(position - STEP) };
        match position - previous {
            room if room > 2 * STEP => Ok(position - STEP),
            room if room > 1 => Ok(position - room / 2),
            _ => {
                self.make_room_above(position - 1)?;
                Ok(position + SPAN - STEP)
            }
        }
    }

    /// Moves everything above `position` up by a [`SPAN`]: the order stays.
    pub(super) fn make_room_above(&self, position: i64) -> Result<()> {
        for sql in [
            "UPDATE message SET position = position + ?2 WHERE position > ?1 AND position < ?3",
            "UPDATE message SET floor = floor + ?2 WHERE floor > ?1 AND floor < ?3",
            "UPDATE gap SET low = low + ?2 WHERE low > ?1 AND low < ?3",
            "UPDATE gap SET high = high + ?2 WHERE high > ?1 AND high < ?3",
            "UPDATE gap SET anchor = anchor + ?2 WHERE anchor > ?1 AND anchor < ?3",
            "UPDATE gap SET opened = opened + ?2 WHERE opened > ?1 AND opened < ?3",
            "UPDATE gap SET cursor = cursor + ?2 WHERE cursor > ?1 AND cursor < ?3",
            "UPDATE gap SET ceiling = ceiling + ?2 WHERE ceiling > ?1 AND ceiling < ?3",
            "UPDATE conversation SET last_position = last_position + ?2 WHERE last_position > ?1 AND last_position < ?3",
            "UPDATE conversation SET read_position = read_position + ?2 WHERE read_position > ?1 AND read_position < ?3",
            "UPDATE conversation SET displayed_position = displayed_position + ?2 WHERE displayed_position > ?1 AND displayed_position < ?3",
            "UPDATE conversation SET complete_from = complete_from + ?2 WHERE complete_from > ?1 AND complete_from < ?3",
            "UPDATE meta SET value = value + ?2 WHERE key IN ('read_floor', 'session_floor') AND value > ?1 AND value < ?3",
        ] {
            self.run(sql, params![position, SPAN, UNSENT])?;
        }
        Ok(())
    }
}
