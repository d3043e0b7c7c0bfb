//! What is said to rooms (XEP-0045): coming, going, asking. Pure.

use api::rows::Availability;
use minidom::Element;
use wire::{
    ns,
    payload::{
        direct_invite::DirectInvite,
        muc::{self, Join},
        rsm::Rsm,
    },
    stanza,
};

fn presence(room: &str, nick: &str) -> stanza::Draft {
    stanza::element("presence", ns::CLIENT).attr("to", format!("{room}/{nick}"))
}

/// Asks to be let in under this name (§7.2).
pub fn enter(room: &str, nick: &str, join: &Join, availability: Availability) -> Element {
    let show = show(availability);
    presence(room, nick).field_opt("show", show).child(join.to_element()).done()
}

/// One's availability, told to the room too (§7.7).
pub fn available(room: &str, nick: &str, availability: Availability, status: &str) -> Element {
    let status = (!status.is_empty()).then_some(status);
    presence(room, nick).field_opt("show", show(availability)).field_opt("status", status).done()
}

fn show(availability: Availability) -> Option<&'static str> {
    match availability {
        Availability::Away => Some("away"),
        Availability::DoNotDisturb => Some("dnd"),
        _ => None,
    }
}

/// Goes out (§7.14).
pub fn leave(room: &str, nick: &str) -> Element {
    presence(room, nick).attr("type", "unavailable").done()
}

/// Am I still there? (XEP-0410)
pub fn ping(place: &str, id: &str) -> Element {
    stanza::iq_get(Some(place), id, stanza::element("ping", ns::PING).done())
}

/// What the room is about (§8.1).
pub fn topic(room: &str, id: &str, topic: &str) -> Element {
    stanza::message(room, "groupchat", id).field("subject", topic).done()
}

/// An invitation through the room (§7.8.2).
pub fn invite(room: &str, id: &str, person: &str) -> Element {
    stanza::message(room, "normal", id).child(muc::invite(&[person], None)).done()
}

/// The same from person to person (XEP-0249): it reaches who is away from rooms.
pub fn invite_directly(room: &str, id: &str, person: &str, password: Option<&str>) -> Element {
    let invite = DirectInvite { room: room.to_owned(), password: password.map(str::to_owned), reason: None, continues: false };
    stanza::message(person, "normal", id).child(invite.to_element()).child(stanza::element("store", ns::HINTS)).done()
}

/// No, thank you (§7.8.2); to the inviter, through the room.
pub fn decline(room: &str, id: &str, inviter: &str) -> Element {
    stanza::message(room, "normal", id).child(muc::decline(inviter, None)).done()
}

/// The person is, or is no longer, writing (XEP-0085); nobody keeps it (XEP-0334).
pub fn typing(room: &str, id: &str, active: bool) -> Element {
    stanza::message(room, "groupchat", id)
        .child(stanza::element(if active { "composing" } else { "paused" }, ns::CHAT_STATES))
        .child(stanza::element("no-store", ns::HINTS))
        .done()
}

/// Everything up to this message of the room's archive has been shown (XEP-0333).
pub fn displayed(room: &str, id: &str, archive_id: &str) -> Element {
    stanza::message(room, "groupchat", id).child(stanza::element("displayed", ns::MARKERS).attr("id", archive_id)).done()
}

/// One page of what a service has (XEP-0030 with XEP-0059).
pub fn items(of: &str, id: &str, after: Option<&str>, max: u32) -> Element {
    let page = Rsm { max: Some(max), after: after.map(str::to_owned), before: None };
    stanza::iq_get(Some(of), id, stanza::element("query", ns::DISCO_ITEMS).child_opt(page.to_element()).done())
}
