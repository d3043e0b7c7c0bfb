//! Facts become rows and changes. One subject a file; all of it inside the caller's transaction.
//!
//! Invariant: nothing here commits, tells or remembers: what is to happen after the commit is handed back.

mod amendment;
mod archive;
mod clearing;
mod conversation;
mod conversation_page;
mod file;
mod gap;
mod kept;
mod message;
mod notification;
mod people;
mod place;
mod preference;
mod reading;
mod receipt;
mod room;
mod search_index;
mod seen;
mod sending;
#[cfg(test)]
mod simulation;
mod walk;

#[cfg(test)]
pub(crate) use conversation::{COUNT_MENTIONS, COUNT_UNREAD, LAST};
pub(crate) use file::place as file_place;
pub(crate) use notification::{FAILED, INVITATION, MENTION, PUBLISHED, REACTION, REQUEST};
use place::UNSENT;
pub(crate) use search_index::index_all;

use crate::memory::{Effect, RoomEffect};
use crate::{Change, Fact, Result, Scope};
use rusqlite::{Connection, OptionalExtension, Params, Row};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What a job did, to be told and remembered once it is committed.
pub(crate) struct Applied {
    pub changes: Vec<Change>,
    pub effects: Vec<Effect>,
}

/// Applies facts within a transaction that is already open.
pub(crate) fn apply(db: &Connection, facts: &[Fact]) -> Result<Applied> {
    let mut apply = Apply::new(db);
    for fact in facts {
        apply.fact(fact)?;
    }
    apply.finish()
}

/// Takes over what a damaged database still said, with nobody to tell. What cannot be taken over is left out, unless it is
/// the disk that refuses.
pub(crate) fn carry_over(db: &Connection, facts: Vec<Fact>) -> Result<()> {
    let transaction = db.unchecked_transaction()?;
    for fact in facts {
        transaction.execute_batch("SAVEPOINT one")?;
        match apply(&transaction, std::slice::from_ref(&fact)) {
            Err(error) if error.is_of_the_disk() => return Err(error),
            Err(error) => {
                tracing::warn!(%error, "not carried over from the damaged database");
                transaction.execute_batch("ROLLBACK TO one")?;
            }
            Ok(_) => {}
        }
        transaction.execute_batch("RELEASE one")?;
    }
    Ok(transaction.commit()?)
}

/// Whether a fact never touches the disk.
pub(crate) fn is_for_memory(fact: &Fact) -> bool {
    effect(fact).is_some()
}

pub(crate) fn only_memory(facts: &[Fact]) -> Applied {
    Applied { changes: Vec::new(), effects: facts.iter().filter_map(effect).collect() }
}

fn effect(fact: &Fact) -> Option<Effect> {
    match fact {
        Fact::Presence(presence) => Some(Effect::Presence(presence.clone())),
        Fact::PresenceUnknown => Some(Effect::Unknown),
        Fact::Typing { conversation, active } => Some(Effect::Typing { conversation: conversation.clone(), active: *active }),
        Fact::Zone { address, offset } => Some(Effect::Zone { address: address.clone(), offset: *offset }),
        _ => {
            let (room, effect) = room_effect(fact)?;
            Some(Effect::Room { room: room.clone(), effect })
        }
    }
}

fn room_effect(fact: &Fact) -> Option<(&String, RoomEffect)> {
    match fact {
        Fact::Occupant { room, occupant } => Some((room, RoomEffect::Occupant(occupant.clone()))),
        Fact::OccupantGone { room, nick } => Some((room, RoomEffect::Gone { nick: nick.clone() })),
        Fact::OccupantsUnknown { room } => Some((room, RoomEffect::Unknown)),
        Fact::RoomStanding { room, standing } => Some((room, RoomEffect::Standing(standing.clone()))),
        Fact::TypingIn { room, nick, active } => Some((room, RoomEffect::Typing { nick: nick.clone(), active: *active })),
        _ => None,
    }
}

