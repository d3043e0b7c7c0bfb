//! Changes: what a commit did, for views, tray and notifications. The only reason a pixel changes.

/// One thing that is different after a commit. Carries ids, not values: a view reads what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// The contact list as a whole.
    Contacts,
    /// One person's name, groups, card or picture.
    Person {
        address: String,
    },
    Presence {
        address: String,
    },
    Typing {
        conversation: String,
    },
    /// A message row is new, changed or moved within its conversation.
    Message {
        conversation: String,
        message: i64,
    },
    MessageGone {
        conversation: String,
        message: i64,
    },
    /// A gap was opened, moved or closed.
    Gap,
    /// Last line, draft, unread count or read position of a conversation.
    Conversation {
        conversation: String,
    },
    /// The file of a message is here, is no longer, or has expired on the server.
    Files {
        message: i64,
    },
    /// A new outbox entry, or one that may go now.
    Outbox,
    /// The read position moved here and other devices should hear of it.
    SeenHere {
        conversation: String,
    },
    /// What a room says of itself, its topic, or one's own standing in it.
    Room {
        room: String,
    },
    /// Who belongs to a room: its list. Or nobody is there any more, as far as is known.
    Members {
        room: String,
    },
    /// What one person is to a room.
    Member {
        room: String,
        address: String,
    },
    /// Somebody who is in a room is shown differently. `moved`: they came, left, or are somebody else now.
    Occupant {
        room: String,
        nick: String,
        moved: bool,
    },
    Bookmarks,
    Preferences {
        conversation: String,
    },
    /// Something was chosen here that other devices should hear of.
    PreferencesHere {
        conversation: String,
    },
    Notifications,
    /// Entries of the notification center were looked at here, or some that were are gone: other devices should hear of it.
    ViewedHere,
    Fold,
    Kept {
        key: String,
    },
}
