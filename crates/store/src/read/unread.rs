//! The numbers of tray, title and badges.

use super::{all, count};
use crate::apply::MENTION;
use crate::fact::Calls;
use crate::{Millis, Notify, Result, Unread, UnreadConversation};
use rusqlite::Connection;
use std::collections::HashMap;

pub(super) const CONVERSATIONS: &str = "SELECT c.address, c.unread, c.mentions, c.notify, c.muted_until, c.unread_from IS NOT NULL,
        (SELECT m.id FROM message m WHERE m.conversation_id = c.id AND m.counts = 1 ORDER BY m.position DESC LIMIT 1)
    FROM conversation c WHERE c.unread > 0 OR c.unread_from IS NOT NULL ORDER BY c.last_at DESC";

const UNVIEWED: &str = "SELECT kind, conversation FROM notification INDEXED BY notification_unviewed WHERE viewed = 0";

pub(crate) fn all_unread(db: &Connection, now: Millis) -> Result<Unread> {
    let conversations = all(db, CONVERSATIONS, [], |row| {
        let unread = count(row.get(1)?);
        let muted = row.get::<_, Option<Millis>>(4)?.is_some_and(|until| until > now);
        let (mentions, marked) = (count(row.get(2)?), row.get(5)?);
        let notify = Notify::stored(row.get(3)?);
        Ok(UnreadConversation {
            conversation: row.get(0)?,
            count: unread,
            mentions,
            marked,
            calling: Calls { notify, muted }.of(unread, mentions, marked),
            newest: if unread > 0 { row.get::<_, Option<i64>>(6)?.unwrap_or_default() } else { 0 },
        })
    })?;
    let unviewed: Vec<(i64, Option<String>)> = all(db, UNVIEWED, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    // A mention that was not viewed is of a message that is unread; where that calls, it is counted there.
    let calls = conversations.iter().filter(|entry| entry.calling > 0);
    let mut counted: HashMap<&str, u32> = calls.map(|entry| (entry.conversation.as_str(), entry.mentions)).collect();
    let besides = unviewed.iter().filter(|(kind, conversation)| {
        let left = conversation.as_deref().filter(|_| *kind == MENTION).and_then(|conversation| counted.get_mut(conversation));
        left.and_then(|left| left.checked_sub(1).map(|less| *left = less)).is_none()
    });
    let besides = besides.count();
    Ok(Unread {
        messages: conversations.iter().fold(0, |sum: u32, conversation| sum.saturating_add(conversation.calling)),
        notifications: u32::try_from(unviewed.len()).unwrap_or(u32::MAX),
        besides: u32::try_from(besides).unwrap_or(u32::MAX),
        conversations,
    })
}