/// One run over some facts.
struct Apply<'c> {
    db: &'c Connection,
    changes: Vec<Change>,
    told: HashSet<Change>,
    effects: Vec<Effect>,
    /// Ids of conversations met, by address.
    conversations: HashMap<String, i64>,
    /// Archives of conversations met.
    archives: HashMap<i64, i64>,
    /// Rows that came, moved or changed.
    rows: BTreeSet<i64>,
    /// Ids by which rows that went, or changed their ids, were named.
    names: BTreeSet<amendment::Name>,
    /// Conversations whose derived columns are to be computed again, with their addresses.
    touched: BTreeMap<i64, String>,
}

impl<'c> Apply<'c> {
    fn new(db: &'c Connection) -> Self {
        Self {
            db,
            changes: Vec::new(),
            told: HashSet::new(),
            effects: Vec::new(),
            conversations: HashMap::new(),
            archives: HashMap::new(),
            rows: BTreeSet::new(),
            names: BTreeSet::new(),
            touched: BTreeMap::new(),
        }
    }

    fn fact(&mut self, fact: &Fact) -> Result<()> {
        if let Some(effect) = effect(fact) {
            self.effects.push(effect);
            return Ok(());
        }
        match fact {
            Fact::Roster { people, version } => self.roster(people, version.as_deref()),
            Fact::Person { person, version } => self.person(person, version.as_deref()),
            Fact::PersonGone { address, version } => self.person_gone(address, version.as_deref()),
            Fact::GroupDelimiter { delimiter } => self.group_delimiter(delimiter.as_deref()),
            Fact::Card { address, card } => self.card(address, card),
            Fact::Avatar { address, hash, mime, bytes } => self.avatar(address, hash, mime, bytes),
            Fact::AvatarGone { address } => self.avatar_gone(address),
            Fact::Fold { group, folded } => self.fold(group, *folded),
            Fact::Kept { key, value } => self.kept(key, value.as_deref()),
            _ => self.message_fact(fact),
        }
    }

    fn message_fact(&mut self, fact: &Fact) -> Result<()> {
        match fact {
            Fact::Written { conversation, origin_id, content, at } => self.written(conversation, origin_id, content, *at),
            Fact::Message(message) => self.live(message),
            Fact::ArchivePage(page) => match &page.scope {
                Scope::Forward { gap } => self.forward(*gap, page),
                Scope::Backward { gap } => self.backward(*gap, page),
                Scope::Conversation { conversation } => self.conversation_page(conversation, page),
                Scope::Lost { gap } => self.lost(*gap),
            },
            Fact::Reconnected { archive } => {
                let archive = self.archive(archive.as_deref())?;
                self.reconnected(archive)
            }
            Fact::Attempted { origin_id } => self.attempted(origin_id),
            Fact::Accepted { origin_id } => self.accepted(origin_id),
            Fact::Delivered { conversation, origin_id, at } => self.delivered(conversation, origin_id, *at),
            Fact::Displayed { conversation, origin_id } => self.displayed(conversation, origin_id),
            Fact::Refused { conversation, origin_id, code, at } => self.refused(conversation, origin_id, code, *at),
            Fact::Retried { message } => self.retried(*message),
            Fact::Discarded { message } => self.discarded(*message),
            Fact::SeenHere { conversation, message } => self.seen_here(conversation, *message),
            Fact::SeenElsewhere { conversation, archive_id } => self.seen_elsewhere(conversation, archive_id),
            _ => self.room_fact(fact),
        }
    }

