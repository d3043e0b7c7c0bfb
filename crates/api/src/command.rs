//! Commands: the only way in. Each is answered with nothing, or with an [`crate::Error`].

use crate::{ConversationId, MessageId, Millis, Secret, Setting, ViewId, rows::Availability};
use serde::{Deserialize, Serialize};

/// What a person, or the shell on their behalf, wants done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "do", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Command {
    /// Looks for an intranet at `url` (with or without `https://`); the session view shows what was found.
    FindIntranet {
        url: String,
    },
    /// Signs in with an e-mail address or an account name; the session view shows how it goes.
    SignIn {
        url: String,
        account: String,
        password: Secret,
    },
    /// Ends the session, forgets the credentials and this account's local data.
    SignOut,
    /// Connects now instead of waiting for the next try.
    Reconnect,

    SendText {
        conversation: ConversationId,
        body: String,
    },
    /// Sends a message again that was refused.
    Retry {
        message: MessageId,
    },
    /// Removes a message that was never sent.
    Discard {
        message: MessageId,
    },
    SaveDraft {
        conversation: ConversationId,
        text: String,
    },
    /// Everything up to and including this message has been seen (XEP-0490).
    MarkRead {
        conversation: ConversationId,
        message: MessageId,
    },
    /// The person is (`true`) or is no longer writing (XEP-0085).
    Typing {
        conversation: ConversationId,
        active: bool,
    },
    /// Which conversation a person is looking at; `None` when the window is away or shows something else.
    Front {
        conversation: Option<ConversationId>,
    },

    /// Own availability and status text (RFC 6121 §4.7.2).
    SetPresence {
        availability: Availability,
        status: String,
    },
    /// Asks to see someone's presence (RFC 6121 §3).
    RequestContact {
        address: String,
    },
    AcceptContact {
        address: String,
    },
    DeclineContact {
        address: String,
    },

    /// Folds or unfolds a department of the contacts view, by the id of its row.
    Fold {
        group: String,
        folded: bool,
    },
    Set {
        setting: Setting,
    },

    /// Extends a view's window towards the older (upper) end.
    LoadOlder {
        view: ViewId,
    },
    /// Extends a view's window towards the newer (lower) end.
    LoadNewer {
        view: ViewId,
    },
    /// Puts a view's window somewhere else.
    JumpTo {
        view: ViewId,
        anchor: Anchor,
    },
    /// Narrows a contacts view; empty shows everything again.
    Filter {
        view: ViewId,
        text: String,
    },

    /// Opens a link from a message in the browser: `http`, `https`, `mailto` only.
    OpenLink {
        url: String,
    },
    /// Opens one of the intranet's own pages in the browser.
    OpenPage {
        page: IntranetPage,
    },
    /// Asks the intranet's update feed; the update view shows the answer.
    CheckForUpdate,
    InstallUpdate,
}

/// Where to put a view's window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "at", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Anchor {
    Newest,
    /// The first unread message, or the newest where there is none.
    FirstUnread,
    Message {
        id: MessageId,
    },
    /// The first message at or after this time.
    Time {
        #[cfg_attr(test, ts(type = "number"))]
        at_ms: Millis,
    },
    /// The row with this position in the whole list (contacts).
    Index {
        index: u32,
    },
}

/// A page of the intranet, by the URL templates of its profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "page", rename_all = "camelCase", deny_unknown_fields)]
pub enum IntranetPage {
    ActivityStream,
    OwnProfile,
    Profile { address: String },
    ResetPassword,
}
