//! What a client asks of a node, read by a server (XEP-0060 §5 to §8).

use minidom::Element;

use super::{Item, Options};
use crate::ns;
use crate::payload::form::Form;
use crate::payload::rsm::Rsm;
use crate::stanza::{attr_number, is_true};

/// A request, as far as personal nodes need them.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    Publish {
        node: String,
        items: Vec<Item>,
        options: Option<Options>,
    },
    Retract {
        node: String,
        ids: Vec<String>,
        notify: bool,
    },
    Items {
        node: String,
        ids: Vec<String>,
        max: Option<u32>,
        page: Rsm,
    },
    /// Without a node the server would invent a name.
    Create {
        node: Option<String>,
        options: Option<Options>,
    },
    /// Without options: asks for the configuration.
    Configure {
        node: String,
        options: Option<Options>,
    },
    Delete {
        node: String,
    },
    Purge {
        node: String,
    },
    Subscribe {
        node: String,
    },
    Unsubscribe {
        node: String,
    },
}

impl Request {
    /// Reads the payload of an iq; `None` if it is no request, or one without its node.
    pub fn from_element(pubsub: &Element) -> Option<Request> {
        let namespace = [ns::PUBSUB, ns::PUBSUB_OWNER].into_iter().find(|namespace| pubsub.is("pubsub", *namespace))?;
        let action = pubsub.children().find(|child| child.has_ns(namespace))?;
        let node = || action.attr("node").filter(|node| !node.is_empty() && node.len() <= 1024).map(str::to_owned);
        let options = |parent: Option<&Element>| parent.and_then(Form::from_parent).map(|form| Options::from_form(&form));
        let beside = |name: &str| options(pubsub.get_child(name, ns::PUBSUB));
        let items = || action.children().filter(|child| child.is("item", ns::PUBSUB)).map(Item::from_element);
        Some(match (namespace, action.name()) {
            (ns::PUBSUB, "publish") => {
                Request::Publish { node: node()?, items: items().collect(), options: beside("publish-options") }
            }
            (ns::PUBSUB, "retract") => Request::Retract {
                node: node()?,
                ids: items().filter_map(|item| item.id).collect(),
                notify: action.attr("notify").is_some_and(is_true),
            },
            (ns::PUBSUB, "items") => Request::Items {
                node: node()?,
                ids: items().filter_map(|item| item.id).collect(),
                max: attr_number(action, "max_items"),
                page: Rsm::from_parent(pubsub),
            },
            (ns::PUBSUB, "create") => Request::Create { node: node(), options: beside("configure") },
            (ns::PUBSUB, "subscribe") => Request::Subscribe { node: node()? },
            (ns::PUBSUB, "unsubscribe") => Request::Unsubscribe { node: node()? },
            (ns::PUBSUB_OWNER, "configure") => Request::Configure { node: node()?, options: options(Some(action)) },
            (ns::PUBSUB_OWNER, "delete") => Request::Delete { node: node()? },
            (ns::PUBSUB_OWNER, "purge") => Request::Purge { node: node()? },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Access, configure, create, delete, items, items_by_id, publish, retract};
    use super::*;
    use crate::payload::xml;
    use crate::stanza::element;

    #[test]
    fn requests_come_back() {
        let options = Options { access: Some(Access::Presence), ..Options::default() };
        let item = Item { id: Some("1".into()), payload: Some(element("x", "u").done()), publisher: None };
        let node = || "n".to_owned();
        let page = Rsm { max: Some(5), ..Rsm::default() };
        for (element, expected) in [
            (
                publish("n", "1", element("x", "u").done(), Some(&options)),
                Request::Publish { node: node(), items: vec![item], options: Some(options.clone()) },
            ),
            (retract("n", "1", true), Request::Retract { node: node(), ids: vec!["1".into()], notify: true }),
            (items("n", Some(1), &page), Request::Items { node: node(), ids: vec![], max: Some(1), page: page.clone() }),
            (items_by_id("n", &["1"]), Request::Items { node: node(), ids: vec!["1".into()], max: None, page: Rsm::default() }),
            (create("n", Some(&options)), Request::Create { node: Some(node()), options: Some(options.clone()) }),
            (configure("n", &options), Request::Configure { node: node(), options: Some(options.clone()) }),
            (delete("n"), Request::Delete { node: node() }),
        ] {
            assert_eq!(Request::from_element(&element), Some(expected));
        }
    }

    #[test]
    fn requests_without_sense_are_none() {
        for text in [
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'/>",
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish/></pubsub>",
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><delete node='n'/></pubsub>",
            "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><publish node='n'/></pubsub>",
            "<x xmlns='http://jabber.org/protocol/pubsub'><publish node='n'/></x>",
        ] {
            assert_eq!(Request::from_element(&xml(text)), None, "{text}");
        }
    }
}
