//! A conversation's messages: a window that follows the newest, or stays around a message (F61, F107).
//!
//! Invariant: the window has at most [`MOST`] messages and never a hole that is not a row of its own. It moves only when it
//! is asked to, or when it stands at the newest and a message comes.

mod row;

pub use row::under;

use super::{
    Live, Scene, Wish,
    diff::{Keyed, Sent},
    rights::Talk,
    some,
};
use crate::shared::kept;
use api::{
    Anchor, Millis, Patches,
    rows::{FileKind, FileRow, FileState, TimelineRow},
};
use std::collections::HashSet;
use store::{Around, Change, MessageRecord, Slice, Store, StoreError, TimelineRecord};

/// Messages of a fresh window, of one that was extended, and how many come at once.
const WINDOW: u32 = 100;
const MOST: u32 = 300;
const STEP: u32 = 100;
/// Bytes of a picture that is fetched from the own server without being asked for.
const LARGEST_UNASKED: u64 = 10 * 1024 * 1024;

/// What keeps the window in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hold {
    /// The last so many messages.
    Newest(u32),
    /// This message, so many before and so many behind it.
    Around { pivot: i64, above: u32, below: u32 },
}

#[derive(Debug)]
pub struct Timeline {
    conversation: String,
    hold: Hold,
    /// The reader wants more than the store has: the archive is asked, and the window grows when it answers.
    hungry: bool,
    asked: bool,
    /// Pictures that were wished for.
    pictures: HashSet<i64>,
    /// The time that the reader wants to see, while the archive is fetched that far.
    seeking: Option<Millis>,
    sent: Sent<TimelineRow>,
}

impl Timeline {
    pub fn new(conversation: String) -> Self {
        Self {
            conversation,
            hold: Hold::Newest(WINDOW),
            hungry: false,
            asked: false,
            pictures: HashSet::new(),
            seeking: None,
            sent: Sent::default(),
        }
    }

    fn ids(&self) -> Vec<i64> {
        self.sent
            .rows()
            .iter()
            .filter(|row| !matches!(row, TimelineRow::Gap { .. }))
            .filter_map(|row| row.key().parse().ok())
            .collect()
    }

    /// Reads what the hold says; a pivot that is gone gives way to the newest.
    fn read(&mut self, store: &Store) -> Result<Slice, StoreError> {
        if let Hold::Around { pivot, above, below } = self.hold {
            if let Some(message) = store.message(pivot)?.filter(|message| message.conversation == self.conversation) {
                return self.around(store, message, above, below);
            }
            self.hold = Hold::Newest(WINDOW);
        }
        let Hold::Newest(wanted) = self.hold else { return Ok(Slice::default()) };
        let oldest = self.ids().first().copied();
        // While it follows the newest, the window keeps its upper end until it is full.
        let mut slice = store.timeline(&self.conversation, Around::Newest, wanted.saturating_add(STEP).min(MOST))?;
        let surplus = slice.messages().count().saturating_sub(usize::try_from(wanted).unwrap_or(usize::MAX));
        let reader_top = oldest.and_then(|oldest| slice.messages().position(|message| message.id == oldest)).unwrap_or(surplus);
        cut_front(&mut slice, surplus.min(reader_top));
        self.hold = Hold::Newest(super::count(slice.messages().count()).max(wanted.min(WINDOW)));
        Ok(slice)
    }

    fn around(&mut self, store: &Store, pivot: MessageRecord, above: u32, below: u32) -> Result<Slice, StoreError> {
        let id = pivot.id;
        let front = store.timeline(&self.conversation, Around::Before(id), above)?;
        let back = store.timeline(&self.conversation, Around::After(id), below)?;
        if back.after == 0 && back.messages().count() < usize::try_from(below).unwrap_or(usize::MAX) {
            // The newest is in sight: from here on it is followed.
            let all = super::count(front.messages().count() + 1 + back.messages().count());
            self.hold = Hold::Newest(all.min(MOST));
        }
        let mut rows = front.rows;
        rows.push(TimelineRecord::Message(pivot));
        rows.extend(back.rows);
        Ok(Slice { rows, before: front.before, after: back.after })
    }

