//! Reserving a nickname (XEP-0045 §7.10, by XEP-0077), and giving up what one is to the room.
//!
//! Invariant: a reserved nickname is nobody else's, there or not. Reserving one makes nobody a member.

use minidom::Element;
use wire::payload::muc::Affiliation;
use wire::payload::register::{self, Registration};
use wire::stanza::Kind;

use super::access::Action;
use super::{Visit, enter, people};
use crate::core::Turn;
use crate::features::Flow;
use crate::storage::StorageError;
use crate::storage::rooms::people as kept;

pub fn handle(turn: &mut Turn<'_>, visit: &Visit<'_>, payload: &Element) -> Result<Flow, StorageError> {
    if !visit.may(Action::Join) {
        return Ok(Flow::Refuse("auth", "registration-required"));
    }
    let Some(wish) = Registration::from_element(payload) else { return Ok(Flow::Refuse("modify", "bad-request")) };
    match (visit.incoming.kind, wish) {
        (Kind::IqGet, _) => {
            let nick = visit.person.as_ref().and_then(|person| person.nick.as_deref());
            Ok(turn.result(visit.incoming, Some(register::answer(nick))))
        }
        (_, Registration::Nick(nick)) => reserve(turn, visit, &nick),
        (_, Registration::Remove) => remove(turn, visit),
        (_, Registration::Unknown) => Ok(Flow::Refuse("modify", "bad-request")),
    }
}

fn reserve(turn: &mut Turn<'_>, visit: &Visit<'_>, nick: &str) -> Result<Flow, StorageError> {
    let Some(nick) = enter::nickname(nick) else { return Ok(Flow::Refuse("modify", "not-acceptable")) };
    if !enter::is_free(turn, &visit.room, &visit.incoming.account, &visit.incoming.bare, &nick)? {
        return Ok(Flow::Refuse("cancel", "conflict"));
    }
    let mut person = match &visit.person {
        Some(person) => person.clone(),
        None if kept::count(turn.db, &visit.room.name)? >= people::MOST => {
            return Ok(Flow::Refuse("wait", "resource-constraint"));
        }
        None => enter::stranger(turn, &visit.incoming.bare),
    };
    person.nick = Some(nick);
    kept::put(turn.db, &visit.room.name, &person)?;
    Ok(turn.result(visit.incoming, None))
}

/// Leaves for good: the nickname is free again, and a member is one no more. The last owner has to stay.
fn remove(turn: &mut Turn<'_>, visit: &Visit<'_>) -> Result<Flow, StorageError> {
    let Some(person) = &visit.person else { return Ok(turn.result(visit.incoming, None)) };
    let owner = person.affiliation == Affiliation::Owner;
    if owner && kept::list(turn.db, &visit.room.name, Affiliation::Owner)?.len() == 1 {
        return Ok(Flow::Refuse("cancel", "conflict"));
    }
    let done = turn.result(visit.incoming, None);
    let mut person = person.clone();
    person.nick = None;
    if person.affiliation > Affiliation::None {
        people::resign(turn, &visit.room, &person)?;
    } else {
        kept::put(turn.db, &visit.room.name, &person)?;
    }
    Ok(done)
}
