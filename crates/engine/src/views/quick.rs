//! The quick switcher (Ctrl+K): people, then rooms, then messages where they are wanted; with no text, where one was last.
//!
//! Invariant: few rows of each kind, read anew at every key: nobody pages through a switcher.

use super::{Live, Scene, Waiting, availability, conversations::kind, diff::Sent, directory::Employee, names::Query, search, some};
use api::{
    Patches,
    rows::{Availability, ConversationKind, QuickRow},
};
use store::{Change, RoomRecord, RoomStanding, Store, StoreError};

const LAST: u32 = 12;
const PEOPLE: usize = 8;
const ROOMS: usize = 6;
const MESSAGES: u32 = 8;
/// Messages are looked for from so many characters on.
const SHORTEST: usize = 2;

#[derive(Debug)]
pub struct Quick {
    text: String,
    messages: bool,
    sent: Sent<QuickRow>,
}

impl Quick {
    pub fn new(text: &str, messages: bool) -> Self {
        Self { text: text.to_owned(), messages, sent: Sent::default() }
    }

    fn rows(&self, store: &Store, scene: &Scene<'_>) -> Result<Vec<QuickRow>, StoreError> {
        let query = Query::new(&self.text);
        if self.text.trim().is_empty() {
            return last(store, &query, scene);
        }
        let mut rows = people(&query, scene);
        let named = |room: &RoomRecord| !query.is_empty() && query.matches(&super::names::fold(&scene.face(&room.room).name));
        let mine = |room: &RoomRecord| room.bookmark.is_some() || room.standing == RoomStanding::Joined;
        let rooms = store.rooms()?;
        rows.extend(rooms.iter().filter(|room| mine(room) && named(room)).take(ROOMS).map(|one| room(&one.room, &query, scene)));
        if self.messages && (self.text.trim().chars().count() >= SHORTEST || !self.text.is_ascii()) {
            rows.extend(messages(&self.text, store, scene)?);
        }
        Ok(rows)
    }
}

/// Where one was last, latest first.
fn last(store: &Store, query: &Query, scene: &Scene<'_>) -> Result<Vec<QuickRow>, StoreError> {
    let mut recent = store.conversations(LAST, 0)?;
    recent.sort_by_key(|record| std::cmp::Reverse(record.last_at));
    let row = |record: &store::ConversationRecord| match kind(record) {
        ConversationKind::Room => room(&record.id, query, scene),
        ConversationKind::Person | ConversationKind::Private => somebody(&record.id, store, query, scene),
    };
    Ok(recent.iter().map(row).collect())
}

fn people(query: &Query, scene: &Scene<'_>) -> Vec<QuickRow> {
    if query.is_empty() {
        return Vec::new();
    }
    let listed = scene
        .directory
        .into_iter()
        .flat_map(|directory| directory.by_name(query).filter_map(|at| directory.get(at)).map(|entry| &entry.employee));
    let strangers = scene.circle.into_iter().flat_map(|circle| circle.unlisted());
    let strangers = strangers.filter(|one| query.matches(&super::names::fold(&one.name)));
    listed.chain(strangers).take(PEOPLE).map(|employee| person(employee, query, scene)).collect()
}

fn person(employee: &Employee, query: &Query, scene: &Scene<'_>) -> QuickRow {
    let Waiting { unread, mentions, marked, calling } = scene.waiting_in(&employee.address);
    QuickRow::Person {
        id: format!("person:{}", employee.address),
        address: employee.address.clone(),
        name: employee.name.clone(),
        title: employee.title.clone(),
        avatar: employee.avatar.clone(),
        availability: employee.state.availability,
        unread,
        mentions,
        marked,
        calling,
        matches: query.ranges(&employee.name),
    }
}

/// The other side of a conversation.
fn somebody(address: &str, store: &Store, query: &Query, scene: &Scene<'_>) -> QuickRow {
    let face = scene.face(address);
    let Waiting { unread, mentions, marked, calling } = scene.waiting_in(address);
    let availability: Availability = availability(store.presence(address).show, face.awaiting);
    QuickRow::Person {
        id: format!("person:{address}"),
        address: address.to_owned(),
        name: face.name.clone(),
        title: face.title.clone(),
        avatar: face.avatar.clone(),
        availability,
        unread,
        mentions,
        marked,
        calling,
        matches: query.ranges(&face.name),
    }
}

fn room(address: &str, query: &Query, scene: &Scene<'_>) -> QuickRow {
    let name = scene.face(address).name.clone();
    let matches = query.ranges(&name);
    let Waiting { unread, mentions, marked, calling } = scene.waiting_in(address);
    QuickRow::Room { id: format!("room:{address}"), room: address.to_owned(), name, unread, mentions, marked, calling, matches }
}

fn messages(text: &str, store: &Store, scene: &Scene<'_>) -> Result<Vec<QuickRow>, StoreError> {
    let wanted = search::Wanted::parse(text);
    let Some(query) = search::query(&wanted, None, scene)?.filter(|_| !wanted.is_empty()) else { return Ok(Vec::new()) };
    let words = Query::new(&wanted.words.join(" "));
    let found = store.search(&query, None, MESSAGES)?;
    let row = |found: &store::FoundRecord| QuickRow::Message {
        id: format!("message:{}", found.message.id),
        found: search::row(found, &words, scene),
    };
    Ok(found.rows.iter().map(row).collect())
}

impl Live for Quick {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Contacts | Change::Bookmarks | Change::Conversation { .. } | Change::Preferences { .. } => true,
            Change::Message { .. } | Change::MessageGone { .. } => self.messages && !self.text.trim().is_empty(),
            Change::Person { address } | Change::Presence { address } | Change::Room { room: address } => {
                let shown = |row: &QuickRow| match row {
                    QuickRow::Person { address: shown, .. } | QuickRow::Room { room: shown, .. } => shown == address,
                    QuickRow::Message { found, .. } => found.author == *address,
                };
                self.sent.rows().iter().any(shown)
            }
            _ => false,
        }
    }

    fn needs_directory(&self) -> bool {
        true
    }

    fn can_wait(&self) -> bool {
        self.messages
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let rows = match scene.store {
            Some(store) => self.rows(store, scene)?,
            None => Vec::new(),
        };
        Ok(some(self.sent.update(rows, 0, 0)).map(Patches::Quick))
    }

    fn forget(&mut self) {
        self.sent.forget();
    }

    fn filter(&mut self, text: &str) {
        text.clone_into(&mut self.text);
    }
}
