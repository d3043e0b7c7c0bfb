//! Coming into rooms and going out of them (XEP-0045 §7.2, §7.14): a few at a time, the latest talks first.
//!
//! Invariant: what a room is like is asked before one knocks, so that a room that is gone is not made again by coming in.

use super::{Room, Waiting};
use crate::{
    actor::{
        Actor,
        agenda::Task,
        commit::{After, Batch},
    },
    codes,
    inbound::{
        Question, Refused, read,
        rooms::{Departure, Stage, Traits},
    },
    outbound::{compose, rooms},
};
use api::{Code, Millis, rows::Availability};
use minidom::Element;
use store::{Fact, RoomStanding};
use tokio::time::Duration;
use wire::payload::muc::{History, Join, status};

/// Rooms that one may be on the way into at once.
const AT_ONCE: usize = 12;
/// A room that has not let one in after this long does not answer.
pub(super) const PATIENCE: Millis = 45_000;
/// Until one knocks again at a room that was not there or did not answer; doubled with each try.
const AGAIN: Duration = Duration::from_secs(30);
const AGAIN_MOST: u32 = 6;
/// So many names are tried.
const MOST_NAMES: u8 = 9;
/// Of a room without an archive, so much is asked for that was said before.
const HISTORY: u32 = 50;

/// How one wants to come in.
#[derive(Debug, Default)]
pub struct Entry {
    pub password: Option<String>,
    /// The room is to be made.
    pub create: bool,
    pub waiting: Option<Waiting>,
}

/// A presence error's condition (XEP-0045 §7.2) as a code.
pub fn refusal(condition: &str) -> Code {
    match condition {
        "registration-required" => Code::MembersOnly,
        "not-authorized" => Code::PasswordNeeded,
        "forbidden" => Code::Banned,
        "service-unavailable" => Code::RoomFull,
        "resource-constraint" => Code::ServerBusy,
        "conflict" => Code::NameTaken,
        "item-not-found" | "gone" | "remote-server-not-found" => Code::RoomGone,
        "not-allowed" | "policy-violation" => Code::NotAllowed,
        "remote-server-timeout" | "recipient-unavailable" => Code::RecipientUnavailable,
        _ => Code::Refused,
    }
}

/// Not a refusal: the room could not be reached.
fn passes(code: Code) -> bool {
    matches!(code, Code::RecipientUnavailable | Code::ServerBusy | Code::Offline)
}

fn standing(room: &str, standing: RoomStanding) -> Fact {
    Fact::RoomStanding { room: room.to_owned(), standing }
}

impl Actor {
    /// Someone wants to be in this room now.
    pub(in crate::actor) fn enter(&mut self, address: &str, entry: Entry) {
        let now = self.now();
        let own_name = self.own_name();
        let room = self.rooms.room(address);
        room.waiting.extend(entry.waiting);
        if room.seat.inside() {
            let answer = if entry.create { Err(Code::NameTaken) } else { Ok(false) };
            room.answer(answer);
            return;
        }
        if room.on_the_way() {
            return;
        }
        room.create = entry.create;
        room.password = entry.password.or(room.password.take());
        room.names_tried = 0;
        room.since = now;
        if room.seat.nick.is_empty() {
            room.seat.nick = own_name;
        }
        self.agenda.add(Task::Rooms, Duration::from_secs(1));
        if entry.create {
            self.knock(address);
        } else {
            room.asked = true;
            self.ask_room_info(address);
        }
    }

    /// The same, by a person's order.
    pub(in crate::actor) fn enter_by_order(&mut self, address: &str, entry: Entry) {
        let refused = if !self.online { Some(Code::Offline) } else { (!self.rooms.may_have(address)).then_some(Code::RoomGone) };
        if let Some(code) = refused {
            if let Some(waiting) = entry.waiting {
                waiting.send(Err(code)).ok();
            }
            return;
        }
        self.enter(address, entry);
    }

    /// Once more, where one still means to be there.
    pub(in crate::actor) fn enter_again(&mut self, address: &str) {
        if self.online && self.rooms.get(address).is_some_and(|room| room.seat.wanted) {
            self.enter(address, Entry::default());
        }
    }

    /// Puts rooms into the queue, in this order, and begins with the first.
    pub(in crate::actor) fn enter_all(&mut self, rooms: Vec<String>) {
        for room in rooms {
            if !self.rooms.queue.contains(&room) {
                self.rooms.queue.push_back(room);
            }
        }
        self.enter_next();
    }

    pub(in crate::actor) fn enter_next(&mut self) {
        while self.rooms.rooms.values().filter(|room| room.on_the_way()).count() < AT_ONCE {
            let Some(room) = self.rooms.queue.pop_front() else { return };
            self.enter(&room, Entry::default());
        }
    }

    pub(in crate::actor) fn ask_room_info(&mut self, room: &str) {
        self.ask(Some(room), Question::RoomInfo { room: room.to_owned() }, |id| compose::features(room, id));
    }

