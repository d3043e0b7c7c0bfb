//! Own messages on their way: written, handed over, accepted, refused, tried again, discarded.
//!
//! Invariant: an outbox entry exists exactly as long as a message's state is pending; both change together.

use super::message::{FAILED, Known, PENDING, SENT, Standing};
use super::{Apply, UNSENT};
use crate::amendment;
use crate::content::{self, Columns};
use crate::{Change, Content, Millis, Result};
use rusqlite::params;

impl Apply<'_> {
    pub(super) fn written(&mut self, address: &str, origin_id: &str, content: &Content, at: Millis) -> Result<()> {
        let conversation = self.conversation(address)?;
        if self.rows_by_origin(conversation, origin_id, true)?.iter().any(|known| known.written) {
            return Ok(());
        }
        let archive = self.archive_of(conversation)?;
        let floor = self.top(archive)?;
        let columns = Columns::of(content);
        self.run(
            "INSERT INTO message (conversation_id, position, standing, mine, written, author, body, at, state, origin_id, floor,
                 archive, kind, hidden, details, target)
             VALUES (?1, ?2, ?3, 1, 1, '', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            params![
                conversation,
                UNSENT,
                Standing::Live as i64,
                columns.body,
                at,
                PENDING,
                origin_id,
                floor,
                archive,
                columns.kind,
                content::is_hidden(columns.kind),
                columns.details,
                columns.target
            ],
        )?;
        let id = self.db.last_insert_rowid();
        self.queue(conversation, id)
    }

    /// Puts a message at the end of the outbox, and of its conversation.
    fn queue(&mut self, conversation: i64, message: i64) -> Result<()> {
        self.run("INSERT INTO outbox (message_id) VALUES (?1)", [message])?;
        let turn = self.db.last_insert_rowid();
        self.run("UPDATE message SET position = ?2 WHERE id = ?1", [message, UNSENT + turn])?;
        self.tell(Change::Outbox);
        self.told_message(conversation, message)
    }

    pub(super) fn attempted(&mut self, origin_id: &str) -> Result<()> {
        self.run(
            "UPDATE outbox SET attempts = attempts + 1 WHERE message_id IN
                 (SELECT id FROM message WHERE origin_id = ?1 AND mine = 1 AND written = 1)",
            [origin_id],
        )?;
        Ok(())
    }

    pub(super) fn accepted(&mut self, origin_id: &str) -> Result<()> {
        let ids: Vec<i64> = self.all(
            "SELECT id FROM message WHERE origin_id = ?1 AND mine = 1 AND written = 1 AND state = ?2 ORDER BY position",
            params![origin_id, PENDING],
            |row| row.get(0),
        )?;
        for id in ids {
            if let Some(known) = self.row(id)? {
                self.take_over(&known, SENT)?;
            }
        }
        Ok(())
    }

    /// The server has a message: it gets a place among the settled ones and leaves the outbox.
    pub(super) fn take_over(&mut self, known: &Known, state: i64) -> Result<()> {
        if known.unsent() {
            let place = self.newest_place(known.archive)?;
            self.stand(known, place, Standing::Live)?;
            // An archive id from before a refusal names the refused copy.
            self.run("UPDATE message SET archive_id = NULL WHERE id = ?1", [known.id])?;
        }
        self.run("DELETE FROM outbox WHERE message_id = ?1", [known.id])?;
        self.run("UPDATE message SET state = ?2, failure = NULL WHERE id = ?1", [known.id, state])?;
        self.told_message(known.conversation, known.id)
    }

    pub(super) fn refused(&mut self, address: &str, origin_id: &str, code: &str, at: Millis) -> Result<()> {
        let Some(conversation) = self.known_conversation(address)? else { return Ok(()) };
        for known in self.rows_by_origin(conversation, origin_id, true)? {
            // What a device of the other side has was not refused by all of them.
            if known.state != PENDING && known.state != SENT {
                continue;
            }
            self.fail(&known, code, at, None)?;
        }
        Ok(())
    }

    /// The message does not go: it leaves the outbox, visibly.
    pub(super) fn fail(&mut self, known: &Known, code: &str, at: Millis, retry_at: Option<Millis>) -> Result<()> {
        self.take_over(known, FAILED)?;
        self.run("UPDATE message SET failure = ?2, retry_at = ?3, floor = NULL WHERE id = ?1", params![known.id, code, retry_at])?;
        self.notify_failed(known.id, at)
    }

    pub(super) fn retried(&mut self, id: i64) -> Result<()> {
        let Some(known) = self.row(id)? else { return Ok(()) };
        if known.state != FAILED {
            return Ok(());
        }
        let floor = self.top(known.archive)?;
        self.run(
            "UPDATE message SET state = ?2, failure = NULL, standing = ?3, written = 1, floor = ?4 WHERE id = ?1",
            params![id, PENDING, Standing::Live as i64, floor],
        )?;
        self.failure_over(id)?;
        self.queue(known.conversation, id)
    }

    pub(super) fn discarded(&mut self, id: i64) -> Result<()> {
        let Some(known) = self.row(id)? else { return Ok(()) };
        if known.state != PENDING && known.state != FAILED {
            return Ok(());
        }
        // What was to change it has nothing to change any more.
        for amendment in self.unsent_amendments(id)? {
            self.remove(&amendment)?;
        }
        self.remove(&known)
    }

    /// Own changes of a message that have not gone either.
    fn unsent_amendments(&self, id: i64) -> Result<Vec<Known>> {
        let Some(part) = amendment::part(self.db, id)? else { return Ok(Vec::new()) };
        if part.amends() {
            return Ok(Vec::new());
        }
        let mut rows = Vec::new();
        for by in amendment::amendments(self.db, &part)?.iter().filter(|by| by.mine) {
            rows.extend(self.row(by.id)?.filter(|known| known.state == PENDING || known.state == FAILED));
        }
        Ok(rows)
    }
}
