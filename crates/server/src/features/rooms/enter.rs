//! Coming into a room (XEP-0045 §7.2), making one (§10.1), another nickname (§7.6), another availability (§7.7).
//!
//! Invariant: first everybody who is there, then oneself, then what was said, then the topic, then what is new. A
//! person has one nickname in a room, whatever the number of their sessions.

use wire::payload::muc::{Affiliation, Join, Password, Role, status};

use super::access::{self, Action};
use super::presence::{self, Note};
use super::{LONGEST_NAME, LONGEST_NICK, Visit, history, leave};
use crate::address::resource_name;
use crate::core::rooms::{Occupant, Seat, Shown};
use crate::core::{Incoming, Turn};
use crate::features::Flow;
use crate::storage::rooms::people::{self, Person, nick_key};
use crate::storage::rooms::{self, Room, Settings};
use crate::storage::{StorageError, archive};

/// Rooms that one session may be in.
const MOST_ROOMS: usize = 1_000;

/// Available presence to `room/nick`.
pub fn arrive(turn: &mut Turn<'_>, incoming: &Incoming, name: &str, nick: Option<&str>) -> Result<Flow, StorageError> {
    let Some(nick) = nick.and_then(nickname) else { return Ok(Flow::Refuse("modify", "jid-malformed")) };
    let seated = turn.hall.rooms.seated(name, &incoming.account, incoming.session).cloned();
    let join = Join::from_presence(&incoming.stanza);
    let Some(visit) = Visit::open(turn, incoming, name)? else {
        return match join {
            // Taken, though not open yet: as if it were not there.
            Some(_) if rooms::get(turn.db, name)?.is_some() => Ok(Flow::Refuse("cancel", "item-not-found")),
            Some(join) => create(turn, incoming, name, nick, &join),
            None => {
                leave::tell_stranger(turn, incoming.session, incoming.stanza.attr("to").unwrap_or_default());
                Ok(Flow::Done)
            }
        };
    };
    match (seated, join) {
        (Some(occupant), None) if nick_key(&occupant.nick) == nick_key(&nick) && occupant.nick == nick => {
            update(turn, &visit, occupant)
        }
        (Some(occupant), None) => rename(turn, &visit, occupant, nick),
        (_, Some(join)) => enter(turn, &visit, nick, &join, None),
        (None, None) => {
            leave::tell_stranger(turn, incoming.session, incoming.stanza.attr("to").unwrap_or_default());
            Ok(Flow::Done)
        }
    }
}

/// A nickname as it is kept, or nothing when it is none.
pub fn nickname(text: &str) -> Option<String> {
    let nick = resource_name(text.trim())?;
    let visible = nick.chars().any(|c| !c.is_whitespace() && !c.is_control());
    (visible && nick.len() <= LONGEST_NICK).then_some(nick)
}

fn create(turn: &mut Turn<'_>, incoming: &Incoming, name: &str, nick: String, join: &Join) -> Result<Flow, StorageError> {
    if name.len() > LONGEST_NAME {
        return Ok(Flow::Refuse("modify", "jid-malformed"));
    }
    if people::owned_by(turn.db, &incoming.bare)? >= turn.house.bounds.rooms_per_owner {
        return Ok(Flow::Refuse("wait", "resource-constraint"));
    }
    rooms::create(turn.db, name, &Settings::default(), turn.now)?;
    let owner = Person { affiliation: Affiliation::Owner, ..stranger(turn, &incoming.bare) };
    people::put(turn.db, name, &owner)?;
    let Some(visit) = Visit::open(turn, incoming, name)? else { return Ok(Flow::Refuse("wait", "internal-server-error")) };
    enter(turn, &visit, nick, join, Some(status::CREATED))
}

/// Somebody the room has not heard of.
pub fn stranger(turn: &Turn<'_>, jid: &str) -> Person {
    Person {
        jid: jid.to_owned(),
        affiliation: Affiliation::None,
        occupant_id: turn.random_id(),
        nick: None,
        seen_from: None,
        reason: String::new(),
    }
}

