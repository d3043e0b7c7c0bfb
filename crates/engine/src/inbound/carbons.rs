//! Copies of what one's other devices send and receive (XEP-0280).
//!
//! Invariant: unwrapped only when the *outer* stanza is from the own bare address or has no `from` (§Security), and
//! never twice.

use super::{Outcome, Scene, Why, message};
use minidom::Element;
use wire::{ns, stanza};

/// `None` where the message is no copy.
pub fn classify(element: &Element, scene: &Scene<'_>) -> Option<Vec<Outcome>> {
    let wrapper = element.children().find(|child| child.has_ns(ns::CARBONS) && matches!(child.name(), "received" | "sent"))?;
    Some(unwrap(element, wrapper, scene).unwrap_or_else(|why| vec![Outcome::Dropped(why)]))
}

fn unwrap(element: &Element, wrapper: &Element, scene: &Scene<'_>) -> Result<Vec<Outcome>, Why> {
    if !stanza::from_own_account(element, &scene.me.bare) || element.attr("type") == Some("groupchat") {
        return Err(Why::ForgedCarbon);
    }
    let forwarded = stanza::child(wrapper, "forwarded", ns::FORWARD).ok_or(Why::Malformed)?;
    let inner = stanza::child(forwarded, "message", ns::CLIENT).ok_or(Why::Malformed)?;
    if inner.attr("type") == Some("groupchat") || inner.children().any(|child| child.has_ns(ns::CARBONS)) {
        return Err(Why::ForgedCarbon);
    }
    if inner.children().any(|child| child.has_ns(ns::MAM) || child.has_ns(ns::PUBSUB_EVENT)) {
        return Err(Why::NothingToDo);
    }
    // The wrapper says only which way it went: the addresses decide, and they must agree.
    let mine = inner.attr("from").and_then(stanza::bare).is_some_and(|from| from == scene.me.bare);
    if mine != (wrapper.name() == "sent") && inner.attr("to").and_then(stanza::bare).is_none_or(|to| to != scene.me.bare) {
        return Err(Why::ForgedCarbon);
    }
    Ok(message::classify(inner, scene, &message::Route::Copied))
}
