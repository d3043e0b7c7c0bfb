//! Moderating messages (XEP-0425), and the tombstones that stand where something was taken back (XEP-0424 §4).
//!
//! Invariant: what is taken back is gone from the archive, with every correction of it; that it was there, whose it was
//! and who took it back stays.

use minidom::Element;
use wire::ns;
use wire::payload::correction;
use wire::payload::moderate::{Moderated, Moderation};
use wire::payload::retract::{Retraction, Tombstone};
use wire::stanza;

use super::access::{self, Action};
use super::{Visit, from_room, talk};
use crate::core::Turn;
use crate::features::Flow;
use crate::storage::StorageError;
use crate::storage::archive::{self, Entry, Owner, QueryError};
use crate::storage::rooms::people;

/// Longest reason, in bytes.
pub const LONGEST_REASON: usize = 2_048;

/// Who took a message back, and with which message.
pub struct Removal {
    pub id: Option<String>,
    pub moderated: Option<Moderated>,
    pub reason: Option<String>,
}

/// A moderator takes back what somebody said.
pub fn handle(turn: &mut Turn<'_>, visit: &Visit<'_>, payload: &Element) -> Result<Flow, StorageError> {
    if !visit.may(Action::Moderate) {
        return Ok(Flow::Refuse("auth", "forbidden"));
    }
    let Some(wish) = Moderation::from_element(payload) else { return Ok(Flow::Refuse("modify", "bad-request")) };
    if wish.reason.as_ref().is_some_and(|reason| reason.len() > LONGEST_REASON) {
        return Ok(Flow::Refuse("modify", "not-acceptable"));
    }
    let room = &visit.room;
    let entry = match archive::entry(turn.db, Owner::Room(&room.name), &wish.id) {
        Ok(entry) => entry,
        Err(QueryError::UnknownId) => return Ok(Flow::Refuse("cancel", "item-not-found")),
        Err(QueryError::Storage(error)) => return Err(error),
    };
    let author = people::get(turn.db, &room.name, &entry.peer)?.map(|person| person.affiliation).unwrap_or_default();
    if entry.peer != visit.incoming.bare && !access::outranks(visit.standing.affiliation, author) {
        return Ok(Flow::Refuse("cancel", "not-allowed"));
    }
    let moderated = Moderated {
        by: visit.nick.as_ref().map(|nick| format!("{}/{nick}", visit.jid)),
        occupant_id: visit.person.as_ref().map(|person| person.occupant_id.clone()),
    };
    let id = turn.random_id();
    let removal = Removal { id: Some(id.clone()), moderated: Some(moderated.clone()), reason: wish.reason.clone() };
    bury(turn, visit, &entry, &removal)?;
    let retraction = Retraction { id: wish.id, moderated: Some(moderated), reason: wish.reason };
    let message = from_room("message", &visit.jid).attr("type", "groupchat").attr("id", id).child(retraction.to_element());
    talk::publish(turn, room, message.done(), &visit.jid)?;
    Ok(turn.result(visit.incoming, None))
}

/// Puts tombstones in the place of a message and of its author's corrections of it (XEP-0308).
pub fn bury(turn: &Turn<'_>, visit: &Visit<'_>, entry: &Entry, removal: &Removal) -> Result<(), StorageError> {
    let room = Owner::Room(&visit.room.name);
    let Ok(message) = wire::frame::parse(&entry.stanza, &wire::limits::Limits::READING) else { return Ok(()) };
    replace(turn, room, entry.seq, &message, removal)?;
    let Some(id) = message.attr("id") else { return Ok(()) };
    for later in archive::containing(turn.db, room, &entry.peer, entry.seq, ns::CORRECT)? {
        let Ok(later_message) = wire::frame::parse(&later.stanza, &wire::limits::Limits::READING) else { continue };
        if correction::replaced_id(&later_message).as_deref() == Some(id) {
            replace(turn, room, later.seq, &later_message, removal)?;
        }
    }
    Ok(())
}

fn replace(turn: &Turn<'_>, room: Owner<'_>, seq: i64, message: &Element, removal: &Removal) -> Result<(), StorageError> {
    if message.has_child("retracted", ns::RETRACT) {
        return Ok(());
    }
    let tombstone = Tombstone {
        id: removal.id.clone(),
        stamp: Some(turn.now),
        moderated: removal.moderated.clone(),
        reason: removal.reason.clone(),
    };
    // Who wrote it, as the room said, and that it was no message of its own but a correction.
    let kept = |child: &&Element| child.has_ns(ns::OCCUPANT_ID) || child.has_ns(ns::MUC_USER);
    let stone = stanza::element("message", ns::CLIENT)
        .attr("type", "groupchat")
        .attr_opt("from", message.attr("from"))
        .attr_opt("id", message.attr("id"))
        .children(message.children().filter(kept).cloned())
        .children(correction::replaced_id(message).map(|id| correction::replace(&id)))
        .child(tombstone.to_element());
    archive::replace(turn.db, room, seq, &wire::frame::serialize(&stone.done()))
}
