//! What a search found, what the quick switcher offers, and how much of the history is here to be searched.

use super::{Availability, FileKind};
use crate::{ConversationId, MessageId, Millis};
use serde::{Deserialize, Serialize};

/// A message that matches, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SearchRow {
    /// The message's id.
    pub id: MessageId,
    pub conversation: ConversationId,
    pub conversation_name: String,
    /// Whether the conversation is a room.
    pub room: bool,
    pub author: String,
    pub author_name: String,
    pub avatar: Option<String>,
    #[cfg_attr(test, ts(type = "number"))]
    pub at: Millis,
    /// One line around the first match.
    pub text: String,
    /// The matching parts of `text`, as UTF-16 offsets `[start, end)`.
    pub matches: Vec<(u32, u32)>,
    pub file: Option<FileKind>,
}

/// A line of the quick switcher (Ctrl+K): people, then rooms, then messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum QuickRow {
    Person {
        id: String,
        address: String,
        name: String,
        title: String,
        avatar: Option<String>,
        availability: Availability,
        unread: u32,
        mentions: u32,
        marked: bool,
        calling: u32,
        matches: Vec<(u32, u32)>,
    },
    Room {
        id: String,
        room: ConversationId,
        name: String,
        unread: u32,
        mentions: u32,
        marked: bool,
        calling: u32,
        matches: Vec<(u32, u32)>,
    },
    Message {
        id: String,
        found: SearchRow,
    },
}

impl QuickRow {
    pub fn id(&self) -> &str {
        match self {
            Self::Person { id, .. } | Self::Room { id, .. } | Self::Message { id, .. } => id,
        }
    }
}

/// How much of the history is in the local store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ArchiveRow {
    /// Always "archive".
    pub id: String,
    /// Everything is here that the server still has: a search finds all there is.
    pub complete: bool,
    /// The server no longer has everything that was said, and it is not here either.
    pub lost: bool,
    /// Everything since then is here.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub since: Option<Millis>,
    /// The rest is being fetched in the background.
    pub filling: bool,
    #[cfg_attr(test, ts(type = "number"))]
    pub messages: u64,
}
