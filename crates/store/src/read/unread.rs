//! The numbers of tray, title and badges.

use super::{all, count, first};
use crate::{Millis, Notify, Result, Unread, UnreadConversation};
use rusqlite::Connection;

pub(super) const CONVERSATIONS: &str = "SELECT c.address, c.unread, c.mentions, c.notify, c.muted_until, c.unread_from IS NOT NULL,
        (SELECT m.id FROM message m WHERE m.conversation_id = c.id AND m.counts = 1 ORDER BY m.position DESC LIMIT 1)
    FROM conversation c WHERE c.unread > 0 OR c.unread_from IS NOT NULL ORDER BY c.last_at DESC";

pub(crate) fn all_unread(db: &Connection, now: Millis) -> Result<Unread> {
    let conversations = all(db, CONVERSATIONS, [], |row| {
        let unread = count(row.get(1)?);
        let muted = row.get::<_, Option<Millis>>(4)?.is_some_and(|until| until > now);
        // What the person marked is one thing to come back to, at least.
        let marked = u32::from(row.get::<_, bool>(5)?);
        let calling = match Notify::stored(row.get(3)?) {
            _ if muted => 0,
            Notify::All => unread.max(marked),
            Notify::Mentions => count(row.get(2)?).max(marked),
            Notify::None => 0,
        };
        Ok(UnreadConversation {
            conversation: row.get(0)?,
            count: unread,
            calling,
            newest: if unread > 0 { row.get::<_, Option<i64>>(6)?.unwrap_or_default() } else { 0 },
        })
    })?;
    let notifications = first(db, "SELECT count(*) FROM notification WHERE viewed = 0", [], |row| row.get(0))?;
    Ok(Unread {
        messages: conversations.iter().fold(0, |sum: u32, conversation| sum.saturating_add(conversation.calling)),
        notifications: count(notifications.unwrap_or(0)),
        conversations,
    })
}
