//! The rooms of the account (XEP-0045): which one is in, which one means to be in, and what is under way with each.
//!
//! Invariant: a room that is bookmarked with autojoin is entered after every sign-in that did not resume, and again
//! whenever it turns out that one is not in it (XEP-0410). What is said in a room goes out only once one is in and its archive
//! has been caught up.

mod archive;
mod bookmarks;
mod door;
mod hearing;
mod lists;
mod notices;
mod occupants;
mod ping;
mod public;
mod topic;

pub use door::Entry;

use crate::{
    inbound::rooms::{Rooms as Seats, Seat, Stage, Traits},
    sync::Sync,
};
use api::{Code, Millis};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use store::{Affiliation, Bookmark, Fact, Member, OutboxEntry, RoomStanding, Store};
use tokio::sync::oneshot;

/// Answered once one is in, or cannot be: with whether the room was made by it.
pub type Waiting = oneshot::Sender<Result<bool, Code>>;

/// People of a room in which one tells how far one has read.
const MOST_MARKERS: usize = 30;
/// Occupants of a room in which typing notices are given.
const MOST_TYPING: usize = 50;

/// What is under way with one room.
#[derive(Debug, Default)]
pub struct Room {
    pub seat: Seat,
    pub sync: Sync,
    /// That one is in was written down: before that, nothing is known of what is missing.
    settled_in: bool,
    /// What it is like is being asked, before one knocks.
    asked: bool,
    password: Option<String>,
    /// It is to be made by coming in.
    create: bool,
    /// Names that were taken already.
    names_tried: u8,
    waiting: Vec<Waiting>,
    /// When the way in began, and when something was heard last.
    since: Millis,
    heard_at: Millis,
    /// Tries in a row that were not answered.
    failures: u8,
    /// Who belongs to it, as far as that was heard since the start.
    belonging: BTreeMap<String, Affiliation>,
    /// Its list of members was asked for on this stream.
    looked_at: bool,
    /// Somebody has looked at it since the start.
    watched: bool,
    /// Topics that the room has not taken yet.
    topics: Vec<topic::Setting>,
    /// Those of the lists that have come; `None` where one is not for one's eyes.
    lists: Vec<(Affiliation, Option<Vec<Member>>)>,
}

impl Room {
    fn on_the_way(&self) -> bool {
        self.asked || self.seat.stage == Stage::Entering
    }

    fn answer(&mut self, answer: Result<bool, Code>) {
        for waiting in self.waiting.drain(..) {
            waiting.send(answer).ok();
        }
    }
}

#[derive(Debug, Default)]
pub struct Rooms {
    rooms: BTreeMap<String, Room>,
    /// Domains that have rooms; never the own one, whatever anybody says: it has the accounts.
    services: BTreeSet<String>,
    own: String,
    /// As they are to be on all devices.
    bookmarks: BTreeMap<String, Bookmark>,
    /// The server was asked for them and has answered, in this run or an earlier one.
    listed: bool,
    /// To be entered, the next one first.
    queue: VecDeque<String>,
}

impl Seats for Rooms {
    fn seat(&self, room: &str) -> Option<&Seat> {
        self.rooms.get(room).map(|room| &room.seat)
    }

    fn is_service(&self, domain: &str) -> bool {
        self.services.contains(domain)
    }
}

impl Rooms {
    /// What is known from earlier runs. `own` is the domain of the accounts.
    pub fn load(store: &Store, own: &str) -> Self {
        let known = store.rooms().unwrap_or_else(|error| {
            tracing::warn!(%error, "the rooms cannot be read");
            Vec::new()
        });
        let mut rooms = Self { own: own.to_owned(), listed: bookmarks::were_read(store), ..Self::default() };
        for record in known {
            if !rooms.may_have(&record.room) {
                continue;
            }
            if record.info.is_some() {
                rooms.services(wire::stanza::domain(&record.room));
            }
            let room = rooms.room(&record.room);
            room.seat.shown = true;
            room.seat.nick = record.nick.unwrap_or_default();
            room.seat.wanted = record.bookmark.as_ref().is_some_and(|bookmark| bookmark.autojoin);
            room.seat.traits = record.info.as_ref().map(Traits::of).unwrap_or_default();
            if let Some(bookmark) = record.bookmark {
                room.password.clone_from(&bookmark.password);
                rooms.bookmarks.insert(record.room, bookmark);
            }
        }
        rooms
    }

