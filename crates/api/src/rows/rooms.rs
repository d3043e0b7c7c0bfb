//! Rooms (XEP-0045): the room itself, its members, and the list of those one may join.

use super::Availability;
use crate::{Code, ConversationId};
use serde::{Deserialize, Serialize};

/// One room, as one is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct RoomRow {
    pub id: ConversationId,
    pub name: String,
    pub topic: String,
    pub options: RoomOptions,
    pub standing: RoomStanding,
    pub affiliation: Affiliation,
    pub role: Role,
    /// Members known, and how many of them are there now.
    pub members: u32,
    pub online: u32,
    /// Whether the room keeps what is said: who was away finds it later.
    pub archived: bool,
    pub can: Vec<RoomRight>,
}

/// What a room is like.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoomOptions {
    pub name: String,
    pub description: String,
    /// Anyone may join. Rooms of this program are open and listed, or neither; other programs know mixtures.
    pub open: bool,
    /// Anyone finds it.
    pub listed: bool,
    /// Only those with a voice may write (moderated).
    pub moderated: bool,
    /// Every participant may invite, not only administrators.
    pub anyone_invites: bool,
    /// Every participant may change the topic.
    pub anyone_sets_topic: bool,
    /// Newcomers see what was said before they came; `None` where the server has no such option.
    pub newcomers_see_past: Option<bool>,
}

/// What of a room somebody chose to change; all else stays as it is. As in [`RoomOptions`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoomChanges {
    pub name: Option<String>,
    pub description: Option<String>,
    pub open: Option<bool>,
    pub listed: Option<bool>,
    pub moderated: Option<bool>,
    pub anyone_invites: Option<bool>,
    pub anyone_sets_topic: Option<bool>,
    pub newcomers_see_past: Option<bool>,
}

impl From<RoomOptions> for RoomChanges {
    /// All of it, for a room that is new.
    fn from(options: RoomOptions) -> Self {
        Self {
            name: Some(options.name),
            description: Some(options.description),
            open: Some(options.open),
            listed: Some(options.listed),
            moderated: Some(options.moderated),
            anyone_invites: Some(options.anyone_invites),
            anyone_sets_topic: Some(options.anyone_sets_topic),
            newcomers_see_past: options.newcomers_see_past,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RoomStanding {
    Joining,
    Joined,
    /// Not in it, by choice or because the connection is gone.
    Outside,
    /// Could not be joined, or was put out.
    Refused {
        code: Code,
    },
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Affiliation {
    Owner,
    /// "Administrator" in the window.
    Admin,
    Member,
    #[default]
    None,
    Outcast,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Role {
    Moderator,
    Participant,
    /// Reads only.
    Visitor,
    #[default]
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum RoomRight {
    Write,
    Invite,
    SetTopic,
    Configure,
    /// Give and take voice, administration and membership.
    ChangeMembers,
    /// Put people out.
    Remove,
    /// Remove others' messages.
    Moderate,
    /// Delete all messages for everyone.
    DeleteMessages,
    Destroy,
}

/// A member, or someone who is there without being one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct MemberRow {
    /// The bare JID, or `room/nick` where it is hidden.
    pub id: String,
    pub address: Option<String>,
    pub nick: String,
    pub name: String,
    pub title: String,
    pub avatar: Option<String>,
    pub availability: Availability,
    pub affiliation: Affiliation,
    pub role: Role,
    pub me: bool,
}

/// A room anyone may join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PublicRoomRow {
    pub id: ConversationId,
    pub name: String,
    pub description: String,
    /// People in it now, where the server says so.
    pub occupants: Option<u32>,
    /// Whether one is in it.
    pub joined: bool,
}
