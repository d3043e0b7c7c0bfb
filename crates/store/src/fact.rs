//! Facts: all that can be written to an account's store, by the network and by the person alike.
//!
//! Invariant: a fact is already classified. Whoever makes one has checked who may say it; the store only
//! decides whether it is new, and refuses what it already has by UNIQUE keys.

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

    // Messages
    /// The person wrote something: a pending row and an outbox entry, in one transaction.
    Written {
        conversation: String,
        origin_id: String,
        body: String,
        at: Millis,
    },
    /// A message seen live: received, or sent by another of one's own devices (a carbon).
    Message(Message),
    /// Part of the account's archive, in archive order (XEP-0313).
    ArchivePage(ArchivePage),
    /// The session is new (not resumed): what happened since the newest archived message is unknown.
    /// Opens a gap that `ArchivePage` fills; live messages go behind it.
    Reconnected,
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
    },
    Displayed {
        conversation: String,
        origin_id: String,
    },
    /// The message came back with an error. `code` is the `api` code's name.
    Refused {
        conversation: String,
        origin_id: String,
        code: String,
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
    Draft {
        conversation: String,
        text: String,
    },
    /// An entry of the notification center was looked at.
    NotificationViewed {
        id: String,
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

/// A person of the contact list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Person {
    pub address: String,
    pub name: String,
    /// Groups as the server names them, e.g. `Sales::Inside`.
    pub groups: Vec<String>,
    pub subscription: Subscription,
    /// `ask='subscribe'`: asked, not answered yet.
    pub asked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Subscription {
    #[default]
    None,
    To,
    From,
    Both,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Card {
    pub name: Option<String>,
    pub title: Option<String>,
    pub department: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Presence {
    pub address: String,
    pub resource: String,
    pub show: Show,
    pub status: String,
    pub priority: i8,
    /// No input since then (XEP-0319).
    pub idle_since: Option<Millis>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Show {
    Available,
    Away,
    DoNotDisturb,
    Offline,
}

/// A message of a one-to-one conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Bare JID of the other side.
    pub conversation: String,
    /// Whether one of one's own devices sent it.
    pub mine: bool,
    /// Bare JID of the author.
    pub author: String,
    pub body: String,
    /// Shown time: the archive's or the server's stamp, else when it came in. Order does not follow it.
    pub at: Millis,
    /// The archive's id (XEP-0359 stanza-id by the own account), where the server gives one.
    pub archive_id: Option<String>,
    /// The sender's id: origin-id, else the stanza's `id`. Unique only together with author and conversation.
    pub origin_id: Option<String>,
    /// The other side asked for a receipt or takes displayed markers.
    pub wants_marker: bool,
}

/// One page of an archive query, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct ArchivePage {
    pub scope: Scope,
    /// Items in archive order; `archive_id` is always there. Items that are not messages with text (receipts,
    /// markers…) count for the cursor too, so the page names its ends itself.
    pub messages: Vec<Message>,
    /// Archive ids of the first and last item of the page (RSM), whatever they were.
    pub first: Option<String>,
    pub last: Option<String>,
    /// The server says that nothing is left in the direction asked.
    pub complete: bool,
}

/// What an archive page answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Fills gap `gap` upwards from its lower end: the query was `after` the gap's lower id.
    Forward { gap: i64 },
    /// Fills gap `gap` downwards from its upper end: the query was `before` the gap's upper id.
    Backward { gap: i64 },
    /// Only one conversation (`with`), downwards from the oldest message known of it.
    Conversation { conversation: String },
    /// The anchor of the query is not in the archive any more: the gap stays, visibly, and is not asked for again.
    Lost { gap: i64 },
}
