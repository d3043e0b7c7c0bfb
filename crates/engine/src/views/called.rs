//! By which names people are called in a conversation: what makes a word a mention.
//!
//! Invariant: made once for a conversation, and anew when who is in it changes. With one person only what its author
//! marked is a mention: there, a name is just a word.

use super::Scene;
use crate::text::{Names, Occupant};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// More conversations than are looked at at once.
const MOST: usize = 64;

/// Everybody who is in a room, oneself among them.
fn people(conversation: &str, scene: &Scene<'_>) -> Vec<Occupant> {
    let Some(store) = scene.store else { return Vec::new() };
    let Ok(Some(room)) = store.room(conversation) else { return Vec::new() };
    let there = |occupant: store::Occupant| {
        let address = occupant.address.unwrap_or_else(|| format!("{conversation}/{}", occupant.nick));
        let me = room.nick.as_deref() == Some(occupant.nick.as_str());
        Occupant { nick: occupant.nick, address, me }
    };
    let mut people: Vec<Occupant> = store.occupants(conversation).into_iter().map(there).collect();
    // Who is called while away is called all the same.
    if let Some(nick) = room.nick.as_ref().filter(|_| !people.iter().any(|one| one.me)) {
        people.push(Occupant { nick: nick.clone(), address: format!("{conversation}/{nick}"), me: true });
    }
    people
}

#[derive(Debug, Default)]
pub struct Called {
    known: Mutex<HashMap<String, Arc<Names>>>,
}

impl Called {
    pub fn get(&self, conversation: &str, scene: &Scene<'_>) -> Arc<Names> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = known.get(conversation) {
            return Arc::clone(names);
        }
        let people = people(conversation, scene);
        let own = people.iter().filter(|one| one.me).map(|me| format!("{conversation}/{}", me.nick));
        let own: Vec<String> = scene.app.address.clone().into_iter().chain(own).collect();
        let names = Arc::new(Names::new(own, people));
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(conversation.to_owned(), Arc::clone(&names));
        names
    }

    pub fn forget(&self, conversation: &str) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(conversation);
    }

    pub fn forget_all(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