    fn room_fact(&mut self, fact: &Fact) -> Result<()> {
        match fact {
            Fact::Bookmarks { rooms } => self.bookmarks(rooms),
            Fact::Bookmark(bookmark) => self.bookmark(bookmark),
            Fact::BookmarkGone { room } => self.bookmark_gone(room),
            Fact::RoomInfo { room, info } => self.room_info(room, info),
            Fact::Topic { room, topic, by, at } => self.topic(room, topic, by.as_deref(), *at),
            Fact::Members { room, members } => self.members(room, members),
            Fact::Member { room, member } => self.member(room, member),
            Fact::MemberGone { room, address } => self.member_gone(room, address),
            Fact::SelfInRoom { room, affiliation, role, nick } => self.self_in_room(room, *affiliation, *role, nick),
            _ => self.choice(fact),
        }
    }

    fn choice(&mut self, fact: &Fact) -> Result<()> {
        match fact {
            Fact::Choice { conversation, choice, here } => self.choose(conversation, *choice, *here),
            Fact::Preferences { conversation, preferences } => self.preferences(conversation, preferences),
            Fact::PinHere { message, on } => self.pin_here(*message, *on),
            Fact::MarkedUnread { conversation, message } => self.marked_unread(conversation, *message),
            Fact::Cleared { conversation, up_to, here } => self.cleared(conversation, up_to.as_deref(), *here),
            Fact::Purged { conversation, up_to } => self.purged(conversation, up_to.as_deref()),
            Fact::SeenBy { conversation, author, id, at } => self.seen_by(conversation, author, id, *at),
            Fact::Draft { conversation, draft } => self.draft(conversation, draft),
            Fact::Uploaded { origin_id, url } => self.uploaded(origin_id, url),
            Fact::UploadRefused { origin_id, code, at, retry_at } => self.upload_refused(origin_id, code, *at, *retry_at),
            Fact::FileKept { message, path } => self.file_kept(*message, path.as_deref()),
            Fact::FileGone { message } => self.file_gone(*message),
            _ => self.notification_fact(fact),
        }
    }

    fn notification_fact(&mut self, fact: &Fact) -> Result<()> {
        match fact {
            Fact::ContactRequest { address, name, at } => self.contact_request(address, name, *at),
            Fact::ContactRequestAnswered { address } => self.contact_request_answered(address),
            Fact::Notified(published) => self.notified(published),
            Fact::Invited { room, name, by, reason, password, at } => {
                self.invited(room, (name, by), reason, password.as_deref(), *at)
            }
            Fact::InvitationAnswered { room } => self.invitation_answered(room),
            Fact::NotificationViewed { id } => self.notification_viewed(id),
            Fact::AllNotificationsViewed => self.all_notifications_viewed(),
            Fact::ViewedElsewhere { up_to, ids, at } => self.viewed_elsewhere(*up_to, ids, *at),
            // All others are matched above, or are for the memory.
            _ => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Applied> {
        self.derive_looks()?;
        self.derive_touched()?;
        Ok(Applied { changes: self.changes, effects: self.effects })
    }

    /// Notes a change, once.
    fn tell(&mut self, change: Change) {
        if self.told.insert(change.clone()) {
            self.changes.push(change);
        }
    }

    /// Runs a statement; the number of rows it changed.
    fn run(&self, sql: &str, values: impl Params) -> Result<usize> {
        Ok(self.db.prepare_cached(sql)?.execute(values)?)
    }

    /// The first row of a query.
    fn first<T>(&self, sql: &str, values: impl Params, take: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>) -> Result<Option<T>> {
        Ok(self.db.prepare_cached(sql)?.query_row(values, take).optional()?)
    }

    /// All rows of a query.
    fn all<T>(&self, sql: &str, values: impl Params, take: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
        Ok(self.db.prepare_cached(sql)?.query_map(values, take)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Sets or removes a text; whether that changed anything.
    fn set_meta_text(&self, key: &str, value: Option<&str>) -> Result<bool> {
        let changed = match value {
            Some(value) => self.run(
                "INSERT INTO meta (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value",
                [key, value],
            )?,
            None => self.run("DELETE FROM meta WHERE key = ?1", [key])?,
        };
        Ok(changed > 0)
    }
}
