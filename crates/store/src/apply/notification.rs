//! Entries of the notification center.
//!
//! Invariant: mentions and reactions are derived with the message they are about, and go with it; an entry that was viewed
//! stays viewed. What lies below the read floor of its archive was there before this device, and is no news. The same may come
//! again (a request, an invitation, a reaction): so other devices are told of what is viewed only as long as it stands.

use super::Apply;
use crate::amendment::{Part, Reaction};
use crate::{Change, Millis, Notification, Result, content};
use rusqlite::params;
use std::collections::HashSet;

pub(crate) const REQUEST: i64 = 0;
pub(crate) const FAILED: i64 = 1;
pub(crate) const MENTION: i64 = 2;
pub(crate) const REACTION: i64 = 3;
pub(crate) const INVITATION: i64 = 4;
pub(crate) const PUBLISHED: i64 = 5;

/// More entries are not kept; the oldest go.
const MOST: i64 = 5_000;
/// More of those who react to one message get no entry of their own.
const MOST_REACTORS: usize = 100;
/// Within so many milliseconds an invitation to the same room is the same one.
const SAME_INVITATION: Millis = 60_000;

/// An entry as it is inserted.
#[derive(Default)]
struct Entry<'e> {
    id: String,
    kind: i64,
    word: &'e str,
    address: &'e str,
    name: &'e str,
    title: &'e str,
    text: &'e str,
    conversation: Option<&'e str>,
    message: Option<i64>,
    target: Option<&'e str>,
    link: Option<&'e str>,
    actions: String,
    password: Option<&'e str>,
    at: Millis,
    viewed: bool,
}

