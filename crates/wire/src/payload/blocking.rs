//! Blocking (XEP-0191).

use minidom::Element;

use crate::ns;
use crate::stanza::{element, prepared};

/// A change of the list, asked for or pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Block(Vec<String>),
    /// An empty list lifts every block.
    Unblock(Vec<String>),
}

impl Change {
    /// The payload of an iq set or of a push.
    pub fn to_element(&self) -> Element {
        match self {
            Change::Block(addresses) => listed("block", addresses),
            Change::Unblock(addresses) => listed("unblock", addresses),
        }
    }

    /// Reads a request or a push; a push counts only from the own account. `None` if it blocks nobody, or if what it
    /// lifts cannot be read: that must not lift every block.
    pub fn from_element(element: &Element) -> Option<Change> {
        let addresses = addresses(element);
        match element.name() {
            _ if !element.has_ns(ns::BLOCKING) => None,
            "block" if !addresses.is_empty() => Some(Change::Block(addresses)),
            "unblock" if !addresses.is_empty() || element.children().next().is_none() => Some(Change::Unblock(addresses)),
            _ => None,
        }
    }
}

/// Asks for the list.
pub fn request() -> Element {
    element("blocklist", ns::BLOCKING).done()
}

/// The list, as a server answers.
pub fn list(addresses: &[String]) -> Element {
    listed("blocklist", addresses)
}

/// Reads the list. What is no address is left out.
pub fn read_list(list: &Element) -> Option<Vec<String>> {
    list.is("blocklist", ns::BLOCKING).then(|| addresses(list))
}

/// The part of an error that says: you have blocked this address.
pub fn blocked_error() -> Element {
    element("blocked", ns::BLOCKING_ERRORS).done()
}

fn listed(name: &str, addresses: &[String]) -> Element {
    element(name, ns::BLOCKING)
        .children(addresses.iter().map(|address| element("item", ns::BLOCKING).attr("jid", address).done()))
        .done()
}

fn addresses(parent: &Element) -> Vec<String> {
    parent.children().filter(|child| child.is("item", ns::BLOCKING)).filter_map(|item| prepared(item.attr("jid")?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn changes_come_back() {
        for change in [Change::Block(vec!["eve@b".into()]), Change::Unblock(vec!["eve@b".into()]), Change::Unblock(vec![])] {
            assert_eq!(Change::from_element(&change.to_element()), Some(change));
        }
        assert_eq!(read_list(&list(&["eve@b".into()])), Some(vec!["eve@b".into()]));
    }

    #[test]
    fn a_broken_unblock_does_not_lift_everything() {
        assert_eq!(Change::from_element(&xml("<unblock xmlns='urn:xmpp:blocking'><item jid='@'/></unblock>")), None);
        assert_eq!(Change::from_element(&xml("<block xmlns='urn:xmpp:blocking'/>")), None);
        let mixed = xml("<blocklist xmlns='urn:xmpp:blocking'><item/><item jid='@'/><item jid='Eve@b'/></blocklist>");
        assert_eq!(read_list(&mixed), Some(vec!["eve@b".into()]));
    }
}
