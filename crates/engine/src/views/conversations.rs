//! Recent: conversations, latest first (F29).
//!
//! Invariant: after a commit only the conversations it touched are read again, in one read, however many there are; the
//! whole window only where one of them left it, so that another has to come up.

use super::{Live, Scene, author::Author, count, diff::Sent, line, preferences, some};
use crate::codes;
use api::{
    Anchor, Millis, Patches,
    rows::{ConversationKind, ConversationRow, MessageState},
};
use std::{cmp::Reverse, collections::BTreeSet};
use store::{Change, ConversationRecord, Draft, MessageRecord, Store, StoreError};

const WINDOW: u32 = 100;
const MOST: u32 = 300;
/// Where more have changed than this, the window is read as a whole.
const MOST_TOUCHED: usize = 50;

#[derive(Debug)]
pub struct Conversations {
    offset: u32,
    limit: u32,
    /// The window, as it was read.
    records: Vec<ConversationRecord>,
    /// How many conversations there are in all.
    total: u32,
    /// What changed since.
    touched: BTreeSet<String>,
    /// The window is somewhere else, or nothing of it is known.
    stale: bool,
    /// The first mute that ends.
    ends: Option<Millis>,
    sent: Sent<ConversationRow>,
}

impl Default for Conversations {
    fn default() -> Self {
        Self {
            offset: 0,
            limit: WINDOW,
            records: Vec::new(),
            total: 0,
            touched: BTreeSet::new(),
            stale: true,
            ends: None,
            sent: Sent::default(),
        }
    }
}

/// What stands above sorts first. `None`: nothing was said there; those stand below, in an order only the store knows.
fn order(record: &ConversationRecord) -> Option<impl Ord + use<>> {
    let last = record.last.as_ref().map(|last| last.id);
    record.last_at.map(|at| (Reverse(record.preferences.pinned), Reverse(at), Reverse(last)))
}

impl Conversations {
    fn read(&mut self, store: &Store) -> Result<(), StoreError> {
        if !self.touched.is_empty() {
            self.stale = self.stale || self.touched.len() > MOST_TOUCHED || !self.fold_in(store)?;
            self.total = store.conversation_count()?;
        }
        if self.stale {
            self.records = store.conversations(self.limit, self.offset)?;
            self.total = store.conversation_count()?;
        }
        self.touched.clear();
        self.stale = false;
        Ok(())
    }

    /// Puts what changed in its place. False where that needs more than what changed.
    fn fold_in(&mut self, store: &Store) -> Result<bool, StoreError> {
        let names: Vec<&str> = self.touched.iter().map(String::as_str).collect();
        let changed = store.conversations_named(&names)?;
        let before = self.records.len();
        self.records.retain(|record| !self.touched.contains(&record.id));
        let mut missing = before - self.records.len();
        let most = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let all_here = self.offset == 0 && before < most;
        for record in changed {
            let Some(place) = order(&record) else { return Ok(false) };
            let at = self.records.partition_point(|other| order(other).is_some_and(|other| other < place));
            let last = at == self.records.len();
            if last && !all_here {
                // Below the window, or at its end: only the store knows.
                continue;
            }
            if at == 0 && self.offset > 0 {
                return Ok(false);
            }
            self.records.insert(at, record);
            missing = missing.saturating_sub(1);
        }
        self.records.truncate(most);
        Ok(missing == 0 && (all_here || self.records.len() == before))
    }

    fn muted_until(&self, now: Millis) -> Option<Millis> {
        self.records.iter().filter_map(|record| preferences::muted_until(&record.preferences, now)).min()
    }
}

/// How far a message of one's own got, in the words of the page.
pub fn state(record: &MessageRecord) -> Option<MessageState> {
    Some(match record.state? {
        store::MessageState::Pending => MessageState::Pending,
        store::MessageState::Sent => MessageState::Sent,
        store::MessageState::Delivered => MessageState::Delivered,
        store::MessageState::Read => MessageState::Read,
        store::MessageState::Failed => {
            MessageState::Failed { code: failure(record).unwrap_or(api::Code::Refused), retry_at: record.retry_at }
        }
    })
}

/// Why it could not be sent.
pub fn failure(record: &MessageRecord) -> Option<api::Code> {
    (record.state == Some(store::MessageState::Failed))
        .then(|| record.failure.as_deref().map_or(api::Code::Refused, codes::from_name))
}

