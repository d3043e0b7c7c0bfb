//! Requests to an occupant (XEP-0045 §17.4): the self-ping (XEP-0410), and a business card where real addresses are open
//! anyway.
//!
//! Invariant: only occupants ask, and the room answers itself: no request wanders from program to program under cover of
//! nicknames.

use wire::ns;
use wire::stanza::{self, Kind};

use super::Visit;
use crate::core::Turn;
use crate::features::{Flow, vcard};
use crate::storage::StorageError;

pub fn ask(turn: &mut Turn<'_>, visit: &Visit<'_>, nick: &str) -> Result<Flow, StorageError> {
    // Whoever is not in the room is told so in the words of XEP-0410 §4.
    let Some(own) = &visit.nick else { return Ok(Flow::Refuse("cancel", "not-acceptable")) };
    let Some(other) = turn.hall.rooms.by_nick(&visit.room.name, nick).cloned() else {
        return Ok(Flow::Refuse("cancel", "item-not-found"));
    };
    let Some(payload) = stanza::payload(&visit.incoming.stanza).filter(|_| visit.incoming.kind == Kind::IqGet) else {
        return Ok(Flow::Next);
    };
    if payload.is("ping", ns::PING) && other.nick == *own {
        return Ok(turn.result(visit.incoming, None));
    }
    if payload.is("vCard", ns::VCARD) && visit.room.settings.non_anonymous {
        return vcard::show(turn, visit.incoming, &other.account);
    }
    Ok(Flow::Next)
}
