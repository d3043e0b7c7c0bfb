//! Gaps: stretches of the archive that are not here.
//!
//! A gap stands between the rows at or below `low` and those at or above `high`. `lower` and `upper` are the archive
//! ids its pages are asked `after` and `before`. `anchor` is where the row of its first `lower` stands: everything
//! up to it belongs to what lies below. `opened` is where the newest row stood at first. `cursor` and `ceiling` are where filling from below and above has got to. `undecided`: the newest page shared nothing
//! with what came in live above it, so which of them is newer is not known; or that page is to be asked for again.
//!
//! Rows that a conversation's page put into a gap stay where they are when it closes: they were not in it, so they
//! belong to a gap below, whose filling meets and moves them; within their conversation they stand right meanwhile.
//!
//! Invariant: what lies above a gap whose `upper` is not known may itself have holes (a server that delivers
//! offline messages leaves out what one's own other devices sent), up to now. So such a gap is filled only when the
//! archive's end is reached, not at the first message known; the next gap's anchor becomes its `upper`.

use super::message::Standing;
use super::place::{SPAN, STEP};
use super::{Apply, UNSENT};
use crate::{Change, Result};
use rusqlite::{Row, params};

#[derive(Debug, Clone)]
pub(super) struct Gap {
    pub id: i64,
    pub archive: i64,
    pub lower: Option<String>,
    pub upper: Option<String>,
    pub low: i64,
    pub high: i64,
    pub anchor: i64,
    pub opened: i64,
    pub cursor: i64,
    pub ceiling: Option<i64>,
    pub undecided: bool,
}

const COLUMNS: &str = "id, archive, lower, upper, low, high, anchor, opened, cursor, ceiling, undecided";

impl Gap {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            archive: row.get(1)?,
            lower: row.get(2)?,
            upper: row.get(3)?,
            low: row.get(4)?,
            high: row.get(5)?,
            anchor: row.get(6)?,
            opened: row.get(7)?,
            cursor: row.get(8)?,
            ceiling: row.get(9)?,
            undecided: row.get(10)?,
        })
    }
}