/// Why somebody may not come in.
fn refusal(turn: &Turn<'_>, visit: &Visit<'_>, join: &Join) -> Option<Flow> {
    let settings = &visit.room.settings;
    if visit.standing.affiliation == Affiliation::Outcast {
        return Some(Flow::Refuse("auth", "forbidden"));
    }
    if !visit.may(Action::Join) {
        return Some(Flow::Refuse("auth", "registration-required"));
    }
    let password = match &settings.password {
        Password::No => true,
        Password::Yes(secret) => join.password.as_deref() == Some(secret),
    };
    if !password {
        return Some(Flow::Refuse("auth", "not-authorized"));
    }
    let inside = turn.hall.rooms.by_account(&visit.room.name, &visit.incoming.account).is_some();
    let full = settings.max_users > 0 && turn.hall.rooms.count(&visit.room.name) >= settings.max_users as usize;
    if full && !inside && visit.standing.affiliation < Affiliation::Admin {
        return Some(Flow::Refuse("wait", "service-unavailable"));
    }
    (turn.hall.rooms.of_session(visit.incoming.session).len() >= MOST_ROOMS).then_some(Flow::Refuse("wait", "resource-constraint"))
}

/// Whether nobody else has this nickname, here and now or reserved.
pub fn is_free(turn: &Turn<'_>, room: &Room, account: &str, bare: &str, nick: &str) -> Result<bool, StorageError> {
    let taken = turn.hall.rooms.by_nick(&room.name, nick).is_some_and(|other| other.account != account);
    Ok(!taken && people::holder(turn.db, &room.name, nick)?.is_none_or(|holder| holder == bare))
}

/// Takes what a stanza to everybody in the room costs from what the session may cause.
pub fn afford(turn: &mut Turn<'_>, visit: &Visit<'_>, times: usize) -> bool {
    let units = turn.hall.rooms.count(&visit.room.name).saturating_mul(times);
    let (burst, per_second) = (turn.house.bounds.room_burst, turn.house.bounds.room_stanzas_per_second);
    turn.hall.rooms.spend(visit.incoming.session, units, turn.now, burst, per_second)
}

fn enter(turn: &mut Turn<'_>, visit: &Visit<'_>, nick: String, join: &Join, created: Option<u16>) -> Result<Flow, StorageError> {
    let (incoming, room) = (visit.incoming, &visit.room);
    if let Some(refusal) = refusal(turn, visit, join) {
        return Ok(refusal);
    }
    let before = turn.hall.rooms.by_account(&room.name, &incoming.account).cloned();
    if before.is_none() && !is_free(turn, room, &incoming.account, &incoming.bare, &nick)? {
        return Ok(Flow::Refuse("cancel", "conflict"));
    }
    if !afford(turn, visit, 2) {
        return Ok(Flow::Refuse("wait", "policy-violation"));
    }
    let person = admit(turn, visit)?;
    let Some(full) = turn.hall.get(incoming.session).map(|session| session.full.clone()) else { return Ok(Flow::Done) };
    let assigned = before.as_ref().is_some_and(|before| before.nick != nick);
    let mut occupant = before.clone().unwrap_or_else(|| Occupant {
        nick,
        account: incoming.account.clone(),
        bare: incoming.bare.clone(),
        occupant_id: person.occupant_id.clone(),
        affiliation: person.affiliation,
        role: access::role_of(person.affiliation, &room.settings),
        seats: Vec::new(),
        shown: Shown::default(),
    });
    occupant.seats.retain(|seat| seat.session != incoming.session);
    occupant.seats.push(Seat { session: incoming.session, full, presence: presence::passed_on(&incoming.stanza) });
    turn.hall.rooms.put(&room.name, occupant.clone());

    presence::show_everybody(turn, room, &occupant, incoming.session);
    if !before.is_some_and(|before| presence::same(&before, &occupant)) {
        presence::announce(turn, room, &occupant, &Note::default());
    }
    let codes = [
        room.settings.non_anonymous.then_some(status::NOT_ANONYMOUS),
        room.settings.archived.then_some(status::LOGGED),
        created,
        assigned.then_some(status::NICK_ASSIGNED),
    ];
    let note = Note { statuses: codes.into_iter().flatten().collect(), ..Note::default() };
    presence::tell_self(turn, room, &occupant, Some(incoming.session), &note);
    let reader = history::Reader { affiliation: occupant.affiliation, role: occupant.role, seen_from: person.seen_from };
    history::send(turn, room, reader, incoming.session, &join.history)?;
    history::send_subject(turn, room, incoming.session);
    Ok(Flow::Done)
}