    pub fn services(&mut self, domains: impl IntoIterator<Item = String>) {
        let own = &self.own;
        self.services.extend(domains.into_iter().filter(|domain| domain != own));
    }

    /// A room may have this address: the own server's are those of people.
    pub fn may_have(&self, address: &str) -> bool {
        wire::stanza::domain(address).is_some_and(|domain| domain != self.own)
    }

    pub fn is_known_service(&self, domain: &str) -> bool {
        self.services.contains(domain)
    }

    pub fn bookmark(&self, room: &str) -> Option<&Bookmark> {
        self.bookmarks.get(room)
    }

    pub fn get(&self, room: &str) -> Option<&Room> {
        self.rooms.get(room)
    }

    pub fn get_mut(&mut self, room: &str) -> Option<&mut Room> {
        self.rooms.get_mut(room)
    }

    /// Made where it is missing.
    fn room(&mut self, room: &str) -> &mut Room {
        if !self.rooms.contains_key(room) {
            let new = Room { sync: Sync::of_room(room), ..Room::default() };
            self.rooms.insert(room.to_owned(), new);
        }
        self.rooms.entry(room.to_owned()).or_default()
    }

    fn addresses(&self) -> Vec<String> {
        self.rooms.keys().cloned().collect()
    }

    /// One is in, and what was missed is here: what is to be said there may go.
    pub fn is_ready(&self, room: &str) -> bool {
        self.rooms.get(room).is_some_and(|room| room.seat.inside() && room.sync.caught_up)
    }

    /// One is in, on the way in, or to be there as soon as that can be.
    pub fn is_meant(&self, room: &str) -> bool {
        self.rooms.get(room).is_some_and(|room| room.seat.wanted || room.seat.inside() || room.on_the_way())
    }

    /// Whether this may go out: people are always there, a room has to let one in first. Until the bookmarks are known,
    /// nobody knows which of others' addresses are rooms.
    pub fn lets_out(&self, entry: &OutboxEntry) -> bool {
        if entry.room {
            return self.is_ready(&entry.conversation);
        }
        if !self.listed && self.may_have(&entry.conversation) {
            return false;
        }
        match entry.conversation.split_once('/') {
            // In private to somebody there.
            Some((room, _)) => self.rooms.get(room).is_none_or(|room| room.seat.inside()),
            None => true,
        }
    }

    /// Few enough for everybody to hear what everybody has read.
    pub fn is_small(&self, room: &str) -> bool {
        let Some(room) = self.rooms.get(room) else { return false };
        let belong = room.belonging.values().filter(|affiliation| **affiliation >= Affiliation::Member).count();
        belong.max(room.seat.occupants.len()) <= MOST_MARKERS
    }

    /// Typing notices are for those who would see them: not for hundreds.
    pub fn hears_typing(&self, room: &str) -> bool {
        self.rooms.get(room).is_some_and(|room| room.seat.inside() && room.seat.occupants.len() <= MOST_TYPING)
    }

    /// A new stream: one is in no room.
    pub fn restart(&mut self) {
        self.queue.clear();
        for room in self.rooms.values_mut() {
            room.seat.stage = Stage::Outside;
            room.seat.occupants.clear();
            room.seat.settled = false;
            room.settled_in = false;
            room.asked = false;
            room.create = false;
            room.names_tried = 0;
            room.failures = 0;
            room.looked_at = false;
            room.sync.restart();
            room.topics.clear();
            // What was waited for is not known to have happened.
            room.answer(Err(Code::Offline));
        }
    }

    /// Nobody is known to be anywhere.
    pub fn unknown(&self) -> Vec<Fact> {
        let of = |room: &String| {
            let outside = Fact::RoomStanding { room: room.clone(), standing: RoomStanding::Outside };
            [Fact::OccupantsUnknown { room: room.clone() }, outside]
        };
        self.rooms.keys().flat_map(of).collect()
    }
}
