//! Who is in the rooms right now, who is writing there, and whether this device is in them.

use crate::{Change, Occupant, Role, RoomStanding};
use std::collections::{BTreeMap, BTreeSet};

/// More occupants of one room are not kept.
const MOST_OCCUPANTS: usize = 20_000;
/// So many may be writing at once.
const MOST_TYPISTS: usize = 64;

#[derive(Debug, Clone)]
pub(crate) enum RoomEffect {
    Standing(RoomStanding),
    /// What this account may do there, and what it is called.
    Own {
        role: Role,
        nick: String,
    },
    Occupant(Occupant),
    Gone {
        nick: String,
    },
    Unknown,
    Typing {
        nick: String,
        active: bool,
    },
}

#[derive(Default)]
pub(crate) struct Rooms {
    rooms: BTreeMap<String, Room>,
}

/// A room as it is now.
#[derive(Default)]
pub(crate) struct Room {
    pub occupants: BTreeMap<String, Occupant>,
    pub typists: BTreeSet<String>,
    pub standing: RoomStanding,
    pub role: Role,
    pub nick: Option<String>,
}

impl Rooms {
    pub fn get(&self, room: &str) -> Option<&Room> {
        self.rooms.get(room)
    }

    /// Rooms this device is in, or tries to be.
    pub fn entered(&self) -> impl Iterator<Item = &String> {
        self.rooms.iter().filter(|(_, room)| room.standing != RoomStanding::Outside).map(|(address, _)| address)
    }

    pub fn take(&mut self, address: String, effect: RoomEffect, changes: &mut Vec<Change>) {
        let room = self.rooms.entry(address.clone()).or_default();
        match effect {
            RoomEffect::Standing(standing) => {
                if room.standing != standing {
                    room.standing = standing;
                    changes.push(Change::Room { room: address });
                }
            }
            RoomEffect::Own { role, nick } => {
                let nick = Some(nick).filter(|nick| !nick.is_empty());
                if room.role != role || room.nick != nick {
                    (room.role, room.nick) = (role, nick);
                    changes.push(Change::Room { room: address });
                }
            }
            RoomEffect::Occupant(occupant) => {
                let known = room.occupants.get(&occupant.nick);
                if known != Some(&occupant) && (known.is_some() || room.occupants.len() < MOST_OCCUPANTS) {
                    let moved = known.is_none_or(|known| known.address != occupant.address);
                    let nick = occupant.nick.clone();
                    room.occupants.insert(nick.clone(), occupant);
                    changes.push(Change::Occupant { room: address, nick, moved });
                }
            }
            RoomEffect::Gone { nick } => {
                if room.occupants.remove(&nick).is_some() {
                    changes.push(Change::Occupant { room: address.clone(), nick: nick.clone(), moved: true });
                }
                // Whoever has left is not writing.
                if room.typists.remove(&nick) {
                    changes.push(Change::Typing { conversation: address });
                }
            }
            RoomEffect::Unknown => room.nobody(&address, changes),
            RoomEffect::Typing { nick, active } => {
                let changed = if active {
                    room.typists.len() < MOST_TYPISTS && room.typists.insert(nick)
                } else {
                    room.typists.remove(&nick)
                };
                if changed {
                    changes.push(Change::Typing { conversation: address });
                }
            }
        }
    }

    /// The connection is gone: this device is in no room.
    pub fn all_unknown(&mut self, changes: &mut Vec<Change>) {
        for (address, room) in &mut self.rooms {
            room.nobody(address, changes);
            if matches!(room.standing, RoomStanding::Joining | RoomStanding::Joined) {
                room.standing = RoomStanding::Outside;
                room.role = Role::None;
                changes.push(Change::Room { room: address.clone() });
            }
        }
    }
}

impl Room {
    fn nobody(&mut self, address: &str, changes: &mut Vec<Change>) {
        if !self.occupants.is_empty() {
            self.occupants.clear();
            changes.push(Change::Members { room: address.to_owned() });
        }
        if !self.typists.is_empty() {
            self.typists.clear();
            changes.push(Change::Typing { conversation: address.to_owned() });
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use crate::{Affiliation, Show};

    fn occupant(nick: &str) -> RoomEffect {
        RoomEffect::Occupant(Occupant {
            nick: nick.into(),
            address: None,
            occupant_id: None,
            affiliation: Affiliation::Member,
            role: Role::Participant,
            show: Show::Available,
            status: String::new(),
        })
    }

    #[test]
    fn whoever_leaves_is_not_writing_and_only_real_changes_are_told() {
        let mut rooms = Rooms::default();
        let mut changes = Vec::new();
        let mut take = |effect| rooms.take("tea@r".into(), effect, &mut changes);
        take(RoomEffect::Standing(RoomStanding::Joined));
        take(occupant("Ann"));
        take(occupant("Ann"));
        take(RoomEffect::Typing { nick: "Ann".into(), active: true });
        take(RoomEffect::Gone { nick: "Ann".into() });
        let room = || "tea@r".to_owned();
        let typing = Change::Typing { conversation: room() };
        let moved = Change::Occupant { room: room(), nick: "Ann".into(), moved: true };
        assert_eq!(changes, [Change::Room { room: room() }, moved.clone(), typing.clone(), moved, typing]);
        changes.clear();
        rooms.take(room(), occupant("Ben"), &mut changes);
        rooms.all_unknown(&mut changes);
        let now = rooms.get("tea@r").unwrap();
        assert!(now.occupants.is_empty() && now.standing == RoomStanding::Outside);
        assert_eq!(rooms.entered().count(), 0);
    }
}
