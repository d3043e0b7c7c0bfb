//! The rows of the views. Each has an `id` that is unique within its view.

use crate::{Code, ConversationId, MessageId, Millis, Settings};
use serde::{Deserialize, Serialize};

/// What other people see of someone (F20): a colour and a shape each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Availability {
    Available,
    /// Away by choice, or no input for a while (XEP-0319).
    Away,
    DoNotDisturb,
    Offline,
    /// Asked, and not answered yet.
    AwaitingConfirmation,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SessionRow {
    /// Always "session".
    pub id: String,
    pub phase: Phase,
    pub connection: Connection,
    /// The URL as entered, kept after a sign-out so that it need not be typed again.
    pub url: String,
    /// E-mail or account name as entered.
    pub account: String,
    /// The own bare JID, once known.
    pub address: Option<String>,
    /// The own name, once known.
    pub name: String,
    /// Opaque id of the own picture under `media://avatar/…`.
    pub avatar: Option<String>,
    pub availability: Availability,
    pub status: String,
    /// Status texts used lately, latest first.
    pub recent_statuses: Vec<String>,
    pub intranet: Option<IntranetRow>,
    /// Whether the password is kept by the OS.
    pub keyring: Keyring,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Phase {
    /// Nothing known yet: the local data is being opened.
    Starting,
    /// The sign-in window is to be shown, with the reason where there is one.
    SignedOut { reason: Option<Code> },
    /// Looking for the intranet, or signing in for the first time.
    SigningIn,
    /// Local data is there and can be read and written, connected or not.
    SignedIn,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Connection {
    Connecting,
    /// Connected; the archive is being caught up.
    CatchingUp,
    Online,
    /// Not connected: since when, when the next try is, and why.
    Offline {
        #[cfg_attr(test, ts(type = "number"))]
        since: Millis,
        #[cfg_attr(test, ts(type = "number | null"))]
        retry_at: Option<Millis>,
        reason: Option<Code>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Keyring {
    Saved,
    /// No keyring here: signed in until the program ends.
    SessionOnly,
    /// There is one, but it is locked.
    Locked,
}

/// What the intranet says of itself in its profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct IntranetRow {
    pub name: String,
    /// Opaque id under `media://logo/…`.
    pub logo: Option<String>,
    pub host: String,
    pub has_activity_stream: bool,
    pub has_own_profile: bool,
    pub has_update_feed: bool,
    pub has_password_reset: bool,
    /// What an account looks like here: shown as a hint in the sign-in form.
    pub account_hint: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct UnreadRow {
    /// Always "unread".
    pub id: String,
    /// Unread messages in conversations that are not muted.
    pub messages: u32,
    /// Entries of the notification center not yet viewed.
    pub notifications: u32,
    /// Unread entries of the activity stream, where the intranet says so.
    pub stream: u32,
}

/// A line of the contacts view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ContactRow {
    Department {
        id: String,
        name: String,
        depth: u8,
        folded: bool,
        online: u32,
        total: u32,
    },
    Person {
        /// The department's id and the address: someone may be in two departments.
        id: String,
        address: String,
        name: String,
        depth: u8,
        availability: Availability,
        status: String,
        title: String,
        avatar: Option<String>,
        unread: u32,
        /// The parts of the name that match the filter, as UTF-16 offsets `[start, end)`.
        matches: Vec<(u32, u32)>,
    },
}

impl ContactRow {
    pub fn id(&self) -> &str {
        match self {
            Self::Department { id, .. } | Self::Person { id, .. } => id,
        }
    }
}

/// A line of Recent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ConversationRow {
    pub id: ConversationId,
    pub name: String,
    pub avatar: Option<String>,
    pub availability: Availability,
    /// The last line, in one line of text.
    pub last_text: String,
    pub last_mine: bool,
    /// State of the last line, where it is one's own.
    pub last_state: Option<MessageState>,
    #[cfg_attr(test, ts(type = "number"))]
    pub last_at: Millis,
    pub unread: u32,
    pub draft: Option<String>,
    pub typing: bool,
}

/// The head of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ConversationHeader {
    pub id: ConversationId,
    pub name: String,
    pub avatar: Option<String>,
    pub availability: Availability,
    pub status: String,
    pub title: String,
    pub department: String,
    pub phone: String,
    pub email: String,
    /// When they were last there, where the server says so.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub last_seen: Option<Millis>,
    pub typing: bool,
    pub draft: String,
    pub unread: u32,
    /// The last message seen before this view was opened: the "New" divider stands behind it.
    pub read_up_to: Option<MessageId>,
    /// Whether the whole history with this person is in the local store.
    pub complete: bool,
}

/// A message of a conversation, or a place where messages are missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TimelineRow {
    Message {
        id: MessageId,
        mine: bool,
        author: String,
        author_name: String,
        avatar: Option<String>,
        /// Text as it was written: the page shows it as text, never as markup.
        body: String,
        #[cfg_attr(test, ts(type = "number"))]
        at: Millis,
        /// Only for own messages.
        state: Option<MessageState>,
    },
    /// Messages before the next row are on the server and not here yet.
    Gap { id: String },
}

impl TimelineRow {
    pub fn id(&self) -> &str {
        match self {
            Self::Message { id, .. } | Self::Gap { id } => id,
        }
    }
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
    },
}

/// An entry of the notification center.
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
    /// The conversation a click opens.
    pub conversation: Option<ConversationId>,
    #[cfg_attr(test, ts(type = "number"))]
    pub at: Millis,
    pub viewed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum NotificationKind {
    ContactRequest,
    FailedMessage,
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
    pub sound: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum AlertKind {
    Message,
    ContactRequest,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SettingsRow {
    /// Always "settings".
    pub id: String,
    pub settings: Settings,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct UpdateRow {
    /// Always "update".
    pub id: String,
    pub version: String,
    pub state: UpdateState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum UpdateState {
    /// Nothing asked yet.
    Unknown,
    /// The intranet names no feed: updates come from whoever installed the program.
    NoFeed,
    Checking,
    UpToDate,
    Available {
        version: String,
        notes: String,
    },
    Installing {
        percent: u8,
    },
    /// Installed; the next start is the new version.
    RestartNeeded {
        version: String,
    },
    Failed {
        code: Code,
    },
}
