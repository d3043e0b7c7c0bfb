//! Rooms, who belongs to them, and who is there.

use crate::{Affiliation, Bookmark, Millis, Role, RoomInfo, RoomStanding, Show};

/// A room that is bookmarked, joined, or has messages here.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RoomRecord {
    /// Bare JID.
    pub room: String,
    /// The bookmark's name, else the room's own, else empty.
    pub name: String,
    pub bookmark: Option<Bookmark>,
    pub info: Option<RoomInfo>,
    pub topic: Option<TopicRecord>,
    /// What this account is to the room; persists.
    pub affiliation: Affiliation,
    /// What it may do there now.
    pub role: Role,
    /// What it is called there now, or was last.
    pub nick: Option<String>,
    pub standing: RoomStanding,
    /// How many belong to it, as far as is known.
    pub members: u32,
    /// How many are there now.
    pub online: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TopicRecord {
    pub topic: String,
    pub by: Option<String>,
    pub at: Millis,
}

/// Somebody of a room's list, with whether they are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRecord {
    /// Bare JID.
    pub address: String,
    /// Their name in the contact list or on their card; else the nickname, else empty.
    pub name: String,
    pub affiliation: Affiliation,
    pub nick: Option<String>,
    /// Present in the room.
    pub show: Option<Show>,
}
