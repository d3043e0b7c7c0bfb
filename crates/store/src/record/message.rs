//! Messages as a timeline shows them: what they say now, after all corrections, retractions and reactions.

use crate::{Content, File, Forwarded, Mention, Millis, Notice};

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

impl MessageState {
    // As they are stored.
    pub(crate) const PENDING: i64 = 0;
    pub(crate) const SENT: i64 = 1;
    pub(crate) const DELIVERED: i64 = 2;
    pub(crate) const READ: i64 = 3;
    pub(crate) const FAILED: i64 = 4;

    pub(crate) fn stored(state: i64) -> Self {
        match state {
            Self::PENDING => Self::Pending,
            Self::SENT => Self::Sent,
            Self::DELIVERED => Self::Delivered,
            Self::READ => Self::Read,
            _ => Self::Failed,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct MessageRecord {
    pub id: i64,
    /// Bare JID of the other side, or of the room.
    pub conversation: String,
    pub mine: bool,
    /// Bare JID, `room/nick` where a room hides it; empty for what was written here and has no echo yet.
    pub author: String,
    /// What the author is called in the room.
    pub nick: Option<String>,
    /// XEP-0421.
    pub occupant: Option<String>,
    /// What it says now: empty where it was taken back.
    pub body: String,
    pub mentions: Vec<Mention>,
    /// To be shown as it is (XEP-0393 §Disabling).
    pub unstyled: bool,
    /// Shown time; the order does not follow it.
    pub at: Millis,
    /// `None` for messages of others.
    pub state: Option<MessageState>,
    /// Name of the code of the `api` where the state is `Failed`.
    pub failure: Option<String>,
    /// From when it may go, where who refused it said so.
    pub retry_at: Option<Millis>,
    pub archive_id: Option<String>,
    pub origin_id: Option<String>,
    pub wants_marker: bool,
    pub reply: Option<ReplyRecord>,
    pub file: Option<FileRecord>,
    /// Who said it first, as its author says.
    pub forwarded: Option<Forwarded>,
    /// Whether its author corrected it: see `Store::message_info`.
    pub edited: bool,
    /// A correction, retraction or reaction of one's own is on its way.
    pub amending: bool,
    pub retracted: Option<RetractedRecord>,
    pub reactions: Vec<ReactionRecord>,
    /// Names this account's owner.
    pub mentions_me: bool,
    pub pinned: bool,
    /// Something that happened in the room, in place of words.
    pub notice: Option<Notice>,
}

/// What a message answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplyRecord {
    /// By which id the answer names it.
    pub id: String,
    /// The message, where it is here.
    pub message: Option<i64>,
    pub mine: bool,
    /// As in [`MessageRecord`], or as the answer says.
    pub author: Option<String>,
    pub nick: Option<String>,
    /// What it says now, else what the answer quotes.
    pub body: String,
    pub retracted: bool,
}

/// A file with where its bytes are here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRecord {
    pub file: File,
    /// The name its bytes are kept under.
    pub kept: Option<String>,
    /// The server does not have it any more.
    pub gone: bool,
}

/// That a message was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RetractedRecord {
    /// The moderator, where it was not its author.
    pub by: Option<String>,
    pub reason: String,
}

/// One emoji under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionRecord {
    pub emoji: String,
    /// Author and nickname of everybody else who chose it, first who did so first.
    pub who: Vec<(String, Option<String>)>,
    /// Whether it was chosen by this account.
    pub mine: bool,
}

/// All there is to know of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageInfo {
    pub record: MessageRecord,
    /// What it said and since when, first version first. One entry where it was never corrected, none where it was
    /// taken back.
    pub versions: Vec<(Millis, String)>,
    /// Who has seen it: bare JID, or nickname in a room; and when, where it was this very message.
    pub seen_by: Vec<(String, Option<Millis>)>,
    /// When a device of the other side had it, where that was heard before it was read.
    pub delivered_at: Option<Millis>,
}

/// An own message the server has not taken over yet; oldest first is the order of sending.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxEntry {
    pub message: i64,
    pub conversation: String,
    /// Whether the conversation is a room.
    pub room: bool,
    pub origin_id: String,
    pub content: Content,
    /// When it was written.
    pub at: Millis,
    /// How often it was handed to a connection (`Fact::Attempted`).
    pub attempts: u32,
    /// The file of it that is to be uploaded first.
    pub staged: Option<String>,
    /// It must not go yet: its own file, or that of one before it in the conversation, is not uploaded, or the message
    /// that it changes has not been taken over.
    pub waits: bool,
}
