//! A room's people: those who are there first, then all others who belong to it.
//!
//! Invariant: somebody is one row, whatever they are called; and only the rows of the window are made.

use super::{
    Live, Scene, Wish,
    diff::Sent,
    names::{Query, fold},
    room::{affiliation, role},
    some,
};
use api::{Anchor, Patches, rows::MemberRow};
use std::collections::BTreeMap;
use store::{Affiliation, Change, Occupant, Role, Show, Store, StoreError};

/// Rows of a fresh window, and of one that was extended as far as it goes.
const WINDOW: usize = 100;
const MOST: usize = 400;
const STEP: usize = 100;

/// Somebody who is there, or belongs to the room.
#[derive(Debug, Clone)]
struct Entry {
    id: String,
    address: Option<String>,
    nick: String,
    name: String,
    words: String,
    show: Show,
    affiliation: Affiliation,
    role: Role,
}

#[derive(Debug)]
pub struct Members {
    room: String,
    query: Query,
    entries: Vec<Entry>,
    stale: bool,
    asked: bool,
    start: usize,
    length: usize,
    sent: Sent<MemberRow>,
}

impl Members {
    pub fn new(room: String) -> Self {
        Self {
            room,
            query: Query::default(),
            entries: Vec::new(),
            stale: true,
            asked: false,
            start: 0,
            length: WINDOW,
            sent: Sent::default(),
        }
    }

    /// Everybody, in the order in which they are shown.
    fn list(&mut self, store: &Store) -> Result<(), StoreError> {
        let mut people: BTreeMap<String, Entry> = BTreeMap::new();
        for member in store.members(&self.room, "", u32::MAX, 0)? {
            people.insert(
                member.address.clone(),
                Entry {
                    id: member.address.clone(),
                    address: Some(member.address),
                    nick: member.nick.unwrap_or_default(),
                    name: member.name,
                    words: String::new(),
                    show: Show::Offline,
                    affiliation: member.affiliation,
                    role: Role::None,
                },
            );
        }
        for Occupant { nick, address, affiliation, role, show, .. } in store.occupants(&self.room) {
            let id = address.clone().unwrap_or_else(|| format!("{}/{nick}", self.room));
            let name = people.get(&id).map(|known| known.name.clone()).unwrap_or_default();
            let entry = Entry { id: id.clone(), address, nick, name, words: String::new(), show, affiliation, role };
            // Under two names: the one that is more there.
            if people.get(&id).is_none_or(|known| show <= known.show) {
                people.insert(id, entry);
            }
        }
        let mut entries: Vec<Entry> = people.into_values().collect();
        for entry in &mut entries {
            if entry.name.is_empty() {
                entry.name = if entry.nick.is_empty() { local(&entry.id) } else { entry.nick.clone() };
            }
            entry.words = fold(&entry.name);
        }
        let there = |entry: &Entry| entry.show != Show::Offline;
        let query = &self.query;
        entries
            .retain(|entry| query.is_empty() || query.matches_either(&entry.words, &fold(&format!("{} {}", entry.nick, entry.id))));
        entries.sort_by(|one, other| {
            let order = |entry: &Entry| (!there(entry), entry.affiliation == Affiliation::Outcast);
            (order(one), &one.words, &one.id).cmp(&(order(other), &other.words, &other.id))
        });
        self.entries = entries;
        self.stale = false;
        Ok(())
    }

    fn row(&self, entry: &Entry, scene: &Scene<'_>) -> MemberRow {
        let face = entry.address.as_deref().map(|address| scene.face(address));
        let known = face.as_ref().filter(|face| entry.address.as_deref().is_some_and(|address| face.name != local(address)));
        MemberRow {
            id: entry.id.clone(),
            address: entry.address.clone(),
            nick: entry.nick.clone(),
            name: known.map_or_else(|| entry.name.clone(), |face| face.name.clone()),
            title: face.as_ref().map(|face| face.title.clone()).unwrap_or_default(),
            avatar: face.and_then(|face| face.avatar.clone()),
            availability: super::availability(entry.show, false),
            affiliation: affiliation(entry.affiliation),
            role: role(entry.role),
            me: entry.address.is_some() && entry.address == scene.app.address,
        }
    }
}

fn local(address: &str) -> String {
    address.split_once('@').map_or(address, |(local, _)| local).to_owned()
}

impl Live for Members {
    fn note(&mut self, change: &Change) -> bool {
        let concerned = match change {
            Change::Members { room } | Change::Room { room } => *room == self.room,
            Change::Contacts => true,
            Change::Person { address } => self.sent.rows().iter().any(|row| row.id == *address),
            _ => false,
        };
        self.stale |= concerned;
        concerned
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let Some(store) = scene.store else {
            return Ok(some(self.sent.update(Vec::new(), 0, 0)).map(Patches::Members));
        };
        if self.stale {
            self.list(store)?;
        }
        self.start = self.start.min(self.entries.len().saturating_sub(1));
        let end = (self.start + self.length).min(self.entries.len());
        let window = self.entries.get(self.start..end).unwrap_or_default();
        let rows = window.iter().map(|entry| self.row(entry, scene)).collect();
        let patches = self.sent.update(rows, super::count(self.start), super::count(self.entries.len() - end));
        Ok(some(patches).map(Patches::Members))
    }

    fn forget(&mut self) {
        *self = Self::new(std::mem::take(&mut self.room));
    }

    fn older(&mut self, _scene: &Scene<'_>) {
        let end = self.start + self.length;
        self.start = self.start.saturating_sub(STEP);
        self.length = (end - self.start).min(MOST);
    }

    fn newer(&mut self, _scene: &Scene<'_>) {
        self.length += STEP;
        if self.length > MOST {
            self.start += self.length - MOST;
            self.length = MOST;
        }
    }

    fn jump(&mut self, anchor: &Anchor, _scene: &Scene<'_>) {
        let index = if let Anchor::Index { index } = anchor { usize::try_from(*index).unwrap_or(usize::MAX) } else { 0 };
        self.start = index.min(self.entries.len().saturating_sub(1)).saturating_sub(WINDOW / 4);
        self.length = WINDOW;
    }

    fn filter(&mut self, text: &str) {
        self.query = Query::new(text);
        self.stale = true;
        self.start = 0;
        self.length = WINDOW;
    }

    fn wish(&mut self, _scene: &Scene<'_>) -> Option<Wish> {
        (!std::mem::replace(&mut self.asked, true)).then(|| Wish::Room { room: self.room.clone() })
    }
}
