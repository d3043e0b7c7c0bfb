//! What a room tells everybody about itself (XEP-0045 §6.4), and which services have rooms.

use minidom::Element;
use store::{RoomInfo, RoomOptions};
use wire::{
    ns,
    payload::{
        disco::{self, Info},
        muc,
    },
    stanza,
};

/// Features that make a difference here; what else a room can do is not kept.
const KNOWN: [&str; 10] = [
    ns::MAM,
    ns::STANZA_ID,
    ns::MUC_STABLE_ID,
    ns::OCCUPANT_ID,
    ns::MODERATE,
    ns::MODERATE_0,
    ns::SELF_PING_OPTIMIZATION,
    ns::REGISTER,
    ns::REACTIONS,
    ns::ROOMS,
];
/// Characters of a name or a description that are kept.
const MOST: usize = 1_000;

fn info(answer: &Element) -> Option<Info> {
    stanza::child(answer, "query", ns::DISCO_INFO).and_then(Info::from_element)
}

fn cut(text: &str) -> String {
    text.trim().chars().take(MOST).collect()
}

/// `None` where the answer is not that of a room.
pub fn room(answer: &Element) -> Option<RoomInfo> {
    let info = info(answer)?;
    let said = muc::RoomInfo::from_info(&info)?;
    Some(RoomInfo {
        name: cut(&said.name),
        description: said.description.as_deref().map(cut),
        features: info.features.into_iter().filter(|feature| KNOWN.contains(&feature.as_str())).collect(),
        options: RoomOptions {
            members_only: said.members_only,
            moderated: said.moderated,
            hidden: said.hidden,
            temporary: said.temporary,
            password_protected: said.password_protected,
            non_anonymous: said.non_anonymous,
            change_subject: said.change_subject,
            allow_invites: said.allow_invites,
            newcomers_see_past: said.newcomers_see_past,
        },
    })
}

/// How many are there, where the room says so.
pub fn occupants(answer: &Element) -> Option<u32> {
    muc::RoomInfo::from_info(&info(answer)?)?.occupants
}

/// What a server has beside accounts, by domain.
pub fn services(answer: &Element) -> Vec<String> {
    let items = stanza::child(answer, "query", ns::DISCO_ITEMS).and_then(disco::read_items).unwrap_or_default();
    items.into_iter().filter(|item| item.node.is_none() && !item.jid.contains('@')).map(|item| item.jid).collect()
}

/// Rooms made there can hide what was said before somebody came (docs/protocol.md).
pub fn hides_past(answer: &Element) -> bool {
    info(answer).is_some_and(|info| info.has(ns::ROOMS))
}

/// It has rooms.
pub fn is_service(answer: &Element) -> bool {
    info(answer).is_some_and(|info| info.is("conference", "text") && info.has(ns::MUC))
}
