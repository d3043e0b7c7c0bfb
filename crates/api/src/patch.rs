//! Views out: a snapshot, then keyed patches.
//!
//! Rust owns order and extent: a view holds a window of the list, and says how much lies outside it.
//! A reader that lags gets a `Reset`.

use crate::rows::{
    AlertRow, ArchiveRow, ContactRow, ConversationHeader, ConversationRow, MemberRow, MessageInfoRow, NotificationRow,
    PublicRoomRow, QuickRow, RoomRow, SavedRow, SearchRow, SessionRow, SettingsRow, TimelineRow, UnreadRow, UpdateRow,
};
use serde::{Deserialize, Serialize};

/// Names an open view; given by whoever opens it, unique among the open ones of one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(transparent)]
pub struct ViewId(pub u32);

/// One change of a view's window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "op", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Patch<R> {
    /// The whole window. `before` and `after` count the rows outside it: exactly where the list is
    /// known (contacts, conversations), otherwise at least (timeline: 0 means there is no more).
    Reset {
        rows: Vec<R>,
        before: u32,
        after: u32,
    },
    /// A row that is new, changed or moved: it now stands behind the row `after`, or first.
    Put {
        row: R,
        after: Option<String>,
    },
    Drop {
        id: String,
    },
    /// Only what lies outside the window changed.
    Extent {
        before: u32,
        after: u32,
    },
}

/// For `before` and `after`: there are more rows, and it is not known how many.
pub const UNCOUNTED: u32 = u32::MAX;

/// The patches of one commit for one view, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "of", content = "patches", rename_all = "camelCase")]
pub enum Patches {
    Session(Vec<Patch<SessionRow>>),
    Unread(Vec<Patch<UnreadRow>>),
    Contacts(Vec<Patch<ContactRow>>),
    Conversations(Vec<Patch<ConversationRow>>),
    Conversation(Vec<Patch<ConversationHeader>>),
    Timeline(Vec<Patch<TimelineRow>>),
    Message(Vec<Patch<MessageInfoRow>>),
    Rooms(Vec<Patch<ConversationRow>>),
    Room(Vec<Patch<RoomRow>>),
    Members(Vec<Patch<MemberRow>>),
    PublicRooms(Vec<Patch<PublicRoomRow>>),
    Search(Vec<Patch<SearchRow>>),
    Quick(Vec<Patch<QuickRow>>),
    Archive(Vec<Patch<ArchiveRow>>),
    Saved(Vec<Patch<SavedRow>>),
    Notifications(Vec<Patch<NotificationRow>>),
    Alerts(Vec<Patch<AlertRow>>),
    Settings(Vec<Patch<SettingsRow>>),
    Update(Vec<Patch<UpdateRow>>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Update {
    pub view: ViewId,
    #[serde(flatten)]
    pub patches: Patches,
}
