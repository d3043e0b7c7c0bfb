//! How far the account has read.
//!
//! A read position names a message and follows it when it is put in its place. It only rises, except that the first
//! one heard of may lie below the floor that stands in for it.

use super::Apply;
use super::message::Known;
use crate::{Change, Result};
use rusqlite::params;

impl Apply<'_> {
    /// Seen on this device: other devices are to hear of it.
    pub(super) fn seen_here(&mut self, address: &str, message: i64) -> Result<()> {
        let Some(conversation) = self.known_conversation(address)? else { return Ok(()) };
        let Some(mut known) = self.row(message)? else { return Ok(()) };
        if known.conversation != conversation {
            return Ok(());
        }
        if known.unsent() {
            // Everything that is there has been seen.
            let Some(top) = self.top_of(conversation)? else { return Ok(()) };
            let newest =
                self.first("SELECT id FROM message WHERE conversation_id = ?1 AND position = ?2", [conversation, top], |row| {
                    row.get::<_, i64>(0)
                })?;
            let Some(row) = newest.map(|id| self.row(id)).transpose()?.flatten() else { return Ok(()) };
            known = row;
        }
        self.unmark(conversation, address, known.position)?;
        if known.position > self.read_line(conversation)? {
            self.read_up_to(conversation, &known)?;
            self.tell(Change::SeenHere { conversation: address.to_owned() });
        }
        Ok(())
    }

    /// Seen on another device. A mark on a message that is not here waits for it.
    pub(super) fn seen_elsewhere(&mut self, address: &str, archive_id: &str) -> Result<()> {
        let conversation = self.conversation(address)?;
        let archive = self.archive_of(conversation)?;
        match self.row_by_archive_id(archive, archive_id)? {
            Some(known) if known.conversation == conversation => self.seen_on_arrival(conversation, &known),
            Some(_) => Ok(()),
            None => {
                self.run("UPDATE conversation SET read_waiting = ?2 WHERE id = ?1", params![conversation, archive_id])?;
                Ok(())
            }
        }
    }

    fn seen_on_arrival(&mut self, conversation: i64, known: &Known) -> Result<()> {
        self.run("UPDATE conversation SET read_waiting = NULL WHERE id = ?1 AND read_waiting IS NOT NULL", [conversation])?;
        let position: Option<i64> =
            self.first("SELECT read_position FROM conversation WHERE id = ?1", [conversation], |row| row.get(0))?.flatten();
        match position {
            Some(position) if position >= known.position => {
                // As high as a mark can get: own messages have none.
                let marked: Option<i64> = self.first(
                    "SELECT position FROM message WHERE conversation_id = ?1 AND mine = 0 AND hidden = 0 AND position <= ?2
                         AND archive_id IS NOT NULL ORDER BY position DESC LIMIT 1",
                    [conversation, position],
                    |row| row.get(0),
                )?;
                if marked.is_some_and(|marked| marked > known.position) {
                    // The other devices are behind this one.
                    let address = self.address_of(conversation)?;
                    self.tell(Change::SeenHere { conversation: address });
                }
                Ok(())
            }
            _ => {
                self.read_up_to(conversation, known)?;
                self.read_by_later_answer(conversation, known.position)
            }
        }
    }

    /// A message with this archive id is here now: a mark may have waited for it.
    pub(super) fn mark_arrived(&mut self, conversation: i64, archive_id: &str) -> Result<()> {
        let waiting = self.first(
            "SELECT 1 FROM conversation WHERE read_waiting = ?1 AND id = ?2",
            params![archive_id, conversation],
            |_| Ok(()),
        )?;
        if waiting.is_none() {
            return Ok(());
        }
        let archive = self.archive_of(conversation)?;
        match self.row_by_archive_id(archive, archive_id)? {
            Some(known) if known.conversation == conversation => self.seen_on_arrival(conversation, &known),
            _ => Ok(()),
        }
    }

    /// Another of one's devices has sent a message: what stands before it was seen there.
    pub(super) fn read_by_answering(&mut self, conversation: i64, id: i64, position: i64) -> Result<()> {
        if position > self.read_line(conversation)?
            && let Some(known) = self.row(id)?
        {
            self.read_up_to(conversation, &known)?;
        }
        Ok(())
    }

    fn read_by_later_answer(&mut self, conversation: i64, position: i64) -> Result<()> {
        let answer: Option<i64> = self.first(
            "SELECT id FROM message WHERE conversation_id = ?1 AND position > ?2 AND mine = 1 AND written = 0 AND kind = 0
             ORDER BY position DESC LIMIT 1",
            [conversation, position],
            |row| row.get(0),
        )?;
        match answer.map(|id| self.row(id)).transpose()?.flatten() {
            Some(known) => self.read_up_to(conversation, &known),
            None => Ok(()),
        }
    }

    fn read_up_to(&mut self, conversation: i64, known: &Known) -> Result<()> {
        self.run(
            "UPDATE conversation SET read_message = ?2, read_position = ?3 WHERE id = ?1",
            [conversation, known.id, known.position],
        )?;
        self.touch(conversation)
    }
}
