//! Publish and subscribe (XEP-0060), and with it personal eventing (XEP-0163).
//!
//! An event of a private node counts only from the own account: the caller checks that with
//! [`crate::stanza::from_own_account`].

mod event;
mod options;
mod request;

use minidom::Element;

use crate::ns;
use crate::payload::rsm::{Page, Rsm};
use crate::stanza::{Draft, element};

pub use event::Event;
pub use options::{Access, MaxItems, Options};
pub use request::Request;

/// One item of a node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    pub id: Option<String>,
    pub payload: Option<Element>,
    /// Who published it, if the service says so.
    pub publisher: Option<String>,
}

impl Item {
    fn to_element(&self, namespace: &str) -> Element {
        element("item", namespace)
            .attr_opt("id", self.id.as_deref())
            .attr_opt("publisher", self.publisher.as_deref())
            .child_opt(self.payload.clone())
            .done()
    }

    fn from_element(item: &Element) -> Item {
        Item {
            id: item.attr("id").filter(|id| !id.is_empty() && id.len() <= 3_071).map(str::to_owned),
            payload: item.children().next().cloned(),
            publisher: item.attr("publisher").map(str::to_owned),
        }
    }
}

fn pubsub() -> Draft {
    element("pubsub", ns::PUBSUB)
}

fn owner() -> Draft {
    element("pubsub", ns::PUBSUB_OWNER)
}

fn action(name: &str, node: &str) -> Draft {
    element(name, ns::PUBSUB).attr("node", node)
}

/// Publishes an item; with options, only to a node that is configured so, or is created so (XEP-0060 §7.1.5).
/// A private thing must never go out without them: a node that is there already may be open to everybody.
pub fn publish(node: &str, id: &str, payload: Element, options: Option<&Options>) -> Element {
    let item = element("item", ns::PUBSUB).attr("id", id).child(payload);
    let options = options.map(|options| {
        element("publish-options", ns::PUBSUB).child(options.to_form(ns::PUBSUB_PUBLISH_OPTIONS).to_element()).done()
    });
    pubsub().child(action("publish", node).child(item)).child_opt(options).done()
}

/// Takes an item back; with `notify` the subscribers hear of it.
pub fn retract(node: &str, id: &str, notify: bool) -> Element {
    let item = element("item", ns::PUBSUB).attr("id", id);
    pubsub().child(action("retract", node).attr_opt("notify", notify.then_some("true")).child(item)).done()
}

/// Asks for the items of a node; `max` newest, or a page of them.
pub fn items(node: &str, max: Option<u32>, page: &Rsm) -> Element {
    pubsub().child(action("items", node).attr_opt("max_items", max.map(|max| max.to_string()))).child_opt(page.to_element()).done()
}

/// Asks for items by id.
pub fn items_by_id(node: &str, ids: &[&str]) -> Element {
    let items = ids.iter().map(|id| element("item", ns::PUBSUB).attr("id", id).done());
    pubsub().child(action("items", node).children(items)).done()
}

/// Creates a node (§8.1).
pub fn create(node: &str, options: Option<&Options>) -> Element {
    let configure =
        options.map(|options| element("configure", ns::PUBSUB).child(options.to_form(ns::PUBSUB_NODE_CONFIG).to_element()).done());
    pubsub().child(action("create", node)).child_opt(configure).done()
}

/// Configures a node (§8.2).
pub fn configure(node: &str, options: &Options) -> Element {
    let form = options.to_form(ns::PUBSUB_NODE_CONFIG).to_element();
    owner().child(element("configure", ns::PUBSUB_OWNER).attr("node", node).child(form)).done()
}

/// Deletes a node (§8.4).
pub fn delete(node: &str) -> Element {
    owner().child(element("delete", ns::PUBSUB_OWNER).attr("node", node)).done()
}

/// The answer to a request for items.
pub fn items_result(node: &str, items: &[Item], page: Option<&Page>) -> Element {
    pubsub()
        .child(action("items", node).children(items.iter().map(|item| item.to_element(ns::PUBSUB))))
        .child_opt(page.map(Page::to_element))
        .done()
}

/// Reads the answer to a request for items: node, items and page.
pub fn read_items(pubsub: &Element) -> Option<(String, Vec<Item>, Page)> {
    if !pubsub.is("pubsub", ns::PUBSUB) {
        return None;
    }
    let list = pubsub.get_child("items", ns::PUBSUB)?;
    let items = list.children().filter(|child| child.is("item", ns::PUBSUB)).map(Item::from_element).collect();
    Some((list.attr("node")?.to_owned(), items, Page::from_parent(pubsub)))
}

/// The answer to a publication.
pub fn published(node: &str, id: &str) -> Element {
    pubsub().child(action("publish", node).child(element("item", ns::PUBSUB).attr("id", id))).done()
}

/// Whether an error says that the node is not configured as the options demand, or that the options themselves are not
/// accepted: create or [`configure`] the node, then publish plainly.
pub fn is_precondition_refused(stanza: &Element) -> bool {
    let Some(error) = stanza.get_child("error", ns::CLIENT) else { return false };
    if error.has_child("precondition-not-met", ns::PUBSUB_ERRORS) {
        return true;
    }
    // ejabberd answers options it does not know in these ways.
    let condition = crate::stanza::error_condition(stanza).map(|(_, condition, _)| condition).unwrap_or_default();
    matches!(condition.as_str(), "conflict" | "bad-request" | "not-acceptable" | "feature-not-implemented")
}

/// The part of a `conflict` error that says so, for a server.
pub fn precondition_not_met() -> Element {
    element("precondition-not-met", ns::PUBSUB_ERRORS).done()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::xml;
    use crate::stanza::{iq_error, iq_set};

    #[test]
    fn answers_come_back() {
        let item = Item { id: Some("1".into()), payload: Some(element("x", "u").done()), publisher: None };
        let page = Page { first: Some("1".into()), count: Some(1), ..Page::default() };
        let answer = items_result("n", std::slice::from_ref(&item), Some(&page));
        assert_eq!(read_items(&answer), Some(("n".into(), vec![item], page)));
        let odd = xml("<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='n'><item/><junk/></items></pubsub>");
        assert_eq!(read_items(&odd), Some(("n".into(), vec![Item::default()], Page::default())));
        assert_eq!(read_items(&xml("<pubsub xmlns='http://jabber.org/protocol/pubsub'/>")), None);
    }

    #[test]
    fn refused_options_are_recognised() {
        let request = iq_set(None, "1", publish("n", "1", element("x", "u").done(), Some(&Options::default())));
        assert!(is_precondition_refused(&iq_error(&request, "conflict", "cancel")));
        assert!(!is_precondition_refused(&iq_error(&request, "forbidden", "auth")));
        assert!(!is_precondition_refused(&request));
    }
}
