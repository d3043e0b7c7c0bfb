//! What a room tells of its occupants (XEP-0045 §7.2.2 and on): built here, and sent to everybody at once.
//!
//! Invariant: the real address goes to those who may know it and nobody else; one's own presence always carries status
//! 110, the others' never. A change costs at most two stanzas to build, however many hear of it.

use std::sync::Arc;

use minidom::Element;
use wire::ns;
use wire::payload::muc::{Actor, Destroy, Item, Role, RoomUser, status};
use wire::payload::occupant_id;
use wire::payload::presence::Show;
use wire::stanza;

use super::super::presence::with_avatar;
use super::from_room;
use crate::core::parcel::Common;
use crate::core::rooms::{Occupant, Seat};
use crate::core::{SessionId, Turn};
use crate::storage::rooms::Room;

/// What goes along with a change.
#[derive(Debug, Clone, Default)]
pub struct Note {
    pub statuses: Vec<u16>,
    pub actor: Option<Actor>,
    pub reason: Option<String>,
    /// The occupant goes on under this nickname.
    pub new_nick: Option<String>,
    pub destroy: Option<Destroy>,
    /// What the occupant said in leaving.
    pub farewell: Option<String>,
}

impl Note {
    pub fn status(code: u16) -> Self {
        Self { statuses: vec![code], ..Self::default() }
    }

    pub fn with(mut self, code: u16) -> Self {
        self.statuses.push(code);
        self
    }
}

/// Keeps what a room passes on of a presence: availability, capabilities, idle time. Everything else would be
/// multiplied by the number of occupants.
pub fn passed_on(presence: &Element) -> Element {
    const LONGEST: usize = 2_048;
    let fits = |child: &&Element| {
        (child.has_ns(ns::CLIENT) && ["show", "status"].contains(&child.name()))
            || child.is("c", ns::CAPS)
            || child.is("idle", ns::IDLE)
    };
    let mut kept = stanza::element("presence", ns::CLIENT).done();
    for child in presence.children().filter(fits) {
        if wire::frame::serialize(child).len() <= LONGEST {
            kept.append_child(child.clone());
        }
    }
    kept
}

/// The seat that speaks for the occupant: the most available, of equals the newest.
fn best(occupant: &Occupant) -> Option<&Seat> {
    occupant
        .seats
        .iter()
        .max_by_key(|seat| stanza::field(&seat.presence, "show").map_or(Show::Online, |show| Show::from_name(&show)))
}

/// Whether everybody sees the same of the occupant as before.
pub fn same(before: &Occupant, after: &Occupant) -> bool {
    best(before).map(|seat| (&seat.presence, &seat.full)) == best(after).map(|seat| (&seat.presence, &seat.full))
}

/// The presence of an occupant. Without seats, or with role `None`, it is gone.
fn of(turn: &Turn<'_>, room: &Room, occupant: &Occupant, known: bool, note: &Note) -> Element {
    let from = format!("{}/{}", turn.house.room(&room.name), occupant.nick);
    let there = occupant.role != Role::None && note.new_nick.is_none();
    let seat = best(occupant);
    let mut presence = match seat.filter(|_| there) {
        Some(seat) if room.settings.non_anonymous => with_avatar(seat.presence.clone(), turn.hall.avatars.get(&occupant.account)),
        Some(seat) => seat.presence.clone(),
        None => {
            stanza::element("presence", ns::CLIENT).attr("type", "unavailable").field_opt("status", note.farewell.as_deref()).done()
        }
    };
    stanza::set_attr(&mut presence, "from", &from);
    let item = Item {
        affiliation: Some(occupant.affiliation),
        role: Some(occupant.role),
        jid: seat.filter(|_| known).map(|seat| seat.full.to_string()),
        nick: note.new_nick.clone(),
        actor: note.actor.clone(),
        reason: note.reason.clone(),
    };
    let user = RoomUser { item: Some(item), statuses: note.statuses.clone(), destroy: note.destroy.clone(), ..RoomUser::default() };
    presence.append_child(user.to_element());
    presence.append_child(occupant_id::occupant_id(&occupant.occupant_id));
    presence
}

