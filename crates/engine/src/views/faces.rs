//! Names and pictures by address, read once and kept while they are true.
//!
//! Invariant: a name is never empty; who has none is called by the first part of the address.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::{PersonRecord, Store, Subscription};

/// More than are shown at any time; beyond that all are read anew.
const MOST: usize = 4_096;

/// How someone is shown everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    pub name: String,
    pub avatar: Option<String>,
    pub title: String,
    /// Asked for their presence, not answered yet.
    pub awaiting: bool,
}

#[derive(Debug, Default)]
pub struct Faces {
    known: Mutex<HashMap<String, Arc<Face>>>,
}

impl Faces {
    pub fn get(&self, address: &str, store: Option<&Store>) -> Arc<Face> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(face) = known.get(address) {
            return Arc::clone(face);
        }
        let record = store.and_then(|store| store.person(address).ok().flatten()).unwrap_or_default();
        let room = store.filter(|_| record.name.trim().is_empty()).and_then(|store| room_name(store, address));
        let face = Arc::new(Face {
            name: room.unwrap_or_else(|| name(&record, address)),
            avatar: record.avatar.clone(),
            title: record.card.title.clone().unwrap_or_default(),
            awaiting: awaiting(&record),
        });
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(address.to_owned(), Arc::clone(&face));
        face
    }

    pub fn forget(&self, address: &str) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(address);
    }

    pub fn forget_all(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

pub fn awaiting(record: &PersonRecord) -> bool {
    record.asked && !matches!(record.subscription, Subscription::To | Subscription::Both)
}

pub fn name(record: &PersonRecord, address: &str) -> String {
    let own = record.name.trim();
    if own.is_empty() { local_part(address) } else { own.to_owned() }
}

/// What a room calls itself, or somebody who is known only in a room is called there.
fn room_name(store: &Store, address: &str) -> Option<String> {
    if let Some((_, nick)) = address.split_once('/') {
        return Some(nick.to_owned());
    }
    store.conversation(address).ok().flatten().filter(|record| record.room)?.name.filter(|name| !name.trim().is_empty())
}

/// The part before the `@`, with XEP-0106 escapes left as they are.
pub fn local_part(address: &str) -> String {
    address.split_once('@').map_or(address, |(local, _)| local).to_owned()
}
