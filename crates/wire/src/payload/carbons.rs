//! Message carbons (XEP-0280): copies of what other devices of the account send and receive.
//!
//! **Nothing here decides whether a carbon may be believed.** Whoever calls [`unwrap`] has to check first that the
//! *outer* message comes from the own account: [`crate::stanza::from_own_account`] (§Security, a MUST).

use minidom::Element;

use crate::ns;
use crate::payload::forward::{self, Forwarded};
use crate::stanza::element;

/// Whether another device sent or received the copied message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Received,
    Sent,
}

impl Direction {
    fn name(self) -> &'static str {
        match self {
            Direction::Received => "received",
            Direction::Sent => "sent",
        }
    }
}

/// `<enable/>`, the payload of an iq set to the own account.
pub fn enable() -> Element {
    element("enable", ns::CARBONS).done()
}

/// `<disable/>`
pub fn disable() -> Element {
    element("disable", ns::CARBONS).done()
}

/// `<private/>`: not to be copied.
pub fn private() -> Element {
    element("private", ns::CARBONS).done()
}

/// Whether a message asks not to be copied.
pub fn is_private(message: &Element) -> bool {
    message.has_child("private", ns::CARBONS)
}

/// Whether a message has the form of a carbon, believable or not: for a filter that drops the others.
pub fn is_carbon(message: &Element) -> bool {
    message.has_child("received", ns::CARBONS) || message.has_child("sent", ns::CARBONS)
}

/// The payload of a carbon: the copied message in its envelope.
pub fn wrap(direction: Direction, message: Element) -> Element {
    element(direction.name(), ns::CARBONS).child(forward::wrap(message, None)).done()
}

/// The message inside a carbon. A wrapper of type `groupchat` or `error` is none, nor is a carbon in a carbon.
pub fn unwrap(message: &Element) -> Option<(Direction, Forwarded)> {
    if !message.is("message", ns::CLIENT) || matches!(message.attr("type"), Some("groupchat" | "error")) {
        return None;
    }
    let mut wrappers = message.children().filter(|child| child.has_ns(ns::CARBONS) && matches!(child.name(), "received" | "sent"));
    let wrapper = wrappers.next()?;
    if wrappers.next().is_some() {
        return None;
    }
    let direction = if wrapper.name() == "sent" { Direction::Sent } else { Direction::Received };
    let forwarded = forward::read(wrapper)?;
    (!is_carbon(&forwarded.stanza)).then_some((direction, forwarded))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::stanza::{message, set_attr};

    #[test]
    fn carbons_open_one_layer() {
        let inner = message("bob@b", "chat", "1").field("body", "hi").done();
        let outer = message("anna@b/x", "chat", "2").child(wrap(Direction::Sent, inner.clone())).done();
        assert_eq!(unwrap(&outer), Some((Direction::Sent, Forwarded { stanza: inner.clone(), delay: None })));
        assert_eq!(unwrap(&inner), None);
        let nested = message("anna@b/x", "chat", "3").child(wrap(Direction::Received, outer.clone())).done();
        assert_eq!(unwrap(&nested), None);
        assert!(is_carbon(&nested));
        let mut room = outer.clone();
        set_attr(&mut room, "type", "groupchat");
        assert_eq!(unwrap(&room), None);
        let mut double = outer.clone();
        double.append_child(wrap(Direction::Received, inner));
        assert_eq!(unwrap(&double), None);
        assert!(is_private(&message("a@b", "chat", "1").child(private()).done()));
    }
}
