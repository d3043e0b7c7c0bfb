//! The numbers of tray, title and badges.

use super::{all, count, first};
use crate::{Millis, Result, Unread, UnreadConversation};
use rusqlite::Connection;

pub(super) const CONVERSATIONS: &str = "SELECT c.address, c.unread,
        (SELECT m.id FROM message m WHERE m.conversation_id = c.id AND m.mine = 0 ORDER BY m.position DESC LIMIT 1)
    FROM conversation c WHERE c.unread > 0 ORDER BY c.last_position DESC";

pub(crate) fn all_unread(db: &Connection, _now: Millis) -> Result<Unread> {
    let conversations = all(db, CONVERSATIONS, [], |row| {
        Ok(UnreadConversation {
            conversation: row.get(0)?,
            count: count(row.get(1)?),
            calling: count(row.get(1)?),
            newest: row.get::<_, Option<i64>>(2)?.unwrap_or_default(),
        })
    })?;
    let notifications = first(db, "SELECT count(*) FROM notification WHERE viewed = 0", [], |row| row.get(0))?;
    Ok(Unread {
        messages: conversations.iter().fold(0, |sum: u32, conversation| sum.saturating_add(conversation.count)),
        notifications: count(notifications.unwrap_or(0)),
        conversations,
    })
}
