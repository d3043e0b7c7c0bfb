//! Commands: the only way in. Each is answered with nothing, or with an [`crate::Error`].

use crate::{
    ConversationId, ExportWords, MessageId, Millis, Secret, Setting, StagedId, ViewId,
    rows::{Affiliation, Availability, DraftOf, NotifyLevel, Role, RoomChanges, RoomOptions, Words},
};
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

    /// Sends files, each as a message of its own, and then the text, where there is one.
    SendText {
        conversation: ConversationId,
        body: String,
        #[serde(default)]
        reply_to: Option<MessageId>,
        #[serde(default)]
        mentions: Vec<Mention>,
        #[serde(default)]
        files: Vec<StagedId>,
    },
    /// Says it differently (XEP-0308).
    CorrectText {
        message: MessageId,
        body: String,
        #[serde(default)]
        mentions: Vec<Mention>,
    },
    /// Takes an own message back for everyone (XEP-0424).
    Retract {
        message: MessageId,
    },
    /// Removes another's message from a room (XEP-0425).
    Moderate {
        message: MessageId,
        reason: String,
    },
    /// Puts one emoji under a message, or takes it away (XEP-0444).
    React {
        message: MessageId,
        emoji: String,
        on: bool,
    },
    /// Sends a message's text or file on to others.
    Forward {
        message: MessageId,
        to: Vec<ConversationId>,
    },
    /// Keeps a message at hand in the head of its conversation, on all own devices.
    PinMessage {
        message: MessageId,
        on: bool,
    },
    /// Lets go of a file that was handed over and is not to be sent.
    DropStaged {
        file: StagedId,
    },
    /// Fetches a message's file; a click, or nothing, makes this happen.
    Download {
        message: MessageId,
    },
    CancelDownload {
        message: MessageId,
    },
    /// Copies a message's file to the downloads folder, under a name not yet taken.
    SaveFile {
        message: MessageId,
    },
    /// Sends a message again that was refused.
    Retry {
        message: MessageId,
    },
    /// Removes a message that was never sent.
    Discard {
        message: MessageId,
    },
    /// All of what is being written there and is not sent.
    SaveDraft {
        conversation: ConversationId,
        words: Words,
        #[serde(default)]
        of: Option<DraftOf>,
        /// Handed over as a whole.
        #[serde(default)]
        files: Vec<StagedId>,
        /// What was being written when a correction began.
        #[serde(default)]
        aside: Option<Words>,
    },
    /// Everything up to and including this message has been seen (XEP-0490).
    MarkRead {
        conversation: ConversationId,
        message: MessageId,
    },
    /// This message and what follows count as unread again, on all own devices.
    MarkUnread {
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
    /// Takes someone out of the own contact list (RFC 6121 §2.5).
    RemoveContact {
        address: String,
    },

    /// Chooses something for one conversation, on all own devices.
    Prefer {
        conversation: ConversationId,
        preference: Preference,
    },
    /// Deletes what was said, for good where the server can, else on all own devices.
    DeleteHistory {
        conversation: ConversationId,
    },
    /// Writes a conversation into a file in the downloads folder.
    Export {
        conversation: ConversationId,
        format: ExportFormat,
        words: ExportWords,
    },
    /// Fetches all of a conversation's past.
    FillHistory {
        conversation: ConversationId,
    },

    // Rooms
    /// Makes a room at `address` (random local part, domain `rooms_service`), invites, and is in it.
    CreateRoom {
        address: ConversationId,
        options: RoomOptions,
        members: Vec<String>,
    },
    JoinRoom {
        room: ConversationId,
        #[serde(default)]
        password: Option<Secret>,
    },
    LeaveRoom {
        room: ConversationId,
    },
    Invite {
        room: ConversationId,
        people: Vec<String>,
    },
    SetTopic {
        room: ConversationId,
        topic: String,
    },
    ConfigureRoom {
        room: ConversationId,
        changes: RoomChanges,
    },
    SetAffiliation {
        room: ConversationId,
        address: String,
        affiliation: Affiliation,
    },
    /// Gives or takes voice, or puts out (`none`), by the member's row id.
    SetRole {
        room: ConversationId,
        member: String,
        role: Role,
    },
    DestroyRoom {
        room: ConversationId,
        reason: String,
    },
    /// Deletes a room's messages for everyone.
    DeleteRoomMessages {
        room: ConversationId,
    },

    // The notification center
    ViewNotification {
        id: String,
    },
    ViewAllNotifications,
    /// Does what one of the entry's buttons says.
    ActOnNotification {
        id: String,
        action: String,
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

    /// Opens a conversation in a window of its own.
    OpenWindow {
        conversation: ConversationId,
    },
    /// Closes the window of a single conversation that asks for it; the one with the lists is the person's to close.
    CloseWindow,
    /// All that the page held and had not handed over yet is carried out: its window may go.
    HandedOver,
    /// Shows a saved file in the system's file manager, by the name the notice gave.
    ShowSaved {
        name: String,
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

impl Command {
    /// Nothing but text.
    pub fn text(conversation: impl Into<ConversationId>, body: impl Into<String>) -> Self {
        Self::SendText {
            conversation: conversation.into(),
            body: body.into(),
            reply_to: None,
            mentions: Vec::new(),
            files: Vec::new(),
        }
    }
}

/// A person named in a text (XEP-0372).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mention {
    /// The named part of the body, as UTF-16 offsets `[begin, end)`.
    pub begin: u32,
    pub end: u32,
    pub address: String,
}

/// One choice for a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "name", content = "value", rename_all = "camelCase")]
pub enum Preference {
    Pinned(bool),
    Favourite(bool),
    Notify(NotifyLevel),
    /// Until then; `None`: not any more.
    MutedUntil(#[cfg_attr(test, ts(type = "number | null"))] Option<Millis>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    Text,
    Html,
    Json,
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
