//! The head of a conversation: who it is with, and what is known of them.

use super::{Live, Scene, Wish, author::Author, conversations::kind, diff::Sent, line, preferences, some};
use crate::{draft, state::AppState};
use api::{
    Millis, Patches,
    rows::{Availability, ConversationHeader, ConversationKind, LastRow, PinRow},
};
use store::{Change, MessageRecord, RoomStanding, Show, Store, StoreError};

#[derive(Debug)]
pub struct Header {
    conversation: String,
    /// The read position when the view was opened: it stays, so that the "New" divider does.
    read_up_to: Option<Option<i64>>,
    asked: bool,
    /// When the conversation is not muted any more.
    ends: Option<Millis>,
    sent: Sent<ConversationHeader>,
}

impl Header {
    fn has_pins(&self) -> bool {
        self.sent.rows().iter().any(|row| !row.pins.is_empty())
    }

    pub fn new(conversation: String) -> Self {
        Self { conversation, read_up_to: None, asked: false, ends: None, sent: Sent::default() }
    }
}

/// Latest first.
fn pins(conversation: &str, store: &Store, scene: &Scene<'_>) -> Result<Vec<PinRow>, StoreError> {
    let pin = |record: &MessageRecord| PinRow {
        message: record.id.to_string(),
        author_name: Author::of(record, scene).name,
        text: line::of(record),
        at: record.at,
    };
    Ok(store.pins(conversation)?.iter().rev().map(pin).collect())
}

fn said(record: &MessageRecord, scene: &Scene<'_>) -> LastRow {
    LastRow { author_name: Author::of(record, scene).name, mine: record.mine, text: line::of(record) }
}

/// Nothing was said there yet.
fn unknown_kind(conversation: &str, rooms: Option<&str>) -> ConversationKind {
    match conversation.split_once('@') {
        _ if conversation.contains('/') => ConversationKind::Private,
        Some((_, domain)) if Some(domain) == rooms => ConversationKind::Room,
        _ => ConversationKind::Person,
    }
}

/// What stands beside the name of a room: what it is about, and whether one is in it.
fn of_room(room: &str, store: &Store) -> Result<(Availability, String), StoreError> {
    let Some(record) = store.room(room)? else { return Ok((Availability::Offline, String::new())) };
    let inside = record.standing == RoomStanding::Joined;
    let availability = if inside { Availability::Available } else { Availability::Offline };
    Ok((availability, record.topic.map(|topic| topic.topic).unwrap_or_default()))
}

impl Live for Header {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Contacts | Change::Gap | Change::Bookmarks => true,
            Change::Person { address: id }
            | Change::Presence { address: id }
            | Change::Typing { conversation: id }
            | Change::Preferences { conversation: id }
            | Change::Room { room: id }
            | Change::Conversation { conversation: id } => *id == self.conversation,
            // What is pinned may say something else now.
            Change::Message { conversation: id, .. } => *id == self.conversation && self.has_pins(),
            _ => false,
        }
    }

    fn note_app(&mut self, before: &AppState, now: &AppState) -> bool {
        before.purge != now.purge
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let Some(store) = scene.store else {
            return Ok(some(self.sent.update(Vec::new(), 0, 0)).map(Patches::Conversation));
        };
        let record = store.conversation(&self.conversation)?;
        let read_up_to = *self.read_up_to.get_or_insert_with(|| record.as_ref().and_then(|record| record.read_up_to));
        let person = store.person(&self.conversation)?.unwrap_or_default();
        let face = scene.face(&self.conversation);
        let (mut availability, mut presence) = scene.state(&self.conversation);
        let known_delimiter = store.group_delimiter()?;
        let delimiter = known_delimiter.as_deref().unwrap_or(super::world::DELIMITER);
        let kind = record.as_ref().map_or_else(|| unknown_kind(&self.conversation, scene.app.rooms_service.as_deref()), kind);
        if kind == ConversationKind::Room {
            (availability, presence.status) = of_room(&self.conversation, store)?;
        }
        let (unread, mentions, marked) =
            record.as_ref().map_or_else(Default::default, |record| (record.unread, record.mentions, record.marked));
        let chosen = record.as_ref().map(|record| record.preferences.clone()).unwrap_or_default();
        self.ends = preferences::muted_until(&chosen, scene.now);
        // What only a device that is there can tell is asked for when one comes.
        self.asked &=
            presence.show == Show::Offline || self.sent.rows().iter().all(|row| row.availability != Availability::Offline);
        // The company's structure says where someone works; a card only where that is silent.
        let department = person.groups.first().map(|group| group.rsplit(delimiter).next().unwrap_or(group).to_owned());
        let row = ConversationHeader {
            id: self.conversation.clone(),
            kind,
            typists: if kind == ConversationKind::Room { store.typists(&self.conversation) } else { Vec::new() },
            preferences: preferences::row(&chosen, scene.now),
            pins: pins(&self.conversation, store, scene)?,
            purge: scene.app.purge && kind == ConversationKind::Person,
            // Whom the company's structure brings stands in a department of it and cannot be taken out.
            own_contact: person.listed && (person.groups.is_empty() || known_delimiter.is_none()),
            listed: person.listed,
            name: face.name.clone(),
            avatar: face.avatar.clone(),
            availability,
            status: presence.status,
            title: face.title.clone(),
            department: department.or(person.card.department).unwrap_or_default(),
            phone: person.card.phone.unwrap_or_default(),
            email: person.card.email.unwrap_or_default(),
            zone: store.zone(&self.conversation),
            last_seen: presence.idle_since.filter(|_| presence.show != Show::Available),
            typing: store.typing(&self.conversation),
            draft: record.as_ref().map(|record| draft::row(&record.draft, scene.files)).unwrap_or_default(),
            last: record.as_ref().and_then(|record| record.last.as_ref()).map(|last| said(last, scene)),
            unread,
            mentions,
            marked,
            calling: chosen.calling(unread, mentions, marked, scene.now),
            read_up_to: read_up_to.map(|id| id.to_string()),
            complete: record.is_some_and(|record| record.complete),
        };
        Ok(some(self.sent.update(vec![row], 0, 0)).map(Patches::Conversation))
    }

    fn forget(&mut self) {
        self.read_up_to = None;
        self.asked = false;
        self.sent.forget();
    }

    fn ends(&self) -> Option<Millis> {
        self.ends
    }

    /// Whoever is looked at is asked for their card.
    fn wish(&mut self, _scene: &Scene<'_>) -> Option<Wish> {
        let address = self.conversation.clone();
        if std::mem::replace(&mut self.asked, true) {
            return None;
        }
        match self.sent.rows().first().map(|row| row.kind) {
            Some(ConversationKind::Room) => Some(Wish::Room { room: address }),
            Some(ConversationKind::Private) => None,
            _ => Some(Wish::Card { address }),
        }
    }
}
