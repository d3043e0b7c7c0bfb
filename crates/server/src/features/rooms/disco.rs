//! What the service and its rooms say of themselves (XEP-0045 §6, XEP-0030, XEP-0128).
//!
//! Invariant: the list holds public rooms and no others. Of a hidden room for members others learn no more than that the
//! address is taken.

use minidom::Element;
use wire::ns;
use wire::payload::disco::{self, Identity, Info};
use wire::payload::muc::{Affiliation, RoomInfo};
use wire::payload::rsm::{Page, Rsm};
use wire::stanza::{self, Kind};

use super::access::Action;
use super::{Visit, purge};
use crate::core::{Incoming, Turn};
use crate::features::Flow;
use crate::storage::StorageError;
use crate::storage::rooms;

/// Rooms in one page of the list.
const PAGE: usize = 200;
/// Asked of a room for one's own reserved nickname (§7.12).
const RESERVED_NICK: &str = "x-roomuser-item";

/// A stanza to the service itself.
pub fn service(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    let Some(payload) = stanza::payload(&incoming.stanza).filter(|_| incoming.kind == Kind::IqGet) else {
        return Ok(Flow::Next);
    };
    let known = payload.attr("node").is_none();
    match payload.ns().as_str() {
        ns::PING => Ok(turn.result(incoming, None)),
        ns::DISCO_INFO | ns::DISCO_ITEMS if !known => Ok(Flow::Refuse("cancel", "item-not-found")),
        ns::DISCO_INFO => {
            let features =
                [ns::DISCO_INFO, ns::DISCO_ITEMS, ns::MUC, ns::MUC_STABLE_ID, ns::OCCUPANT_ID, ns::MAM, ns::RSM, ns::PING];
            let info = Info {
                identities: vec![Identity::new("conference", "text", &turn.house.name)],
                features: features.map(str::to_owned).to_vec(),
                ..Info::default()
            };
            Ok(turn.result(incoming, Some(info.to_element())))
        }
        ns::DISCO_ITEMS => list(turn, incoming, payload),
        _ => Ok(Flow::Next),
    }
}

/// The public rooms, by address.
fn list(turn: &mut Turn<'_>, incoming: &Incoming, payload: &Element) -> Result<Flow, StorageError> {
    let asked = Rsm::from_parent(payload);
    let most = asked.max.map_or(PAGE, |max| (max as usize).min(PAGE));
    let found = rooms::public(turn.db, asked.after.as_deref(), asked.before.as_deref(), most)?;
    let first = found.first().map(|(name, _)| name.clone());
    let (count, index) = rooms::count_public(turn.db, first.as_deref().unwrap_or_default())?;
    let page =
        Page { index: first.as_ref().map(|_| index), last: found.last().map(|(name, _)| name.clone()), first, count: Some(count) };
    let item = |(name, title): (String, String)| disco::Item {
        jid: turn.house.room(&name),
        node: None,
        name: Some(if title.is_empty() { name } else { title }),
    };
    let items: Vec<disco::Item> = found.into_iter().map(item).collect();
    let mut answer = disco::items(None, &items);
    if payload.has_child("set", ns::RSM) || (items.len() as u64) < u64::from(count) {
        answer.append_child(page.to_element());
    }
    Ok(turn.result(incoming, Some(answer)))
}

/// A question about a room.
pub fn room(turn: &mut Turn<'_>, visit: &Visit<'_>, payload: &Element) -> Result<Flow, StorageError> {
    if visit.incoming.kind != Kind::IqGet {
        return Ok(Flow::Refuse("modify", "bad-request"));
    }
    let answer = match (payload.ns().as_str(), payload.attr("node")) {
        (ns::DISCO_INFO, None) => about(turn, visit).to_element(),
        (ns::DISCO_INFO, Some(RESERVED_NICK)) => {
            let nick = visit.person.as_ref().and_then(|person| person.nick.as_deref());
            let identities = nick.map(|nick| Identity::new("conference", "text", nick)).into_iter().collect();
            Info { node: Some(RESERVED_NICK.into()), identities, ..Info::default() }.to_element()
        }
        (ns::DISCO_INFO, Some(purge::NODE)) if visit.may(Action::DeleteMessages) => {
            let identities = vec![Identity::new("automation", "command-node", purge::TITLE)];
            let features = vec![ns::COMMANDS.to_owned(), ns::DATA_FORMS.to_owned()];
            Info { node: Some(purge::NODE.into()), identities, features, forms: Vec::new() }.to_element()
        }
        (ns::DISCO_ITEMS, Some(ns::COMMANDS)) => {
            let command = disco::Item { jid: visit.jid.clone(), node: Some(purge::NODE.into()), name: Some(purge::TITLE.into()) };
            let items: Vec<disco::Item> = visit.may(Action::DeleteMessages).then_some(command).into_iter().collect();
            disco::items(Some(ns::COMMANDS), &items)
        }
        // Who is in a room is told to those who are in it, by presence.
        (ns::DISCO_ITEMS, None) => disco::items(None, &[]),
        _ => return Ok(Flow::Refuse("cancel", "item-not-found")),
    };
    Ok(turn.result(visit.incoming, Some(answer)))
}

fn about(turn: &Turn<'_>, visit: &Visit<'_>) -> Info {
    let (room, settings) = (&visit.room, &visit.room.settings);
    let secret =
        !settings.public && settings.members_only && visit.standing.affiliation < Affiliation::Member && visit.nick.is_none();
    let mut about = RoomInfo {
        name: room.name.clone(),
        members_only: settings.members_only,
        moderated: settings.moderated,
        hidden: !settings.public,
        temporary: !settings.persistent,
        password_protected: settings.password != wire::payload::muc::Password::No,
        non_anonymous: settings.non_anonymous,
        archived: settings.archived,
        stable_ids: true,
        occupant_ids: true,
        moderation: true,
        self_ping: true,
        change_subject: Some(settings.change_subject),
        allow_invites: Some(settings.allow_invites),
        newcomers_see_past: Some(settings.newcomers_see_past),
        ..RoomInfo::default()
    };
    if !secret {
        if !settings.title.is_empty() {
            about.name.clone_from(&settings.title);
        }
        about.description = (!settings.description.is_empty()).then(|| settings.description.clone());
        about.subject = room.subject.as_ref().map(|subject| subject.text.clone()).filter(|text| !text.is_empty());
        about.occupants = u32::try_from(turn.hall.rooms.count(&room.name)).ok();
    }
    let mut info = about.to_info();
    let more = [ns::REGISTER, ns::RETRACT, ns::RETRACT_TOMBSTONE, ns::HINTS, ns::PING, ns::COMMANDS, ns::ROOMS];
    info.features.extend(more.map(str::to_owned));
    info
}
