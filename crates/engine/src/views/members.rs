//! A room's people: those who are there first, then all others who belong to it.
//!
//! Invariant: only the rows of the window are made, and only of whom something changed is anything read.

use super::{
    Live, Scene, Wish,
    crowd::{Crowd, Entry},
    diff::Sent,
    faces::local_part,
    names::Query,
    room::{affiliation, role},
    some,
};
use api::{Anchor, Patches, rows::MemberRow};
use std::{collections::BTreeSet, sync::Arc};
use store::{Change, Store, StoreError};

/// Rows of a fresh window, and of one that was extended as far as it goes.
const WINDOW: usize = 100;
const MOST: usize = 400;
const STEP: usize = 100;

#[derive(Debug)]
pub struct Members {
    room: String,
    query: Query,
    /// `None`: to be read as a whole.
    crowd: Option<Crowd>,
    /// Of whom something changed since: by nickname, and by address.
    nicks: BTreeSet<String>,
    addresses: BTreeSet<String>,
    /// Whom the filter leaves; there while there is one.
    found: Option<Vec<Arc<Entry>>>,
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
            crowd: None,
            nicks: BTreeSet::new(),
            addresses: BTreeSet::new(),
            found: None,
            asked: false,
            start: 0,
            length: WINDOW,
            sent: Sent::default(),
        }
    }

    /// Reads of whom something changed; everybody, where nobody is known yet.
    fn read(&mut self, store: &Store) -> Result<(), StoreError> {
        let changed = !(self.nicks.is_empty() && self.addresses.is_empty());
        match &mut self.crowd {
            Some(crowd) => {
                for nick in &self.nicks {
                    crowd.occupant(nick, store.occupant(&self.room, nick));
                }
                for address in &self.addresses {
                    crowd.member(address, store.member(&self.room, address)?);
                }
            }
            None => {
                let listed = store.members(&self.room, "", u32::MAX, 0)?;
                self.crowd = Some(Crowd::new(&self.room, listed, store.occupants(&self.room)));
                self.found = None;
            }
        }
        self.nicks.clear();
        self.addresses.clear();
        if changed {
            self.found = None;
        }
        Ok(())
    }

    /// Whom the filter leaves, in order.
    fn shown(&mut self) -> &[Arc<Entry>] {
        let all = self.crowd.as_ref().map(Crowd::all).unwrap_or_default();
        if self.query.is_empty() {
            return all;
        }
        let matches = |entry: &&Arc<Entry>| self.query.matches_either(&entry.words, &entry.about);
        self.found.get_or_insert_with(|| all.iter().filter(matches).cloned().collect())
    }
}

fn row(entry: &Entry, scene: &Scene<'_>) -> MemberRow {
    let face = entry.address.as_deref().map(|address| scene.face(address));
    let known = face.as_ref().filter(|face| entry.address.as_deref().is_some_and(|address| face.name != local_part(address)));
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

impl Live for Members {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Occupant { room, nick, .. } if *room == self.room => {
                self.nicks.insert(nick.clone());
                true
            }
            Change::Member { room, address } if *room == self.room => {
                self.addresses.insert(address.clone());
                true
            }
            Change::Members { room } if *room == self.room => {
                self.crowd = None;
                true
            }
            Change::Room { room } => *room == self.room,
            Change::Contacts => {
                self.crowd = None;
                true
            }
            // Their name is theirs, whether in the list or not.
            Change::Person { address } => {
                let listed = self.crowd.as_ref().is_some_and(|crowd| crowd.lists(address));
                if listed {
                    self.addresses.insert(address.clone());
                }
                listed || self.sent.rows().iter().any(|row| row.id == *address)
            }
            _ => false,
        }
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let Some(store) = scene.store else {
            return Ok(some(self.sent.update(Vec::new(), 0, 0)).map(Patches::Members));
        };
        self.read(store)?;
        let total = self.shown().len();
        let start = self.start.min(total.saturating_sub(1));
        let end = (start + self.length).min(total);
        let window: Vec<Arc<Entry>> = self.shown().get(start..end).unwrap_or_default().to_vec();
        self.start = start;
        let rows = window.iter().map(|entry| row(entry, scene)).collect();
        let patches = self.sent.update(rows, super::count(start), super::count(total - end));
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
        self.start = index.min(self.shown().len().saturating_sub(1)).saturating_sub(WINDOW / 4);
        self.length = WINDOW;
    }

    fn filter(&mut self, text: &str) {
        self.query = Query::new(text);
        self.found = None;
        self.start = 0;
        self.length = WINDOW;
    }

    fn wish(&mut self, _scene: &Scene<'_>) -> Option<Wish> {
        (!std::mem::replace(&mut self.asked, true)).then(|| Wish::Room { room: self.room.clone() })
    }
}
