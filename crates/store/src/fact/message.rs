//! Messages, as they are written, seen live, and found in an archive.
//!
//! Corrections, retractions, moderations and reactions are messages like any other: they have ids, a place and a state.
//! They are hidden; what the message shows that they name is derived from them (see `apply/amendment.rs`).

use super::File;
use crate::Millis;
use serde::{Deserialize, Serialize};

/// A message of a conversation with a person or of a room.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Message {
    /// Bare JID of the other side, or of the room; `room/nick` for words in private with somebody in a room.
    pub conversation: String,
    /// Said in a room, to everybody (`type='groupchat'`): it stands in the room's archive, not in the account's.
    pub room: bool,
    /// Whether one of one's own devices sent it.
    pub mine: bool,
    /// Bare JID of the author; `room/nick` where a room hides it.
    pub author: String,
    /// What the author is called in the room.
    pub nick: Option<String>,
    /// The author's id in the room (XEP-0421), where the room gives such.
    pub occupant: Option<String>,
    pub content: Content,
    /// It names this account's owner.
    pub mentions_me: bool,
    /// Shown time: the archive's or the server's stamp, else when it came in. Order does not follow it.
    pub at: Millis,
    /// The archive's id (XEP-0359 stanza-id by the own account, or by the room), where the server gives one.
    pub archive_id: Option<String>,
    /// The sender's id: origin-id, else the stanza's `id`. Unique only together with author and conversation.
    pub origin_id: Option<String>,
    /// The other side asked for a receipt or takes displayed markers.
    pub wants_marker: bool,
}

/// What a message says or does.
///
/// `target` names another message: by its sender's id in conversations with a person and in every correction
/// (XEP-0308), else by the room's archive id (XEP-0424, 0425, 0444). Whoever makes such a fact has checked that a moderation
/// comes from the room, and leaves out what an author cannot be trusted with; that it is by the target's author is
/// checked here.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Text(Text),
    Correction {
        target: String,
        text: Text,
    },
    Retraction {
        target: String,
    },
    /// Taken back by the room, for a moderator.
    Moderation {
        target: String,
        by: Option<String>,
        reason: String,
    },
    /// All reactions of this author to the target; none takes back those before.
    Reactions {
        target: String,
        emojis: Vec<String>,
    },
    /// What is left in an archive of a message that was taken back.
    Tombstone {
        by: Option<String>,
        reason: String,
    },
    Notice(Notice),
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(Text::default())
    }
}

impl Content {
    pub fn text(body: impl Into<String>) -> Self {
        Self::Text(Text { body: body.into(), ..Text::default() })
    }

    /// The words of it: none of what only changes another message in other ways.
    pub fn body(&self) -> &str {
        match self {
            Self::Text(text) | Self::Correction { text, .. } => &text.body,
            _ => "",
        }
    }
}

/// Words, with what belongs to them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Text {
    /// Without fallbacks (XEP-0428).
    pub body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
    /// To be shown as it is (XEP-0393 §Disabling).
    #[serde(skip_serializing_if = "is_false")]
    pub unstyled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<File>,
    /// Another's words, sent on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Forwarded>,
}

/// Who said first what was sent on (XEP-0297), as its sender says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Forwarded {
    pub name: String,
    pub at: Millis,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde asks for it
fn is_false(flag: &bool) -> bool {
    !flag
}

/// What a message answers (XEP-0461).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Reply {
    /// The sender's id, in rooms the room's archive id.
    pub id: String,
    /// Its author, as the sender says.
    pub author: Option<String>,
    /// Its text, as the sender quotes it: shown where the message itself is not here.
    pub quote: String,
}

/// A part of the text that names somebody (XEP-0372).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// In code points of the body; `end` is the first behind it.
    pub begin: u32,
    pub end: u32,
    /// Bare JID, or `room/nick`.
    pub address: String,
}

/// What happened in a room; the message's author did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Notice {
    Topic { topic: String },
    Joined,
    Left,
    Removed { by: String },
    Destroyed { reason: String },
}

/// One page of an archive query, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct ArchivePage {
    /// The room whose archive it is; `None`: the account's.
    pub archive: Option<String>,
    pub scope: Scope,
    /// Items in archive order; `archive_id` is always there. Items that are not messages with text (receipts,
    /// markers…) count for the cursor too, so the page names its ends itself.
    pub messages: Vec<Message>,
    /// Archive ids of the first and last item of the page (RSM), whatever they were.
    pub first: Option<String>,
    pub last: Option<String>,
    /// The server says that nothing is left in the direction asked.
    pub complete: bool,
}

/// What an archive page answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Fills gap `gap` upwards from its lower end: the query was `after` the gap's lower id.
    Forward { gap: i64 },
    /// Fills gap `gap` downwards from its upper end: the query was `before` the gap's upper id.
    Backward { gap: i64 },
    /// Only one conversation (`with`) of the account's archive, downwards from the oldest message known of it.
    Conversation { conversation: String },
    /// The anchor of the query is not in the archive any more: the gap stays, visibly, and is not asked for again.
    Lost { gap: i64 },
}