impl Apply<'_> {
    /// A gap that can be filled.
    pub(super) fn gap(&self, id: i64) -> Result<Option<Gap>> {
        self.first(&format!("SELECT {COLUMNS} FROM gap WHERE id = ?1 AND lost = 0"), [id], Gap::read)
    }

    /// The highest gap that begins below `position`.
    pub(super) fn gap_below(&self, archive: i64, position: i64) -> Result<Option<Gap>> {
        self.first(
            &format!("SELECT {COLUMNS} FROM gap WHERE archive = ?1 AND low < ?2 AND lost = 0 ORDER BY low DESC LIMIT 1"),
            [archive, position],
            Gap::read,
        )
    }

    pub(super) fn save_gap(&mut self, gap: &Gap) -> Result<()> {
        self.run(
            "UPDATE gap SET lower = ?2, upper = ?3, low = ?4, high = ?5, anchor = ?6, cursor = ?7, ceiling = ?8,
                 undecided = ?9 WHERE id = ?1",
            params![gap.id, gap.lower, gap.upper, gap.low, gap.high, gap.anchor, gap.cursor, gap.ceiling, gap.undecided],
        )?;
        self.tell(Change::Gap);
        Ok(())
    }

    /// A new session: what happened since the newest message that is surely in order is unknown.
    pub(super) fn reconnected(&mut self, archive: i64) -> Result<()> {
        self.set_session_floor(archive, self.top(archive)?)?;
        let newest = self.first(
            &format!("SELECT {COLUMNS} FROM gap WHERE archive = ?1 AND lost = 0 ORDER BY id DESC LIMIT 1"),
            [archive],
            Gap::read,
        )?;
        // What was walked from above reaches down to the ceiling: below it, live rows may lie in the gap.
        let above: Option<i64> = self
            .first("SELECT max(max(high, coalesce(ceiling - 1, high))) FROM gap WHERE archive = ?1", [archive], |row| row.get(0))?
            .flatten();
        match (newest, self.newest_sure(archive, above)?) {
            // Nothing was started from above: that gap goes on up to now.
            (Some(gap), _) if gap.lower.is_none() && gap.upper.is_none() => Ok(()),
            (Some(gap), Some(_)) if gap.undecided => self.start_again_from_above(gap),
            (Some(gap), None) => self.start_again_from_above(gap),
            (_, Some((archive_id, position))) => self.open_gap(archive, Some(&archive_id), position),
            (None, None) => {
                let lowest: Option<i64> =
                    self.first("SELECT min(position) FROM message WHERE archive = ?1", [archive], |row| row.get(0))?.flatten();
                self.open_gap(archive, None, lowest.map_or(0, |lowest| lowest.min(0) - STEP))
            }
        }
    }

    /// Filling from above begins with the newest message again.
    fn start_again_from_above(&mut self, mut gap: Gap) -> Result<()> {
        if gap.upper.is_none() {
            return Ok(());
        }
        // Until they are walked again these stand only as they came in.
        self.run(
            "UPDATE message SET standing = 0 WHERE archive = ?1 AND standing = 1 AND position > ?2 AND position < ?3",
            [gap.archive, gap.low, UNSENT],
        )?;
        gap.upper = None;
        gap.ceiling = None;
        gap.undecided = true;
        self.save_gap(&gap)
    }

    fn open_gap(&mut self, archive: i64, lower: Option<&str>, anchor: i64) -> Result<()> {
        let low = self.top(archive)?;
        let high = low + SPAN;
        if lower.is_some() {
            // What is below the anchor belongs to the gap below, if it was to go on up to now.
            self.run(
                "UPDATE gap SET upper = ?1, ceiling = ?2 WHERE archive = ?3 AND upper IS NULL AND lost = 0",
                params![lower, anchor, archive],
            )?;
        }
        self.run(
            "INSERT INTO gap (lower, low, high, anchor, opened, cursor, archive) VALUES (?1, ?2, ?3, ?4, ?2, ?4, ?5)",
            params![lower, low, high, anchor, archive],
        )?;
        self.set_read_floor(archive, high)?;
        self.tell(Change::Gap);
        Ok(())
    }

    /// The newest archive id above all gaps from which on nothing but own messages can be out of place: those were
    /// placed when they were acknowledged, so the search goes back to before the first of them was written.
    fn newest_sure(&self, archive: i64, above: Option<i64>) -> Result<Option<(String, i64)>> {
        let floor: Option<i64> = self.first(
            "SELECT floor FROM message WHERE archive = ?1 AND floor IS NOT NULL ORDER BY floor LIMIT 1",
            [archive],
            |row| row.get(0),
        )?;
        self.first(
            "SELECT archive_id, position FROM message
             WHERE archive = ?4 AND position <= ?1 AND position > ?2 AND archive_id IS NOT NULL AND standing <> ?3 ORDER BY position DESC LIMIT 1",
            params![floor.unwrap_or(UNSENT - 1).min(UNSENT - 1), above.unwrap_or(i64::MIN), Standing::Island as i64, archive],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// The gap is filled, and with it all others on that side when the archive's end was reached.
    pub(super) fn close_gaps(&mut self, gap: &Gap, all_above: bool, all_below: bool) -> Result<()> {
        let mut closed = vec![gap.clone()];
        if all_above {
            closed.extend(self.all(
                &format!("SELECT {COLUMNS} FROM gap WHERE archive = ?1 AND lost = 0 AND id > ?2"),
                [gap.archive, gap.id],
                Gap::read,
            )?);
        }
        if all_below {
            closed.extend(self.all(
                &format!("SELECT {COLUMNS} FROM gap WHERE archive = ?1 AND lost = 0 AND id < ?2"),
                [gap.archive, gap.id],
                Gap::read,
            )?);
        }
        for gap in &closed {
            self.run("DELETE FROM gap WHERE id = ?1", [gap.id])?;
            // What the archive did not show by now it does not have.
            self.run(
                "UPDATE message SET floor = NULL WHERE archive = ?1 AND floor IS NOT NULL AND position <= ?2",
                [gap.archive, gap.opened],
            )?;
        }
        self.tell(Change::Gap);
        Ok(())
    }

    /// A place in the middle of a gap, below the islands there and below `ceiling`: room stays on both sides for
    /// filling it.
    pub(super) fn island_place(&mut self, archive: i64, gap: i64, ceiling: i64) -> Result<i64> {
        let Some(mut gap) = self.gap(gap)? else { return self.place_below(archive, ceiling) };

        let lowest: Option<i64> = self.first(
            "SELECT position FROM message WHERE archive = ?1 AND standing = 2 AND position > ?2 AND position < ?3 ORDER BY position LIMIT 1",
            [archive, gap.low, gap.high],
            |row| row.get(0),
        )?;
        let Some(lowest) = lowest else {
            if gap.high - gap.low < 8 * STEP {
                self.make_room_above(archive, gap.low)?;
                gap.high = gap.low + SPAN;
                self.run("UPDATE gap SET high = max(high, ?2) WHERE id = ?1", [gap.id, gap.high])?;
            }
            let middle = gap.low + (gap.high - gap.low) / 2;
            return if middle < ceiling { self.place_below(archive, middle) } else { self.place_below(archive, ceiling) };
        };
        self.place_below(archive, lowest.min(ceiling))
    }

    /// The archive does not know the id a gap was to be asked by any more.
    ///
    /// What was lost stays visible as a gap that is not asked for; what is still there is asked for without that id.
    pub(super) fn lost(&mut self, id: i64) -> Result<()> {
        let Some(mut gap) = self.gap(id)? else { return Ok(()) };
        let marked = self
            .first("SELECT 1 FROM gap WHERE archive = ?1 AND lost = 1 AND high = ?2", [gap.archive, gap.low], |_| Ok(()))?
            .is_some();
        match (gap.lower.is_some(), marked) {
            (true, false) => {
                self.run(
                    "INSERT INTO gap (lower, low, high, anchor, opened, cursor, lost, archive) VALUES (?1, ?2, ?2, ?3, ?2, ?3, 1, ?4)",
                    params![gap.lower, gap.low, gap.anchor, gap.archive],
                )?;
                gap.lower = None;
                self.save_gap(&gap)?;
            }
            (true, true) => {
                gap.lower = None;
                self.save_gap(&gap)?;
            }
            (false, true) => self.close_gaps(&gap, false, false)?,
            (false, false) => {
                self.run("UPDATE gap SET lost = 1 WHERE id = ?1", [gap.id])?;
            }
        }
        self.tell(Change::Gap);
        Ok(())
    }

    /// The archive goes on without a break down to what lay below the gap: only the id that it was asked by was gone.
    pub(super) fn nothing_lost(&mut self, gap: &Gap) -> Result<()> {
        self.run("DELETE FROM gap WHERE archive = ?1 AND lost = 1 AND anchor = ?2", [gap.archive, gap.anchor])?;
        Ok(())
    }
}
