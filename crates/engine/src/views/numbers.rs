//! The unread numbers, read once for all that is shown and announced by them.
//!
//! Invariant: what a change may have made untrue is forgotten at once, and read again by whoever asks first.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use store::{Change, Millis, Store, StoreError, Unread};

/// The numbers, and those of each conversation.
#[derive(Debug, Default)]
pub struct Counted {
    pub unread: Unread,
    of: HashMap<String, usize>,
}

impl Counted {
    fn new(unread: Unread) -> Self {
        let of = unread.conversations.iter().enumerate().map(|(at, entry)| (entry.conversation.clone(), at)).collect();
        Self { unread, of }
    }

    /// `None` where nothing is unread.
    pub fn entry(&self, conversation: &str) -> Option<&store::UnreadConversation> {
        self.known(conversation).filter(|entry| entry.count > 0)
    }

    pub fn waiting_in(&self, conversation: &str) -> Waiting {
        self.known(conversation).map_or_else(Waiting::default, |entry| Waiting {
            unread: entry.count,
            mentions: entry.mentions,
            marked: entry.marked,
            calling: entry.calling,
        })
    }

    fn known(&self, conversation: &str) -> Option<&store::UnreadConversation> {
        self.unread.conversations.get(*self.of.get(conversation)?)
    }
}

/// What waits in one conversation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Waiting {
    pub unread: u32,
    pub mentions: u32,
    pub marked: bool,
    pub calling: u32,
}

#[derive(Debug, Default)]
pub struct Numbers {
    known: Mutex<Option<Arc<Counted>>>,
}

impl Numbers {
    /// As they are at `now`, by which mutes end.
    pub fn get(&self, store: &Store, now: Millis) -> Result<Arc<Counted>, StoreError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(counted) = &*known {
            return Ok(Arc::clone(counted));
        }
        let counted = Arc::new(Counted::new(store.unread(now)?));
        *known = Some(Arc::clone(&counted));
        Ok(counted)
    }

    pub fn forget(&self) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Takes one change.
    pub fn changed(&self, change: &Change) {
        if Self::may_differ(change) {
            self.forget();
        }
    }

    /// Whether the numbers may be others after this change.
    pub fn may_differ(change: &Change) -> bool {
        matches!(
            change,
            Change::Conversation { .. }
                | Change::Notifications
                | Change::Message { .. }
                | Change::MessageGone { .. }
                | Change::Preferences { .. }
        )
    }
}
