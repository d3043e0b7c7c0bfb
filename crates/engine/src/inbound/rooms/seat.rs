//! One's place in a room, and who else is there: what the room's stanzas are judged by.

use std::collections::HashMap;
use store::{Occupant, RoomInfo};
use wire::ns;

/// More people of one room are not kept: a room can invent them without end.
pub const MOST_PEOPLE: usize = 20_000;

/// Whether one is in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    #[default]
    Outside,
    /// Asked to be let in.
    Entering,
    Inside,
}

/// What a room keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traits {
    /// It gives its messages ids, and takes forged ones away (XEP-0359).
    pub stable_ids: bool,
    /// It tells who is who beyond nicknames (XEP-0421).
    pub occupant_ids: bool,
    /// Everybody sees the real addresses.
    pub non_anonymous: bool,
    pub archive: bool,
}

impl Traits {
    pub fn of(info: &RoomInfo) -> Self {
        let has = |feature: &str| info.features.iter().any(|known| known == feature);
        Self {
            stable_ids: has(ns::STANZA_ID) || has(ns::MUC_STABLE_ID) || has(ns::MAM),
            occupant_ids: has(ns::OCCUPANT_ID),
            non_anonymous: info.options.non_anonymous,
            archive: has(ns::MAM),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Seat {
    /// It has shown itself to be a room, or stands on one's own list. Until then whoever has this address may be a person.
    pub shown: bool,
    pub stage: Stage,
    /// One means to be there: it is bookmarked so.
    pub wanted: bool,
    /// One's own name there: as it is, as it is asked for, or as it was.
    pub nick: String,
    pub traits: Traits,
    /// It has told its topic since one came in: what is said of it from now on is news.
    pub settled: bool,
    /// One's own id there (XEP-0421).
    pub own_id: Option<String>,
    /// By nickname; oneself too.
    pub occupants: HashMap<String, Occupant>,
}

impl Seat {
    pub fn inside(&self) -> bool {
        self.stage == Stage::Inside
    }

    /// There is room for somebody of this name.
    pub fn has_place_for(&self, nick: &str) -> bool {
        self.occupants.len() < MOST_PEOPLE || self.occupants.contains_key(nick)
    }

    pub fn occupant(&self, nick: &str) -> Option<&Occupant> {
        self.occupants.get(nick)
    }
}
