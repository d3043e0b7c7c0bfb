//! What a person has chosen for a conversation, pinned messages, marking unread, drafts.
//!
//! Invariant: what was chosen here is told as such, once; what comes from another device changes the same columns and is
//! not told back.

use super::Apply;
use crate::{Change, Choice, Draft, Preferences, Result};
use rusqlite::{ToSql, params};

/// More pinned messages of one conversation are not kept.
const MOST_PINS: usize = 1_000;

impl Apply<'_> {
    pub(super) fn preferences(&mut self, address: &str, preferences: &Preferences) -> Result<()> {
        if *preferences == Preferences::default() && self.known_conversation(address)?.is_none() {
            return Ok(());
        }
        let conversation = self.conversation(address)?;
        let Preferences { pinned, favourite, notify, muted_until, unread_from, pins, cleared_up_to } = preferences;
        let changed = self.run(
            "UPDATE conversation SET pinned = ?2, favourite = ?3, notify = ?4, muted_until = ?5, unread_from = ?6
             WHERE id = ?1 AND (pinned, favourite, notify, muted_until, unread_from) IS NOT (?2, ?3, ?4, ?5, ?6)",
            params![conversation, pinned, favourite, notify.number(), muted_until, unread_from],
        )?;
        let repinned = self.pins(conversation, pins)?;
        let cleared = match cleared_up_to {
            Some(archive_id) => self.clear_up_to(conversation, archive_id)?,
            None => false,
        };
        if changed > 0 || repinned || cleared {
            self.chosen(conversation, address, false)?;
        }
        Ok(())
    }

    pub(super) fn choose(&mut self, address: &str, choice: Choice, here: bool) -> Result<()> {
        if choice.is_none() && self.known_conversation(address)?.is_none() {
            return Ok(());
        }
        let conversation = self.conversation(address)?;
        let (column, value): (&str, &dyn ToSql) = match &choice {
            Choice::Pinned(on) => ("pinned", on),
            Choice::Favourite(on) => ("favourite", on),
            Choice::Notify(notify) => ("notify", &notify.number()),
            Choice::MutedUntil(until) => ("muted_until", until),
        };
        let change = format!("UPDATE conversation SET {column} = ?2 WHERE id = ?1 AND {column} IS NOT ?2");
        if self.run(&change, params![conversation, value])? > 0 {
            self.chosen(conversation, address, here)?;
        }
        Ok(())
    }

    /// Something chosen for a conversation is different now.
    pub(super) fn chosen(&mut self, conversation: i64, address: &str, here: bool) -> Result<()> {
        self.touch(conversation)?;
        self.tell(Change::Preferences { conversation: address.to_owned() });
        if here {
            self.tell(Change::PreferencesHere { conversation: address.to_owned() });
        }
        Ok(())
    }

    /// Makes these the pinned messages, in this order. Whether that changed anything.
    fn pins(&mut self, conversation: i64, pins: &[String]) -> Result<bool> {
        let before = self.pinned(conversation)?;
        let mut now: Vec<String> = Vec::new();
        for pin in pins.iter().take(MOST_PINS) {
            if !now.contains(pin) {
                now.push(pin.clone());
            }
        }
        if before == now {
            return Ok(false);
        }
        self.run("DELETE FROM pin WHERE conversation_id = ?1", [conversation])?;
        for (turn, archive_id) in now.iter().enumerate() {
            let turn = i64::try_from(turn).unwrap_or(i64::MAX);
            self.run(
                "INSERT INTO pin (conversation_id, archive_id, turn) VALUES (?1, ?2, ?3)",
                params![conversation, archive_id, turn],
            )?;
        }
        let archive = self.archive_of(conversation)?;
        for archive_id in before.iter().filter(|id| !now.contains(id)).chain(now.iter().filter(|id| !before.contains(id))) {
            if let Some(known) = self.row_by_archive_id(archive, archive_id)? {
                self.told_message(conversation, known.id)?;
            }
        }
        Ok(true)
    }

    fn pinned(&self, conversation: i64) -> Result<Vec<String>> {
        self.all("SELECT archive_id FROM pin WHERE conversation_id = ?1 ORDER BY turn", [conversation], |row| row.get(0))
    }

    /// What the archive has no name for cannot be pinned on all devices.
    pub(super) fn pin_here(&mut self, message: i64, on: bool) -> Result<()> {
        let Some(known) = self.row(message)? else { return Ok(()) };
        let Some(archive_id) = known.archive_id else { return Ok(()) };
        let mut pins = self.pinned(known.conversation)?;
        pins.retain(|pin| *pin != archive_id || on);
        if on && !pins.contains(&archive_id) {
            pins.push(archive_id);
        }
        if self.pins(known.conversation, &pins)? {
            let address = self.address_of(known.conversation)?;
            self.chosen(known.conversation, &address, true)?;
        }
        Ok(())
    }

    /// From the message on; where the archive has no name for it, from the next that has one.
    pub(super) fn marked_unread(&mut self, address: &str, message: i64) -> Result<()> {
        let Some(conversation) = self.known_conversation(address)? else { return Ok(()) };
        let Some(known) = self.row(message)?.filter(|known| known.conversation == conversation) else { return Ok(()) };
        let named = |order| {
            format!(
                "SELECT archive_id FROM message WHERE conversation_id = ?1 AND hidden = 0 AND archive_id IS NOT NULL AND {order} LIMIT 1"
            )
        };
        let above: Option<String> =
            self.first(&named("position >= ?2 ORDER BY position"), [conversation, known.position], |row| row.get(0))?;
        let below = || {
            self.first(&named("position < ?2 ORDER BY position DESC"), [conversation, known.position], |row| {
                row.get::<_, String>(0)
            })
        };
        let Some(archive_id) = above.map_or_else(below, |above| Ok(Some(above)))? else { return Ok(()) };
        self.mark(conversation, address, Some(&archive_id))
    }

    fn mark(&mut self, conversation: i64, address: &str, archive_id: Option<&str>) -> Result<()> {
        let changed = self.run(
            "UPDATE conversation SET unread_from = ?2 WHERE id = ?1 AND unread_from IS NOT ?2",
            params![conversation, archive_id],
        )?;
        if changed > 0 {
            self.chosen(conversation, address, true)?;
        }
        Ok(())
    }

    /// The person looked at the conversation again: where they saw what was to be unread, the mark is over.
    pub(super) fn unmark(&mut self, conversation: i64, address: &str, seen: i64) -> Result<()> {
        let mark: Option<String> =
            self.first("SELECT unread_from FROM conversation WHERE id = ?1", [conversation], |row| row.get(0))?.flatten();
        let Some(mark) = mark else { return Ok(()) };
        let archive = self.archive_of(conversation)?;
        match self.row_by_archive_id(archive, &mark)? {
            Some(known) if known.position > seen => Ok(()),
            _ => self.mark(conversation, address, None),
        }
    }

    pub(super) fn draft(&mut self, address: &str, draft: &Draft) -> Result<()> {
        if draft.is_empty() && self.known_conversation(address)?.is_none() {
            return Ok(());
        }
        let conversation = self.conversation(address)?;
        let (is, message) = draft.kind();
        let changed = self.run(
            "UPDATE conversation SET draft = ?2, draft_is = ?3, draft_of = ?4, draft_more = ?5
             WHERE id = ?1 AND (draft, draft_is, draft_of, draft_more) IS NOT (?2, ?3, ?4, ?5)",
            params![conversation, draft.words.text, is, message, draft.more()],
        )?;
        if changed > 0 {
            self.tell(Change::Conversation { conversation: address.to_owned() });
        }
        Ok(())
    }
}
