//! The views that can be opened.

use crate::{ConversationId, MessageId, rows::NotificationFilter};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "of", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum View {
    /// One row: who is signed in, where, and how the connection is.
    Session,
    /// One row: the numbers that tray, title and badges show.
    Unread,
    /// The company: departments (nested) and people, flattened in display order.
    Contacts {
        filter: String,
    },
    /// Recent conversations, latest first.
    Conversations,
    /// One row: the head of a conversation.
    Conversation {
        conversation: ConversationId,
    },
    /// A conversation's messages, oldest first.
    Timeline {
        conversation: ConversationId,
    },
    /// One row: everything known of one message.
    Message {
        message: MessageId,
    },
    /// The rooms one belongs to, by name. Narrowed with `Filter`.
    Rooms,
    /// One row: a room and what one may do in it.
    Room {
        room: ConversationId,
    },
    /// A room's members, those who are there first. Narrowed with `Filter`.
    Members {
        room: ConversationId,
    },
    /// Rooms anyone may join. Narrowed with `Filter`.
    PublicRooms,
    /// Messages that match, newest first: words (contains), `"exact wording"`, `from:`, `in:`, `before:`, `after:`, `has:`.
    /// Narrowed with `Filter`, extended with `LoadNewer`.
    Search {
        text: String,
        #[serde(default)]
        conversation: Option<ConversationId>,
    },
    /// The quick switcher: people and rooms, and messages where they are wanted. Narrowed with `Filter`; with no text, where
    /// one was last.
    Quick {
        text: String,
        #[serde(default)]
        messages: bool,
    },
    /// One row: how much of the history is in the local store.
    Archive,
    /// What was written into the downloads folder lately.
    Saved,
    /// The notification center, newest first.
    Notifications {
        #[serde(default)]
        filter: NotificationFilter,
    },
    /// What deserves to be announced by the OS: a row is announced when put, withdrawn when dropped.
    Alerts,
    Settings,
    /// One row: what is known of a newer version.
    Update,
}
