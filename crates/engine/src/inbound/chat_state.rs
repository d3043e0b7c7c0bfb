//! Typing notices (XEP-0085): only of people on the contact list, only live.

use super::{Outcome, Scene, message::Sides};
use minidom::Element;
use store::Fact;
use wire::ns;

pub fn classify(element: &Element, sides: &Sides, scene: &Scene<'_>, outcomes: &mut Vec<Outcome>) {
    if sides.mine || !scene.people.is_contact(&sides.conversation) {
        return;
    }
    let Some(active) = active(element) else { return };
    outcomes.push(Outcome::Fact(Fact::Typing { conversation: sides.conversation.clone(), active }));
}

/// Whether they are writing; `None` where the message does not say.
pub fn active(element: &Element) -> Option<bool> {
    match element.children().find(|child| child.has_ns(ns::CHAT_STATES)).map(Element::name) {
        Some("composing") => Some(true),
        Some("active" | "paused" | "inactive" | "gone") => Some(false),
        _ => None,
    }
}
