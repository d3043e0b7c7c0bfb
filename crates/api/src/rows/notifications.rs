//! The notification center, and what the OS announces.

use crate::{ConversationId, MessageId, Millis};
use serde::{Deserialize, Serialize};

/// An entry of the notification center. Entries of the intranet's own have the same shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct NotificationRow {
    pub id: String,
    pub kind: NotificationKind,
    pub title: String,
    pub text: String,
    /// Who caused it: a bare JID.
    pub actor: Option<String>,
    pub avatar: Option<String>,
    /// Where a click goes: the conversation, and the message in it.
    pub conversation: Option<ConversationId>,
    pub message: Option<MessageId>,
    /// A page of the intranet that a click opens instead.
    pub link: Option<String>,
    pub actions: Vec<ActionRow>,
    #[cfg_attr(test, ts(type = "number"))]
    pub at: Millis,
    pub viewed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum NotificationKind {
    Mention,
    Invitation,
    ContactRequest,
    /// A reaction to an own message.
    Reaction,
    FailedMessage,
    /// Published by the intranet.
    Intranet,
}

/// What can be done about an entry: a button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ActionRow {
    /// `join`, `decline`, `accept`, `retry`, `discard`, or the intranet's own.
    pub id: String,
    /// The intranet's words; the known ones are named by the page.
    pub label: Option<String>,
}

/// Which entries a notifications view shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "show", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum NotificationFilter {
    #[default]
    All,
    Unviewed,
    Kind {
        kind: NotificationKind,
    },
}

/// Something the OS should announce; one row for each conversation, replaced by later messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct AlertRow {
    /// The conversation, or the notification's id.
    pub id: String,
    pub kind: AlertKind,
    pub conversation: Option<ConversationId>,
    pub title: String,
    /// Empty where previews are switched off.
    pub text: String,
    /// How many messages it stands for.
    pub count: u32,
    /// The newest message it stands for: a later one means a new announcement.
    pub message: Option<MessageId>,
    /// Nothing of it came live: it was missed, and is caught up with.
    pub missed: bool,
    pub sound: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum AlertKind {
    Message,
    ContactRequest,
    Invitation,
    Mention,
    Reaction,
    FailedMessage,
    Intranet,
}
