//! What is said to everybody (XEP-0045 §7.4), the topic (§8.1), and taking back one's own words (XEP-0424).
//!
//! Invariant: what goes out comes from an occupant who may write, carries the room's own marks and none that a client
//! made up, and is in the archive if it is to last, in the same transaction. Corrections, reactions, replies, markers
//! and chat states pass untouched.

use minidom::Element;
use wire::ns;
use wire::payload::muc::{Item, RoomUser};
use wire::payload::retract::Retraction;
use wire::payload::{occupant_id, stanza_id};
use wire::stanza;

use super::access::Action;
use super::{Visit, clean, enter, invite, moderation, presence};
use crate::core::Turn;
use crate::features::{Flow, messages};
use crate::storage::archive::{self, Owner};
use crate::storage::rooms::{self, Room, Subject};
use crate::storage::{StorageError, archive::QueryError};

/// Longest topic, in bytes.
const LONGEST_SUBJECT: usize = 4_096;

/// A message to the room.
pub fn handle(turn: &mut Turn<'_>, visit: &Visit<'_>) -> Result<Flow, StorageError> {
    match visit.incoming.stanza.attr("type") {
        Some("groupchat") => say(turn, visit),
        None | Some("normal") => invite::handle(turn, visit),
        _ => Ok(Flow::Refuse("modify", "bad-request")),
    }
}

/// Whether a message sets the topic.
fn subject(message: &Element) -> Option<String> {
    let plain = !message.has_child("body", ns::CLIENT) && !message.has_child("thread", ns::CLIENT);
    stanza::child_text(message, "subject", ns::CLIENT).filter(|_| plain)
}

fn say(turn: &mut Turn<'_>, visit: &Visit<'_>) -> Result<Flow, StorageError> {
    let room = &visit.room;
    let seated = turn.hall.rooms.seated(&room.name, &visit.incoming.account, visit.incoming.session);
    let Some(author) = seated.map(|occupant| (occupant.nick.clone(), occupant.occupant_id.clone())) else {
        return Ok(Flow::Refuse("cancel", "not-acceptable"));
    };
    let subject = subject(&visit.incoming.stanza);
    if !visit.may(if subject.is_some() { Action::SetSubject } else { Action::Write }) {
        return Ok(Flow::Refuse("auth", "forbidden"));
    }
    if !enter::afford(turn, visit, 1) {
        return Ok(Flow::Refuse("wait", "policy-violation"));
    }
    let (nick, id) = author;
    if let Some(text) = subject {
        if text.len() > LONGEST_SUBJECT {
            return Ok(Flow::Refuse("modify", "not-acceptable"));
        }
        rooms::set_subject(turn.db, &room.name, &Subject { text, by: nick.clone(), at: turn.now })?;
    }
    let mut message = visit.incoming.stanza.clone();
    clean(&mut message);
    if let Some(refusal) = take_back(turn, visit, &message)? {
        return Ok(refusal);
    }
    stanza::remove_attr(&mut message, "to");
    stanza::set_attr(&mut message, "from", &format!("{}/{nick}", visit.jid));
    message.append_child(occupant_id::occupant_id(&id));
    publish(turn, room, message, &visit.incoming.bare)?;
    Ok(Flow::Done)
}

/// Sends a message to everybody in the room; it is archived before if it is to last. `author` is a bare JID, or the room.
pub fn publish(turn: &mut Turn<'_>, room: &Room, mut message: Element, author: &str) -> Result<(), StorageError> {
    if room.settings.archived && messages::worth_archiving_in_room(&message) {
        keep(turn, room, &mut message, author)?;
    }
    let everybody = presence::everybody(turn, &room.name);
    turn.broadcast(everybody, message);
    Ok(())
}

/// Writes a message into the archive and the id it has there into the message.
pub fn keep(turn: &Turn<'_>, room: &Room, message: &mut Element, author: &str) -> Result<(), StorageError> {
    let jid = turn.house.room(&room.name);
    let mut kept = message.clone();
    if room.settings.non_anonymous && author != jid {
        // What everybody knows now, everybody may read later; what was said under a nickname stays under it.
        let item = Item { jid: Some(author.to_owned()), ..Item::default() };
        kept.append_child(RoomUser { item: Some(item), ..RoomUser::default() }.to_element());
    }
    let id = archive::append(turn.db, Owner::Room(&room.name), author, turn.now, &wire::frame::serialize(&kept))?;
    message.append_child(stanza_id::stanza_id(&jid, &id));
    Ok(())
}

/// An author takes a message back: its place in the archive becomes a tombstone. What is somebody else's, or not there,
/// cannot be taken back.
fn take_back(turn: &mut Turn<'_>, visit: &Visit<'_>, message: &Element) -> Result<Option<Flow>, StorageError> {
    let Some(retraction) = message.get_child("retract", ns::RETRACT).and_then(|_| Retraction::from_message(message)) else {
        return Ok(None);
    };
    let room = Owner::Room(&visit.room.name);
    match archive::entry(turn.db, room, &retraction.id) {
        Ok(entry) if entry.peer != visit.incoming.bare => Ok(Some(Flow::Refuse("auth", "forbidden"))),
        Ok(entry) => {
            let by = moderation::Removal { id: message.attr("id").map(str::to_owned), moderated: None, reason: None };
            moderation::bury(turn, visit, &entry, &by)?;
            Ok(None)
        }
        Err(QueryError::UnknownId) if visit.room.settings.archived => Ok(Some(Flow::Refuse("cancel", "item-not-found"))),
        Err(QueryError::UnknownId) => Ok(None),
        Err(QueryError::Storage(error)) => Err(error),
    }
}
