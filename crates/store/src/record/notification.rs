//! Entries of the notification center.

use crate::Millis;

/// An entry of the notification center.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationRecord {
    /// The same on all devices: `mention:<conversation>:<archive or origin id>`, `reaction:<conversation>:<target>:<author>`,
    /// `invitation:<room>`, `request:<address>`, `failed:<origin id>`, else as published.
    pub id: String,
    pub kind: NotificationKind,
    /// Who caused it, or to whom the message was: bare JID.
    pub address: String,
    /// Their name, or the address where none is known.
    pub name: String,
    pub title: String,
    /// What the message says now, the emojis, the reason of an invitation.
    pub text: String,
    pub conversation: Option<String>,
    /// The message it is about, where it is here.
    pub message: Option<i64>,
    /// The same by its archive id or sender's id.
    pub target: Option<String>,
    /// Name of the `api` code of a failure.
    pub code: Option<String>,
    /// Password of a room one is invited to.
    pub password: Option<String>,
    pub link: Option<String>,
    /// What can be done about it: ids, and the words for those that are not known to everybody.
    pub actions: Vec<(String, Option<String>)>,
    pub at: Millis,
    pub viewed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotificationKind {
    ContactRequest,
    FailedMessage,
    Mention,
    Reaction,
    Invitation,
    /// Published by a service, in its word.
    Published(String),
}

/// Which entries are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotificationFilter {
    pub unviewed: bool,
    pub kind: Option<NotificationKind>,
}

/// What other devices are to hear of: everything up to a time, and single entries after it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Viewed {
    pub up_to: Millis,
    pub ids: Vec<String>,
}
