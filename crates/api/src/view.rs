//! The views that can be opened.

use crate::ConversationId;
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
    /// The notification center, newest first.
    Notifications,
    /// What deserves to be announced by the OS: a row is announced when put, withdrawn when dropped.
    Alerts,
    Settings,
    /// One row: what is known of a newer version.
    Update,
}
