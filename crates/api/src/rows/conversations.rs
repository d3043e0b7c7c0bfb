//! Recent, and the head of a conversation.

use super::{Availability, DraftRow, MessageState};
use crate::{ConversationId, MessageId, Millis};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum ConversationKind {
    Person,
    Room,
    /// A private talk with someone through a room (XEP-0045 §7.5): never merged with a person's.
    Private,
}

/// A line of Recent: pinned ones first, then by last activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ConversationRow {
    pub id: ConversationId,
    pub kind: ConversationKind,
    pub name: String,
    pub avatar: Option<String>,
    pub availability: Availability,
    /// The last message: what is marked read or unread where a person does so from the list.
    pub last_message: Option<MessageId>,
    /// The last line, in one line of text.
    pub last_text: String,
    pub last_mine: bool,
    /// In a room, who said it.
    pub last_author: Option<String>,
    /// State of the last line, where it is one's own.
    pub last_state: Option<MessageState>,
    #[cfg_attr(test, ts(type = "number"))]
    pub last_at: Millis,
    pub unread: u32,
    /// Unread messages that name one.
    pub mentions: u32,
    /// Marked unread by hand.
    pub marked: bool,
    /// Of what waits here, how much calls for attention by what was chosen: what tray and title add up.
    pub calling: u32,
    pub draft: Option<String>,
    pub typing: bool,
    pub pinned: bool,
    pub muted: bool,
}

/// The head of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ConversationHeader {
    pub id: ConversationId,
    pub kind: ConversationKind,
    pub name: String,
    pub avatar: Option<String>,
    pub availability: Availability,
    pub status: String,
    pub title: String,
    pub department: String,
    pub phone: String,
    pub email: String,
    /// How far their clock is from Greenwich's, where a device of theirs has told (XEP-0202). Minutes east.
    pub zone: Option<i32>,
    /// When they were last there, where the server says so.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub last_seen: Option<Millis>,
    pub typing: bool,
    /// In a room: who is writing.
    pub typists: Vec<String>,
    pub draft: DraftRow,
    pub unread: u32,
    /// Unread messages that name one.
    pub mentions: u32,
    /// Marked unread by hand.
    pub marked: bool,
    /// Of what waits here, how much calls for attention by what was chosen: what tray and title add up.
    pub calling: u32,
    /// What was said last.
    pub last: Option<LastRow>,
    /// The last message seen before this view was opened: the "New" divider stands behind it.
    pub read_up_to: Option<MessageId>,
    /// Whether everything is here that the server still has of it.
    pub complete: bool,
    pub preferences: PreferencesRow,
    /// Pinned messages, latest first.
    pub pins: Vec<PinRow>,
    /// Whether deleting the history removes it from the server too; otherwise it is hidden on all own devices.
    pub purge: bool,
    /// Whether they are in the contact list by one's own choice (and can be removed).
    pub own_contact: bool,
    /// In the contact list at all, or "not in list".
    pub listed: bool,
}

/// What was said last in a conversation, in one line: of a file without words, its name; of what was taken back, nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct LastRow {
    pub author_name: String,
    pub mine: bool,
    pub text: String,
}

/// What one has chosen for a conversation; the same on all own devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PreferencesRow {
    /// At the top of Recent.
    pub pinned: bool,
    /// At the top of the contacts.
    pub favourite: bool,
    pub notify: NotifyLevel,
    /// Nothing pops up until then; [`crate::FOR_EVER`]: until it is switched off.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub muted_until: Option<Millis>,
}

/// What of a conversation is announced (XEP-0492).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum NotifyLevel {
    #[default]
    All,
    Mentions,
    None,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PinRow {
    pub message: MessageId,
    pub author_name: String,
    pub text: String,
    #[cfg_attr(test, ts(type = "number"))]
    pub at: Millis,
}
