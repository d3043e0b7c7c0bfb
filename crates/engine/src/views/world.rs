//! What all open views are made from, kept up to date by changes: the directory, names, folds, unread numbers, alerts.
//!
//! Invariant: everything here can be read again from the store; the directory, which is large, is there only while a
//! contacts view is.

use super::{
    Scene, alerts,
    called::Called,
    circle::Circle,
    directory::{Directory, Employee, State},
    faces::{self, Faces},
    numbers::Numbers,
};
use crate::{files::Files, state::AppState};
use api::Millis;
use std::{collections::HashSet, sync::Arc};
use store::{Change, PersonRecord, Store};
use wire::time::Clock;

/// Nests groups where the account says nothing else (XEP-0083).
pub const DELIMITER: &str = "::";

/// What a change means to the lines of the contacts views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lines {
    Same,
    /// Somebody came online or went offline: nothing where both are shown.
    Presence,
    Anything,
}

impl Lines {
    fn anything(differ: bool) -> Self {
        if differ { Self::Anything } else { Self::Same }
    }
}

/// What the views are made from.
pub struct World {
    pub app: Arc<AppState>,
    pub epoch: u64,
    pub store: Option<Store>,
    pub files: Option<Arc<Files>>,
    directory: Option<Directory>,
    circle: Option<Circle>,
    circle_stale: bool,
    /// Conversations that were seen to be those of rooms, which stay so.
    rooms: HashSet<String>,
    /// The directory has to be read again as a whole.
    directory_stale: bool,
    folded: HashSet<String>,
    numbers: Numbers,
    faces: Faces,
    called: Called,
    clock: Arc<dyn Clock>,
    pub alerts: alerts::Book,
}

impl World {
    pub fn new(app: AppState, clock: Arc<dyn Clock>) -> Self {
        Self {
            app: Arc::new(app),
            epoch: 0,
            store: None,
            files: None,
            directory: None,
            circle: None,
            circle_stale: false,
            rooms: HashSet::new(),
            directory_stale: false,
            folded: HashSet::new(),
            numbers: Numbers::default(),
            faces: Faces::default(),
            called: Called::default(),
            clock,
            alerts: alerts::Book::default(),
        }
    }

