//! Asking for and changing a room's lists of people (XEP-0045 §8 and §9, `muc#admin`).

use minidom::Element;

use super::{Affiliation, Item, Role};
use crate::ns;
use crate::stanza::element;

/// Asks who has this affiliation. Payload of an iq get.
pub fn affiliations_request(affiliation: Affiliation) -> Element {
    changes(&[Item { affiliation: Some(affiliation), ..Item::default() }])
}

/// Asks which occupants have this role. Payload of an iq get.
pub fn roles_request(role: Role) -> Element {
    changes(&[Item { role: Some(role), ..Item::default() }])
}

/// Changes one person: an affiliation by `jid`, a role by `nick`. Payload of an iq set.
pub fn change(item: Item) -> Element {
    changes(&[item])
}

/// The same for several at once; also the payload of an answer.
pub fn changes(items: &[Item]) -> Element {
    element("query", ns::MUC_ADMIN).children(items.iter().map(|item| item.to_element(ns::MUC_ADMIN))).done()
}

/// A list, a change of it or a question for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdminQuery {
    pub items: Vec<Item>,
}

impl AdminQuery {
    /// Reads the payload.
    pub fn from_element(query: &Element) -> Option<AdminQuery> {
        if !query.is("query", ns::MUC_ADMIN) {
            return None;
        }
        let items = query.children().filter(|child| child.is("item", ns::MUC_ADMIN)).map(Item::from_element);
        Some(AdminQuery { items: items.collect() })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn lists_come_back() {
        let items = vec![
            Item {
                affiliation: Some(Affiliation::Outcast),
                jid: Some("eve@b".into()),
                reason: Some("spam".into()),
                ..Item::default()
            },
            Item { role: Some(Role::None), nick: Some("Eve".into()), ..Item::default() },
        ];
        assert_eq!(AdminQuery::from_element(&changes(&items)).unwrap().items, items);
        let asked = AdminQuery::from_element(&affiliations_request(Affiliation::Member)).unwrap();
        assert_eq!(asked.items.first().unwrap().affiliation, Some(Affiliation::Member));
        let asked = AdminQuery::from_element(&roles_request(Role::Moderator)).unwrap();
        assert_eq!(asked.items.first().unwrap().role, Some(Role::Moderator));
        assert_eq!(AdminQuery::from_element(&xml("<query xmlns='x'/>")), None);
    }
}
