//! Messages (RFC 6121 §5 and §8.5): archived for both sides, delivered to the recipient's sessions, copied to the
//! sender's other devices, kept when nobody is there (XEP-0160).
//!
//! Invariant: both archives, the offline copy and every delivery of a message belong to one transaction; each side
//! gets its own archive id (XEP-0359) and no other. What a sender's next run says again is there once.

use minidom::Element;
use wire::ns;
use wire::stanza::{self, Kind, element};

use super::{Flow, carbons, repeated};
use crate::core::{Incoming, Target, Turn};
use crate::router::{self, MessageType};
use crate::storage::{StorageError, accounts, archive, offline};

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if incoming.kind != Kind::Message {
        return Ok(Flow::Next);
    }
    let (account, resource) = match &incoming.target {
        Target::Own => (incoming.account.clone(), None),
        Target::Person { account, resource } => (account.clone(), resource.clone()),
        Target::Server | Target::Upload | Target::Rooms | Target::Room { .. } | Target::Foreign => {
            return Ok(Flow::Refuse("cancel", "service-unavailable"));
        }
    };
    if !accounts::exists(turn.db, &account)? {
        return Ok(Flow::Refuse("cancel", "service-unavailable"));
    }
    let kind = MessageType::of(incoming.stanza.attr("type"));
    if worth_archiving(kind, &incoming.stanza) && repeated::is_repeated(turn, incoming, &account)? {
        return Ok(Flow::Done);
    }
    let copied = carbons::eligible(kind, &incoming.stanza);
    let kept = worth_keeping(&incoming.stanza);
    let plan = router::plan(kind, resource.as_deref(), copied, kept, &turn.hall.candidates(&account));
    if plan.refuse {
        return Ok(Flow::Refuse("cancel", "service-unavailable"));
    }

    let mut message = incoming.stanza.clone();
    while message.remove_child("private", ns::CARBONS).is_some() {}
    let to_self = account == incoming.account;
    let recipient = turn.bare_of(&account);
    if message.attr("to").is_none() {
        stanza::set_attr(&mut message, "to", &recipient);
    }
    let (sent, received) =
        if worth_archiving(kind, &message) { archive_both(turn, &message, &incoming.account, &account)? } else { (None, None) };
    let delivered = stamped(message.clone(), &recipient, received.as_deref());
    hand_out(turn, plan, &account, delivered, !to_self)?;
    if copied && !to_self {
        let copy = carbons::wrap(&incoming.bare, "sent", &stamped(message, &incoming.bare, sent.as_deref()));
        for session in turn.sessions_of(&incoming.account, |other| other.carbons && other.id != incoming.session) {
            turn.send_to(session, &copy);
        }
    }
    Ok(Flow::Done)
}

/// Says something to a person in the name of a room: archived, delivered, or kept for later.
pub fn notify(turn: &mut Turn<'_>, account: &str, from: &str, message: Element) -> Result<(), StorageError> {
    let kind = MessageType::of(message.attr("type"));
    let kept = worth_keeping(&message);
    let plan = router::plan(kind, None, carbons::eligible(kind, &message), kept, &turn.hall.candidates(account));
    let received = if worth_archiving(kind, &message) {
        Some(archive::append(turn.db, account, from, turn.now, &wire::frame::serialize(&message))?)
    } else {
        None
    };
    let delivered = stamped(message, &turn.bare_of(account), received.as_deref());
    hand_out(turn, plan, account, delivered, true)
}

/// Carries out what the router decided.
fn hand_out(
    turn: &mut Turn<'_>,
    plan: router::Plan,
    account: &str,
    delivered: Element,
    with_copies: bool,
) -> Result<(), StorageError> {
    for session in plan.direct {
        turn.send(session, delivered.clone());
    }
    if !plan.copies.is_empty() && with_copies {
        let copy = carbons::wrap(&turn.bare_of(account), "received", &delivered);
        for session in plan.copies {
            turn.send_to(session, &copy);
        }
    }
    if plan.keep {
        let later = delayed(delivered, &turn.house.domain, turn.now);
        offline::put(turn.db, account, turn.now, &wire::frame::serialize(&later))?;
    }
    Ok(())
}

