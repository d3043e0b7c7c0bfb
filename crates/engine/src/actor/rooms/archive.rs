//! The archives of rooms (XEP-0313): what was missed first, a few rooms at a time, then the past behind it.

use crate::{
    actor::{
        Actor,
        agenda::Task,
        past::{SLOWLY, SOON},
    },
    inbound::Question,
    outbound::compose,
    sync::{Ask, Step},
    views::Arrival,
};
use tokio::time::Duration;

/// Rooms whose archives are asked at once.
const AT_ONCE: usize = 4;

impl Actor {
    /// The next page of this room's archive, or the end of its catching up; then the next room's.
    pub(in crate::actor) fn advance_room(&mut self, address: &str) {
        self.advance_one(address);
        self.advance_rooms();
    }

    /// What was missed in other rooms; then, whatever came of those before, the past of the next one.
    pub(in crate::actor) fn advance_rooms(&mut self) {
        let waiting: Vec<String> = self
            .rooms
            .rooms
            .iter()
            .filter(|(_, room)| room.seat.inside() && !room.sync.caught_up && !room.sync.busy())
            .map(|(address, _)| address.clone())
            .collect();
        for address in waiting {
            if self.busy_rooms() >= AT_ONCE {
                break;
            }
            self.advance_one(&address);
        }
        if !self.agenda.has(&Task::RoomHistory) {
            self.agenda.add(Task::RoomHistory, SOON);
        }
    }

    fn busy_rooms(&self) -> usize {
        self.rooms.rooms.values().filter(|room| room.sync.busy()).count()
    }

    fn advance_one(&mut self, address: &str) {
        let busy = self.busy_rooms();
        let now = self.now();
        let Some(room) = self.rooms.get(address).filter(|room| room.seat.inside() && room.settled_in && !room.sync.busy()) else {
            return;
        };
        if room.sync.archive != Some(true) || room.sync.given_up() {
            self.room_caught_up(address);
            return;
        }
        if busy >= AT_ONCE && !room.sync.caught_up {
            return;
        }
        let gaps = match self.store.gaps(Some(address)) {
            Ok(gaps) => gaps,
            Err(error) => {
                tracing::warn!(%error, "the gaps of a room's archive cannot be read");
                return;
            }
        };
        match room.sync.next(&gaps, now) {
            Step::CatchUp(ask) => self.ask_room_archive(address, ask),
            // Somebody waits for all of it.
            Step::History { ask, .. } if !room.sync.filling.is_empty() => {
                self.room_caught_up(address);
                self.ask_room_archive(address, ask);
            }
            Step::History { soon, .. } => {
                self.room_caught_up(address);
                self.more_past_in_rooms(true);
                self.agenda.add(Task::RoomHistory, if soon { SOON } else { SLOWLY });
            }
            Step::Nothing => {
                if let Some(room) = self.rooms.get_mut(address) {
                    room.sync.filling.clear();
                }
                self.room_caught_up(address);
            }
        }
    }

    pub(in crate::actor) fn ask_room_archive(&mut self, address: &str, ask: Ask) {
        let query = self.random_id();
        let (with, page, max) = (ask.with.clone(), ask.page.clone(), ask.max);
        let Some(room) = self.rooms.get_mut(address) else { return };
        room.sync.begin(query.clone(), ask);
        let question = Question::Archive { archive: Some(address.to_owned()), query: query.clone() };
        self.ask(Some(address), question, |id| {
            let mut stanza = compose::archive(id, &query, with.as_deref(), &page, max);
            wire::stanza::set_attr(&mut stanza, "to", address);
            stanza
        });
    }

    /// One more page of the past, of the room where the last two weeks are not here yet, else of any.
    pub(in crate::actor) fn room_history(&mut self) {
        if !self.online || self.rooms.rooms.values().any(|room| room.sync.busy()) {
            return;
        }
        let now = self.now();
        let mut later = None;
        for (address, room) in &self.rooms.rooms {
            if !room.seat.inside() || !room.sync.caught_up || room.sync.archive != Some(true) || room.sync.given_up() {
                continue;
            }
            let Ok(gaps) = self.store.gaps(Some(address)) else { continue };
            match room.sync.next(&gaps, now) {
                Step::CatchUp(ask) | Step::History { ask, soon: true } => {
                    later = Some((address.clone(), ask));
                    break;
                }
                Step::History { ask, soon: false } => later = later.or_else(|| Some((address.clone(), ask))),
                Step::Nothing => {}
            }
        }
        self.more_past_in_rooms(later.is_some());
        if let Some((address, ask)) = later {
            self.ask_room_archive(&address, ask);
        }
    }

    /// Older words of one room, for a window that stands at the top of what is known.
    pub(in crate::actor) fn ask_older_in_room(&mut self, address: &str) {
        let now = self.now();
        let Some(room) = self.rooms.get(address).filter(|room| room.seat.inside() && !room.sync.busy()) else { return };
        let Ok(gaps) = self.store.gaps(Some(address)) else { return };
        if let Step::CatchUp(ask) | Step::History { ask, .. } = room.sync.next(&gaps, now) {
            self.ask_room_archive(address, ask);
        }
    }

    /// Nothing is missing that could settle a doubt: what is to be said there may go.
    fn room_caught_up(&mut self, address: &str) {
        let Some(room) = self.rooms.get_mut(address) else { return };
        room.sync.announce = false;
        let summary = std::mem::take(&mut room.sync.summary);
        let first = !std::mem::replace(&mut room.sync.caught_up, true);
        if !summary.is_empty() {
            self.shared.board.arrived(summary.into_iter().map(|conversation| Arrival::CaughtUp { conversation }).collect());
        }
        if first {
            self.pump_outbox();
            self.pay();
            self.agenda.add(Task::Personal, Duration::ZERO);
        }
    }
}
