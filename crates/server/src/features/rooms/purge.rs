//! Deleting everything that was said in a room, for everybody: a command of our own (XEP-0050), for admins and owners.
//!
//! Invariant: what is deleted is gone from the archive for good. A message of the room says so to those who are there,
//! and stays as the first entry of the archive, so that whoever comes later deletes their copies too.

use minidom::Element;
use wire::payload::command::{Answer, Command, Status};
use wire::payload::form::{Field, Form};
use wire::payload::room_purge::Purged;
use wire::stanza::Kind;

use super::access::Action;
use super::{Visit, from_room, presence, talk};
use crate::core::Turn;
use crate::features::Flow;
use crate::storage::StorageError;
use crate::storage::archive::{self, Owner};

pub const NODE: &str = wire::payload::room_purge::NODE;
pub const TITLE: &str = "Delete all messages";

pub fn handle(turn: &mut Turn<'_>, visit: &Visit<'_>, payload: &Element) -> Result<Flow, StorageError> {
    let Some(command) = Command::from_element(payload).filter(|_| visit.incoming.kind == Kind::IqSet) else {
        return Ok(Flow::Refuse("modify", "bad-request"));
    };
    if command.node != NODE {
        return Ok(Flow::Refuse("cancel", "item-not-found"));
    }
    if !visit.may(Action::DeleteMessages) {
        return Ok(Flow::Refuse("auth", "forbidden"));
    }
    let session = command.session.clone().unwrap_or_else(|| turn.random_id());
    let answer = |status, form, note: Option<&str>| {
        Answer { node: NODE.into(), session, status, form, note: note.map(str::to_owned) }.to_element()
    };
    let confirmed = command.form.as_ref().and_then(|form| form.flag("confirm"));
    let reply = match (command.is_cancelled(), confirmed) {
        (true, _) | (_, Some(false)) => answer(Status::Cancelled, None, None),
        (false, None) => answer(Status::Executing, Some(question()), None),
        (false, Some(true)) => {
            purge(turn, visit)?;
            answer(Status::Completed, None, Some("All messages are deleted."))
        }
    };
    Ok(turn.result(visit.incoming, Some(reply)))
}

fn question() -> Form {
    let mut form = Form::new("form", NODE);
    let mut confirm = Field::new("confirm", "boolean", vec!["0".into()]);
    confirm.label = "Delete all messages of this room for everybody".into();
    form.fields.push(confirm);
    form
}

fn purge(turn: &mut Turn<'_>, visit: &Visit<'_>) -> Result<(), StorageError> {
    let room = Owner::Room(&visit.room.name);
    let last = archive::newest(turn.db, room)?;
    let notice = Purged { by: visit.nick.clone(), occupant_id: visit.person.as_ref().map(|person| person.occupant_id.clone()) };
    let mut message = from_room("message", &visit.jid)
        .attr("type", "groupchat")
        .attr("id", turn.random_id())
        .children(notice.to_payloads())
        .done();
    // The notice first, whether the room keeps anything or not: the archive counts on from its last entry.
    talk::keep(turn, &visit.room, &mut message, &visit.jid)?;
    archive::remove_to(turn.db, room, last)?;
    let everybody = presence::everybody(turn, &visit.room.name);
    turn.broadcast(everybody, message);
    Ok(())
}
