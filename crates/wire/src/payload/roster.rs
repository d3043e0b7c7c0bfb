//! The roster (RFC 6121 §2) and groups nested by a delimiter (XEP-0083).
//!
//! A push counts only without `from` or from the own bare address (RFC 6121 §2.1.6): the caller checks that with
//! [`crate::stanza::from_own_account`].

use minidom::Element;

use crate::ns;
use crate::stanza::{bare, element};

/// Who sees whose presence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subscription {
    #[default]
    None,
    /// We see theirs.
    To,
    /// They see ours.
    From,
    Both,
    /// The item is to be taken off.
    Remove,
}

impl Subscription {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Subscription::None => "none",
            Subscription::To => "to",
            Subscription::From => "from",
            Subscription::Both => "both",
            Subscription::Remove => "remove",
        }
    }

    /// Anything unknown is `None`.
    pub fn from_name(name: &str) -> Subscription {
        match name {
            "to" => Subscription::To,
            "from" => Subscription::From,
            "both" => Subscription::Both,
            "remove" => Subscription::Remove,
            _ => Subscription::None,
        }
    }

    /// Whether we see their presence.
    pub fn to(self) -> bool {
        matches!(self, Subscription::To | Subscription::Both)
    }

    /// Whether they see ours.
    pub fn from(self) -> bool {
        matches!(self, Subscription::From | Subscription::Both)
    }
}

/// One person or service on the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Prepared bare address.
    pub jid: String,
    pub name: Option<String>,
    pub subscription: Subscription,
    /// We asked to see their presence and they have not answered.
    pub asked: bool,
    pub groups: Vec<String>,
}

impl Item {
    /// `<item/>`
    pub fn to_element(&self) -> Element {
        element("item", ns::ROSTER)
            .attr("jid", &self.jid)
            .attr_opt("name", self.name.as_deref())
            .attr("subscription", self.subscription.name())
            .attr_opt("ask", self.asked.then_some("subscribe"))
            .children(self.groups.iter().map(|group| element("group", ns::ROSTER).text(group).done()))
            .done()
    }

    /// Reads an `<item/>`; `None` without an address.
    pub fn from_element(item: &Element) -> Option<Item> {
        if !item.is("item", ns::ROSTER) {
            return None;
        }
        let mut groups: Vec<String> = Vec::new();
        for group in item.children().filter(|child| child.is("group", ns::ROSTER)).map(Element::text) {
            if !group.trim().is_empty() && !groups.contains(&group) && groups.len() < 100 {
                groups.push(group);
            }
        }
        Some(Item {
            jid: bare(item.attr("jid")?)?,
            name: item.attr("name").filter(|name| !name.trim().is_empty()).map(str::to_owned),
            subscription: Subscription::from_name(item.attr("subscription").unwrap_or_default()),
            asked: item.attr("ask") == Some("subscribe"),
            groups,
        })
    }
}

/// A list or a push.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// Version of the list as it is after this (RFC 6121 §2.6).
    pub ver: Option<String>,
    pub items: Vec<Item>,
}

impl Roster {
    /// The payload of the answer, of a push, or of a set.
    pub fn to_element(&self) -> Element {
        element("query", ns::ROSTER).attr_opt("ver", self.ver.as_deref()).children(self.items.iter().map(Item::to_element)).done()
    }

    /// Reads a list or a push. Items that cannot be read are left out.
    pub fn from_element(query: &Element) -> Option<Roster> {
        if !query.is("query", ns::ROSTER) {
            return None;
        }
        Some(Roster { ver: query.attr("ver").map(str::to_owned), items: query.children().filter_map(Item::from_element).collect() })
    }
}

/// Asks for the list. With versioning, `ver` is the version known (`Some("")` if none); an answer without payload then
/// means that it is still true.
pub fn request(ver: Option<&str>) -> Element {
    element("query", ns::ROSTER).attr_opt("ver", ver).done()
}

/// The payload that adds or changes a person: address, name and groups count, the rest is the server's.
pub fn set(jid: &str, name: Option<&str>, groups: &[String]) -> Element {
    let item = element("item", ns::ROSTER)
        .attr("jid", jid)
        .attr_opt("name", name)
        .children(groups.iter().map(|group| element("group", ns::ROSTER).text(group).done()));
    element("query", ns::ROSTER).child(item).done()
}

/// The payload that takes a person off.
pub fn remove(jid: &str) -> Element {
    element("query", ns::ROSTER).child(element("item", ns::ROSTER).attr("jid", jid).attr("subscription", "remove")).done()
}

/// The stream feature of versioning.
pub fn versioning_feature() -> Element {
    element("ver", ns::ROSTER_VERSIONING).done()
}

/// Whether the stream's features offer versioning.
pub fn versioning_offered(features: &Element) -> bool {
    features.has_child("ver", ns::ROSTER_VERSIONING)
}

/// The path a group stands for: its name split at the delimiter (XEP-0083). Empty parts are dropped, and a path is at
/// most 16 deep; the rest stays in the last part.
pub fn path(group: &str, delimiter: Option<&str>) -> Vec<String> {
    let parts: Vec<&str> = match delimiter {
        Some(delimiter) if !delimiter.is_empty() => group.splitn(16, delimiter).collect(),
        _ => vec![group],
    };
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn one_bad_item_does_not_cost_the_list() {
        let roster = Roster::from_element(&xml("<query xmlns='jabber:iq:roster' ver='7'>\
             <item jid='@'/><item/><junk/>\
             <item jid='Bob@Example.com/x' name='' ask='' subscription='friend'><group/><group>A</group><group>A</group></item>\
             <item jid='carol@example.com' name='Carol' ask='subscribe' subscription='both'><group>B/C</group></item></query>"))
        .unwrap();
        assert_eq!(roster.ver.as_deref(), Some("7"));
        let bob = Item { jid: "bob@example.com".into(), groups: vec!["A".into()], ..Item::default() };
        let carol = Item {
            jid: "carol@example.com".into(),
            name: Some("Carol".into()),
            subscription: Subscription::Both,
            asked: true,
            groups: vec!["B/C".into()],
        };
        assert_eq!(roster.items, [bob, carol]);
        assert_eq!(Roster::from_element(&roster.to_element()), Some(roster));
    }

    #[test]
    fn groups_become_paths() {
        assert_eq!(path("Sales::Export:: North ", Some("::")), ["Sales", "Export", "North"]);
        assert_eq!(path("Sales::Export", None), ["Sales::Export"]);
        assert_eq!(path("a::::b::", Some("::")), ["a", "b"]);
        assert_eq!(path("abc", Some("")), ["abc"]);
        assert_eq!(path(&"x/".repeat(1_000), Some("/")).len(), 16);
        assert_eq!(path("::", Some("::")), Vec::<String>::new());
    }

    #[test]
    fn changes_are_written() {
        let set = set("bob@b", Some("Bob"), &["A".into()]);
        let item = Roster::from_element(&set).unwrap().items.remove(0);
        assert_eq!((item.jid.as_str(), item.name.as_deref(), item.groups), ("bob@b", Some("Bob"), vec!["A".to_owned()]));
        assert_eq!(Roster::from_element(&remove("bob@b")).unwrap().items.remove(0).subscription, Subscription::Remove);
    }
}
