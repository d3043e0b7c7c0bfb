//! Who is signed in, where, and how the connection is.

use super::{Availability, UploadRow};
use crate::{Code, Millis};
use serde::{Deserialize, Serialize};

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
    /// The domain rooms are made at; `None` where the server has no rooms.
    pub rooms_service: Option<String>,
    /// Whether rooms made there can hide from newcomers what was said before they came.
    pub rooms_hide_past: bool,
    /// What files the server takes; `None` where it takes none.
    pub upload: Option<UploadRow>,
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
    /// Of these, what is not counted among the messages already: the two together are the number on icons.
    pub besides: u32,
    /// Unread entries of the activity stream, where the intranet says so.
    pub stream: u32,
}