    /// What a room is like, asked for whatever reason.
    pub(in crate::actor) fn room_info_came(&mut self, address: String, answer: Result<Element, Refused>, batch: &mut Batch) {
        let info = answer.as_ref().ok().and_then(read::room_info);
        // An answer that is not a room's: a room may be silent about itself, but it says nothing else.
        let other = answer.is_ok() && info.is_none();
        if let Some(info) = info {
            if let Some(room) = self.rooms.get_mut(&address) {
                room.seat.traits = Traits::of(&info);
                room.seat.shown = true;
                self.rooms.services(wire::stanza::domain(&address));
            }
            batch.facts.push(Fact::RoomInfo { room: address.clone(), info });
        }
        let Some(room) = self.rooms.get_mut(&address) else { return };
        // Knocked at meanwhile: a second time it would tell its topic again, as if that were news.
        if !std::mem::replace(&mut room.asked, false) || room.seat.stage != Stage::Outside {
            return;
        }
        let refused = answer.err().map(|refused| refusal(&refused.condition)).or(other.then_some(Code::RoomGone));
        match refused {
            // Who is silent about what it is may yet let people in.
            None
            | Some(Code::NotAllowed | Code::Banned | Code::MembersOnly | Code::PasswordNeeded | Code::RoomFull | Code::Refused) => {
                batch.facts.push(standing(&address, RoomStanding::Joining));
                batch.facts.push(Fact::OccupantsUnknown { room: address.clone() });
                batch.after.push(After::Knock(address));
            }
            Some(code) => self.stay_out(&address, code, batch),
        }
    }

    /// The presence that asks to be let in.
    pub(in crate::actor) fn knock(&mut self, address: &str) {
        let last = self.store.conversation(address).ok().flatten().and_then(|record| record.last_at);
        let now = self.now();
        let Some(room) = self.rooms.get_mut(address) else { return };
        room.seat.stage = Stage::Entering;
        room.seat.occupants.clear();
        room.seat.settled = false;
        room.seat.own_id = None;
        room.since = now;
        let history = if room.create || room.seat.traits.archive {
            History::NONE
        } else {
            History { max_stanzas: Some(HISTORY), since: last.map(|at| at.saturating_add(1)), ..History::default() }
        };
        let join = Join { history, password: room.password.clone() };
        let stanza = rooms::enter(address, &room.seat.nick, &join, self.shared.app().availability);
        self.send(stanza);
    }

    /// One's own presence: one is in.
    pub(super) fn entered(&mut self, address: &str, codes: &[u16], batch: &mut Batch) {
        let now = self.now();
        let Some(room) = self.rooms.get_mut(address) else { return };
        if room.seat.stage != Stage::Entering {
            return;
        }
        let made = codes.contains(&status::CREATED);
        if made != room.create {
            // It was there already, or is there only by this mistake.
            let code = if made { Code::RoomGone } else { Code::NameTaken };
            let goodbye = rooms::leave(address, &room.seat.nick);
            self.stay_out(address, code, batch);
            batch.after.push(After::Send(goodbye));
            return;
        }
        room.create = false;
        room.failures = 0;
        room.seat.stage = Stage::Inside;
        room.seat.shown = true;
        (room.since, room.heard_at) = (now, now);
        room.settled_in = false;
        room.sync.restart();
        room.sync.archive = Some(room.seat.traits.archive);
        if room.seat.traits.archive {
            // From here on what is said comes by itself; what was said before is asked for.
            batch.facts.push(Fact::Reconnected { archive: Some(address.to_owned()) });
        }
        batch.facts.push(standing(address, RoomStanding::Joined));
        batch.after.push(After::Entered { room: address.to_owned(), made });
    }

    /// Written down that one is in: whoever waited is told, and the archive is asked.
    pub(in crate::actor) fn settle_in(&mut self, address: &str, made: bool) {
        if let Some(room) = self.rooms.get_mut(address) {
            room.settled_in = true;
            room.answer(Ok(made));
        }
        self.enter_next();
        self.advance_room(address);
        if self.rooms.get(address).is_some_and(|room| room.watched) {
            self.look_at_room(address);
        }
    }

    /// One may not come in.
    pub(super) fn refused_entry(&mut self, address: &str, condition: &str, batch: &mut Batch) {
        let Some(room) = self.rooms.get_mut(address).filter(|room| room.seat.stage == Stage::Entering) else { return };
        if condition == "conflict" && room.names_tried < MOST_NAMES {
            room.names_tried += 1;
            let numbered = room.names_tried > 1;
            let base = room.seat.nick.rsplit_once(' ').filter(|_| numbered).map_or(&*room.seat.nick, |(base, _)| base);
            room.seat.nick = format!("{base} {}", room.names_tried + 1);
            batch.after.push(After::Knock(address.to_owned()));
            return;
        }
        self.stay_out(address, refusal(condition), batch);
    }

