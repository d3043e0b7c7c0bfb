//! Leaving a room (XEP-0045 §7.14), by oneself, with the end of a session, or by somebody else's doing (§8.2, §9.1).
//!
//! Invariant: whoever is out hears so, and everybody else does; a room that is not to outlive its last occupant ends
//! with them.

use minidom::Element;
use wire::payload::muc::{Affiliation, Destroy, Item, Role, RoomUser, status};
use wire::stanza;

use super::from_room;
use super::presence::{self, Note};
use crate::core::rooms::Occupant;
use crate::core::session::Session;
use crate::core::{SessionId, Turn};
use crate::storage::StorageError;
use crate::storage::rooms::{self, Room};

/// A session leaves one room.
pub fn seat(
    turn: &mut Turn<'_>,
    name: &str,
    account: &str,
    session: SessionId,
    farewell: Option<String>,
) -> Result<(), StorageError> {
    let Some(occupant) = turn.hall.rooms.seated(name, account, session).cloned() else { return Ok(()) };
    let Some(room) = rooms::get(turn.db, name)? else {
        turn.hall.rooms.take(name, &occupant.nick);
        return Ok(());
    };
    let note = Note { farewell, ..Note::default() };
    let mut staying = occupant.clone();
    staying.seats.retain(|seat| seat.session != session);
    let going = Occupant { role: Role::None, ..occupant.clone() };
    if staying.seats.is_empty() {
        turn.hall.rooms.take(name, &occupant.nick);
        presence::announce(turn, &room, &going, &note);
        presence::tell_self(turn, &room, &going, Some(session), &note);
        return end_if_over(turn, &room);
    }
    turn.hall.rooms.put(name, staying.clone());
    presence::tell_self(turn, &room, &going, Some(session), &note);
    if !presence::same(&occupant, &staying) {
        presence::announce(turn, &room, &staying, &Note::default());
        presence::tell_self(turn, &room, &staying, None, &Note::default());
    }
    Ok(())
}

/// A session leaves every room it is in.
pub fn everywhere(turn: &mut Turn<'_>, session: SessionId, account: &str) -> Result<(), StorageError> {
    for room in turn.hall.rooms.of_session(session) {
        seat(turn, &room, account, session, None)?;
    }
    Ok(())
}

/// A session has ended.
pub fn gone(turn: &mut Turn<'_>, session: &Session) -> Result<(), StorageError> {
    everywhere(turn, session.id, &session.account)?;
    turn.hall.rooms.forget(session.id);
    Ok(())
}

/// A session that ended without leaving.
pub fn ghost(turn: &mut Turn<'_>, session: SessionId) -> Result<(), StorageError> {
    for room in turn.hall.rooms.of_session(session) {
        let sits = |occupant: &&Occupant| occupant.seats.iter().any(|seat| seat.session == session);
        let account = turn.hall.rooms.occupants(&room).find(sits).map(|occupant| occupant.account.clone());
        if let Some(account) = account {
            seat(turn, &room, &account, session, None)?;
        }
    }
    turn.hall.rooms.forget(session);
    Ok(())
}

/// Somebody is put out of the room.
pub fn remove(turn: &mut Turn<'_>, room: &Room, nick: &str, note: &Note) -> Result<(), StorageError> {
    let Some(mut occupant) = turn.hall.rooms.take(&room.name, nick) else { return Ok(()) };
    occupant.role = Role::None;
    presence::announce(turn, room, &occupant, note);
    presence::tell_self(turn, room, &occupant, None, note);
    end_if_over(turn, room)
}

/// Several are put out at once: nobody who goes hears of the others.
pub fn remove_all(turn: &mut Turn<'_>, room: &Room, nicks: &[String], note: &Note) -> Result<(), StorageError> {
    let mut removed: Vec<Occupant> = nicks.iter().filter_map(|nick| turn.hall.rooms.take(&room.name, nick)).collect();
    for occupant in &mut removed {
        occupant.role = Role::None;
        presence::announce(turn, room, occupant, note);
        presence::tell_self(turn, room, occupant, None, note);
    }
    end_if_over(turn, room)
}

/// The room ends (§10.9): everybody hears of their own leaving only, and why.
pub fn destroy(turn: &mut Turn<'_>, room: &Room, destroy: &Destroy) -> Result<(), StorageError> {
    rooms::delete(turn.db, &room.name)?;
    let everybody: Vec<Occupant> = turn.hall.rooms.occupants(&room.name).cloned().collect();
    for occupant in &everybody {
        turn.hall.rooms.take(&room.name, &occupant.nick);
    }
    for mut occupant in everybody {
        occupant.role = Role::None;
        let note = Note { destroy: Some(destroy.clone()), ..Note::default() };
        presence::tell_self(turn, room, &occupant, None, &note);
    }
    Ok(())
}

fn end_if_over(turn: &mut Turn<'_>, room: &Room) -> Result<(), StorageError> {
    if turn.hall.rooms.count(&room.name) == 0 && !(room.settings.persistent && room.open) {
        rooms::delete(turn.db, &room.name)?;
    }
    Ok(())
}

/// What a session is told that believes to be in a room and is not (§7.2.18), so that it joins again.
pub fn tell_stranger(turn: &mut Turn<'_>, session: SessionId, from: &str) {
    let presence = out(from, "You are not in the room.", vec![status::SELF, status::KICKED, status::FAILED]);
    turn.send_to(session, &presence);
}

/// What a session is told of its rooms when the server stops (§11.2).
pub fn at_shutdown(turn: &Turn<'_>, session: &Session) -> Vec<Element> {
    let rooms = turn.hall.rooms.of_session(session.id).into_iter();
    let told = rooms.filter_map(|room| {
        let occupant = turn.hall.rooms.seated(&room, &session.account, session.id)?;
        let from = format!("{}/{}", turn.house.room(&room), occupant.nick);
        let mut presence = out(&from, "The server stops.", vec![status::SELF, status::SHUTDOWN]);
        stanza::set_attr(&mut presence, "to", &session.full);
        Some(presence)
    });
    told.collect()
}

/// One's own leaving, by nobody's wish.
fn out(from: &str, reason: &str, statuses: Vec<u16>) -> Element {
    let item =
        Item { affiliation: Some(Affiliation::None), role: Some(Role::None), reason: Some(reason.to_owned()), ..Item::default() };
    let user = RoomUser { item: Some(item), statuses, ..RoomUser::default() };
    from_room("presence", from).attr("type", "unavailable").child(user.to_element()).done()
}
