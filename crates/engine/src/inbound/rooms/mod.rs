//! Rooms (XEP-0045): what they say of themselves, of who is there, and what is said in them. Pure.
//!
//! Invariant: a room is believed only while one is in it, or on the way in, and only about itself. Who speaks is told by the
//! room alone: real addresses come from the presence of a room that shows them to everybody, never from a message.

pub mod bookmarks;
pub mod info;
mod invitation;
pub mod lists;
pub mod message;
mod presence;
mod seat;

pub use invitation::classify as invitation;
pub use presence::classify as presence;
pub use seat::{MOST_PEOPLE, Seat, Stage, Traits};

use store::{Affiliation, Millis, Occupant};

/// What is known of rooms when a stanza is judged.
pub trait Rooms {
    /// Set for every room one is in, on the way in, or has bookmarked.
    fn seat(&self, room: &str) -> Option<&Seat>;
    /// There are rooms under this domain.
    fn is_service(&self, domain: &str) -> bool;
}

/// What a room says beside words.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Somebody is there, or is so in another way.
    There { occupant: Occupant, me: bool, codes: Vec<u16> },
    /// Somebody is there no longer.
    Gone { nick: String, me: bool, why: Departure, affiliation: Affiliation },
    /// The occupant goes on under another name.
    Renamed { nick: String, to: String, me: bool },
    /// One may not come in, or not under this name.
    Refused { condition: String },
    /// The room is no more.
    Destroyed { reason: String },
    /// Its settings are different.
    Changed,
    /// Somebody who is not there is something else to the room.
    Affiliated { address: String, nick: Option<String>, affiliation: Affiliation, by: Option<String> },
    /// What it is about. Without an archive id it is told to who comes in, or not kept.
    Topic { topic: String, by: Option<String>, at: Option<Millis> },
    /// Somebody is writing, or no longer.
    Typing { nick: String, active: bool },
    /// Somebody has seen everything up to this message of the room's archive (XEP-0333).
    Seen { nick: String, id: String },
    /// Words of one's own came back. `condition` as in RFC 6120 §8.3.3.
    Returned { origin_id: String, condition: String },
}

/// Why somebody is there no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Departure {
    Left,
    /// Put out; and not to come back, where banned.
    Removed {
        by: Option<String>,
        banned: bool,
    },
    /// Is no member any more, or the room became one for members only.
    Excluded {
        by: Option<String>,
    },
    /// The service stops, or lost the connection: come again.
    Lost,
}

/// The engine's words for the stream's.
pub fn affiliation(affiliation: wire::payload::muc::Affiliation) -> Affiliation {
    use wire::payload::muc::Affiliation as Wire;
    match affiliation {
        Wire::Owner => Affiliation::Owner,
        Wire::Admin => Affiliation::Admin,
        Wire::Member => Affiliation::Member,
        Wire::None => Affiliation::None,
        Wire::Outcast => Affiliation::Outcast,
    }
}

pub fn role(role: wire::payload::muc::Role) -> store::Role {
    use wire::payload::muc::Role as Wire;
    match role {
        Wire::Moderator => store::Role::Moderator,
        Wire::Participant => store::Role::Participant,
        Wire::Visitor => store::Role::Visitor,
        Wire::None => store::Role::None,
    }
}
