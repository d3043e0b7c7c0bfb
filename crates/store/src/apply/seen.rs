//! Who has seen a conversation up to where (XEP-0333), as they tell. It rises only; a marker for a message that is not
//! here waits for it.

use super::Apply;
use super::message::Known;
use crate::amendment::Part;
use crate::{Change, Millis, Result};
use rusqlite::params;

/// Readers of one conversation that are kept.
const MOST_READERS: i64 = 10_000;

impl Apply<'_> {
    pub(super) fn seen_by(&mut self, address: &str, author: &str, id: &str, at: Millis) -> Result<()> {
        let Some(conversation) = self.known_conversation(address)? else { return Ok(()) };
        let archive = self.archive_of(conversation)?;
        let known = match archive {
            0 => self.rows_by_origin(conversation, id, true)?.pop(),
            _ => self.row_by_archive_id(archive, id)?,
        };
        match known {
            Some(known) => self.seen_message(&known, author, at),
            None => {
                self.run(
                    "INSERT INTO seen (conversation_id, author, waiting, at)
                     SELECT ?1, ?2, ?3, ?4 WHERE (SELECT count(*) FROM seen WHERE conversation_id = ?1) < ?5
                     ON CONFLICT (conversation_id, author) DO UPDATE SET waiting = excluded.waiting",
                    params![conversation, author, id, at, MOST_READERS],
                )?;
                Ok(())
            }
        }
    }

    fn seen_message(&mut self, known: &Known, author: &str, at: Millis) -> Result<()> {
        let changed = self.run(
            "INSERT INTO seen (conversation_id, author, message_id, at)
             SELECT ?1, ?2, ?3, ?4 WHERE (SELECT count(*) FROM seen WHERE conversation_id = ?1) < ?6
                 OR EXISTS (SELECT 1 FROM seen WHERE conversation_id = ?1 AND author = ?2)
             ON CONFLICT (conversation_id, author) DO UPDATE SET message_id = excluded.message_id, at = excluded.at, waiting = NULL
             WHERE coalesce((SELECT position FROM message WHERE id = seen.message_id), ?7) < ?5",
            params![known.conversation, author, known.id, at, known.position, MOST_READERS, i64::MIN],
        )?;
        if changed > 0 && !crate::content::is_hidden(known.kind) {
            let conversation = self.address_of(known.conversation)?;
            self.tell(Change::Message { conversation, message: known.id });
        }
        Ok(())
    }

    /// A message with this id is here now: markers may have waited for it.
    pub(super) fn readers_arrived(&mut self, part: &Part) -> Result<()> {
        let id = if part.room { part.archive_id.as_ref() } else { part.origin_id.as_ref().filter(|_| part.mine) };
        let Some(id) = id else { return Ok(()) };
        let waiting: Vec<(String, Millis)> = self.all(
            "SELECT author, at FROM seen WHERE conversation_id = ?1 AND waiting = ?2",
            params![part.conversation, id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        if waiting.is_empty() {
            return Ok(());
        }
        let Some(known) = self.row(part.id)? else { return Ok(()) };
        for (author, at) in waiting {
            self.seen_message(&known, &author, at)?;
        }
        Ok(())
    }
}
