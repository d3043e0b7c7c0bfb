//! The first look at a stanza: who sent it, whom it is for, and nothing in it that only a server may say.
//!
//! Invariant: `from` is the sender's own full JID whatever the client wrote, and archive ids, carbons, archive
//! results, node events, room marks and our own delay stamps never come from a client (XEP-0359 §5, XEP-0280 §11,
//! XEP-0313 §6, XEP-0203).

use minidom::Element;
use wire::ns;
use wire::stanza::{self, Kind};

use super::Flow;
use crate::address::Address;
use crate::core::{Effect, Incoming, SessionId, Target, Turn};
use crate::house::House;
use crate::storage::StorageError;

/// Stamps and cleans a stanza. Nothing when it cannot be handled at all; the stream is then ended or the sender told.
pub fn receive(turn: &mut Turn<'_>, session: SessionId, mut stanza: Element) -> Option<Incoming> {
    let sender = turn.hall.get(session)?;
    let (account, bare, full) = (sender.account.clone(), sender.bare.clone(), sender.full.clone());
    stanza::set_attr(&mut stanza, "from", &full);
    let kind = stanza::kind(&stanza);
    let target = target(turn.house, &bare, stanza.attr("to"));
    let (Some(kind), Some(target)) = (kind, target) else {
        super::refuse(turn, session, &stanza, "modify", if kind.is_some() { "jid-malformed" } else { "bad-request" }, None);
        return None;
    };
    if matches!(kind, Kind::IqGet | Kind::IqSet) && stanza.attr("id").is_none_or(str::is_empty) {
        let error = wire::frame::stream_error("invalid-xml", Some("an iq without id"));
        turn.effects.push(Effect::Close { session, error });
        return None;
    }
    clean(&mut stanza, turn.house, kind, &target);
    Some(Incoming { session, account, bare, stanza, kind, target })
}

/// Whom an address means; nothing when it is none.
fn target(house: &House, own: &str, to: Option<&str>) -> Option<Target> {
    let Some(to) = to else { return Some(Target::Own) };
    let address = Address::parse(to)?;
    if address.domain == house.upload_domain && house.uploads.enabled && address.local.is_none() {
        return Some(Target::Upload);
    }
    if address.domain == house.rooms_domain {
        return Some(match address.local {
            Some(name) => Target::Room { name, nick: address.resource },
            None => Target::Rooms,
        });
    }
    if address.domain != house.domain {
        return Some(Target::Foreign);
    }
    let bare = address.bare();
    Some(match (address.local, address.resource) {
        (None, _) => Target::Server,
        (Some(_), None) if bare == own => Target::Own,
        (Some(account), resource) => Target::Person { account, resource },
    })
}

fn clean(stanza: &mut Element, house: &House, kind: Kind, target: &Target) {
    // Invitations are said to the room in this namespace (XEP-0045 §7.8.2); what it passes on is its own.
    let to_room = matches!(target, Target::Room { .. });
    let forged = |child: &Element| match kind {
        Kind::Message => {
            child.is("stanza-id", ns::STANZA_ID)
                || child.is("received", ns::CARBONS)
                || child.is("sent", ns::CARBONS)
                || child.has_ns(ns::MAM)
                || child.has_ns(ns::PUBSUB_EVENT)
                || child.has_ns(ns::ARCHIVE_PURGE)
                || (child.has_ns(ns::MUC_USER) && !to_room)
                || is_our_delay(child, house)
        }
        // The server says which avatar is the current one (XEP-0398).
        Kind::Presence => child.has_ns(ns::VCARD_UPDATE) || child.has_ns(ns::MUC_USER) || is_our_delay(child, house),
        _ => false,
    };
    if stanza.children().any(forged) {
        for node in stanza.take_nodes() {
            if !node.as_element().is_some_and(forged) {
                stanza.append_node(node);
            }
        }
    }
}

/// A client may say since when it had a message waiting, but not in the name of this server, its people or its rooms.
fn is_our_delay(child: &Element, house: &House) -> bool {
    if !child.is("delay", ns::DELAY) && !child.has_ns(ns::LEGACY_DELAY) {
        return false;
    }
    let Some(from) = child.attr("from") else { return false };
    let ours = |domain: &str| domain == house.domain || domain == house.rooms_domain;
    Address::parse(from).is_none_or(|address| ours(&address.domain) && address.resource.is_none())
}

/// There is no way to other domains.
pub fn unreachable(_turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    Ok(match incoming.target {
        Target::Foreign => Flow::Refuse("cancel", "remote-server-not-found"),
        _ => Flow::Next,
    })
}