impl Apply<'_> {
    /// A new entry, or an old one with new words. It is viewed if it was so elsewhere; an old one stays as it is.
    fn enter(&mut self, entry: &Entry<'_>) -> Result<()> {
        let up_to: Option<Millis> = self.first("SELECT value FROM meta WHERE key = 'viewed_up_to'", [], |row| row.get(0))?;
        let ahead = self.run("DELETE FROM viewed WHERE id = ?1", [&entry.id])? > 0;
        let elsewhere = ahead || up_to.is_some_and(|up_to| entry.at <= up_to);
        // What failed here no other device has.
        let viewed = entry.viewed || (elsewhere && entry.kind != FAILED);
        let changed = self.run(
            "INSERT INTO notification (id, kind, word, address, name, title, text, conversation, message_id, target, link, actions,
                 password, at, viewed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, title = excluded.title, text = excluded.text,
                 message_id = excluded.message_id, link = excluded.link, actions = excluded.actions, password = excluded.password
             WHERE (name, title, text, message_id, link, actions, password) IS NOT (excluded.name, excluded.title, excluded.text,
                 excluded.message_id, excluded.link, excluded.actions, excluded.password)",
            params![
                entry.id,
                entry.kind,
                entry.word,
                entry.address,
                entry.name,
                entry.title,
                entry.text,
                entry.conversation,
                entry.message,
                entry.target,
                entry.link,
                if entry.actions.is_empty() { "[]" } else { &entry.actions },
                entry.password,
                entry.at,
                viewed
            ],
        )?;
        self.run(
            "DELETE FROM notification WHERE kind <> 0
                 AND at < (SELECT at FROM notification ORDER BY at DESC LIMIT 1 OFFSET ?1)",
            [MOST],
        )?;
        self.told_entries(changed);
        Ok(())
    }

    fn told_entries(&mut self, changed: usize) {
        if changed > 0 {
            self.tell(Change::Notifications);
        }
    }

    fn entry_gone(&mut self, id: &str) -> Result<()> {
        let gone = self.all("DELETE FROM notification WHERE id = ?1 RETURNING viewed", [id], |row| row.get(0))?;
        self.told_gone(&gone);
        Ok(())
    }

    /// Which of those that are gone were viewed.
    fn told_gone(&mut self, viewed: &[bool]) {
        self.told_entries(viewed.len());
        if viewed.contains(&true) {
            self.tell(Change::ViewedHere);
        }
    }

    pub(super) fn contact_request(&mut self, address: &str, name: &str, at: Millis) -> Result<()> {
        let known: Option<String> =
            self.first("SELECT name FROM notification WHERE id = ?1", [request_id(address)], |row| row.get(0))?;
        let name = if name.is_empty() { known.as_deref().unwrap_or_default() } else { name };
        self.enter(&Entry { id: request_id(address), kind: REQUEST, address, name, at, ..Entry::default() })
    }

    pub(super) fn contact_request_answered(&mut self, address: &str) -> Result<()> {
        self.entry_gone(&request_id(address))
    }

    pub(super) fn invited(
        &mut self,
        room: &str,
        (name, by): (&str, &str),
        reason: &str,
        password: Option<&str>,
        at: Millis,
    ) -> Result<()> {
        let id = invitation_id(room);
        // Invited again: it is news again. One that comes by two ways (XEP-0045 §7.8.2, XEP-0249) is one.
        let again = at.saturating_sub(SAME_INVITATION);
        let older =
            self.all("DELETE FROM notification WHERE id = ?1 AND at < ?2 RETURNING viewed", params![id, again], |row| row.get(0))?;
        self.told_gone(&older);
        // Only one of the two ways may tell the reason, or the password.
        let there: Option<(String, Option<String>)> =
            self.first("SELECT text, password FROM notification WHERE id = ?1", [&id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (said, known) = there.unwrap_or_default();
        let reason = if reason.is_empty() { said.as_str() } else { reason };
        let password = password.or(known.as_deref());
        let conversation = Some(room);
        let kind = INVITATION;
        self.enter(&Entry { id, kind, address: by, title: name, text: reason, conversation, password, at, ..Entry::default() })
    }

    pub(super) fn invitation_answered(&mut self, room: &str) -> Result<()> {
        self.entry_gone(&invitation_id(room))
    }

    pub(super) fn notified(&mut self, published: &Notification) -> Result<()> {
        let Notification { id, kind, title, text, actor, link, conversation, target, actions, at } = published;
        let actions = serde_json::to_string(actions).unwrap_or_default();
        self.enter(&Entry {
            id: id.clone(),
            kind: PUBLISHED,
            word: kind,
            address: actor.as_deref().unwrap_or_default(),
            title,
            text,
            conversation: conversation.as_deref(),
            target: target.as_deref(),
            link: link.as_deref(),
            actions,
            at: *at,
            ..Entry::default()
        })
    }

    pub(super) fn notify_failed(&mut self, message: i64, at: Millis) -> Result<()> {
        let Some((conversation, origin_id)) = self.first(
            "SELECT c.address, coalesce(m.origin_id, m.id) FROM message m JOIN conversation c ON c.id = m.conversation_id
             WHERE m.id = ?1",
            [message],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )?
        else {
            return Ok(());
        };
        self.enter(&Entry {
            id: format!("failed:{origin_id}"),
            kind: FAILED,
            address: &conversation,
            conversation: Some(&conversation),
            message: Some(message),
            at,
            ..Entry::default()
        })
    }

    /// The message is on its way again, or gone.
    pub(super) fn failure_over(&mut self, message: i64) -> Result<()> {
        self.entries_of(message, FAILED, &HashSet::new())
    }

    /// Removes the entries of a kind about a message, but for these.
    fn entries_of(&mut self, message: i64, kind: i64, but: &HashSet<String>) -> Result<()> {
        let ids: Vec<String> =
            self.all("SELECT id FROM notification WHERE message_id = ?1 AND kind = ?2", [message, kind], |row| row.get(0))?;
        for id in ids.iter().filter(|id| !but.contains(*id)) {
            self.entry_gone(id)?;
        }
        Ok(())
    }

    /// Nothing is said about a message that was cleared.
    pub(super) fn entries_gone(&mut self, message: i64) -> Result<()> {
        let gone = self.all("DELETE FROM notification WHERE message_id = ?1 RETURNING viewed", [message], |row| row.get(0))?;
        self.told_gone(&gone);
        Ok(())
    }

    fn is_news(&mut self, part: &Part) -> Result<bool> {
        let archive = self.archive_of(part.conversation)?;
        Ok(self.read_floor(archive)?.is_none_or(|floor| part.position > floor))
    }

    /// A message that names this account's owner, or does not any more.
    pub(super) fn mention(&mut self, part: &Part, names_me: bool) -> Result<()> {
        let known = self.first("SELECT 1 FROM notification WHERE message_id = ?1 AND kind = ?2", [part.id, MENTION], |_| Ok(()))?;
        if !names_me {
            return if known.is_some() { self.entries_of(part.id, MENTION, &HashSet::new()) } else { Ok(()) };
        }
        let Some(name) = part.archive_id.as_ref().or(part.origin_id.as_ref()) else { return Ok(()) };
        if known.is_some() || !self.is_news(part)? {
            return Ok(());
        }
        let conversation = self.address_of(part.conversation)?;
        let viewed = part.position <= self.read_line(part.conversation)?;
        self.enter(&Entry {
            id: format!("mention:{conversation}:{name}"),
            kind: MENTION,
            address: &part.author,
            name: part.nick.as_deref().unwrap_or_default(),
            conversation: Some(&conversation),
            message: Some(part.id),
            target: Some(name),
            at: part.at,
            viewed,
            ..Entry::default()
        })
    }

    /// The reactions of others to a message of one's own, as they are now.
    pub(super) fn reacted(&mut self, message: &Part, reactions: &[Reaction], amendments: &[Part]) -> Result<()> {
        let mut kept = HashSet::new();
        let standing: HashSet<&str> = reactions.iter().flat_map(|reaction| &reaction.who).map(|who| who.0.as_str()).collect();
        let conversation = self.address_of(message.conversation)?;
        // The newest of each author is the last.
        let mut newest: Vec<&Part> = Vec::new();
        for by in amendments.iter().filter(|by| by.kind == content::REACTIONS && !by.mine) {
            newest.retain(|other| other.author != by.author);
            newest.push(by);
        }
        let standing = newest.into_iter().filter(|by| standing.contains(by.author.as_str())).rev().take(MOST_REACTORS);
        for by in standing {
            let target = by.target.as_deref().unwrap_or_default();
            let id = format!("reaction:{conversation}:{target}:{}", by.author);
            kept.insert(id.clone());
            if !self.is_news(by)? {
                continue;
            }
            self.enter(&Entry {
                id,
                kind: REACTION,
                address: &by.author,
                name: by.nick.as_deref().unwrap_or_default(),
                text: &content::emojis(&by.body).join(" "),
                conversation: Some(&conversation),
                message: Some(message.id),
                target: Some(target),
                at: by.at,
                ..Entry::default()
            })?;
        }
        self.entries_of(message.id, REACTION, &kept)
    }

    /// Mentions that were read in their conversation count as viewed.
    pub(super) fn mentions_read(&mut self, conversation: i64, line: i64) -> Result<()> {
        let changed = self.run(
            "UPDATE notification SET viewed = 1 WHERE rowid IN (SELECT n.rowid FROM notification n INDEXED BY notification_unviewed
                 JOIN message m ON m.id = n.message_id
                 WHERE n.viewed = 0 AND n.kind = 2 AND m.conversation_id = ?1 AND m.position <= ?2)",
            [conversation, line],
        )?;
        self.told_entries(changed);
        Ok(())
    }
}