/// Sessions in the room, those of one account left out: who may know real addresses, and who may not.
fn audience(turn: &Turn<'_>, room: &Room, except: &str) -> (Vec<SessionId>, Vec<SessionId>) {
    let (mut knowing, mut others) = (Vec::new(), Vec::new());
    for occupant in turn.hall.rooms.occupants(&room.name).filter(|occupant| occupant.account != except) {
        let known = room.settings.non_anonymous || occupant.role == Role::Moderator;
        let sessions = if known { &mut knowing } else { &mut others };
        sessions.extend(occupant.seats.iter().map(|seat| seat.session));
    }
    (knowing, others)
}

/// Every session in the room.
pub fn everybody(turn: &Turn<'_>, room: &str) -> Vec<SessionId> {
    turn.hall.rooms.occupants(room).flat_map(|occupant| occupant.seats.iter().map(|seat| seat.session)).collect()
}

/// Tells everybody else in the room of the occupant.
pub fn announce(turn: &mut Turn<'_>, room: &Room, occupant: &Occupant, note: &Note) {
    let (knowing, others) = audience(turn, room, &occupant.account);
    for (sessions, known) in [(knowing, true), (others, false)] {
        if !sessions.is_empty() {
            let presence = of(turn, room, occupant, known, note);
            turn.broadcast(sessions, presence);
        }
    }
}

/// Tells only those who moderate: for changes of many at once.
pub fn announce_to_moderators(turn: &mut Turn<'_>, room: &Room, occupant: &Occupant, note: &Note) {
    let moderators = turn.hall.rooms.occupants(&room.name).filter(|other| other.role == Role::Moderator);
    let moderators = moderators.filter(|other| other.account != occupant.account);
    let sessions: Vec<SessionId> = moderators.flat_map(|other| other.seats.iter().map(|seat| seat.session)).collect();
    let presence = of(turn, room, occupant, true, note);
    turn.broadcast(sessions, presence);
}

/// Tells the occupant's own sessions, or one of them.
pub fn tell_self(turn: &mut Turn<'_>, room: &Room, occupant: &Occupant, only: Option<SessionId>, note: &Note) {
    let sessions: Vec<SessionId> = match only {
        Some(session) => vec![session],
        None => occupant.seats.iter().map(|seat| seat.session).collect(),
    };
    let presence = of(turn, room, occupant, true, &note.clone().with(status::SELF));
    turn.broadcast(sessions, presence);
}

/// Tells one session of everybody else who is there. Each presence is built once and shared by all newcomers: when a
/// thousand people come back at the same time, they are shown a thousand stanzas and not a million.
pub fn show_everybody(turn: &mut Turn<'_>, room: &Room, newcomer: &Occupant, session: SessionId) {
    let known = room.settings.non_anonymous || newcomer.role == Role::Moderator;
    let (mut presences, mut built) = (Vec::new(), Vec::new());
    for other in turn.hall.rooms.occupants(&room.name).filter(|other| other.account != newcomer.account) {
        let kept = if known { &other.shown.known } else { &other.shown.masked };
        if let Some(presence) = kept {
            presences.push(Arc::clone(presence));
            continue;
        }
        let presence = Common::new(of(turn, room, other, known, &Note::default()));
        let mut shown = other.shown.clone();
        *(if known { &mut shown.known } else { &mut shown.masked }) = Some(Arc::clone(&presence));
        built.push((other.nick.clone(), shown));
        presences.push(presence);
    }
    for (nick, shown) in built {
        turn.hall.rooms.keep_shown(&room.name, &nick, shown);
    }
    turn.send_shared(session, presences);
}

/// A message of the room itself with status codes or a change of somebody who is not there (§10.2.1, §9.3), to everybody
/// or to those who see real addresses.
pub fn inform(turn: &mut Turn<'_>, room: &Room, user: &RoomUser, knowing_only: bool) {
    let (mut sessions, others) = audience(turn, room, "");
    if !knowing_only {
        sessions.extend(others);
    }
    let message = from_room("message", &turn.house.room(&room.name))
        .attr("type", "groupchat")
        .attr("id", turn.random_id())
        .child(user.to_element())
        .done();
    turn.broadcast(sessions, message);
}
