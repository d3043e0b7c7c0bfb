//! Conversations: their ids, and the columns derived from their messages.
//!
//! Invariant: `last_*` and `unread` are computed from the message rows in the same transaction, never counted up
//! and down.

use super::{Apply, UNSENT};
use crate::{Change, Result, read};
use rusqlite::params;

/// What is said, and what is left of it; not what happened.
pub(crate) const LAST: &str = "SELECT id, at FROM message INDEXED BY message_visible
    WHERE conversation_id = ?1 AND hidden = 0 AND kind <> 6 ORDER BY position DESC LIMIT 1";
pub(crate) const COUNT_UNREAD: &str = "SELECT count(*) FROM message WHERE conversation_id = ?1 AND counts = 1 AND position > ?2";
pub(crate) const COUNT_MENTIONS: &str =
    "SELECT count(*) FROM message WHERE conversation_id = ?1 AND mentions_me = 1 AND position > ?2";

impl Apply<'_> {
    /// The conversation's id; it begins to exist when something is to be kept of it.
    pub(super) fn conversation(&mut self, address: &str) -> Result<i64> {
        if let Some(id) = self.known_conversation(address)? {
            return Ok(id);
        }
        self.run("INSERT INTO conversation (address) VALUES (?1)", [address])?;
        let id = self.db.last_insert_rowid();
        self.conversations.insert(address.to_owned(), id);
        Ok(id)
    }

    pub(super) fn known_conversation(&mut self, address: &str) -> Result<Option<i64>> {
        if let Some(id) = self.conversations.get(address) {
            return Ok(Some(*id));
        }
        let id = self.first("SELECT id FROM conversation WHERE address = ?1", [address], |row| row.get(0))?;
        if let Some(id) = id {
            self.conversations.insert(address.to_owned(), id);
        }
        Ok(id)
    }

    pub(super) fn address_of(&self, conversation: i64) -> Result<String> {
        if let Some(address) = self.touched.get(&conversation) {
            return Ok(address.clone());
        }
        let address = self.first("SELECT address FROM conversation WHERE id = ?1", [conversation], |row| row.get(0))?;
        Ok(address.unwrap_or_default())
    }

    /// Has the derived columns computed again at the end, and the conversation told of.
    pub(super) fn touch(&mut self, conversation: i64) -> Result<()> {
        if !self.touched.contains_key(&conversation) {
            let address = self.address_of(conversation)?;
            self.touched.insert(conversation, address);
        }
        Ok(())
    }

    pub(super) fn derive_touched(&mut self) -> Result<()> {
        for (id, address) in std::mem::take(&mut self.touched) {
            let last: Option<(i64, i64)> = self.first(LAST, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let line = self.read_line(id)?;
            let read = read::conversations::unread_line(self.db, id, line)?;
            let unread: i64 = self.first(COUNT_UNREAD, [id, read], |row| row.get(0))?.unwrap_or(0);
            let mentions: i64 = self.first(COUNT_MENTIONS, [id, read], |row| row.get(0))?.unwrap_or(0);
            self.run(
                "UPDATE conversation SET last_message = ?2, last_at = ?3, unread = ?4, mentions = ?5 WHERE id = ?1",
                params![id, last.map(|last| last.0), last.map(|last| last.1), unread, mentions],
            )?;
            self.mentions_read(id, line)?;
            self.tell(Change::Conversation { conversation: address });
        }
        Ok(())
    }

    /// Up to where everything counts as read: the read position, else where this device's own time begins.
    pub(super) fn read_line(&mut self, conversation: i64) -> Result<i64> {
        let position: Option<i64> =
            self.first("SELECT read_position FROM conversation WHERE id = ?1", [conversation], |row| row.get(0))?.flatten();
        match position {
            Some(position) => Ok(position),
            None => {
                let archive = self.archive_of(conversation)?;
                Ok(self.read_floor(archive)?.unwrap_or(i64::MIN))
            }
        }
    }

    /// The highest settled position in a conversation.
    pub(super) fn top_of(&self, conversation: i64) -> Result<Option<i64>> {
        self.first(
            "SELECT position FROM message WHERE conversation_id = ?1 AND position < ?2 ORDER BY position DESC LIMIT 1",
            [conversation, UNSENT],
            |row| row.get(0),
        )
    }

    /// The lowest settled position in a conversation.
    pub(super) fn bottom_of(&self, conversation: i64) -> Result<Option<i64>> {
        self.first(
            "SELECT position FROM message WHERE conversation_id = ?1 AND position < ?2 ORDER BY position LIMIT 1",
            [conversation, UNSENT],
            |row| row.get(0),
        )
    }
}
