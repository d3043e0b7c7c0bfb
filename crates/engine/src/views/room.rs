//! A room: what it is like, whether one is in it, and what one may do there.

use super::{Live, Scene, Wish, diff::Sent, some};
use crate::{codes, room_rights};
use api::{
    Patches,
    rows::{Affiliation, Role, RoomOptions, RoomRow, RoomStanding},
};
use store::{Change, RoomRecord, StoreError};
use wire::ns;

#[derive(Debug)]
pub struct Room {
    room: String,
    asked: bool,
    sent: Sent<RoomRow>,
}

pub fn affiliation(affiliation: store::Affiliation) -> Affiliation {
    match affiliation {
        store::Affiliation::Owner => Affiliation::Owner,
        store::Affiliation::Admin => Affiliation::Admin,
        store::Affiliation::Member => Affiliation::Member,
        store::Affiliation::None => Affiliation::None,
        store::Affiliation::Outcast => Affiliation::Outcast,
    }
}

pub fn role(role: store::Role) -> Role {
    match role {
        store::Role::Moderator => Role::Moderator,
        store::Role::Participant => Role::Participant,
        store::Role::Visitor => Role::Visitor,
        store::Role::None => Role::None,
    }
}

fn standing(standing: &store::RoomStanding) -> RoomStanding {
    match standing {
        store::RoomStanding::Outside => RoomStanding::Outside,
        store::RoomStanding::Joining => RoomStanding::Joining,
        store::RoomStanding::Joined => RoomStanding::Joined,
        store::RoomStanding::Refused { code } => RoomStanding::Refused { code: codes::from_name(code) },
    }
}

impl Room {
    pub fn new(room: String) -> Self {
        Self { room, asked: false, sent: Sent::default() }
    }

    fn row(&self, record: &RoomRecord, scene: &Scene<'_>) -> RoomRow {
        let info = record.info.clone().unwrap_or_default();
        let options = info.options;
        RoomRow {
            id: self.room.clone(),
            name: scene.face(&self.room).name.clone(),
            topic: record.topic.as_ref().map(|topic| topic.topic.clone()).unwrap_or_default(),
            options: RoomOptions {
                name: info.name,
                description: info.description.unwrap_or_default(),
                open: !options.members_only && record.info.is_some(),
                listed: !options.hidden && record.info.is_some(),
                moderated: options.moderated,
                anyone_invites: options.allow_invites.unwrap_or(!options.members_only),
                anyone_sets_topic: options.change_subject.unwrap_or(false),
                newcomers_see_past: options.newcomers_see_past,
            },
            standing: standing(&record.standing),
            affiliation: affiliation(record.affiliation),
            role: role(record.role),
            // Guests are not on the list of those who belong to it.
            members: record.members.max(record.online),
            online: record.online,
            archived: info.features.iter().any(|feature| feature == ns::MAM),
            can: room_rights::of(record),
        }
    }
}

impl Live for Room {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Room { room } | Change::Members { room } | Change::Member { room, .. } => *room == self.room,
            Change::Occupant { room, moved, .. } => *moved && *room == self.room,
            Change::Bookmarks => true,
            _ => false,
        }
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let record = match scene.store {
            Some(store) => store.room(&self.room)?,
            None => None,
        };
        let rows = record.iter().map(|record| self.row(record, scene)).collect();
        Ok(some(self.sent.update(rows, 0, 0)).map(Patches::Room))
    }

    fn forget(&mut self) {
        self.asked = false;
        self.sent.forget();
    }

    fn wish(&mut self, _scene: &Scene<'_>) -> Option<Wish> {
        (!std::mem::replace(&mut self.asked, true)).then(|| Wish::Room { room: self.room.clone() })
    }
}
