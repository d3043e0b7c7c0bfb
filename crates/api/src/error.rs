//! Why a command was not carried out: a code for programs, words made by the page from the code.
//!
//! The page never matches text; `detail` is only for logs and "More information".

use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Error {
    pub code: Code,
    /// English, for logs: a host name, a file system's answer. Never a secret, never a message body.
    pub detail: String,
}

impl Error {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Error {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Code {
    // The URL
    /// Not a URL.
    UrlInvalid,
    /// Neither `https` nor a loopback address.
    UrlInsecure,
    /// The host name does not resolve.
    HostUnknown,
    /// Nothing answers, or not in time.
    HostUnreachable,
    /// Something answers, but it offers no XMPP over WebSocket.
    NotAnIntranet,
    // Transport security
    CertificateExpired,
    CertificateWrongHost,
    CertificateUntrusted,
    CertificateInvalid,
    // Signing in
    /// Wrong account name or password.
    CredentialsRefused,
    /// The account exists but may not be used.
    AccountDisabled,
    TooManyAttempts,
    /// The server offers only sign-in methods that are weaker than before or not safe.
    SignInUnsafe,
    /// The server could not prove that it knows the password.
    ServerNotGenuine,
    /// The stream broke the protocol.
    Protocol,
    // The keyring
    KeyringUnavailable,
    KeyringLocked,
    // The store
    DiskFull,
    ReadOnly,
    /// The disk reports errors when it is written.
    DiskFailed,
    StoreDamaged,
    /// The data was written by a newer version of the program.
    StoreTooNew,
    /// Another program holds the profile.
    StoreBusy,
    // Commands
    NotSignedIn,
    Offline,
    InvalidArgument,
    NotFound,
    NotAllowed,
    TooLarge,
    NotOffered,
    // Messages that were refused (RFC 6120 §8.3.3, in people's words)
    RecipientUnknown,
    RecipientUnavailable,
    /// The server, or the room, has no space or no time for it just now.
    ServerBusy,
    Refused,
    // Rooms
    /// Only members may come in.
    MembersOnly,
    PasswordNeeded,
    /// Put out and not to come back.
    Banned,
    RoomFull,
    NameTaken,
    RoomGone,
    // Files
    /// Larger than the server takes.
    FileTooLarge,
    /// Of a kind that the server does not take.
    FileTypeRefused,
    /// No room left for this account's files.
    QuotaReached,
    /// The server has it no longer.
    FileExpired,
    // Updates
    UpdateFeedUnreachable,
    UpdateInvalid,
    Internal,
}
