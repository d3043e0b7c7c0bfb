//! Records: what reads give back. Plain values, complete for the rows that are shown from them.

mod conversation;
mod message;
mod notification;
mod people;
mod room;
mod search;

pub use conversation::{ArchiveState, Around, ConversationRecord, GapRecord, Slice, TimelineRecord, Unread, UnreadConversation};
pub use message::{
    FileRecord, MessageInfo, MessageRecord, MessageState, OutboxEntry, ReactionRecord, ReplyRecord, RetractedRecord,
};
pub use notification::{NotificationFilter, NotificationKind, NotificationRecord, Viewed};
pub use people::{ContactRequestRecord, PersonRecord, PresenceRecord};
pub use room::{MemberRecord, RoomRecord, TopicRecord};
pub use search::{Counted, Found, FoundRecord, Has, SearchCursor, SearchQuery};
