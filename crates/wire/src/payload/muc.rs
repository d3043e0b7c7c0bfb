//! Rooms (XEP-0045): joining, what a room says of its occupants, its lists, its settings and its end.
//!
//! Invariant: what a room says counts only when it comes from the room; that is for the caller to check. Unknown
//! status codes, roles and affiliations cost nobody the rest.

mod admin;
mod config;
mod info;
mod join;
mod owner;
pub mod status;
mod user;

pub use admin::{AdminQuery, affiliations_request, change, changes, roles_request};
pub use config::{AllowPm, NEWCOMERS_SEE_PAST, Password, RoomConfig, Whois};
pub use info::RoomInfo;
pub use join::{History, Join};
pub use owner::{OwnerRequest, configuration_form, configuration_request, configure, destroy_room, instant_room};
pub use user::{Actor, Decline, Destroy, Invite, Item, RoomUser, decline, invite};

/// What somebody is to a room for good, least first (§5.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Affiliation {
    /// Banned.
    Outcast,
    #[default]
    None,
    Member,
    Admin,
    Owner,
}

impl Affiliation {
    pub const ALL: [Affiliation; 5] =
        [Affiliation::Outcast, Affiliation::None, Affiliation::Member, Affiliation::Admin, Affiliation::Owner];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Affiliation::Outcast => "outcast",
            Affiliation::None => "none",
            Affiliation::Member => "member",
            Affiliation::Admin => "admin",
            Affiliation::Owner => "owner",
        }
    }

    /// `None` if it is not known.
    pub fn from_name(name: &str) -> Option<Affiliation> {
        Affiliation::ALL.into_iter().find(|affiliation| affiliation.name() == name.trim())
    }
}

/// What an occupant may do while in the room, least first (§5.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Not in the room.
    #[default]
    None,
    /// Reads only.
    Visitor,
    Participant,
    Moderator,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::None, Role::Visitor, Role::Participant, Role::Moderator];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Role::None => "none",
            Role::Visitor => "visitor",
            Role::Participant => "participant",
            Role::Moderator => "moderator",
        }
    }

    /// `None` if it is not known.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name.trim())
    }
}
