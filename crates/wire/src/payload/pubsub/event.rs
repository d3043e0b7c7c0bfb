//! What a node tells its subscribers (XEP-0060 §7.1.2 and on).

use minidom::Element;

use super::Item;
use crate::ns;
use crate::stanza::{Draft, element};

/// A change of a node.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Items { node: String, items: Vec<Item>, retracted: Vec<String> },
    Purged { node: String },
    Deleted { node: String },
}

impl Event {
    /// The node that changed.
    pub fn node(&self) -> &str {
        match self {
            Event::Items { node, .. } | Event::Purged { node } | Event::Deleted { node } => node,
        }
    }

    /// `<event/>`, to be put into a message.
    pub fn to_element(&self) -> Element {
        let action = |name: &str, node: &str| element(name, ns::PUBSUB_EVENT).attr("node", node);
        let change: Draft = match self {
            Event::Items { node, items, retracted } => action("items", node)
                .children(items.iter().map(|item| item.to_element(ns::PUBSUB_EVENT)))
                .children(retracted.iter().map(|id| element("retract", ns::PUBSUB_EVENT).attr("id", id).done())),
            Event::Purged { node } => action("purge", node),
            Event::Deleted { node } => action("delete", node),
        };
        element("event", ns::PUBSUB_EVENT).child(change).done()
    }

    /// The event in a message, if it is one.
    pub fn from_message(message: &Element) -> Option<Event> {
        if message.attr("type") == Some("error") {
            return None;
        }
        let event = message.get_child("event", ns::PUBSUB_EVENT)?;
        event.children().filter(|child| child.has_ns(ns::PUBSUB_EVENT)).find_map(|change| {
            let node = change.attr("node")?.to_owned();
            match change.name() {
                "items" => {
                    let named = |name: &'static str| change.children().filter(move |child| child.is(name, ns::PUBSUB_EVENT));
                    let items = named("item").map(Item::from_element).collect();
                    let retracted = named("retract").filter_map(|retract| retract.attr("id").map(str::to_owned)).collect();
                    Some(Event::Items { node, items, retracted })
                }
                "purge" => Some(Event::Purged { node }),
                "delete" => Some(Event::Deleted { node }),
                _ => None,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn events_come_back() {
        let item = Item { id: Some("1".into()), payload: Some(element("x", "u").done()), publisher: None };
        for event in [
            Event::Items { node: "n".into(), items: vec![item], retracted: vec!["2".into()] },
            Event::Purged { node: "n".into() },
            Event::Deleted { node: "n".into() },
        ] {
            let stanza = message("a@b", "headline", "1").child(event.to_element()).done();
            assert_eq!(Event::from_message(&stanza), Some(event));
        }
    }

    #[test]
    fn what_is_no_event_is_none() {
        let nameless = element("event", ns::PUBSUB_EVENT).child(element("items", ns::PUBSUB_EVENT)).done();
        assert_eq!(Event::from_message(&message("a@b", "headline", "1").child(nameless).done()), None);
        let bounced = message("a@b", "error", "1").child(Event::Purged { node: "n".into() }.to_element()).done();
        assert_eq!(Event::from_message(&bounced), None);
    }
}