    /// One is not in the room, and this is why.
    pub(super) fn stay_out(&mut self, address: &str, code: Code, batch: &mut Batch) {
        let Some(room) = self.rooms.get_mut(address) else { return };
        close(room);
        room.answer(Err(code));
        let again = passes(code) && room.seat.wanted;
        if !room.seat.shown {
            // Nothing says that it ever was a room.
            self.rooms.rooms.remove(address);
        } else if again {
            let wait = AGAIN * (1 << u32::from(room.failures).min(AGAIN_MOST));
            room.failures = room.failures.saturating_add(1);
            self.agenda.add(Task::EnterRoom(address.to_owned()), wait);
        }
        self.pump.forget(address);
        let standing_now = if again { RoomStanding::Joining } else { RoomStanding::Refused { code: codes::name(code) } };
        batch.facts.extend([standing(address, standing_now), Fact::OccupantsUnknown { room: address.to_owned() }]);
        batch.after.push(After::EnterNext);
    }

    /// One is out, by another's will, the service's or one's own.
    pub(super) fn put_out(&mut self, address: &str, why: &Departure, batch: &mut Batch) {
        let code = match why {
            Departure::Removed { banned: true, .. } => Code::Banned,
            Departure::Removed { .. } => Code::Refused,
            Departure::Excluded { .. } => Code::MembersOnly,
            Departure::Lost => Code::RecipientUnavailable,
            Departure::Left => {
                if let Some(room) = self.rooms.get_mut(address) {
                    close(room);
                }
                self.pump.forget(address);
                let room = address.to_owned();
                batch.facts.extend([standing(address, RoomStanding::Outside), Fact::OccupantsUnknown { room }]);
                return;
            }
        };
        self.stay_out(address, code, batch);
    }

    /// Own presence, to every room one is in (§7.7). Whoever is offline to everybody is in no room, and comes into all of them
    /// again afterwards.
    pub(in crate::actor) fn say_presence_in_rooms(
        &mut self,
        before: Option<Availability>,
        availability: Availability,
        status: &str,
    ) {
        let away = |availability: Availability| availability == Availability::Offline;
        if away(availability) || before.is_some_and(away) {
            self.out_of_all_rooms();
            return;
        }
        for (address, room) in self.rooms.rooms.iter().filter(|(_, room)| room.seat.inside()) {
            self.send(rooms::available(address, &room.seat.nick, availability, status));
        }
    }

    /// The server takes one out of every room with what was just said: from here on nothing is said there before one is in
    /// again.
    pub(in crate::actor) fn out_of_all_rooms(&mut self) {
        self.rooms.restart();
        for room in self.rooms.addresses() {
            self.pump.forget(&room);
        }
        self.agenda.add(Task::RoomsAnew, Duration::ZERO);
    }

    /// One has been out of all rooms: into them again, unless one does not want to be seen.
    pub(in crate::actor) async fn enter_anew(&mut self) {
        let facts = self.rooms.unknown();
        self.commit(Batch::of(facts)).await;
        if self.online && self.shared.app().availability != Availability::Offline {
            self.enter_wanted();
        }
    }

    /// The bookmarks say that one does not mean to be there: unless somebody here is just waiting to be let in.
    pub(in crate::actor) async fn leave_as_told(&mut self, address: &str) {
        let Some(room) = self.rooms.get(address) else { return };
        if room.waiting.is_empty() && (room.seat.inside() || room.on_the_way()) {
            self.leave(address).await;
        }
    }

    /// Goes out by one's own will.
    pub(in crate::actor) async fn leave(&mut self, address: &str) {
        let Some(room) = self.rooms.get_mut(address) else { return };
        let inside = room.seat.stage != Stage::Outside;
        let goodbye = rooms::leave(address, &room.seat.nick);
        close(room);
        room.answer(Err(Code::NotAllowed));
        self.rooms.queue.retain(|queued| queued != address);
        self.pump.forget(address);
        if inside && self.online {
            self.send(goodbye);
        }
        let room = address.to_owned();
        self.commit(Batch::of(vec![standing(address, RoomStanding::Outside), Fact::OccupantsUnknown { room }])).await;
    }

    /// What one is called in rooms: the own name, as far as a room takes it.
    pub(super) fn own_name(&self) -> String {
        let known = self.store.person(&self.me.bare).ok().flatten().map(|person| person.name).unwrap_or_default();
        let name: String = known.chars().filter(|c| !c.is_control()).take(100).collect();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() { wire::stanza::local(&self.me.bare).unwrap_or_default() } else { name }
    }
}

fn close(room: &mut Room) {
    room.seat.stage = Stage::Outside;
    room.seat.occupants.clear();
    room.asked = false;
    room.create = false;
    room.sync.restart();
    room.topics.clear();
}
