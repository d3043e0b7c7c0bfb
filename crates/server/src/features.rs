//! What the server does with a stanza: one explicit, ordered list of features, one XEP family a file.
//!
//! Invariant: the order below is the order of handling, and there is no other. The first feature that takes a stanza
//! is the last that sees it; what nobody takes is refused, so that no request stays without an answer.

pub mod archive;
pub mod basics;
pub mod blocking;
pub mod caps;
pub mod carbons;
pub mod commands;
pub mod disco;
pub mod forwarding;
pub mod guard;
pub mod messages;
pub mod nodes;
pub mod presence;
pub mod private;
pub mod publishing;
pub mod repeated;
pub mod rooms;
pub mod roster;
pub mod subscriptions;
pub mod uploads;
pub mod vcard;

use minidom::Element;
use wire::ns;
use wire::stanza::{self, Kind};

use crate::core::{Incoming, SessionId, Turn, lifecycle};
use crate::storage::StorageError;

/// What a feature did with a stanza.
#[derive(Debug, PartialEq, Eq)]
pub enum Flow {
    /// Not its business.
    Next,
    Done,
    /// Answered with an error: type and condition (RFC 6120 §8.3).
    Refuse(&'static str, &'static str),
    /// The same with an element that says more than the condition.
    RefuseWith(&'static str, &'static str, Box<Element>),
}

type Feature = fn(&mut Turn<'_>, &Incoming) -> Result<Flow, StorageError>;

/// Every feature, in the order in which it is asked.
const FEATURES: &[Feature] = &[
    guard::unreachable,
    uploads::handle,
    rooms::handle,
    blocking::screen,
    caps::learn,
    subscriptions::handle,
    presence::handle,
    messages::handle,
    basics::handle,
    commands::handle,
    disco::handle,
    roster::handle,
    carbons::handle,
    blocking::handle,
    archive::handle,
    publishing::handle,
    nodes::handle,
    vcard::handle,
    private::handle,
    forwarding::handle,
];

/// Handles one stanza of a client.
pub fn handle(turn: &mut Turn<'_>, session: SessionId, stanza: Element) -> Result<(), StorageError> {
    let Some(incoming) = guard::receive(turn, session, stanza) else { return Ok(()) };
    for feature in FEATURES {
        match feature(turn, &incoming)? {
            Flow::Next => {}
            Flow::Done => return Ok(()),
            Flow::Refuse(kind, condition) => {
                refuse(turn, session, &incoming.stanza, kind, condition, None);
                return Ok(());
            }
            Flow::RefuseWith(kind, condition, detail) => {
                refuse(turn, session, &incoming.stanza, kind, condition, Some(*detail));
                return Ok(());
            }
        }
    }
    refuse(turn, session, &incoming.stanza, "cancel", "service-unavailable", None);
    Ok(())
}

/// The stanza could not be kept: its sender is told to try again later.
pub fn failed(turn: &mut Turn<'_>, session: SessionId, stanza: &Element) {
    refuse(turn, session, stanza, "wait", "resource-constraint", None);
}

/// Whether the sender is told when something is refused: errors and answers are never answered, nor is presence.
pub fn is_answered(stanza: &Element) -> bool {
    match stanza::kind(stanza) {
        Some(Kind::IqGet | Kind::IqSet) => true,
        Some(Kind::Message) => stanza.attr("type") != Some("error"),
        _ => false,
    }
}

fn refuse(turn: &mut Turn<'_>, session: SessionId, stanza: &Element, kind: &str, condition: &str, detail: Option<Element>) {
    if !is_answered(stanza) {
        return;
    }
    let mut error = stanza::error_reply(stanza, condition, kind, None);
    if let (Some(detail), Some(child)) = (detail, error.get_child_mut("error", ns::CLIENT)) {
        child.append_child(detail);
    }
    if let Some(session) = turn.hall.get(session) {
        stanza::set_attr(&mut error, "to", &session.full);
    }
    turn.send(session, error);
}

/// Elements that are no stanzas: stream management (XEP-0198) and client state (XEP-0352).
pub fn nonza(turn: &mut Turn<'_>, session: SessionId, element: &Element) -> Result<(), StorageError> {
    if element.has_ns(ns::CSI) {
        // Client state is accepted and changes nothing: a desktop on a local network needs no thrift.
        return Ok(());
    }
    lifecycle::manage(turn, session, element)
}
