//! Delivery receipts (XEP-0184).
//!
//! Invariant: a receipt goes only to those who may see the own presence, only for what came straight to this
//! device, and never for the archive.

use super::{
    Outcome, Scene,
    message::{Route, Sides},
};
use minidom::Element;
use store::Fact;
use wire::{ns, stanza};

/// Someone says that own messages have arrived.
pub fn classify(element: &Element, sides: &Sides, outcomes: &mut Vec<Outcome>) {
    let received = stanza::child(element, "received", ns::RECEIPTS).and_then(|received| received.attr("id"));
    if let Some(id) = received.filter(|id| !sides.mine && !id.is_empty()) {
        outcomes.push(Outcome::Fact(Fact::Delivered { conversation: sides.conversation.clone(), origin_id: id.to_owned() }));
    }
}

/// Says that their message has arrived, where they want to know and may.
pub fn acknowledge(element: &Element, sides: &Sides, scene: &Scene<'_>, route: &Route, outcomes: &mut Vec<Outcome>) {
    let wanted = stanza::child(element, "request", ns::RECEIPTS).is_some();
    let (Some(id), Some(from)) = (element.attr("id"), element.attr("from")) else { return };
    if !wanted || sides.mine || *route != Route::Direct || !scene.people.may_see_me(&sides.author) {
        return;
    }
    let kind = if element.attr("type") == Some("chat") { "chat" } else { "normal" };
    let receipt = stanza::message(from, kind, &format!("receipt-{id}"))
        .child(stanza::element("received", ns::RECEIPTS).attr("id", id))
        .child(stanza::element("store", ns::HINTS))
        .done();
    outcomes.push(Outcome::Reply(receipt));
}
