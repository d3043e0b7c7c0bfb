//! Facts: all that can be written to an account's store, by the network and by the person alike.
//!
//! Invariant: a fact is already classified. Whoever makes one has checked who may say it; the store only
//! decides whether it is new, and refuses what it already has by UNIQUE keys.

mod draft;
mod file;
mod message;
mod notification;
mod people;
mod preference;
mod room;

pub use draft::{Draft, DraftOf, Words};
pub use file::{File, FileSource};
pub use message::{ArchivePage, Content, Forwarded, Mention, Message, Notice, Reply, Scope, Text};
pub use notification::Notification;
pub use people::{Card, Person, Presence, Show, Subscription};
pub(crate) use preference::Calls;
pub use preference::{Choice, Notify, Preferences};
pub use room::{Affiliation, Bookmark, Member, Occupant, Role, RoomInfo, RoomOptions, RoomStanding};

use crate::Millis;

/// Something that happened. Applying a fact twice changes nothing the second time.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    // People
    /// The whole contact list; people not in it are gone. `version` is the roster's (RFC 6121 §2.6).
    Roster {
        people: Vec<Person>,
        version: Option<String>,
    },
    /// One person new or changed (a roster push).
    Person {
        person: Person,
        version: Option<String>,
    },
    PersonGone {
        address: String,
        version: Option<String>,
    },
    /// The delimiter that nests group names (XEP-0083).
    GroupDelimiter {
        delimiter: Option<String>,
    },
    /// What a person's vCard says. `None` fields were not there.
    Card {
        address: String,
        card: Card,
    },
    /// A picture, named by the SHA-1 of its bytes (XEP-0084, XEP-0153).
    Avatar {
        address: String,
        hash: String,
        mime: String,
        bytes: Vec<u8>,
    },
    AvatarGone {
        address: String,
    },
    /// Someone asks to see one's presence.
    ContactRequest {
        address: String,
        name: String,
        at: Millis,
    },
    /// The request was accepted, declined or withdrawn, here or on another device.
    ContactRequestAnswered {
        address: String,
    },

    // What is only true while connected: kept in memory
    Presence(Presence),
    /// The connection is gone: nobody's presence is known, nobody is typing.
    PresenceUnknown,
    Typing {
        conversation: String,
        active: bool,
    },
    /// What a device of theirs says of its clock: minutes east of Greenwich.
    Zone {
        address: String,
        offset: i32,
    },

    // Messages
    /// The person wrote something, or changed, took back or reacted to something written: a pending row and an outbox
    /// entry, in one transaction.
    Written {
        conversation: String,
        origin_id: String,
        content: Content,
        at: Millis,
    },
    /// A message seen live: received, or sent by another of one's own devices (a carbon).
    Message(Message),
    /// Part of an archive, in archive order (XEP-0313).
    ArchivePage(ArchivePage),
    /// The session is new (not resumed), or the room was joined anew: what happened since the newest message of this
    /// archive is unknown. Opens a gap that `ArchivePage` fills; live messages go behind it.
    Reconnected {
        /// The room whose archive it is; `None`: the account's.
        archive: Option<String>,
    },
    /// The message was handed to the connection; nobody has answered yet.
    Attempted {
        origin_id: String,
    },
    /// The server has taken responsibility for the message (XEP-0198 ack, or its echo).
    Accepted {
        origin_id: String,
    },
    /// A device of the other side has it (XEP-0184), or has shown it (XEP-0333). Never lowers a state.
    Delivered {
        conversation: String,
        origin_id: String,
        at: Millis,
    },
    Displayed {
        conversation: String,
        origin_id: String,
    },
    /// Somebody has seen everything up to this message (XEP-0333).
    SeenBy {
        conversation: String,
        /// Bare JID, or the nickname in a room.
        author: String,
        /// The sender's id, in rooms the room's archive id.
        id: String,
        at: Millis,
    },
    /// The message came back with an error. `code` is the `api` code's name.
    Refused {
        conversation: String,
        origin_id: String,
        code: String,
        at: Millis,
    },
    /// Send a refused message again: a new outbox entry with the same origin-id.
    Retried {
        message: i64,
    },
    /// Remove a message that was never accepted.
    Discarded {
        message: i64,
    },

    // Reading
    /// Everything up to this row has been seen here.
    SeenHere {
        conversation: String,
        message: i64,
    },
    /// Everything up to this archive id has been seen on one of one's devices (XEP-0490).
    SeenElsewhere {
        conversation: String,
        archive_id: String,
    },
    /// What is being written; an empty one ends it.
    Draft {
        conversation: String,
        draft: Draft,
    },

    // Files
    /// The file of a message written here is on the server: the message may go now.
    Uploaded {
        origin_id: String,
        url: String,
    },
    /// The file was not taken. `code` is the `api` code's name; the message is failed and can be tried again.
    UploadRefused {
        origin_id: String,
        code: String,
        at: Millis,
        /// A quota is used up until then.
        retry_at: Option<Millis>,
    },
    /// The bytes of a message's file are here under this name; `None`: no longer.
    FileKept {
        message: i64,
        path: Option<String>,
    },
    /// The server does not have the file any more.
    FileGone {
        message: i64,
    },

    // Rooms
    /// All bookmarks; rooms not among them are none.
    Bookmarks {
        rooms: Vec<Bookmark>,
    },
    Bookmark(Bookmark),
    BookmarkGone {
        room: String,
    },
    RoomInfo {
        room: String,
        info: RoomInfo,
    },
    /// What the room is about now; the notice of the change is a message.
    Topic {
        room: String,
        topic: String,
        by: Option<String>,
        at: Millis,
    },
    /// The whole list of those who belong to a room, or are banned; others do not.
    Members {
        room: String,
        members: Vec<Member>,
    },
    Member {
        room: String,
        member: Member,
    },
    MemberGone {
        room: String,
        address: String,
    },
    /// What this account is to a room.
    SelfInRoom {
        room: String,
        affiliation: Affiliation,
        role: Role,
        nick: String,
    },
    /// Somebody is in a room, or is so in another way: kept in memory, as the rest of these.
    Occupant {
        room: String,
        occupant: Occupant,
    },
    OccupantGone {
        room: String,
        nick: String,
    },
    /// Nobody is known to be there any more.
    OccupantsUnknown {
        room: String,
    },
    RoomStanding {
        room: String,
        standing: RoomStanding,
    },
    TypingIn {
        room: String,
        nick: String,
        active: bool,
    },

    // Preferences, clearing
    /// One thing was chosen for a conversation. `here`: on this device, so that the others are to hear of it.
    Choice {
        conversation: String,
        choice: Choice,
        here: bool,
    },
    /// All that is chosen for a conversation, as another device has told it.
    Preferences {
        conversation: String,
        preferences: Preferences,
    },
    /// A message was pinned, or is no longer.
    PinHere {
        message: i64,
        on: bool,
    },
    /// The person wants the conversation to be unread from this message on. Until they see it again.
    MarkedUnread {
        conversation: String,
        message: i64,
    },
    /// The person does not want the history any more, up to this archive id; `None`: all that is known. Its rows go for
    /// good, and do not come again from the archive.
    Cleared {
        conversation: String,
        up_to: Option<String>,
        here: bool,
    },
    /// The archive itself has deleted the conversation's messages up to this archive id, which may be that of another
    /// conversation's message; `None`: all of them.
    Purged {
        conversation: String,
        up_to: Option<String>,
    },

    // Notification center
    /// An entry published by a service.
    Notified(Notification),
    /// Invited into a room.
    Invited {
        room: String,
        name: String,
        /// Who invites: bare JID.
        by: String,
        reason: String,
        password: Option<String>,
        at: Millis,
    },
    /// The invitation was accepted, declined or withdrawn, here or on another device.
    InvitationAnswered {
        room: String,
    },
    /// An entry was looked at, here.
    NotificationViewed {
        id: String,
    },
    AllNotificationsViewed,
    /// Looked at on another device: all up to this time, and these. `at`: when that was heard.
    ViewedElsewhere {
        up_to: Millis,
        ids: Vec<String>,
        at: Millis,
    },

    /// A folded or unfolded department.
    Fold {
        group: String,
        folded: bool,
    },
    /// Anything small that is kept by name (own status, intranet profile, pinned SASL mechanism).
    Kept {
        key: String,
        value: Option<String>,
    },
}
