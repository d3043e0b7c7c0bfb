//! Receipts (XEP-0184) and displayed markers (XEP-0333) for own messages. A state only ever rises.

use super::message::{DELIVERED, FAILED, READ, SENT};
use super::{Apply, UNSENT};
use crate::{Message, Millis, Result};
use rusqlite::params;

/// Receipts kept for messages that are not here: enough for what a catch-up can bring in the wrong order.
const MOST_WAITING: i64 = 2_000;
/// Of these, for one conversation.
const MOST_WAITING_OF_ONE: i64 = 500;

impl Apply<'_> {
    pub(super) fn delivered(&mut self, address: &str, origin_id: &str, at: Millis) -> Result<()> {
        self.raise(address, origin_id, DELIVERED, Some(at))
    }

    pub(super) fn displayed(&mut self, address: &str, origin_id: &str) -> Result<()> {
        self.raise(address, origin_id, READ, None)
    }

    fn raise(&mut self, address: &str, origin_id: &str, state: i64, delivered_at: Option<Millis>) -> Result<()> {
        let Some(conversation) = self.conversation_of_receipt(address)? else { return Ok(()) };
        let rows = self.rows_by_origin(conversation, origin_id, true)?;
        if rows.is_empty() {
            return self.keep_receipt(conversation, origin_id, state);
        }
        for known in rows {
            if known.state < state || known.state == FAILED {
                // Who has it is proof that the server has it.
                self.failure_over(known.id)?;
                self.run(
                    "UPDATE message SET delivered_at = ?2 WHERE id = ?1 AND delivered_at IS NULL",
                    params![known.id, delivered_at],
                )?;
                self.take_over(&known, state)?;
            }
            if state == READ {
                self.displayed_up_to(conversation, known.id)?;
            }
        }
        Ok(())
    }

    /// A receipt may be here before its message, even before anything was said to them; but not a stranger's, who could fill
    /// the list with nothing.
    fn conversation_of_receipt(&mut self, address: &str) -> Result<Option<i64>> {
        if let Some(known) = self.known_conversation(address)? {
            return Ok(Some(known));
        }
        let contact = self.first("SELECT 1 FROM person WHERE address = ?1 AND listed = 1", [address], |_| Ok(()))?;
        if contact.is_some() { self.conversation(address).map(Some) } else { Ok(None) }
    }

    /// Whoever has seen a message has seen those before it (XEP-0333 §Business Rules).
    fn displayed_up_to(&mut self, conversation: i64, message: i64) -> Result<()> {
        let Some(known) = self.row(message)? else { return Ok(()) };
        self.run(
            "UPDATE conversation SET displayed_message = ?2, displayed_position = ?3
             WHERE id = ?1 AND (displayed_position IS NULL OR displayed_position < ?3)",
            params![conversation, message, known.position],
        )?;
        let ids: Vec<i64> = self.all(
            "SELECT id FROM message WHERE conversation_id = ?1 AND mine = 1 AND state < 3 AND position <= ?2 AND state > 0",
            [conversation, known.position],
            |row| row.get(0),
        )?;
        for id in ids {
            self.run("UPDATE message SET state = ?2 WHERE id = ?1", [id, READ])?;
            self.told_message(conversation, id)?;
        }
        Ok(())
    }

    fn keep_receipt(&self, conversation: i64, origin_id: &str, state: i64) -> Result<()> {
        self.run(
            "INSERT INTO receipt (conversation_id, origin_id, state) VALUES (?1, ?2, ?3)
             ON CONFLICT (conversation_id, origin_id) DO UPDATE SET state = max(state, excluded.state)",
            params![conversation, origin_id, state],
        )?;
        self.run(
            "DELETE FROM receipt WHERE conversation_id = ?1 AND id <=
                 (SELECT id FROM receipt WHERE conversation_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
            [conversation, MOST_WAITING_OF_ONE],
        )?;
        self.run("DELETE FROM receipt WHERE id <= (SELECT id FROM receipt ORDER BY id DESC LIMIT 1 OFFSET ?1)", [MOST_WAITING])?;
        Ok(())
    }

    /// The state of an own message that another device sent, by the receipts that came before it.
    pub(super) fn state_on_arrival(&mut self, conversation: i64, message: &Message, position: i64) -> Result<i64> {
        let mut state = SENT;
        if let Some(origin_id) = &message.origin_id {
            let kept: Option<i64> = self.first(
                "DELETE FROM receipt WHERE conversation_id = ?1 AND origin_id = ?2 RETURNING state",
                params![conversation, origin_id],
                |row| row.get(0),
            )?;
            state = kept.unwrap_or(SENT);
        }
        let displayed: Option<i64> =
            self.first("SELECT displayed_position FROM conversation WHERE id = ?1", [conversation], |row| row.get(0))?.flatten();
        if displayed.is_some_and(|displayed| position < displayed && displayed < UNSENT) {
            state = READ;
        }
        Ok(state)
    }

    /// After a row was inserted with what [`Apply::state_on_arrival`] found: a marker that waited for it counts for
    /// those before it, too.
    pub(super) fn displayed_on_arrival(&mut self, conversation: i64, id: i64) -> Result<()> {
        self.displayed_up_to(conversation, id)
    }
}
