//! Message carbons (XEP-0280): every device of a person sees what the others send and receive.
//!
//! Invariant: a wrapper is only ever made here, and comes from the account's own bare JID.

use minidom::Element;
use wire::ns;
use wire::stanza::{self, Kind, element};

use super::Flow;
use crate::core::{Incoming, Target, Turn};
use crate::router::MessageType;
use crate::storage::StorageError;

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if incoming.kind != Kind::IqSet || !matches!(incoming.target, Target::Own | Target::Server) {
        return Ok(Flow::Next);
    }
    let enable = match stanza::payload(&incoming.stanza) {
        Some(payload) if payload.is("enable", ns::CARBONS) => true,
        Some(payload) if payload.is("disable", ns::CARBONS) => false,
        _ => return Ok(Flow::Next),
    };
    if let Some(session) = turn.hall.get_mut(incoming.session) {
        session.carbons = enable;
    }
    Ok(turn.result(incoming, None))
}

/// Whether other devices get a copy (XEP-0280 §6.1).
pub fn eligible(kind: MessageType, message: &Element) -> bool {
    if message.has_child("private", ns::CARBONS) || message.has_child("no-copy", ns::HINTS) {
        return false;
    }
    match kind {
        MessageType::Chat => true,
        MessageType::Normal => {
            message.has_child("body", ns::CLIENT)
                || message.children().any(|child| child.has_ns(ns::RECEIPTS) || child.has_ns(ns::MARKERS))
        }
        MessageType::Error | MessageType::Headline | MessageType::GroupChat => false,
    }
}

/// A copy for another device: `direction` is `sent` or `received`.
pub fn wrap(bare: &str, direction: &str, message: &Element) -> Element {
    let forwarded = element("forwarded", ns::FORWARD).child(message.clone());
    element("message", ns::CLIENT)
        .attr("from", bare)
        .attr("type", message.attr("type").unwrap_or("normal"))
        .child(element(direction, ns::CARBONS).child(forwarded))
        .done()
}
