//! Records: what reads give back. Plain values, complete for the rows that are shown from them.

use crate::{Card, Millis, Show, Subscription};

/// Someone known: a person of the contact list, or one of whom only a card or a picture is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PersonRecord {
    /// Bare JID.
    pub address: String,
    /// The name in the contact list, else the card's, else empty.
    pub name: String,
    /// Groups as the server names them, in its order.
    pub groups: Vec<String>,
    pub subscription: Subscription,
    /// Asked for their presence, not answered yet.
    pub asked: bool,
    /// Whether they are in the contact list.
    pub listed: bool,
    pub card: Card,
    /// Hash of the picture: see `Store::avatar`.
    pub avatar: Option<String>,
}

/// What is known of someone's presence right now: the best of their resources.
#[derive(Debug, Clone, PartialEq)]
pub struct PresenceRecord {
    pub show: Show,
    pub status: String,
    pub idle_since: Option<Millis>,
    /// The resource this is from; empty when offline.
    pub resource: String,
}

impl Default for PresenceRecord {
    fn default() -> Self {
        Self { show: Show::Offline, status: String::new(), idle_since: None, resource: String::new() }
    }
}

/// How far an own message got. The order is the order of progress, `Failed` aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MessageState {
    /// Written down here; the server does not have it yet.
    Pending,
    Sent,
    /// At least one device of the other side has it (XEP-0184).
    Delivered,
    /// The other side has seen it (XEP-0333).
    Read,
    /// Refused, see `MessageRecord::failure`; can be sent again.
    Failed,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MessageRecord {
    pub id: i64,
    /// Bare JID of the other side.
    pub conversation: String,
    pub mine: bool,
    /// Bare JID.
    pub author: String,
    pub body: String,
    /// Shown time; the order does not follow it.
    pub at: Millis,
    /// `None` for messages of others.
    pub state: Option<MessageState>,
    /// Name of the code of the `api` where the state is `Failed`.
    pub failure: Option<String>,
    pub archive_id: Option<String>,
    pub origin_id: Option<String>,
    pub wants_marker: bool,
}

/// One conversation as Recent and the head of a conversation show it.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationRecord {
    /// Bare JID of the other side.
    pub id: String,
    /// Their name, where the contact list or their card has one.
    pub name: Option<String>,
    /// The newest message in archive order; one not sent yet comes after all others.
    pub last: Option<MessageRecord>,
    pub unread: u32,
    pub draft: Option<String>,
    /// The newest message at or below the read position.
    pub read_up_to: Option<i64>,
    /// Whether nothing of this conversation can be missing here.
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

/// A stretch of the account's archive that is not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapRecord {
    pub id: i64,
    /// Ask `after` this archive id to fill from below. `None`: from the very beginning.
    pub lower: Option<String>,
    /// Ask `before` this archive id to fill from above. `None`: from the newest (`before` empty).
    pub upper: Option<String>,
    /// Its anchor is not in the archive any more: stays visible, is not asked for.
    pub lost: bool,
}

/// An own message the server has not taken over yet; oldest first is the order of sending.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxEntry {
    pub message: i64,
    pub conversation: String,
    pub origin_id: String,
    pub body: String,
    /// When it was written.
    pub at: Millis,
    /// How often it was handed to a connection (`Fact::Attempted`).
    pub attempts: u32,
}

/// The numbers of tray, title and badges.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unread {
    pub messages: u32,
    /// Entries of the notification center not viewed.
    pub notifications: u32,
    /// Conversations with unread messages, latest first.
    pub conversations: Vec<UnreadConversation>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadConversation {
    pub conversation: String,
    pub count: u32,
    /// The newest unread message.
    pub newest: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRequestRecord {
    pub address: String,
    pub name: String,
    pub at: Millis,
}

/// An entry of the notification center.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationRecord {
    /// `request:<address>` or `failed:<message id>`.
    pub id: String,
    pub kind: NotificationKind,
    /// Who caused it, or to whom the message was: bare JID.
    pub address: String,
    /// Their name, or the address where none is known.
    pub name: String,
    pub at: Millis,
    pub viewed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotificationKind {
    ContactRequest,
    FailedMessage { message: i64, body: String, code: String },
}
