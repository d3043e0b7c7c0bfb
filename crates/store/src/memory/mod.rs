//! What is only true while connected: presence, who is in the rooms, typing. Never on disk; gone with the connection, but for
//! where people's clocks are, which is known until the program ends.

mod rooms;

pub(crate) use rooms::{Room, RoomEffect, Rooms};

use crate::{Change, Presence, PresenceRecord, Show};
use std::collections::{BTreeMap, BTreeSet};

/// More devices than this at once nobody has: what comes after is not kept.
const MOST_RESOURCES: usize = 64;

/// A fact for the memory, taken over once the commit it came with has succeeded.
#[derive(Debug, Clone)]
pub(crate) enum Effect {
    Presence(Presence),
    Unknown,
    Typing { conversation: String, active: bool },
    Zone { address: String, offset: i32 },
    Room { room: String, effect: RoomEffect },
}

#[derive(Default)]
pub(crate) struct Memory {
    /// Address, then resource.
    presence: BTreeMap<String, BTreeMap<String, Presence>>,
    typing: BTreeSet<String>,
    /// Minutes east of Greenwich.
    zones: BTreeMap<String, i32>,
    pub rooms: Rooms,
}

impl Memory {
    pub fn take(&mut self, effect: Effect, changes: &mut Vec<Change>) {
        match effect {
            Effect::Presence(presence) => self.take_presence(presence, changes),
            Effect::Unknown => {
                let (presence, typing) = (std::mem::take(&mut self.presence), std::mem::take(&mut self.typing));
                changes.extend(presence.into_keys().map(|address| Change::Presence { address }));
                changes.extend(typing.into_iter().map(|conversation| Change::Typing { conversation }));
                self.rooms.all_unknown(changes);
            }
            Effect::Zone { address, offset } => {
                if self.zones.insert(address.clone(), offset) != Some(offset) {
                    changes.push(Change::Person { address });
                }
            }
            Effect::Room { room, effect } => self.rooms.take(room, effect, changes),
            Effect::Typing { conversation, active } => {
                let changed = if active { self.typing.insert(conversation.clone()) } else { self.typing.remove(&conversation) };
                if changed {
                    changes.push(Change::Typing { conversation });
                }
            }
        }
    }

    fn take_presence(&mut self, presence: Presence, changes: &mut Vec<Change>) {
        let address = presence.address.clone();
        let before = self.presence(&address);
        if presence.show == Show::Offline {
            if let Some(resources) = self.presence.get_mut(&address) {
                resources.remove(&presence.resource);
                if resources.is_empty() {
                    self.presence.remove(&address);
                }
            }
            // Whoever has left is not writing.
            if !self.presence.contains_key(&address) && self.typing.remove(&address) {
                changes.push(Change::Typing { conversation: address.clone() });
            }
        } else {
            let resources = self.presence.entry(address.clone()).or_default();
            if resources.len() < MOST_RESOURCES || resources.contains_key(&presence.resource) {
                resources.insert(presence.resource.clone(), presence);
            }
        }
        if self.presence(&address) != before {
            changes.push(Change::Presence { address });
        }
    }

    /// The resource with the highest priority (RFC 6121 §4.7.2.3); among equals the most available.
    pub fn presence(&self, address: &str) -> PresenceRecord {
        let best = self.presence.get(address).and_then(|resources| {
            resources.values().max_by_key(|p| (p.priority, std::cmp::Reverse(rank(p.show)), std::cmp::Reverse(p.resource.clone())))
        });
        best.map_or_else(PresenceRecord::default, |p| PresenceRecord {
            show: p.show,
            status: p.status.clone(),
            idle_since: p.idle_since,
            resource: p.resource.clone(),
        })
    }

    pub fn typing(&self, conversation: &str) -> bool {
        self.typing.contains(conversation)
    }

    pub fn zone(&self, address: &str) -> Option<i32> {
        self.zones.get(address).copied()
    }
}

fn rank(show: Show) -> u8 {
    match show {
        Show::Available => 0,
        Show::DoNotDisturb => 1,
        Show::Away => 2,
        Show::Offline => 3,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    fn presence(resource: &str, show: Show, priority: i8) -> Effect {
        Effect::Presence(Presence {
            address: "bob@x".into(),
            resource: resource.into(),
            show,
            status: resource.into(),
            priority,
            idle_since: None,
        })
    }

    #[test]
    fn the_best_resource_is_shown_and_only_real_changes_are_told() {
        let mut memory = Memory::default();
        let mut changes = Vec::new();
        memory.take(presence("desk", Show::Away, 5), &mut changes);
        memory.take(presence("phone", Show::Available, 0), &mut changes);
        assert_eq!(memory.presence("bob@x").resource, "desk");
        assert_eq!(changes.len(), 1, "the phone changes nothing that is shown");
        memory.take(presence("web", Show::DoNotDisturb, 5), &mut changes);
        assert_eq!(memory.presence("bob@x").show, Show::DoNotDisturb);
        memory.take(presence("web", Show::Offline, 0), &mut changes);
        memory.take(presence("desk", Show::Offline, 0), &mut changes);
        assert_eq!(memory.presence("bob@x").show, Show::Available);
        changes.clear();
        memory.take(Effect::Typing { conversation: "bob@x".into(), active: true }, &mut changes);
        memory.take(Effect::Typing { conversation: "bob@x".into(), active: true }, &mut changes);
        assert_eq!(changes, [Change::Typing { conversation: "bob@x".into() }]);
        memory.take(Effect::Unknown, &mut changes);
        assert_eq!(memory.presence("bob@x"), PresenceRecord::default());
        assert!(!memory.typing("bob@x"));
    }
}
