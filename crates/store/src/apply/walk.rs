//! Filling gaps: the items of a page are walked in archive order, each is put next to the one before.
//!
//! Invariants: a row placed by a walk is never moved again; a row that came in live is moved only when it stands
//! out of the archive's order; a loose row (see `Known::loose`) always goes where the walk meets it. A page that
//! shows nothing new, because it is applied twice or the server repeats itself, moves no gap.

use super::Apply;
use super::gap::Gap;
use super::message::{Found, Known, Standing};
use super::place::STEP;
use crate::{ArchivePage, Message, Result};

impl Apply<'_> {
    /// A page that follows a gap's lower end.
    pub(super) fn forward(&mut self, id: i64, page: &ArchivePage) -> Result<()> {
        let Some(gap) = self.gap(id)? else { return Ok(()) };
        let archive = gap.archive;
        let mut cursor = gap.cursor;
        let mut advanced = false;
        let mut reached = false;
        for message in &page.messages {
            let Some(conversation) = self.conversation_in(archive, message)? else { continue };
            match self.find(conversation, message)? {
                Found::Copy => advanced = true,
                Found::New => {
                    cursor = self.place_after_walk(archive, id, cursor)?;
                    self.insert(conversation, message, cursor, Standing::Archived)?;
                    advanced = true;
                }
                Found::Known(known) => {
                    reached |= self.ends_above(id, &known, message)?;
                    let before = cursor;
                    // What was walked from above stands higher than all that is still to come from below.
                    let bound = if reached { None } else { self.gap(id)?.and_then(|gap| gap.ceiling) };
                    cursor = self.walk_up(id, &known, message, (cursor, bound))?;
                    advanced |= cursor != before;
                }
            }
        }
        let reached = reached || self.is_end_above(id, page.last.as_deref())?;
        let Some(mut gap) = self.gap(id)? else { return Ok(()) };
        gap.cursor = cursor;
        gap.low = gap.low.max(cursor);
        gap.high = gap.high.max(gap.low);
        if page.complete || reached {
            return self.close_gaps(&gap, page.complete, false);
        }
        if page.last.is_some() && (advanced || page.messages.is_empty()) {
            gap.lower.clone_from(&page.last);
            self.save_gap(&gap)?;
        }
        Ok(())
    }

    /// A known row on the way up from a cursor, with a bound it may not stand above: the new cursor.
    fn walk_up(&mut self, id: i64, known: &Known, message: &Message, (cursor, bound): (i64, Option<i64>)) -> Result<i64> {
        if known.unsent() && known.archive_id.is_some() && known.archive_id == message.archive_id {
            // The refused copy of a message that is about to be sent again.
            return Ok(cursor);
        }
        self.adopt(known, message)?;
        let place = if known.standing == Standing::Archived {
            return Ok(known.position.max(cursor));
        } else if bound.is_some_and(|bound| known.position > bound)
            || self.is_out_of_place(known, cursor, known.position, self.next_above(known.archive, cursor)?)?
        {
            self.place_after_walk(known.archive, id, cursor)?
        } else {
            known.position
        };
        self.settle(known.id, place)
    }

    /// The next place on the way up: within the gap as soon as nothing stands between, never among what was there before
    /// this device's own time when the gap is a later one, and always below what was walked from above.
    fn place_after_walk(&self, archive: i64, id: i64, cursor: i64) -> Result<i64> {
        let Some(gap) = self.gap(id)? else { return self.place_above(archive, cursor) };
        let ceiling = gap.ceiling.filter(|&ceiling| ceiling > cursor);
        let next = match (self.next_above(archive, cursor)?, ceiling) {
            (Some(next), Some(ceiling)) => Some(next.min(ceiling)),
            (next, ceiling) => next.or(ceiling),
        };
        let mut from = cursor;
        for edge in [self.read_floor(archive)?.unwrap_or(i64::MIN), gap.low] {
            if edge <= gap.low && from < edge && next.is_none_or(|next| next > edge) {
                from = edge;
            }
        }
        self.place_between(archive, from, next)
    }

    /// Whether a row met on a walk has to move. A loose one may stay when it is the walk's next neighbour; another when
    /// it stands on the walk's far side and no island, not walked yet, lies between.
    fn is_out_of_place(&self, known: &Known, below: i64, above: i64, neighbour: Option<i64>) -> Result<bool> {
        if known.loose() {
            return Ok(neighbour != Some(known.position));
        }
        Ok(below >= above || self.island_between(known.archive, below, above)?)
    }

    fn island_between(&self, archive: i64, below: i64, above: i64) -> Result<bool> {
        let island = self.first(
            "SELECT 1 FROM message WHERE archive = ?1 AND standing = 2 AND position > ?2 AND position < ?3 LIMIT 1",
            [archive, below, above],
            |_| Ok(()),
        )?;
        Ok(island.is_some())
    }

    /// Stands a row where the walk met it. Making room may have moved it meanwhile, so it is read again.
    fn settle(&mut self, id: i64, place: i64) -> Result<i64> {
        let Some(known) = self.row(id)? else { return Ok(place) };
        self.stand(&known, place, Standing::Archived)?;
        if known.standing == Standing::Island || !known.loose() {
            self.keep_islands_in_order(&known, place)?;
        }
        Ok(place)
    }

    /// A row was put in its place; the islands of its conversation that it passed on the way go along, so that they stay
    /// right among each other.
    fn keep_islands_in_order(&mut self, moved: &Known, place: i64) -> Result<()> {
        let (archive, from) = (moved.archive, moved.position);
        let mut passed: Vec<i64> = self.all(
            "SELECT id FROM message WHERE conversation_id = ?1 AND standing = 2 AND position > ?2 AND position < ?3 ORDER BY position",
            [moved.conversation, from.min(place), from.max(place)],
            |row| row.get(0),
        )?;
        if place < from {
            passed.reverse();
        }
        let mut neighbour = place;
        for id in passed {
            let next = match self.gap_below(archive, neighbour)? {
                _ if place > from => self.place_above(archive, neighbour)?,
                Some(gap) => self.island_place(archive, gap.id, neighbour)?,
                None => self.place_below(archive, neighbour)?,
            };
            if let Some(known) = self.row(id)? {
                self.stand(&known, next, Standing::Island)?;
            }
            neighbour = next;
        }
        Ok(())
    }

    /// Whether a row met on the way up shows that everything between the gap's ends is here.
    fn ends_above(&self, id: i64, known: &Known, message: &Message) -> Result<bool> {
        if self.is_end_above(id, message.archive_id.as_deref())? {
            return Ok(true);
        }
        // Where a live row stands says when it came in, not that all before it is here.
        let ceiling = self.gap(id)?.and_then(|gap| gap.upper.and(gap.ceiling));
        Ok(known.standing == Standing::Archived && ceiling.is_some_and(|ceiling| known.position >= ceiling))
    }

    fn is_end_above(&self, id: i64, archive_id: Option<&str>) -> Result<bool> {
        let upper = self.gap(id)?.and_then(|gap| gap.upper);
        Ok(archive_id.is_some() && upper.as_deref() == archive_id)
    }

    /// A page that comes before a gap's upper end, or the newest page.
    pub(super) fn backward(&mut self, id: i64, page: &ArchivePage) -> Result<()> {
        let Some(gap) = self.gap(id)? else { return Ok(()) };
        let (mut ceiling, undecided) = match gap.ceiling {
            Some(ceiling) => (ceiling, gap.undecided),
            None => self.first_ceiling(&gap, page)?,
        };
        let mut advanced = false;
        let mut reached = false;
        for message in page.messages.iter().rev() {
            let Some(conversation) = self.conversation_in(gap.archive, message)? else { continue };
            match self.find(conversation, message)? {
                Found::Copy => advanced = true,
                Found::New => {
                    ceiling = self.place_below(gap.archive, ceiling)?;
                    self.insert(conversation, message, ceiling, Standing::Archived)?;
                    advanced = true;
                }
                Found::Known(known) => {
                    reached |= self.ends_below(id, &known, message)?;
                    let before = ceiling;
                    let bound = if reached { None } else { self.gap(id)?.map(|gap| gap.cursor) };
                    ceiling = self.walk_down(&known, message, ceiling, bound)?;
                    advanced |= ceiling != before;
                }
            }
        }
        let Some(mut gap) = self.gap(id)? else { return Ok(()) };
        let reached = reached || (gap.lower.is_some() && gap.lower == page.first);
        gap.ceiling = Some(ceiling);
        gap.undecided = undecided;
        gap.high = gap.high.min(ceiling);
        if gap.high <= gap.low {
            // Own messages acknowledged before the gap are settled; what is missing lies below them.
            gap.low = gap.cursor.min(gap.high);
        }
        if reached {
            self.nothing_lost(&gap)?;
        }
        if page.complete || reached {
            return self.close_gaps(&gap, false, page.complete);
        }
        if page.first.is_some() && (advanced || page.messages.is_empty()) {
            gap.upper.clone_from(&page.first);
            self.save_gap(&gap)?;
        }
        Ok(())
    }

    fn walk_down(&mut self, known: &Known, message: &Message, ceiling: i64, bound: Option<i64>) -> Result<i64> {
        if known.unsent() && known.archive_id.is_some() && known.archive_id == message.archive_id {
            return Ok(ceiling);
        }
        self.adopt(known, message)?;
        let place = if known.standing == Standing::Archived {
            return Ok(known.position.min(ceiling));
        } else if bound.is_some_and(|bound| known.position < bound)
            || self.is_out_of_place(known, known.position, ceiling, self.next_below(known.archive, ceiling)?)?
        {
            self.place_below(known.archive, ceiling)?
        } else {
            known.position
        };
        self.settle(known.id, place)
    }

    fn ends_below(&self, id: i64, known: &Known, message: &Message) -> Result<bool> {
        let Some(gap) = self.gap(id)? else { return Ok(false) };
        let is_lower = gap.lower.is_some() && gap.lower == message.archive_id;
        let walked = known.standing == Standing::Archived && known.position <= gap.cursor;
        Ok(is_lower || walked || (!known.loose() && known.position <= gap.anchor))
    }

    /// Where the newest page begins: right above the newest message it shares with what is here. Where it shares
    /// none, above all earlier sessions; of what came in live since, later pages show what is older.
    ///
    /// The second value tells of that case: the order of the page and of what stands above it is undecided.
    fn first_ceiling(&mut self, gap: &Gap, page: &ArchivePage) -> Result<(i64, bool)> {
        let items = i64::try_from(page.messages.len()).unwrap_or(i64::MAX / STEP);
        let room = items.saturating_add(2).saturating_mul(STEP);
        // None is left where filling from below has met what came in live.
        let has_room = gap.low < gap.high;
        for message in page.messages.iter().rev() {
            let Some(conversation) = self.conversation_in(gap.archive, message)? else { continue };
            if let Found::Known(known) = self.find(conversation, message)?
                && !known.loose()
            {
                if known.position <= gap.low && has_room {
                    return Ok((gap.high, false));
                }
                let floor = known.position.max(gap.low);
                return Ok((self.next_above(gap.archive, floor)?.unwrap_or(floor.max(gap.high) + room), false));
            }
        }
        let floor = self.session_floor(gap.archive)?;
        if floor <= gap.high && has_room {
            return Ok((gap.high, self.next_above(gap.archive, gap.high - 1)?.is_some()));
        }
        let floor = floor.max(gap.low);
        Ok(match self.next_above(gap.archive, floor)? {
            // Not where that row stands: a page without messages leaves nothing else there to stop at.
            Some(next) => (self.place_below(gap.archive, next)?, true),
            None => (floor + room, false),
        })
    }
}
