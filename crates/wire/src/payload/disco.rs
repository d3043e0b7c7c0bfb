//! Service discovery (XEP-0030).

use minidom::Element;

use crate::ns;
use crate::payload::form::Form;
use crate::stanza::{element, lang, prepared};

/// What an entity is, and what it can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    pub node: Option<String>,
    pub identities: Vec<Identity>,
    pub features: Vec<String>,
    /// Extended information (XEP-0128).
    pub forms: Vec<Form>,
}

/// One of the things an entity is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    pub category: String,
    pub kind: String,
    pub lang: Option<String>,
    pub name: Option<String>,
}

impl Identity {
    /// An identity with a name in no particular language.
    pub fn new(category: &str, kind: &str, name: &str) -> Identity {
        Identity { category: category.into(), kind: kind.into(), lang: None, name: Some(name.into()) }
    }
}

impl Info {
    /// Whether a feature is advertised.
    pub fn has(&self, feature: &str) -> bool {
        self.features.iter().any(|known| known == feature)
    }

    /// Whether it is of this category and type.
    pub fn is(&self, category: &str, kind: &str) -> bool {
        self.identities.iter().any(|identity| identity.category == category && identity.kind == kind)
    }

    /// The payload of the answer.
    pub fn to_element(&self) -> Element {
        let identity = |identity: &Identity| {
            let draft = element("identity", ns::DISCO_INFO)
                .attr("category", &identity.category)
                .attr("type", &identity.kind)
                .attr_opt("name", identity.name.as_deref());
            match &identity.lang {
                Some(lang) => draft.lang(lang).done(),
                None => draft.done(),
            }
        };
        element("query", ns::DISCO_INFO)
            .attr_opt("node", self.node.as_deref())
            .children(self.identities.iter().map(identity))
            .children(self.features.iter().map(|feature| element("feature", ns::DISCO_INFO).attr("var", feature).done()))
            .children(self.forms.iter().map(Form::to_element))
            .done()
    }

    /// Reads the payload of an answer. What cannot be read is left out.
    pub fn from_element(query: &Element) -> Option<Info> {
        if !query.is("query", ns::DISCO_INFO) {
            return None;
        }
        let mut info = Info { node: query.attr("node").map(str::to_owned), ..Info::default() };
        for child in query.children() {
            if child.is("identity", ns::DISCO_INFO) {
                let (Some(category), Some(kind)) = (child.attr("category"), child.attr("type")) else { continue };
                info.identities.push(Identity {
                    category: category.into(),
                    kind: kind.into(),
                    lang: lang(child).map(str::to_owned),
                    name: child.attr("name").map(str::to_owned),
                });
            } else if child.is("feature", ns::DISCO_INFO) {
                info.features.extend(child.attr("var").map(str::to_owned));
            } else {
                info.forms.extend(Form::from_element(child));
            }
        }
        Some(info)
    }
}

/// Asks what an entity, or a node of it, is.
pub fn info_request(node: Option<&str>) -> Element {
    element("query", ns::DISCO_INFO).attr_opt("node", node).done()
}

/// Something an entity has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    pub jid: String,
    pub node: Option<String>,
    pub name: Option<String>,
}

/// Asks what an entity, or a node of it, has.
pub fn items_request(node: Option<&str>) -> Element {
    element("query", ns::DISCO_ITEMS).attr_opt("node", node).done()
}

/// The payload of the answer.
pub fn items(node: Option<&str>, items: &[Item]) -> Element {
    let item = |item: &Item| {
        element("item", ns::DISCO_ITEMS)
            .attr("jid", &item.jid)
            .attr_opt("node", item.node.as_deref())
            .attr_opt("name", item.name.as_deref())
            .done()
    };
    element("query", ns::DISCO_ITEMS).attr_opt("node", node).children(items.iter().map(item)).done()
}

/// Reads the payload of an answer. Items without an address are left out.
pub fn read_items(query: &Element) -> Option<Vec<Item>> {
    let read = |item: &Element| {
        Some(Item {
            jid: prepared(item.attr("jid")?)?,
            node: item.attr("node").map(str::to_owned),
            name: item.attr("name").map(str::to_owned),
        })
    };
    if !query.is("query", ns::DISCO_ITEMS) {
        return None;
    }
    Some(query.children().filter(|child| child.is("item", ns::DISCO_ITEMS)).filter_map(read).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn answers_come_back_and_bad_parts_are_skipped() {
        let info = Info {
            node: Some("n".into()),
            identities: vec![Identity::new("client", "pc", "Hallway")],
            features: vec![ns::PING.into()],
            forms: vec![Form::new("result", "urn:xmpp:dataforms:softwareinfo").with("os", "x")],
        };
        assert_eq!(Info::from_element(&info.to_element()), Some(info.clone()));
        assert!(info.has(ns::PING) && info.is("client", "pc") && !info.has("x"));
        let odd = xml(
            "<query xmlns='http://jabber.org/protocol/disco#info'><identity/><feature/><feature var='a'/><y xmlns='z'/></query>",
        );
        assert_eq!(Info::from_element(&odd).unwrap().features, ["a"]);
        let list = [Item { jid: "a@b".into(), node: Some("n".into()), name: None }];
        assert_eq!(read_items(&items(None, &list)), Some(list.to_vec()));
    }
}
