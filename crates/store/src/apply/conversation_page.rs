//! Pages of one conversation of the account's archive (XEP-0313 `with`): a person scrolled to where messages are missing.
//!
//! Such a page says where its messages stand among each other, not where they stand among those of other
//! conversations. They become islands in the highest gap below the oldest message known, and are put in their place
//! when that gap, or one below, is filled.

use super::message::{Found, Standing};
use super::{Apply, UNSENT};
use crate::{ArchivePage, Change, Result};

impl Apply<'_> {
    pub(super) fn conversation_page(&mut self, address: &str, page: &ArchivePage) -> Result<()> {
        let id = self.conversation(address)?;
        let archive = self.archive_of(id)?;
        let mut ceiling = self.ceiling_of(id, page)?;
        // What the server slipped in of other conversations is not asked for, and has no place.
        for message in page.messages.iter().rev().filter(|message| message.conversation == address) {
            match self.find(id, message)? {
                Found::Copy => {}
                Found::New => {
                    let (place, standing) = self.place_of_older(archive, id, ceiling)?;
                    self.insert(id, message, place, standing)?;
                    ceiling = place;
                }
                Found::Known(known) => {
                    if known.unsent() && known.archive_id.is_some() && known.archive_id == message.archive_id {
                        continue;
                    }
                    self.adopt(&known, message)?;
                    if known.position < ceiling {
                        ceiling = known.position;
                    } else if known.loose() && known.standing != Standing::Island {
                        let (place, standing) = self.place_of_older(archive, id, ceiling)?;
                        if let Some(known) = self.row(known.id)? {
                            self.stand(&known, place, standing)?;
                        }
                        ceiling = place;
                    }
                }
            }
        }
        if page.complete {
            self.complete(id, address)?;
        }
        Ok(())
    }

    /// Below what the page's newest message goes: below the oldest known, or above one that is known already.
    fn ceiling_of(&mut self, conversation: i64, page: &ArchivePage) -> Result<i64> {
        for message in page.messages.iter().rev() {
            if let Found::Known(known) = self.find(conversation, message)?
                && known.conversation == conversation
                && !known.unsent()
                && known.archive_id.is_some()
            {
                let next = self.first(
                    "SELECT position FROM message WHERE conversation_id = ?1 AND position > ?2 AND archive_id IS NOT NULL
                     ORDER BY position LIMIT 1",
                    [conversation, known.position],
                    |row| row.get(0),
                )?;
                return Ok(next.unwrap_or(UNSENT));
            }
        }
        let oldest = self.first(
            "SELECT position FROM message WHERE conversation_id = ?1 AND archive_id IS NOT NULL ORDER BY position LIMIT 1",
            [conversation],
            |row| row.get(0),
        )?;
        Ok(oldest.unwrap_or(UNSENT))
    }

    /// A place for a message of the conversation that is older than what stands at `ceiling`.
    fn place_of_older(&mut self, archive: i64, conversation: i64, ceiling: i64) -> Result<(i64, Standing)> {
        let below: Option<i64> = self.first(
            "SELECT position FROM message WHERE conversation_id = ?1 AND position < ?2 AND archive_id IS NOT NULL
             ORDER BY position DESC LIMIT 1",
            [conversation, ceiling],
            |row| row.get(0),
        )?;
        let gap = self.gap_below(archive, ceiling)?;
        let standing = if gap.is_some() { Standing::Island } else { Standing::Live };
        let place = match (gap, below) {
            (Some(gap), below) if below.is_none_or(|below| below <= gap.low) => self.island_place(archive, gap.id, ceiling)?,
            // Between two that are known, or where no gap is left: the archive says so all the same.
            _ if ceiling < UNSENT => self.place_below(archive, ceiling)?,
            (_, Some(below)) => self.place_above(archive, below)?,
            (_, None) => match self.bottom_of(conversation)? {
                Some(lowest) => self.place_below(archive, lowest)?,
                None => self.newest_place(archive)?,
            },
        };
        Ok((place, standing))
    }

    /// The conversation's beginning was reached: no gap below its rows matters to it any more.
    fn complete(&mut self, id: i64, address: &str) -> Result<()> {
        let from: Option<i64> = self.first(
            "SELECT position FROM message WHERE conversation_id = ?1 AND standing <> 2 AND position < ?2 ORDER BY position LIMIT 1",
            [id, UNSENT],
            |row| row.get(0),
        )?;
        let from = match from {
            Some(from) => from,
            None => {
                let archive = self.archive_of(id)?;
                self.top(archive)?
            }
        };
        let changed =
            self.run("UPDATE conversation SET complete_from = ?2 WHERE id = ?1 AND complete_from IS NOT ?2", [id, from])?;
        if changed > 0 {
            self.tell(Change::Conversation { conversation: address.to_owned() });
            self.tell(Change::Gap);
        }
        Ok(())
    }
}
