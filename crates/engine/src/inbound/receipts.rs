//! Delivery receipts (XEP-0184).
//!
//! Invariant: a receipt goes only to those who may see the own presence. Copies are what another device has received,
//! which says so itself, unless there is none; for the archive it depends on what is being fetched from it. Neither is
//! known here.

use super::{
    Outcome, Scene,
    message::{Route, Sides},
};
use minidom::Element;
use store::{Fact, Message, Millis};
use wire::{ns, stanza};

/// Someone says that own messages have arrived.
pub fn classify(element: &Element, sides: &Sides, at: Millis, outcomes: &mut Vec<Outcome>) {
    let received = stanza::child(element, "received", ns::RECEIPTS).and_then(|received| received.attr("id"));
    let Some(id) = received.filter(|id| !id.is_empty()) else { return };
    let (conversation, id) = (sides.conversation.clone(), id.to_owned());
    outcomes.push(if sides.mine {
        Outcome::Receipt(Receipt::Given { conversation, id })
    } else {
        Outcome::Fact(Fact::Delivered { conversation, origin_id: id, at })
    });
}

/// A receipt for a message of someone else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    Wanted(Wanted),
    /// Another device of this account has sent it.
    Given {
        conversation: String,
        /// The id of their stanza.
        id: String,
    },
}

/// Someone waits for a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The device that asked; the person, where it asked so long ago that it may be gone.
    pub to: String,
    /// The message came as a copy.
    pub copied: bool,
    pub chat: bool,
    /// The id of their stanza.
    pub id: String,
    /// By which it is known whether the message is here already.
    pub conversation: String,
    pub origin_id: Option<String>,
    pub archive_id: Option<String>,
}

/// The receipt for their message, where they want one and may know.
pub fn wanted(element: &Element, message: &Message, scene: &Scene<'_>, route: &Route) -> Option<Outcome> {
    let (id, from) = (element.attr("id")?, element.attr("from")?);
    let asked = stanza::child(element, "request", ns::RECEIPTS).is_some();
    if !asked || message.mine || !scene.people.may_see_me(&message.author) {
        return None;
    }
    let to = if *route == Route::Direct { from.to_owned() } else { stanza::bare(from)? };
    Some(Outcome::Receipt(Receipt::Wanted(Wanted {
        to,
        copied: *route == Route::Copied,
        chat: element.attr("type") == Some("chat"),
        id: id.to_owned(),
        conversation: message.conversation.clone(),
        origin_id: message.origin_id.clone(),
        archive_id: message.archive_id.clone(),
    })))
}