    pub fn scene(&self) -> Scene<'_> {
        Scene {
            app: &self.app,
            store: self.store.as_ref(),
            files: self.files.as_deref(),
            directory: self.directory.as_ref(),
            circle: self.circle.as_ref(),
            folded: &self.folded,
            numbers: &self.numbers,
            faces: &self.faces,
            called: &self.called,
            now: self.clock.now_ms(),
            alerts: &self.alerts,
        }
    }

    pub fn leave(&mut self) {
        self.store = None;
        self.files = None;
        self.directory = None;
        self.circle = None;
        self.alerts.clear();
        self.read_again();
    }

    pub fn read_again(&mut self) {
        self.faces.forget_all();
        self.called.forget_all();
        self.directory_stale = true;
        self.circle_stale = true;
        self.rooms.clear();
        self.folded = self.store.as_ref().and_then(|store| store.folded().ok()).unwrap_or_default().into_iter().collect();
        self.numbers.forget();
    }

    /// The directory costs memory: it is there only while a contacts view is.
    pub fn prepare(&mut self, directory_needed: bool) {
        if !directory_needed {
            self.directory = None;
            self.circle = None;
        } else if self.directory.is_none() {
            self.directory_stale = true;
        }
        self.directory_wanted(directory_needed);
    }

    fn directory_wanted(&mut self, wanted: bool) {
        if !(wanted && self.directory_stale) {
            return;
        }
        let Some(store) = &self.store else { return };
        let people = match store.people() {
            Ok(people) => people,
            Err(error) => {
                tracing::warn!(%error, "the contact list cannot be read");
                return;
            }
        };
        let delimiter = store.group_delimiter().ok().flatten().unwrap_or_else(|| DELIMITER.to_owned());
        let people = people.into_iter().map(|record| employee(record, store)).collect();
        self.directory = Some(Directory::new(people, &delimiter));
        self.directory_stale = false;
        self.circle_stale = true;
    }

    fn read_circle(&mut self) {
        let Some(store) = self.store.as_ref().filter(|_| self.directory.is_some() && self.circle_stale) else { return };
        match Circle::read(store) {
            Ok(circle) => {
                self.circle = Some(circle);
                self.circle_stale = false;
            }
            Err(error) => tracing::warn!(%error, "favourites cannot be read"),
        }
    }

    /// Takes one change, and says which lines of the contacts views may come, go or move by it.
    pub fn changed(&mut self, change: &Change) -> Lines {
        self.numbers.changed(change);
        match change {
            Change::Contacts => {
                self.faces.forget_all();
                self.directory_stale = true;
                self.circle_stale = true;
                Lines::Anything
            }
            Change::Person { address } => {
                self.faces.forget(address);
                let stranger = self.is_stranger(address);
                let (Some(store), Some(directory)) = (&self.store, &mut self.directory) else { return Lines::Same };
                let moved = match store.person(address) {
                    Ok(Some(record)) if record.listed => directory.put(employee(record, store)),
                    Ok(_) => directory.remove(address),
                    Err(_) => {
                        self.directory_stale = true;
                        true
                    }
                };
                // Who comes or goes may be a favourite, or somebody with a conversation.
                self.circle_stale |= moved;
                Lines::anything(moved || stranger)
            }
            Change::Presence { address } => {
                let stranger = self.is_stranger(address);
                let (Some(store), Some(directory)) = (&self.store, &mut self.directory) else { return Lines::Same };
                // Without asking the store who they are: everybody's presence comes at once after a sign-in.
                let Some(awaiting) = directory.awaiting(address) else { return Lines::anything(stranger) };
                let presence = store.presence(address);
                let state = State { availability: super::availability(presence.show, awaiting), status: presence.status };
                if directory.set_state(address, state) { Lines::Presence } else { Lines::Same }
            }
            Change::Fold => {
                self.folded = self.store.as_ref().and_then(|store| store.folded().ok()).unwrap_or_default().into_iter().collect();
                Lines::Anything
            }
            Change::Room { room } => {
                self.faces.forget(room);
                self.called.forget(room);
                Lines::Same
            }
            Change::Bookmarks => {
                self.faces.forget_all();
                Lines::Same
            }
            Change::Members { room } | Change::Occupant { room, moved: true, .. } => {
                self.called.forget(room);
                Lines::Same
            }
            Change::Preferences { .. } => {
                self.circle_stale = true;
                Lines::Anything
            }
            Change::Conversation { conversation } => {
                // Somebody new, who is not in the list.
                let listed = self.directory.as_ref().is_none_or(|directory| directory.find(conversation).is_some());
                let known = listed || self.circle.as_ref().is_some_and(|circle| circle.knows(conversation));
                let new = !known && self.is_person(conversation);
                self.circle_stale |= new;
                Lines::anything(new)
            }
            _ => Lines::Same,
        }
    }

    pub fn now(&self) -> Millis {
        self.clock.now_ms()
    }

    pub fn unread_may_differ(&mut self) {
        self.numbers.forget();
    }

    pub fn arrived(&mut self, arrivals: Vec<alerts::Arrival>) {
        // What came in was written down, but the change may be heard of only after this.
        self.numbers.forget();
        let Some(store) = &self.store else { return };
        for arrival in arrivals {
            if let Err(error) = self.alerts.note(arrival, &self.app, store, self.clock.now_ms()) {
                tracing::warn!(%error, "what came in cannot be announced");
            }
        }
    }

    /// Neither a room nor somebody in one: those talk all day, and stand in no list of people.
    fn is_person(&mut self, conversation: &str) -> bool {
        if conversation.contains('/') || self.rooms.contains(conversation) {
            return false;
        }
        let room = self.store.as_ref().is_some_and(|store| store.is_room(conversation).unwrap_or(false));
        if room {
            self.rooms.insert(conversation.to_owned());
        }
        !room
    }

    /// Someone of whom the circle has a copy: it is read again.
    fn is_stranger(&mut self, address: &str) -> bool {
        let stranger = self.circle.as_ref().is_some_and(|circle| circle.knows(address));
        self.circle_stale |= stranger;
        stranger
    }

    /// Before views are read: what they are made from is brought up to date.
    pub fn settle(&mut self) {
        if self.directory.is_some() {
            self.directory_wanted(true);
            if let Some(directory) = &mut self.directory {
                directory.settle();
            }
            self.read_circle();
        }
        if let Some(store) = &self.store
            && let Err(error) = self.alerts.prune(store, &self.numbers, self.clock.now_ms())
        {
            tracing::warn!(%error, "unread messages cannot be read");
        }
    }
}

fn employee(record: PersonRecord, store: &Store) -> Employee {
    let presence = store.presence(&record.address);
    let awaiting = faces::awaiting(&record);
    let availability = super::availability(presence.show, awaiting);
    Employee {
        awaiting,
        name: faces::name(&record, &record.address),
        groups: record.groups,
        title: record.card.title.unwrap_or_default(),
        avatar: record.avatar,
        state: State { availability, status: presence.status },
        address: record.address,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use store::{Content, Fact, Message};

    /// Rooms talk all day, and stand in no list of people.
    #[tokio::test]
    async fn only_somebody_new_changes_the_lines_of_the_company() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("account.db")).unwrap();
        let said = |conversation: &str, room: bool| {
            Fact::Message(Message {
                conversation: conversation.into(),
                room,
                author: conversation.into(),
                content: Content::text("hello"),
                at: 5,
                archive_id: Some(conversation.into()),
                ..Message::default()
            })
        };
        let mut world = World::new(AppState::new("1".into(), 0), Arc::new(wire::time::SystemClock));
        world.store = Some(store.clone());
        world.prepare(true);
        world.settle();
        for (conversation, room, lines) in [
            ("tea@rooms.example.com", true, Lines::Same),
            ("tea@rooms.example.com/Ben", false, Lines::Same),
            ("eve@elsewhere.org", false, Lines::Anything),
        ] {
            store.apply(vec![said(conversation, room)]).await.unwrap();
            let change = Change::Conversation { conversation: conversation.into() };
            assert_eq!(world.changed(&change), lines, "{conversation}");
            world.settle();
            assert_eq!(world.changed(&change), Lines::Same, "{conversation} is known");
        }
    }
}