    /// Changes a window that follows the newest into one around its middle.
    fn fix(&mut self) -> Option<(i64, u32, u32)> {
        let ids = self.ids();
        let middle = ids.len() / 2;
        let pivot = *ids.get(middle)?;
        Some((pivot, super::count(middle), super::count(ids.len() - middle - 1)))
    }

    /// Whether what is known of the conversation begins before this time, or at its very beginning.
    fn goes_back_to(&self, at: Millis, store: &Store) -> bool {
        let oldest = store.timeline(&self.conversation, Around::Oldest, 1).ok();
        let before = oldest.is_some_and(|slice| slice.messages().any(|message| message.at < at));
        before || store.conversation(&self.conversation).ok().flatten().is_none_or(|record| record.complete)
    }

    fn pivot_at(&mut self, slice: &Slice, wanted: impl Fn(&MessageRecord) -> bool) {
        if let Some(message) = slice.messages().find(|message| wanted(message)).or_else(|| slice.messages().last()) {
            self.hold = Hold::Around { pivot: message.id, above: WINDOW / 2, below: WINDOW / 2 };
        }
    }
}

/// Takes this many messages, and the gaps before what is left, from the front.
fn cut_front(slice: &mut Slice, messages: usize) {
    let mut left = messages;
    let mut rows = std::mem::take(&mut slice.rows).into_iter().peekable();
    while left > 0 {
        match rows.next() {
            Some(TimelineRecord::Message(_)) => left -= 1,
            Some(TimelineRecord::Gap { .. }) => {}
            None => break,
        }
    }
    slice.before = slice.before.saturating_add(super::count(messages));
    slice.rows = rows.collect();
}

