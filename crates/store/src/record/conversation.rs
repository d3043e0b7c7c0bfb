//! Conversations, parts of them, what is missing in them, and what is unread.

use super::MessageRecord;
use crate::{Draft, Millis, Preferences};

/// One conversation as Recent and the head of a conversation show it.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationRecord {
    /// Bare JID of the other side, or of the room.
    pub id: String,
    pub room: bool,
    /// Their name, where the contact list or their card has one; of a room, that of the bookmark or the room's own.
    pub name: Option<String>,
    /// The newest message in archive order; one not sent yet comes after all others.
    pub last: Option<MessageRecord>,
    /// What the list is ordered by: the shown time of the last message.
    pub last_at: Option<Millis>,
    pub unread: u32,
    /// How many of them name this account's owner.
    pub mentions: u32,
    /// The person wants it to be unread.
    pub marked: bool,
    pub preferences: Preferences,
    pub draft: Draft,
    /// The newest message at or below the read position.
    pub read_up_to: Option<i64>,
    /// Whether everything of this conversation is here that the server still has.
    pub complete: bool,
}

/// Where a slice of a conversation is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// The last messages.
    Newest,
    /// The first messages known.
    Oldest,
    /// This message with what stands around it; the newest where it is not known.
    Message(i64),
    /// What stands right before this message, without it.
    Before(i64),
    /// What stands right behind this message, without it.
    After(i64),
    /// The first unread message with what stands around it; the newest where all is read.
    FirstUnread,
    /// The earliest message at or after this time with what stands around it.
    Time(Millis),
}

/// A part of a conversation, oldest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Slice {
    pub rows: Vec<TimelineRecord>,
    /// How many messages stand before and behind the slice; counted up to [`Slice::COUNT_CAP`].
    pub before: u32,
    pub after: u32,
}

impl Slice {
    pub const COUNT_CAP: u32 = 1000;

    pub fn messages(&self) -> impl Iterator<Item = &MessageRecord> {
        self.rows.iter().filter_map(|row| match row {
            TimelineRecord::Message(message) => Some(message),
            TimelineRecord::Gap { .. } => None,
        })
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum TimelineRecord {
    Message(MessageRecord),
    /// Messages before the next row may be on the server that are not here. `lost`: they cannot be had any more.
    Gap {
        gap: i64,
        lost: bool,
    },
}

/// A stretch of an archive that is not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapRecord {
    pub id: i64,
    /// The room whose archive it is; `None`: the account's.
    pub archive: Option<String>,
    /// Ask `after` this archive id to fill from below. `None`: from the very beginning.
    pub lower: Option<String>,
    /// Ask `before` this archive id to fill from above. `None`: from the newest (`before` empty).
    pub upper: Option<String>,
    /// Its anchor is not in the archive any more: stays visible, is not asked for.
    pub lost: bool,
    /// What fills it was missed here; in others it was there before this device was.
    pub missed: bool,
}

/// How much of the account's history is here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArchiveState {
    /// Everything is here that the server still has, in the account's archive and in those of the rooms.
    pub complete: bool,
    /// Something may have been said that neither is here nor on the server any more.
    pub lost: bool,
    /// From this time on nothing is missing.
    pub since: Option<Millis>,
    /// How many messages are here.
    pub messages: u64,
}

/// The numbers of tray, title and badges.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unread {
    /// Messages that call for attention, of all conversations.
    pub messages: u32,
    /// Entries of the notification center not viewed.
    pub notifications: u32,
    /// Of these, what is not counted in `messages` already, as a mention is.
    pub besides: u32,
    /// Conversations with unread messages, or marked so, latest first.
    pub conversations: Vec<UnreadConversation>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadConversation {
    pub conversation: String,
    /// All that is unread.
    pub count: u32,
    /// How many of them name this account's owner.
    pub mentions: u32,
    /// The person wants it to be unread.
    pub marked: bool,
    /// How many call for attention by what the person chose: none while it is muted.
    pub calling: u32,
    /// The newest unread message; 0 where the conversation is only marked.
    pub newest: i64,
}
