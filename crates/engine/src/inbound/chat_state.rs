//! Typing notices (XEP-0085): only of people on the contact list, only live.

use super::{Outcome, Scene, message::Sides};
use minidom::Element;
use store::Fact;
use wire::ns;

pub fn classify(element: &Element, sides: &Sides, scene: &Scene<'_>, outcomes: &mut Vec<Outcome>) {
    if sides.mine || !scene.people.is_contact(&sides.conversation) {
        return;
    }
    let state = element.children().find(|child| child.has_ns(ns::CHAT_STATES)).map(Element::name);
    let active = match state {
        Some("composing") => true,
        Some("active" | "paused" | "inactive" | "gone") => false,
        _ => return,
    };
    outcomes.push(Outcome::Fact(Fact::Typing { conversation: sides.conversation.clone(), active }));
}