impl Live for Timeline {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Message { conversation, .. }
            | Change::MessageGone { conversation, .. }
            | Change::Conversation { conversation } => *conversation == self.conversation,
            Change::Preferences { conversation: id } | Change::Room { room: id } | Change::Members { room: id } => {
                *id == self.conversation
            }
            // Who is called by name in it.
            Change::Occupant { room, moved, .. } => *moved && *room == self.conversation,
            Change::Gap | Change::Contacts => true,
            // Pictures that lie there are wished for.
            Change::Kept { key } => key == kept::FILE_PLACES,
            Change::Files { message } => {
                let id = message.to_string();
                self.sent.rows().iter().any(|row| row.key() == id)
            }
            Change::Person { address } => {
                self.sent.rows().iter().any(|row| matches!(row, TimelineRow::Message { author, .. } if author == address))
            }
            _ => false,
        }
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let Some(store) = scene.store else {
            return Ok(some(self.sent.update(Vec::new(), 0, 0)).map(Patches::Timeline));
        };
        if let Some(at_ms) = self.seeking {
            if self.goes_back_to(at_ms, store) {
                self.jump(&Anchor::Time { at_ms }, scene);
            } else {
                self.asked = false;
            }
        }
        let mut slice = self.read(store)?;
        if self.hungry && slice.before > 0 {
            self.hungry = false;
            self.asked = false;
            self.older(scene);
            slice = self.read(store)?;
        }
        // A gap with nothing behind it is the catch-up itself: the connection says so. And where nothing was said nothing is lost.
        let nothing = slice.messages().next().is_none();
        while slice.after == 0
            && slice.rows.last().is_some_and(|row| matches!(row, TimelineRecord::Gap { lost, .. } if nothing || !lost))
        {
            slice.rows.pop();
        }
        let complete = store.conversation(&self.conversation)?.is_some_and(|record| record.complete);
        if complete {
            self.hungry = false;
        }
        let talk = Talk::of(&self.conversation, scene)?;
        let names = scene.names(&self.conversation);
        let row = |record: &TimelineRecord| match record {
            TimelineRecord::Gap { gap, lost } => TimelineRow::Gap { id: format!("gap:{gap}"), lost: *lost },
            TimelineRecord::Message(message) => row::row(message, &talk, &names, scene),
        };
        let rows = slice.rows.iter().map(row).collect();
        // "At least": what the archive has beyond the store is not counted, but it is there.
        let before = if slice.before == 0 && !complete && !slice.rows.is_empty() { 1 } else { slice.before };
        Ok(some(self.sent.update(rows, before, slice.after)).map(Patches::Timeline))
    }

    fn forget(&mut self) {
        *self = Self::new(std::mem::take(&mut self.conversation));
    }

    fn older(&mut self, scene: &Scene<'_>) {
        self.seeking = None;
        let known_before = self.ids().first().zip(scene.store).is_some_and(|(first, store)| {
            store.timeline(&self.conversation, Around::Before(*first), 1).is_ok_and(|slice| slice.messages().next().is_some())
        });
        if !known_before {
            self.hungry = true;
            self.asked = false;
            return;
        }
        match self.hold {
            Hold::Newest(wanted) if wanted < MOST => self.hold = Hold::Newest((wanted + STEP).min(MOST)),
            // As large as it gets: from here on the window slides, and what it lets go below is the newest.
            Hold::Newest(_) | Hold::Around { .. } => {
                if let Some((pivot, above, below)) = self.fix() {
                    let below = below.min(MOST.saturating_sub(above + STEP + 1));
                    self.hold = Hold::Around { pivot, above: above + STEP, below };
                }
            }
        }
    }

    fn newer(&mut self, _scene: &Scene<'_>) {
        self.seeking = None;
        if matches!(self.hold, Hold::Around { .. })
            && let Some((pivot, above, below)) = self.fix()
        {
            let above = above.min(MOST.saturating_sub(below + STEP + 1));
            self.hold = Hold::Around { pivot, above, below: below + STEP };
        }
    }

    fn jump(&mut self, anchor: &Anchor, scene: &Scene<'_>) {
        self.hold = Hold::Newest(WINDOW);
        self.hungry = false;
        self.seeking = None;
        self.sent.forget();
        let Some(store) = scene.store else { return };
        let (around, id) = match anchor {
            Anchor::Newest | Anchor::Index { .. } => return,
            Anchor::FirstUnread => (Around::FirstUnread, None),
            Anchor::Message { id } => match id.parse() {
                Ok(id) => (Around::Message(id), Some(id)),
                Err(_) => return,
            },
            Anchor::Time { at_ms } => (Around::Time(*at_ms), None),
        };
        let Ok(slice) = store.timeline(&self.conversation, around, WINDOW) else { return };
        match (anchor, id) {
            (_, Some(id)) => self.pivot_at(&slice, |message| message.id == id),
            (Anchor::Time { at_ms }, _) => {
                self.pivot_at(&slice, |message| message.at >= *at_ms);
                if !self.goes_back_to(*at_ms, store) {
                    self.seeking = Some(*at_ms);
                    self.asked = false;
                }
            }
            _ => {
                // Right behind the read position, which the slice stands around.
                let read = store.conversation(&self.conversation).ok().flatten().and_then(|record| record.read_up_to);
                let at = read.and_then(|read| slice.messages().position(|message| message.id == read)).map_or(0, |at| at + 1);
                if let Some(id) = slice.messages().nth(at).map(|message| message.id) {
                    self.pivot_at(&slice, |message| message.id == id);
                }
            }
        }
    }

    /// More than the store has is wanted: once for each time it is asked.
    fn wish(&mut self, scene: &Scene<'_>) -> Option<Wish> {
        // A conversation that was never held here may have been held elsewhere.
        let empty = scene.store.is_some() && self.sent.rows().is_empty();
        let wanted = self.hungry || self.seeking.is_some() || empty;
        if wanted && !std::mem::replace(&mut self.asked, true) {
            return Some(Wish::Older { conversation: self.conversation.clone() });
        }
        let messages = wished_pictures(self.sent.rows(), &mut self.pictures);
        (!messages.is_empty()).then_some(Wish::Pictures { messages })
    }
}

/// Pictures that the own server has and that are shown at once; each is wished for once.
fn wished_pictures(rows: &[TimelineRow], asked: &mut HashSet<i64>) -> Vec<i64> {
    let wanted = |file: &FileRow| {
        file.kind == FileKind::Image
            && file.state == FileState::Remote
            && file.foreign_host.is_none()
            && file.size.is_some_and(|size| size <= LARGEST_UNASKED)
    };
    let pictures = rows.iter().rev().filter_map(|row| match row {
        TimelineRow::Message { id, file: Some(file), .. } if wanted(file) => id.parse::<i64>().ok(),
        _ => None,
    });
    pictures.filter(|id| asked.insert(*id)).collect()
}
