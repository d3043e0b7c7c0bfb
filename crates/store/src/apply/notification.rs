//! Entries of the notification center: contact requests, and messages that were refused.

use super::Apply;
use crate::{Change, Millis, Result};
use rusqlite::params;

impl Apply<'_> {
    pub(super) fn contact_request(&mut self, address: &str, name: &str, at: Millis) -> Result<()> {
        let changed = self.run(
            "INSERT INTO notification (id, kind, address, name, at) VALUES (?1, 0, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name AND excluded.name <> ''",
            params![request_id(address), address, name, at],
        )?;
        self.told_if(changed)
    }

    pub(super) fn contact_request_answered(&mut self, address: &str) -> Result<()> {
        let changed = self.run("DELETE FROM notification WHERE id = ?1", [request_id(address)])?;
        self.told_if(changed)
    }

    pub(super) fn notification_viewed(&mut self, id: &str) -> Result<()> {
        let changed = self.run("UPDATE notification SET viewed = 1 WHERE id = ?1 AND viewed = 0", [id])?;
        self.told_if(changed)
    }

    pub(super) fn notify_failed(&mut self, message: i64) -> Result<()> {
        let changed = self.run(
            "INSERT INTO notification (id, kind, address, message_id, at)
             SELECT 'failed:' || m.id, 1, c.address, m.id, m.at
             FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.id = ?1
             ON CONFLICT (id) DO NOTHING",
            [message],
        )?;
        self.told_if(changed)
    }

    pub(super) fn failure_over(&mut self, message: i64) -> Result<()> {
        let changed = self.run("DELETE FROM notification WHERE message_id = ?1", [message])?;
        self.told_if(changed)
    }

    fn told_if(&mut self, changed: usize) -> Result<()> {
        if changed > 0 {
            self.tell(Change::Notifications);
        }
        Ok(())
    }
}

fn request_id(address: &str) -> String {
    format!("request:{address}")
}
