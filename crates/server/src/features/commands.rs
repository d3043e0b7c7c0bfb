//! Commands of an account to itself (XEP-0050): deleting a conversation from the own archive, for good
//! (docs/protocol.md).
//!
//! Invariant: only the owner deletes, and only from the own archive. That it was done is written into the archive in the
//! same transaction, so that a device that was not there learns of it when it catches up, and the archive's counter
//! never goes back.

use minidom::Element;
use wire::ns;
use wire::payload::archive_purge::{self, Purge};
use wire::payload::command::{Answer, Command, Status};
use wire::payload::disco::{Identity, Info, Item, items};
use wire::payload::form::{Field, Form};
use wire::stanza::{self, Kind};

use super::Flow;
use crate::core::{Incoming, Target, Turn};
use crate::storage::StorageError;
use crate::storage::archive::{self, QueryError, Record};

const NAME: &str = "Delete a conversation from the archive";

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if incoming.target != Target::Own {
        return Ok(Flow::Next);
    }
    let Some(payload) = stanza::payload(&incoming.stanza) else { return Ok(Flow::Next) };
    match (incoming.kind, payload.name(), payload.ns().as_str()) {
        (Kind::IqSet, "command", ns::COMMANDS) => command(turn, incoming, payload),
        (Kind::IqGet, "query", ns::DISCO_ITEMS) if payload.attr("node") == Some(ns::COMMANDS) => {
            let jid = incoming.bare.clone();
            let item = Item { jid, node: Some(archive_purge::NODE.into()), name: Some(NAME.into()) };
            let list = items(Some(ns::COMMANDS), &[item]);
            Ok(turn.result(incoming, Some(list)))
        }
        (Kind::IqGet, "query", ns::DISCO_INFO) if payload.attr("node") == Some(archive_purge::NODE) => {
            let info = Info {
                node: Some(archive_purge::NODE.into()),
                identities: vec![Identity::new("automation", "command-node", NAME)],
                features: vec![ns::COMMANDS.into(), ns::DATA_FORMS.into()],
                forms: Vec::new(),
            };
            Ok(turn.result(incoming, Some(info.to_element())))
        }
        _ => Ok(Flow::Next),
    }
}

fn command(turn: &mut Turn<'_>, incoming: &Incoming, payload: &Element) -> Result<Flow, StorageError> {
    let Some(command) = Command::from_element(payload) else { return Ok(Flow::Refuse("modify", "bad-request")) };
    if command.node != archive_purge::NODE {
        return Ok(Flow::Refuse("cancel", "item-not-found"));
    }
    let session = command.session.clone().unwrap_or_else(|| turn.random_id());
    let mut answer = Answer { node: command.node.clone(), session, ..Answer::default() };
    if command.is_cancelled() {
        answer.status = Status::Cancelled;
    } else if command.form.is_none() {
        answer.status = Status::Executing;
        answer.form = Some(question());
    } else {
        let Some(purge) = Purge::from_command(&command) else { return Ok(Flow::Refuse("modify", "bad-request")) };
        let gone = match delete(turn, incoming, &purge) {
            Ok(gone) => gone,
            Err(QueryError::UnknownId) => return Ok(Flow::Refuse("cancel", "item-not-found")),
            Err(QueryError::Storage(error)) => return Err(error),
        };
        answer.note = Some(format!("{gone} entries deleted."));
    }
    Ok(turn.result(incoming, Some(answer.to_element())))
}

/// The form for programs that show forms.
fn question() -> Form {
    let mut form = Form::new("form", archive_purge::NODE);
    for (var, kind, label) in [("with", "jid-single", "Conversation with"), ("up-to", "text-single", "Up to this entry")] {
        form.fields.push(Field { label: label.into(), ..Field::new(var, kind, Vec::new()) });
    }
    form
}

/// Deletes, writes down that it was done, and tells every device. Gives the number of entries that are gone.
fn delete(turn: &mut Turn<'_>, incoming: &Incoming, purge: &Purge) -> Result<usize, QueryError> {
    let mut message = stanza::message(&incoming.bare, "headline", &turn.random_id())
        .attr("from", &incoming.bare)
        .child(purge.to_element())
        .done();
    let record = Record { at: turn.now, stanza: &wire::frame::serialize(&message) };
    let (gone, id) = archive::purge(turn.db, &incoming.account, &purge.with, purge.up_to.as_deref(), record)?;
    message.append_child(wire::payload::stanza_id::stanza_id(&incoming.bare, &id));
    for session in turn.sessions_of(&incoming.account, |_| true) {
        turn.send_to(session, &message);
    }
    Ok(gone)
}
