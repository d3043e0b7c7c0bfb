//! Clearing a conversation: what was said up to a message goes for good, here and as it comes again from the archive.
//!
//! Invariant: of a cleared message nothing is left but its ids, its place, and a number by which it is recognised: the
//! archive still has it, and what holds gaps and order together must know that. The line rises only, and follows the
//! message it names.

use super::Apply;
use super::message::Known;
use crate::content::{self, CLEARED};
use crate::{Change, Result};
use rusqlite::params;

impl Apply<'_> {
    /// The person does not want the history up to this archive id any more; `None`: all that is here.
    pub(super) fn cleared(&mut self, address: &str, up_to: Option<&str>, here: bool) -> Result<()> {
        let Some(conversation) = self.known_conversation(address)? else { return Ok(()) };
        let newest = match up_to {
            Some(archive_id) => Some(archive_id.to_owned()),
            None => self.newest_named(conversation)?,
        };
        let mut changed = match &newest {
            Some(archive_id) => self.clear_up_to(conversation, archive_id)?,
            None => false,
        };
        if up_to.is_none()
            && let Some(top) = self.top_row_of(conversation)?
        {
            changed |= self.clear(conversation, &top)?;
        }
        if changed {
            self.chosen(conversation, address, here)?;
        }
        Ok(())
    }

    /// The archive itself does not have these any more.
    pub(super) fn purged(&mut self, address: &str, up_to: Option<&str>) -> Result<()> {
        let Some(conversation) = self.known_conversation(address)? else { return Ok(()) };
        let archive = self.archive_of(conversation)?;
        let last = match up_to {
            Some(archive_id) => match self.row_by_archive_id(archive, archive_id)? {
                // An entry of another conversation says how far it goes, too.
                Some(known) if known.conversation != conversation => self.last_row_below(conversation, known.position)?,
                known => known,
            },
            None => self.top_row_of(conversation)?,
        };
        if let Some(last) = last {
            self.clear(conversation, &last)?;
        }
        Ok(())
    }

    fn newest_named(&self, conversation: i64) -> Result<Option<String>> {
        self.first(
            "SELECT archive_id FROM message WHERE conversation_id = ?1 AND archive_id IS NOT NULL ORDER BY position DESC LIMIT 1",
            [conversation],
            |row| row.get(0),
        )
    }

    fn last_row_below(&self, conversation: i64, position: i64) -> Result<Option<Known>> {
        let id: Option<i64> = self.first(
            "SELECT id FROM message WHERE conversation_id = ?1 AND position < ?2 ORDER BY position DESC LIMIT 1",
            [conversation, position],
            |row| row.get(0),
        )?;
        id.map(|id| self.row(id)).transpose().map(Option::flatten)
    }

    fn top_row_of(&self, conversation: i64) -> Result<Option<Known>> {
        let Some(top) = self.top_of(conversation)? else { return Ok(None) };
        let id: Option<i64> =
            self.first("SELECT id FROM message WHERE conversation_id = ?1 AND position = ?2", [conversation, top], |row| {
                row.get(0)
            })?;
        id.map(|id| self.row(id)).transpose().map(Option::flatten)
    }

    /// Takes an archive id as the new line, unless it lies below the one there is. One that is not here waits.
    pub(super) fn clear_up_to(&mut self, conversation: i64, archive_id: &str) -> Result<bool> {
        let archive = self.archive_of(conversation)?;
        let known = self.row_by_archive_id(archive, archive_id)?;
        if let Some(known) = &known
            && (known.conversation != conversation || self.clear_line(conversation)?.is_some_and(|line| line > known.position))
        {
            return Ok(false);
        }
        let changed = self.run(
            "UPDATE conversation SET cleared_up_to = ?2 WHERE id = ?1 AND cleared_up_to IS NOT ?2",
            params![conversation, archive_id],
        )?;
        if let Some(known) = known {
            self.clear(conversation, &known)?;
        }
        Ok(changed > 0)
    }

    /// A message with this archive id is here now: clearing may have waited for it.
    pub(super) fn clearing_arrived(&mut self, conversation: i64, archive_id: &str) -> Result<()> {
        let waited = self.first(
            "SELECT 1 FROM conversation WHERE id = ?1 AND cleared_up_to = ?2",
            params![conversation, archive_id],
            |_| Ok(()),
        )?;
        let archive = self.archive_of(conversation)?;
        if waited.is_some()
            && let Some(known) = self.row_by_archive_id(archive, archive_id)?
        {
            self.clear(conversation, &known)?;
        }
        Ok(())
    }

    /// Nothing at or below this position is kept.
    pub(super) fn clear_line(&self, conversation: i64) -> Result<Option<i64>> {
        Ok(self.first("SELECT cleared_position FROM conversation WHERE id = ?1", [conversation], |row| row.get(0))?.flatten())
    }

    /// Clears everything up to a message. Whether the line rose.
    fn clear(&mut self, conversation: i64, last: &Known) -> Result<bool> {
        if last.unsent() || self.clear_line(conversation)?.is_some_and(|line| line >= last.position) {
            return Ok(false);
        }
        self.run(
            "UPDATE conversation SET cleared_message = ?2, cleared_position = ?3 WHERE id = ?1",
            [conversation, last.id, last.position],
        )?;
        let ids: Vec<i64> = self.all(
            "SELECT id FROM message WHERE conversation_id = ?1 AND position <= ?2 AND kind <> 7",
            [conversation, last.position],
            |row| row.get(0),
        )?;
        for id in ids {
            self.empty(id)?;
        }
        self.touch(conversation)?;
        Ok(true)
    }

    /// Clears a row that came, or was put, at or below the line. Whether it was.
    pub(super) fn clear_below_line(&mut self, id: i64) -> Result<bool> {
        let kind: Option<i64> = self.first(
            "SELECT m.kind FROM message m JOIN conversation c ON c.id = m.conversation_id
             WHERE m.id = ?1 AND m.position <= c.cleared_position",
            [id],
            |row| row.get(0),
        )?;
        if kind.is_some_and(|kind| kind != CLEARED) {
            self.empty(id)?;
        }
        Ok(kind.is_some())
    }

    /// Takes everything away from a row that it said.
    fn empty(&mut self, id: i64) -> Result<()> {
        let Some(known) = self.row(id)? else { return Ok(()) };
        self.leave(id)?;
        self.entries_gone(id)?;
        self.unindex(id)?;
        self.run("DELETE FROM kept_file WHERE message_id = ?1", [id])?;
        self.run("DELETE FROM outbox WHERE message_id = ?1", [id])?;
        self.run(
            "UPDATE message SET kind = ?2, hidden = 1, body = '', details = ?3, target = NULL, nick = NULL, names_me = 0,
                 mentions_me = 0, shown = NULL, counts = 0, reply_to = NULL, failure = NULL, wants_marker = 0, search_id = 0 WHERE id = ?1",
            params![id, CLEARED, content::print(known.kind, &known.body, known.target.as_deref())],
        )?;
        if !content::is_hidden(known.kind) {
            let conversation = self.address_of(known.conversation)?;
            self.tell(Change::MessageGone { conversation, message: id });
        }
        self.rows.remove(&id);
        Ok(())
    }
}