/// With a person, in a room, or with somebody through a room.
pub fn kind(record: &ConversationRecord) -> ConversationKind {
    match (record.room, record.id.contains('/')) {
        (true, _) => ConversationKind::Room,
        (false, true) => ConversationKind::Private,
        (false, false) => ConversationKind::Person,
    }
}

pub fn row(record: &ConversationRecord, scene: &Scene<'_>) -> ConversationRow {
    let face = scene.face(&record.id);
    let (availability, _) = scene.state(&record.id);
    let last = record.last.as_ref();
    let kind = kind(record);
    let speaker = last.filter(|last| kind == ConversationKind::Room && !last.mine && last.notice.is_none());
    ConversationRow {
        id: record.id.clone(),
        kind,
        last_author: speaker.map(|last| Author::of(last, scene).name),
        mentions: record.mentions,
        marked: record.marked,
        calling: record.preferences.calling(record.unread, record.mentions, record.marked, scene.now),
        pinned: record.preferences.pinned,
        muted: preferences::muted_until(&record.preferences, scene.now).is_some(),
        name: face.name.clone(),
        avatar: face.avatar.clone(),
        availability,
        last_message: last.map(|last| last.id.to_string()),
        last_text: last.map(line::of).unwrap_or_default(),
        last_mine: last.is_some_and(|last| last.mine),
        last_state: last.and_then(state),
        last_at: record.last_at.unwrap_or(0),
        unread: record.unread,
        draft: unsent(&record.draft),
        typing: scene.store.is_some_and(|store| match kind {
            ConversationKind::Room => !store.typists(&record.id).is_empty(),
            ConversationKind::Person | ConversationKind::Private => store.typing(&record.id),
        }),
    }
}

/// What of a draft stands in the list: its words, or the name of its first file.
fn unsent(draft: &Draft) -> Option<String> {
    let aside = draft.aside.as_ref();
    let mut words = [Some(&draft.words), aside].into_iter().flatten().map(|words| &words.text);
    let words = words.find(|text| !text.trim().is_empty());
    words.or_else(|| draft.files.first().map(|file| &file.name)).cloned()
}

impl Live for Conversations {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Conversation { conversation }
            | Change::Message { conversation, .. }
            | Change::MessageGone { conversation, .. }
            | Change::Preferences { conversation } => {
                self.touched.insert(conversation.clone());
                true
            }
            Change::Contacts | Change::Bookmarks => true,
            // Only of who is shown: everyone's presence comes at once after a sign-in.
            Change::Person { address }
            | Change::Presence { address }
            | Change::Typing { conversation: address }
            | Change::Room { room: address } => self.sent.rows().iter().any(|row| row.id == *address),
            _ => false,
        }
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let Some(store) = scene.store else {
            return Ok(some(self.sent.update(Vec::new(), 0, 0)).map(Patches::Conversations));
        };
        self.read(store)?;
        self.ends = self.muted_until(scene.now);
        let rows: Vec<_> = self.records.iter().map(|record| row(record, scene)).collect();
        let after = self.total.saturating_sub(self.offset.saturating_add(count(rows.len())));
        Ok(some(self.sent.update(rows, self.offset, after)).map(Patches::Conversations))
    }

    fn ends(&self) -> Option<Millis> {
        self.ends
    }

    fn forget(&mut self) {
        *self = Self::default();
    }

    fn older(&mut self, _scene: &Scene<'_>) {
        let end = self.offset + self.limit;
        self.offset = self.offset.saturating_sub(WINDOW);
        self.limit = (end - self.offset).min(MOST);
        self.stale = true;
    }

    fn newer(&mut self, _scene: &Scene<'_>) {
        self.limit += WINDOW;
        if self.limit > MOST {
            self.offset += self.limit - MOST;
            self.limit = MOST;
        }
        self.stale = true;
    }

    fn jump(&mut self, anchor: &Anchor, _scene: &Scene<'_>) {
        let index = if let Anchor::Index { index } = anchor { *index } else { 0 };
        self.offset = index.min(self.total.saturating_sub(1)).saturating_sub(WINDOW / 4);
        self.limit = WINDOW;
        self.stale = true;
    }
}