/// Writes the message into both archives and gives both ids; a note to oneself has one.
fn archive_both(
    turn: &Turn<'_>,
    message: &Element,
    sender: &str,
    recipient: &str,
) -> Result<(Option<String>, Option<String>), StorageError> {
    let text = wire::frame::serialize(message);
    let received = archive::append(turn.db, recipient, &turn.bare_of(sender), turn.now, &text)?;
    if sender == recipient {
        return Ok((Some(received.clone()), Some(received)));
    }
    let sent = archive::append(turn.db, sender, &turn.bare_of(recipient), turn.now, &text)?;
    Ok((Some(sent), Some(received)))
}

fn stamped(mut message: Element, by: &str, id: Option<&str>) -> Element {
    if let Some(id) = id {
        message.append_child(element("stanza-id", ns::STANZA_ID).attr("by", by).attr("id", id).done());
    }
    message
}

/// Says when the server took the message, unless that is said already (XEP-0203).
pub fn delayed(mut message: Element, domain: &str, at: i64) -> Element {
    let ours = |child: &Element| child.is("delay", ns::DELAY) && child.attr("from") == Some(domain);
    if !message.children().any(ours) {
        let stamp = wire::time::format(at);
        message.append_child(element("delay", ns::DELAY).attr("from", domain).attr("stamp", stamp).done());
    }
    message
}

/// Changes of what was said, and things said without a body.
const LASTING: &[&str] =
    &[ns::REACTIONS, ns::RETRACT, ns::RETRACT_0, ns::FASTEN, ns::CORRECT, ns::CONFERENCE, ns::FILE_SHARING, ns::OOB];

/// Whether it says something, or changes something that was said.
fn says_something(message: &Element) -> bool {
    message
        .children()
        .any(|child| child.is("body", ns::CLIENT) || child.is("store", ns::HINTS) || LASTING.iter().any(|ns| child.has_ns(*ns)))
}

fn has_lasting_content(message: &Element) -> bool {
    let tells_of_another =
        |child: &Element| child.is("received", ns::RECEIPTS) || (child.has_ns(ns::MARKERS) && child.name() != "markable");
    says_something(message) || message.children().any(tells_of_another)
}

/// What a room's archive keeps: as [`worth_archiving`], but not who read what, unless the sender asks for it: a
/// message to a thousand people would be followed by a thousand entries.
pub fn worth_archiving_in_room(message: &Element) -> bool {
    !has_hint(message, &["no-store", "no-permanent-store"]) && (says_something(message) || message.has_child("subject", ns::CLIENT))
}

fn has_hint(message: &Element, hints: &[&str]) -> bool {
    hints.iter().any(|hint| message.has_child(hint, ns::HINTS))
}

/// What the archive keeps (XEP-0313 §5): text, receipts, markers, reactions; not typing and other passing things.
fn worth_archiving(kind: MessageType, message: &Element) -> bool {
    matches!(kind, MessageType::Chat | MessageType::Normal)
        && !has_hint(message, &["no-store", "no-permanent-store"])
        && has_lasting_content(message)
}

/// What waits for a person who is not there (XEP-0160 §3). Copies and archive pages are not messages of anybody.
pub fn worth_keeping(message: &Element) -> bool {
    let made_here = |child: &Element| child.has_ns(ns::CARBONS) || child.has_ns(ns::MAM) || child.has_ns(ns::PUBSUB_EVENT);
    matches!(MessageType::of(message.attr("type")), MessageType::Chat | MessageType::Normal)
        && !has_hint(message, &["no-store"])
        && has_lasting_content(message)
        && !message.children().any(made_here)
}

/// Hands over what waited, once a session wants messages.
pub fn hand_over(turn: &mut Turn<'_>, session: crate::core::SessionId) -> Result<(), StorageError> {
    let Some(entry) = turn.hall.get_mut(session) else { return Ok(()) };
    if entry.fetched || !entry.takes_messages() {
        return Ok(());
    }
    entry.fetched = true;
    let (account, managed) = (entry.account.clone(), entry.stream.is_some());
    for waiting in offline::list(turn.db, &account)? {
        if turn.hall.in_flight.contains(&waiting.id) {
            continue;
        }
        let Ok(message) = wire::frame::parse(&waiting.stanza, &wire::limits::Limits::READING) else {
            offline::remove(turn.db, waiting.id)?;
            continue;
        };
        let row = if managed {
            turn.hall.take_off(waiting.id);
            Some(waiting.id)
        } else {
            offline::remove(turn.db, waiting.id)?;
            None
        };
        turn.effects.push(crate::core::Effect::Send { session, stanza: message.into(), row });
    }
    Ok(())
}