fn request_id(address: &str) -> String {
    format!("request:{address}")
}

fn invitation_id(room: &str) -> String {
    format!("invitation:{room}")
}

/// Looking at entries, here and elsewhere.
impl Apply<'_> {
    pub(super) fn notification_viewed(&mut self, id: &str) -> Result<()> {
        let changed = self.run("UPDATE notification SET viewed = 1 WHERE id = ?1 AND viewed = 0", [id])?;
        self.told_viewed(changed);
        Ok(())
    }

    pub(super) fn all_notifications_viewed(&mut self) -> Result<()> {
        let changed = self.run("UPDATE notification SET viewed = 1 WHERE viewed = 0", [])?;
        self.told_viewed(changed);
        Ok(())
    }

    fn told_viewed(&mut self, changed: usize) {
        if changed > 0 {
            self.tell(Change::Notifications);
            self.tell(Change::ViewedHere);
        }
    }

    /// What is not here yet counts as viewed when it comes. `at`: when this was heard. Clocks differ, and nobody has viewed
    /// what is still to come: so a time counts up to then at most, and once, however often the same is read again.
    pub(super) fn viewed_elsewhere(&mut self, up_to: Millis, ids: &[String], at: Millis) -> Result<()> {
        let heard: Option<Millis> = self.first("SELECT value FROM meta WHERE key = 'viewed_heard'", [], |row| row.get(0))?;
        let line: Option<Millis> = self.first("SELECT value FROM meta WHERE key = 'viewed_up_to'", [], |row| row.get(0))?;
        let said = Some(up_to).filter(|_| heard != Some(up_to));
        let line = line.max(said).unwrap_or_default().min(at);
        for (key, value) in [("viewed_heard", up_to), ("viewed_up_to", line)] {
            self.run(
                "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                params![key, value],
            )?;
        }
        let mut changed =
            self.run("UPDATE notification SET viewed = 1 WHERE viewed = 0 AND at <= ?1 AND kind <> ?2", [line, FAILED])?;
        // What is not named any more does not stand any more where it was viewed.
        self.run("DELETE FROM viewed", [])?;
        for id in ids {
            changed +=
                self.run("UPDATE notification SET viewed = 1 WHERE id = ?1 AND viewed = 0 AND kind <> ?2", params![id, FAILED])?;
            self.run(
                "INSERT INTO viewed (id) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM notification WHERE id = ?1)
                 ON CONFLICT DO NOTHING",
                [id],
            )?;
        }
        self.told_entries(changed);
        Ok(())
    }
}
