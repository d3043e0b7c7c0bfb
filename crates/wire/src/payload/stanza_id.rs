//! Unique and stable stanza ids (XEP-0359).
//!
//! A `<stanza-id/>` is worth something only if the one named in `by` gave it, and its server is known to take away
//! forged ones (it advertises `urn:xmpp:sid:0`). An `<origin-id/>` is the sender's own and never tells messages of
//! different senders apart.

use minidom::Element;

use crate::ns;
use crate::stanza::{element, same_bare};

/// Ids longer than this are read as missing.
pub const LONGEST_ID: usize = 1024;

/// `<origin-id/>`
pub fn origin(id: &str) -> Element {
    element("origin-id", ns::STANZA_ID).attr("id", id).done()
}

/// The id its sender gave a message.
pub fn origin_id(message: &Element) -> Option<String> {
    sane(message.get_child("origin-id", ns::STANZA_ID)?.attr("id")?)
}

/// `<stanza-id/>` given by the account or room `by`.
pub fn stanza_id(by: &str, id: &str) -> Element {
    element("stanza-id", ns::STANZA_ID).attr("by", by).attr("id", id).done()
}

/// The id the account or room `by` gave a message; `None` if there is none, or more than one and they differ.
pub fn id_by(message: &Element, by: &str) -> Option<String> {
    let mut ids = message
        .children()
        .filter(|child| child.is("stanza-id", ns::STANZA_ID) && child.attr("by").is_some_and(|named| same_bare(named, by)))
        .map(|child| child.attr("id"));
    let first = ids.next()??;
    if ids.all(|other| other == Some(first)) { sane(first) } else { None }
}

/// Takes away every `<stanza-id/>` that claims to be by `by`: what a server does before it adds its own (§4).
pub fn strip(message: &mut Element, by: &str) {
    let kept = message.take_nodes().into_iter().filter(|node| {
        node.as_element().is_none_or(|child| {
            !(child.is("stanza-id", ns::STANZA_ID) && child.attr("by").is_none_or(|named| same_bare(named, by)))
        })
    });
    for node in kept.collect::<Vec<_>>() {
        message.append_node(node);
    }
}

/// An id of bounded length, or none.
pub(crate) fn sane(id: &str) -> Option<String> {
    (!id.is_empty() && id.len() <= LONGEST_ID).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn ids_count_by_their_giver_only() {
        let mut stanza = message("a@b", "chat", "1")
            .child(origin("o1"))
            .child(stanza_id("eve@b", "forged"))
            .child(stanza_id("Anna@b", "s1"))
            .field("body", "x")
            .done();
        assert_eq!(origin_id(&stanza), Some("o1".into()));
        assert_eq!(id_by(&stanza, "anna@b"), Some("s1".into()));
        assert_eq!(id_by(&stanza, "bob@b"), None);
        strip(&mut stanza, "anna@b");
        assert_eq!(id_by(&stanza, "anna@b"), None);
        assert_eq!(id_by(&stanza, "eve@b"), Some("forged".into()));
        assert_eq!(stanza.nodes().count(), 3);
    }

    #[test]
    fn doubtful_ids_are_none() {
        let two = message("a@b", "chat", "1").child(stanza_id("a@b", "1")).child(stanza_id("a@b", "2")).done();
        assert_eq!(id_by(&two, "a@b"), None);
        let long = message("a@b", "chat", "1").child(origin(&"x".repeat(10_000))).child(stanza_id("a@b", "")).done();
        assert_eq!((origin_id(&long), id_by(&long, "a@b")), (None, None));
    }
}