/// Makes sure that the room knows the person, and since when they are in it.
fn admit(turn: &Turn<'_>, visit: &Visit<'_>) -> Result<Person, StorageError> {
    let mut person = visit.person.clone().unwrap_or_else(|| stranger(turn, &visit.incoming.bare));
    if person.seen_from.is_none() {
        person.seen_from = Some(archive::newest(turn.db, archive::Owner::Room(&visit.room.name))?);
        people::put(turn.db, &visit.room.name, &person)?;
    }
    Ok(person)
}

/// Another availability (§7.7).
fn update(turn: &mut Turn<'_>, visit: &Visit<'_>, mut occupant: Occupant) -> Result<Flow, StorageError> {
    let before = occupant.clone();
    if let Some(seat) = occupant.seats.iter_mut().find(|seat| seat.session == visit.incoming.session) {
        seat.presence = presence::passed_on(&visit.incoming.stanza);
    }
    if presence::same(&before, &occupant) {
        turn.hall.rooms.put(&visit.room.name, occupant);
        return Ok(Flow::Done);
    }
    if !afford(turn, visit, 1) {
        return Ok(Flow::Refuse("wait", "policy-violation"));
    }
    turn.hall.rooms.put(&visit.room.name, occupant.clone());
    presence::announce(turn, &visit.room, &occupant, &Note::default());
    presence::tell_self(turn, &visit.room, &occupant, None, &Note::default());
    Ok(Flow::Done)
}

/// Another nickname (§7.6), for all sessions of the person.
fn rename(turn: &mut Turn<'_>, visit: &Visit<'_>, occupant: Occupant, nick: String) -> Result<Flow, StorageError> {
    let room = &visit.room;
    if !is_free(turn, room, &occupant.account, &occupant.bare, &nick)? {
        return Ok(Flow::Refuse("cancel", "conflict"));
    }
    if occupant.role < Role::Participant {
        // Who may not speak does not speak in nicknames either.
        return Ok(Flow::Refuse("cancel", "not-acceptable"));
    }
    if !afford(turn, visit, 2) {
        return Ok(Flow::Refuse("wait", "policy-violation"));
    }
    let renamed = Occupant { nick: nick.clone(), ..occupant.clone() };
    turn.hall.rooms.take(&room.name, &occupant.nick);
    turn.hall.rooms.put(&room.name, renamed.clone());
    let note = Note { new_nick: Some(nick), ..Note::status(status::NICK_CHANGED) };
    for (shown, note) in [(&occupant, &note), (&renamed, &Note::default())] {
        presence::announce(turn, room, shown, note);
        presence::tell_self(turn, room, shown, None, note);
    }
    Ok(Flow::Done)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn nicknames_can_be_seen_and_are_not_endless() {
        assert_eq!(nickname(" Anna Berg ").as_deref(), Some("Anna Berg"));
        assert_eq!(nickname("Čapek").as_deref(), Some("Čapek"));
        for bad in ["", "   ", "\u{7}", &"x".repeat(201)] {
            assert_eq!(nickname(bad), None, "{bad:?}");
        }
    }
}
