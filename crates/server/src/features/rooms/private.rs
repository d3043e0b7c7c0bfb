//! Private messages between occupants (XEP-0045 §7.5).
//!
//! Invariant: from an occupant to an occupant of the same room, marked as such (`muc#user`), and never in the room's
//! archive or anybody's: who is to keep something writes to the person.

use wire::ns;
use wire::payload::muc::RoomUser;
use wire::payload::occupant_id;
use wire::stanza;

use super::access::Action;
use super::{Visit, clean};
use crate::core::{SessionId, Turn};
use crate::features::{Flow, carbons};
use crate::router::MessageType;
use crate::storage::{StorageError, personal};

pub fn handle(turn: &mut Turn<'_>, visit: &Visit<'_>, nick: &str) -> Result<Flow, StorageError> {
    let incoming = visit.incoming;
    let kind = MessageType::of(incoming.stanza.attr("type"));
    if kind == MessageType::GroupChat {
        return Ok(Flow::Refuse("modify", "bad-request"));
    }
    let seated = turn.hall.rooms.seated(&visit.room.name, &incoming.account, incoming.session).cloned();
    let Some(sender) = seated else { return Ok(Flow::Refuse("cancel", "not-acceptable")) };
    if !visit.may(Action::WritePrivately) {
        return Ok(Flow::Refuse("auth", "forbidden"));
    }
    let Some(recipient) = turn.hall.rooms.by_nick(&visit.room.name, nick).cloned() else {
        return Ok(Flow::Refuse("cancel", "item-not-found"));
    };
    if personal::is_blocked(turn.db, &recipient.account, &sender.bare)? {
        return Ok(Flow::Refuse("cancel", "service-unavailable"));
    }
    let mut message = incoming.stanza.clone();
    clean(&mut message);
    let copied = carbons::eligible(kind, &message);
    while message.remove_child("private", ns::CARBONS).is_some() {}
    message.append_child(RoomUser::default().to_element());
    message.append_child(occupant_id::occupant_id(&sender.occupant_id));
    // The sender's other devices in the room see what was sent (XEP-0280 §6.1).
    if copied && recipient.account != sender.account {
        let copy = carbons::wrap(&incoming.bare, "sent", &message);
        let others = sender.seats.iter().map(|seat| seat.session).filter(|session| *session != incoming.session);
        let others: Vec<SessionId> =
            others.filter(|session| turn.hall.get(*session).is_some_and(|session| session.carbons)).collect();
        turn.broadcast(others, copy);
    }
    stanza::set_attr(&mut message, "from", &format!("{}/{}", visit.jid, sender.nick));
    turn.broadcast(recipient.seats.iter().map(|seat| seat.session).collect(), message);
    Ok(Flow::Done)
}
