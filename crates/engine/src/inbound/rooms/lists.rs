//! Lists that a room or a service of rooms gives when it is asked: who belongs to it (XEP-0045 §9, §10), which rooms there are
//! (§6.3).

use super::affiliation;
use minidom::Element;
use store::{Affiliation, Member};
use wire::{
    ns,
    payload::{disco, muc::AdminQuery, rsm::Page},
    stanza,
};

/// Entries of one list that are read.
const MOST: usize = 20_000;

/// Those of one affiliation; `asked` where an entry does not say it.
pub fn members(answer: &Element, asked: Affiliation) -> Vec<Member> {
    let query = stanza::child(answer, "query", ns::MUC_ADMIN).and_then(AdminQuery::from_element).unwrap_or_default();
    let member = |item: wire::payload::muc::Item| {
        Some(Member {
            address: stanza::bare(item.jid.as_deref()?)?,
            affiliation: item.affiliation.map_or(asked, affiliation),
            nick: item.nick,
        })
    };
    query.items.into_iter().filter_map(member).take(MOST).collect()
}

/// A room of a service's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub room: String,
    pub name: String,
}

/// One page of a service's rooms, and the id after which the next one begins.
pub fn rooms(answer: &Element) -> (Vec<Listed>, Option<String>) {
    let Some(query) = stanza::child(answer, "query", ns::DISCO_ITEMS) else { return (Vec::new(), None) };
    let listed = |item: disco::Item| {
        let room = stanza::bare(&item.jid).filter(|room| room.contains('@') && item.node.is_none())?;
        let name = item.name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        Some(Listed { name: name.or_else(|| stanza::local(&room)).unwrap_or_default(), room })
    };
    let rooms = disco::read_items(query).unwrap_or_default().into_iter().filter_map(listed).take(MOST).collect();
    (rooms, Page::from_parent(query).last)
}
