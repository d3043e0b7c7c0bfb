//! By which names people are called in a conversation: what makes a word a mention.
//!
//! Invariant: made once for a conversation, and anew when who is in it changes. With one person only what its author
//! marked is a mention: there, a name is just a word.

use super::Scene;
use crate::text::Names;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// More conversations than are looked at at once.
const MOST: usize = 64;

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
        let names = Arc::new(Names::new(scene.app.address.clone(), []));
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
