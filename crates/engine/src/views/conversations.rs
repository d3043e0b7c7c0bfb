//! Recent: conversations, latest first (F29).

use super::{Live, Scene, author::Author, count, diff::Sent, line, preferences, some};
use crate::codes;
use api::{
    Anchor, Millis, Patches,
    rows::{ConversationKind, ConversationRow, MessageState},
};
use store::{Change, ConversationRecord, MessageRecord, StoreError};

const WINDOW: u32 = 100;
const MOST: u32 = 300;

#[derive(Debug)]
pub struct Conversations {
    offset: u32,
    limit: u32,
    /// The first mute that ends.
    ends: Option<Millis>,
    sent: Sent<ConversationRow>,
}

impl Default for Conversations {
    fn default() -> Self {
        Self { offset: 0, limit: WINDOW, ends: None, sent: Sent::default() }
    }
}

/// How far a message of one's own got, in the words of the page.
pub fn state(record: &MessageRecord) -> Option<MessageState> {
    Some(match record.state? {
        store::MessageState::Pending => MessageState::Pending,
        store::MessageState::Sent => MessageState::Sent,
        store::MessageState::Delivered => MessageState::Delivered,
        store::MessageState::Read => MessageState::Read,
        store::MessageState::Failed => MessageState::Failed { code: failure(record).unwrap_or(api::Code::Refused) },
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
        draft: record.draft.clone().filter(|draft| !draft.trim().is_empty()),
        typing: scene.store.is_some_and(|store| match kind {
            ConversationKind::Room => !store.typists(&record.id).is_empty(),
            ConversationKind::Person | ConversationKind::Private => store.typing(&record.id),
        }),
    }
}

impl Live for Conversations {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Contacts
            | Change::Conversation { .. }
            | Change::Message { .. }
            | Change::MessageGone { .. }
            | Change::Preferences { .. }
            | Change::Bookmarks => true,
            // Only of who is shown: everyone's presence comes at once after a sign-in.
            Change::Person { address }
            | Change::Presence { address }
            | Change::Typing { conversation: address }
            | Change::Room { room: address } => self.sent.rows().iter().any(|row| row.id == *address),
            _ => false,
        }
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let (rows, after) = match scene.store {
            Some(store) => {
                let records = store.conversations(self.limit.saturating_add(1), self.offset)?;
                let shown = usize::try_from(self.limit).unwrap_or(usize::MAX);
                let muted =
                    records.iter().take(shown).filter_map(|record| preferences::muted_until(&record.preferences, scene.now));
                self.ends = muted.min();
                let rows: Vec<_> = records.iter().take(shown).map(|record| row(record, scene)).collect();
                (rows, count(records.len().saturating_sub(shown)))
            }
            None => (Vec::new(), 0),
        };
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
    }

    fn newer(&mut self, _scene: &Scene<'_>) {
        self.limit += WINDOW;
        if self.limit > MOST {
            self.offset += self.limit - MOST;
            self.limit = MOST;
        }
    }

    fn jump(&mut self, anchor: &Anchor, _scene: &Scene<'_>) {
        self.offset = if let Anchor::Index { index } = anchor { index.saturating_sub(WINDOW / 4) } else { 0 };
        self.limit = WINDOW;
    }
}
