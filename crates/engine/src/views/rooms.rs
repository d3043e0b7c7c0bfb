//! The rooms one belongs to, by name: where one is, and those in one's bookmarks (XEP-0402) that one cannot enter now.

use super::{
    Live, Scene, conversations, count,
    diff::Sent,
    names::{Query, fold},
    some,
};
use api::{Anchor, Millis, Patches, rows::ConversationRow};
use std::collections::HashMap;
use store::{Change, ConversationRecord, RoomStanding, StoreError};

/// Rows of a fresh window, and by how many it grows.
const WINDOW: usize = 200;

#[derive(Debug)]
pub struct Rooms {
    query: Query,
    length: usize,
    /// The first mute that ends.
    ends: Option<Millis>,
    sent: Sent<ConversationRow>,
}

impl Default for Rooms {
    fn default() -> Self {
        Self { query: Query::default(), length: WINDOW, ends: None, sent: Sent::default() }
    }
}

impl Live for Rooms {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Bookmarks | Change::Room { .. } => true,
            Change::Conversation { conversation } | Change::Preferences { conversation } => {
                self.sent.rows().iter().any(|row| row.id == *conversation)
            }
            _ => false,
        }
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let Some(store) = scene.store else {
            return Ok(some(self.sent.update(Vec::new(), 0, 0)).map(Patches::Rooms));
        };
        let mut found: Vec<(String, String)> = store
            .rooms()?
            .into_iter()
            .filter(|room| room.bookmark.is_some() || matches!(room.standing, RoomStanding::Joined | RoomStanding::Joining))
            .map(|room| (fold(&scene.face(&room.room).name), room.room))
            .filter(|(words, address)| self.query.is_empty() || self.query.matches_either(words, &fold(address)))
            .collect();
        found.sort_unstable();
        let shown: Vec<&str> = found.iter().take(self.length).map(|(_, room)| room.as_str()).collect();
        let records: HashMap<String, ConversationRecord> =
            store.conversations_named(&shown)?.into_iter().map(|record| (record.id.clone(), record)).collect();
        self.ends = records.values().filter_map(|record| super::preferences::muted_until(&record.preferences, scene.now)).min();
        let rows = shown.iter().filter_map(|room| records.get(*room)).map(|record| conversations::row(record, scene)).collect();
        let after = count(found.len().saturating_sub(self.length));
        Ok(some(self.sent.update(rows, 0, after)).map(Patches::Rooms))
    }

    fn ends(&self) -> Option<Millis> {
        self.ends
    }

    fn forget(&mut self) {
        *self = Self::default();
    }

    fn newer(&mut self, _scene: &Scene<'_>) {
        self.length += WINDOW;
    }

    fn jump(&mut self, anchor: &Anchor, _scene: &Scene<'_>) {
        if let Anchor::Index { index } = anchor {
            self.length = self.length.max(usize::try_from(*index).unwrap_or(usize::MAX).saturating_add(WINDOW));
        }
    }

    fn filter(&mut self, text: &str) {
        self.query = Query::new(text);
        self.length = WINDOW;
    }
}
