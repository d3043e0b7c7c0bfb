//! The messages of a conversation.

use super::FileRow;
use crate::{Code, MessageId, Millis, text::Text};
use serde::{Deserialize, Serialize};

/// A message of a conversation, something that happened in it, or a place where messages are missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TimelineRow {
    Message {
        id: MessageId,
        mine: bool,
        /// Bare JID; in a room that hides them the occupant's JID `room/nick`.
        author: String,
        author_name: String,
        avatar: Option<String>,
        /// Text as it was written: for copying and editing.
        body: String,
        /// The same, taken apart for showing.
        text: Text,
        #[cfg_attr(test, ts(type = "number"))]
        at: Millis,
        /// Only for own messages.
        state: Option<MessageState>,
        /// What it answers (XEP-0461).
        reply: Option<ReplyRow>,
        /// Whose words they are that its author sends on.
        forwarded: Option<ForwardedRow>,
        file: Option<FileRow>,
        reactions: Vec<ReactionRow>,
        /// Corrected since it was written (XEP-0308); see the message view for what it was.
        edited: bool,
        /// Taken back by its author, or by a moderator: the body is empty (XEP-0424, XEP-0425).
        retracted: Option<RetractedRow>,
        mentions_me: bool,
        pinned: bool,
        /// What one may do with it.
        can: Vec<MessageRight>,
    },
    /// Something that happened in a room.
    Notice {
        id: MessageId,
        #[cfg_attr(test, ts(type = "number"))]
        at: Millis,
        notice: NoticeRow,
    },
    /// Messages before the next row are on the server and not here yet; or they may be `lost`: the server no longer has them.
    Gap { id: String, lost: bool },
}

impl TimelineRow {
    pub fn id(&self) -> &str {
        match self {
            Self::Message { id, .. } | Self::Notice { id, .. } | Self::Gap { id, .. } => id,
        }
    }
}

/// The message that is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ReplyRow {
    /// Where it stands, when it is here: a click goes there.
    pub message: Option<MessageId>,
    pub author_name: String,
    /// Its first words, or what the answer quotes of it.
    pub text: String,
}

/// Who said first what was sent on (XEP-0297). A claim of whoever sent it on, and shown as theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ForwardedRow {
    pub name: String,
    #[cfg_attr(test, ts(type = "number"))]
    pub at: Millis,
}

/// One emoji under a message (XEP-0444).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ReactionRow {
    pub emoji: String,
    pub count: u32,
    pub mine: bool,
    /// Names, earliest first; at most twenty.
    pub who: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct RetractedRow {
    /// The moderator's name; `None` where the author did it.
    pub by: Option<String>,
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum MessageRight {
    Reply,
    React,
    Correct,
    Retract,
    /// Remove another's message (XEP-0425).
    Moderate,
    Pin,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NoticeRow {
    Topic {
        by: String,
        topic: String,
    },
    Joined {
        who: String,
    },
    Left {
        who: String,
    },
    Removed {
        who: String,
        by: String,
    },
    /// The room is gone for everyone.
    Destroyed {
        reason: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum MessageState {
    /// Written down here; the server does not have it yet.
    Pending,
    Sent,
    /// At least one device of the other side has it (XEP-0184).
    Delivered,
    /// The other side has seen it (XEP-0333).
    Read,
    /// Refused; can be sent again.
    Failed {
        code: Code,
        /// Not before then, as the server says: a quota is used up.
        #[cfg_attr(test, ts(type = "number | null"))]
        retry_at: Option<Millis>,
    },
}

/// Everything known of one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct MessageInfoRow {
    pub id: MessageId,
    pub author: String,
    pub author_name: String,
    #[cfg_attr(test, ts(type = "number"))]
    pub at: Millis,
    pub state: Option<MessageState>,
    /// When a device of the other side had it (XEP-0184), where that is known.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub delivered_at: Option<Millis>,
    /// Who has seen it, where they tell (XEP-0333), latest first.
    pub seen_by: Vec<SeenRow>,
    /// What it said before, oldest first; the last one is what it says now.
    pub versions: Vec<VersionRow>,
    pub reactions: Vec<ReactionRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SeenRow {
    pub name: String,
    pub avatar: Option<String>,
    #[cfg_attr(test, ts(type = "number | null"))]
    pub at: Option<Millis>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct VersionRow {
    pub body: String,
    #[cfg_attr(test, ts(type = "number"))]
    pub at: Millis,
}
