//! Rooms (XEP-0045): bookmarks, what a room says of itself, who belongs to it and who is there.

use crate::Show;
use serde::{Deserialize, Serialize};

/// A room of one's own list (XEP-0402).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bookmark {
    /// Bare JID.
    pub room: String,
    pub name: String,
    pub nick: Option<String>,
    pub autojoin: bool,
    pub password: Option<String>,
    /// `<extensions/>` as it came, so that what others keep there stays.
    pub extensions: String,
}

/// What a room tells everybody about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RoomInfo {
    pub name: String,
    pub description: Option<String>,
    /// Features of service discovery.
    pub features: Vec<String>,
    pub options: RoomOptions,
}

/// A room's settings that everybody may know. `None`: the room does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools)] // as many as the room has
pub struct RoomOptions {
    pub members_only: bool,
    /// Only those write who were given voice.
    pub moderated: bool,
    pub hidden: bool,
    pub temporary: bool,
    pub password_protected: bool,
    /// Everybody in the room sees the real addresses.
    pub non_anonymous: bool,
    /// Every participant may set the topic.
    pub change_subject: Option<bool>,
    /// Every participant may invite.
    pub allow_invites: Option<bool>,
    /// Newcomers may read what was said before they came.
    pub newcomers_see_past: Option<bool>,
}

/// What somebody is to a room, whether there or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Affiliation {
    Outcast,
    #[default]
    None,
    Member,
    Admin,
    Owner,
}

impl Affiliation {
    const ALL: [Self; 5] = [Self::Outcast, Self::None, Self::Member, Self::Admin, Self::Owner];

    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Outcast => 0,
            Self::None => 1,
            Self::Member => 2,
            Self::Admin => 3,
            Self::Owner => 4,
        }
    }

    pub(crate) fn stored(number: i64) -> Self {
        Self::ALL.into_iter().find(|affiliation| affiliation.number() == number).unwrap_or_default()
    }
}

/// What somebody who is there may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Role {
    #[default]
    None,
    /// May read only.
    Visitor,
    Participant,
    Moderator,
}

/// An entry of a room's list of those who belong to it, or are banned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Member {
    /// Bare JID.
    pub address: String,
    pub affiliation: Affiliation,
    /// The nickname reserved for them.
    pub nick: Option<String>,
}

/// Somebody who is in a room now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupant {
    pub nick: String,
    /// Bare JID, where the room shows it.
    pub address: Option<String>,
    /// XEP-0421.
    pub occupant_id: Option<String>,
    pub affiliation: Affiliation,
    pub role: Role,
    pub show: Show,
    pub status: String,
}

/// Whether this device is in a room.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum RoomStanding {
    #[default]
    Outside,
    Joining,
    Joined,
    /// Refused; `code` is the `api` code's name.
    Refused {
        code: String,
    },
}
