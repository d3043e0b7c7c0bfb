//! Displayed markers (XEP-0333).

use super::{Outcome, message::Sides};
use minidom::Element;
use store::{Fact, Millis};
use wire::{ns, stanza};

/// The author would like to know when this message has been shown.
pub fn wanted(element: &Element) -> bool {
    stanza::child(element, "markable", ns::MARKERS).is_some()
}

/// Someone says that own messages, up to this one, have arrived or been shown.
pub fn classify(element: &Element, sides: &Sides, at: Millis, outcomes: &mut Vec<Outcome>) {
    if sides.mine {
        return;
    }
    for marker in element.children().filter(|child| child.has_ns(ns::MARKERS)) {
        let Some(origin_id) = marker.attr("id").filter(|id| !id.is_empty()).map(str::to_owned) else { continue };
        let conversation = sides.conversation.clone();
        match marker.name() {
            "received" => outcomes.push(Outcome::Fact(Fact::Delivered { conversation, origin_id, at })),
            "displayed" | "acknowledged" => {
                let (author, id) = (sides.author.clone(), origin_id.clone());
                outcomes.push(Outcome::Fact(Fact::SeenBy { conversation: conversation.clone(), author, id, at }));
                outcomes.push(Outcome::Fact(Fact::Displayed { conversation, origin_id }));
            }
            _ => {}
        }
    }
}
