//! Presence (RFC 6121 §4): who may see whom, told when it changes and at sign-in.
//!
//! Invariant: presence goes only to those who may see it: the company's members among themselves, subscribers, the
//! own devices, and whom the person addressed directly; never to or from the blocked (XEP-0191).

use std::collections::HashSet;
use std::sync::Arc;

use minidom::Element;
use wire::ns;
use wire::stanza::{Kind, element};

use super::{Flow, messages, rooms, subscriptions};
use crate::address::Address;
use crate::core::session::Session;
use crate::core::{Incoming, SessionId, Target, Turn};
use crate::storage::{StorageError, personal};

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if incoming.kind != Kind::Presence {
        return Ok(Flow::Next);
    }
    match (&incoming.target, incoming.stanza.attr("type")) {
        (Target::Own, None) if incoming.stanza.attr("to").is_none() => available(turn, incoming)?,
        (Target::Own, Some("unavailable")) if incoming.stanza.attr("to").is_none() => unavailable(turn, incoming)?,
        (Target::Person { account, .. }, Some("probe")) => probed(turn, incoming, account)?,
        (Target::Person { account, resource }, None | Some("unavailable")) => {
            directed(turn, incoming, account, resource.as_deref())
        }
        _ => {}
    }
    Ok(Flow::Done)
}

fn probed(turn: &mut Turn<'_>, incoming: &Incoming, account: &str) -> Result<(), StorageError> {
    if turn.may_see(&incoming.account, account)? && !hidden(turn, &incoming.account)?.contains(account) {
        tell(turn, account, incoming.session);
    }
    Ok(())
}

fn available(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<(), StorageError> {
    let presence = with_avatar(incoming.stanza.clone(), turn.hall.avatars.get(&incoming.account));
    let priority = priority(&presence);
    let now = turn.now;
    let Some(session) = turn.hall.get_mut(incoming.session) else { return Ok(()) };
    let first = session.presence.is_none();
    session.presence = Some(presence.clone());
    session.priority = priority;
    if first {
        session.available_since = now;
    }
    broadcast(turn, &incoming.account, &presence)?;
    if first {
        welcome(turn, incoming)?;
    }
    messages::hand_over(turn, incoming.session)
}

/// What a session is told at its start: who is there, and who waits for an answer.
fn welcome(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<(), StorageError> {
    let hidden = hidden(turn, &incoming.account)?;
    for account in turn.watched_online(&incoming.account)? {
        if !hidden.contains(&account) {
            tell(turn, &account, incoming.session);
        }
    }
    tell(turn, &incoming.account, incoming.session);
    subscriptions::remind(turn, incoming.session, &incoming.account)
}

fn unavailable(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<(), StorageError> {
    let Some(session) = turn.hall.get_mut(incoming.session) else { return Ok(()) };
    let addressed = std::mem::take(&mut session.directed);
    session.fetched = false;
    if session.presence.take().is_some() {
        broadcast(turn, &incoming.account, &incoming.stanza)?;
    }
    tell_addressed(turn, &addressed, &incoming.stanza);
    rooms::leave::everywhere(turn, incoming.session, &incoming.account)
}

/// A session ended without saying so: the server says it (RFC 6121 §4.5.2).
pub fn gone(turn: &mut Turn<'_>, session: &Session) -> Result<(), StorageError> {
    let farewell = unavailable_from(&session.full);
    if session.presence.is_some() {
        broadcast(turn, &session.account, &farewell)?;
    }
    tell_addressed(turn, &session.directed, &farewell);
    rooms::leave::gone(turn, session)
}

pub fn unavailable_from(full: &str) -> Element {
    element("presence", ns::CLIENT).attr("type", "unavailable").attr("from", full).done()
}

/// To everyone online who may see the person, and to the person's own devices.
fn broadcast(turn: &mut Turn<'_>, account: &str, presence: &Element) -> Result<(), StorageError> {
    let hidden = hidden(turn, account)?;
    let mut audience = turn.watchers_online(account)?;
    audience.retain(|watcher| !hidden.contains(watcher));
    audience.push(account.to_owned());
    for watcher in audience {
        for session in turn.sessions_of(&watcher, |session| session.presence.is_some()) {
            turn.send_to(session, presence);
        }
    }
    Ok(())
}

/// Sends every presence of an account to one session, its own excepted.
pub fn tell(turn: &mut Turn<'_>, account: &str, to: SessionId) {
    let present: Vec<Element> =
        turn.hall.of(account).filter(|session| session.id != to).filter_map(|session| session.presence.clone()).collect();
    for presence in present {
        turn.send_to(to, &presence);
    }
}

/// Two accounts have become visible to each other, or no longer are: `seen` is shown to `watcher`, or withdrawn.
pub fn show(turn: &mut Turn<'_>, seen: &str, watcher: &str, visible: bool) {
    for to in turn.sessions_of(watcher, |session| session.presence.is_some()) {
        if visible {
            tell(turn, seen, to);
        } else {
            let gone: Vec<Arc<str>> =
                turn.hall.of(seen).filter(|session| session.presence.is_some()).map(|session| session.full.clone()).collect();
            for full in gone {
                turn.send_to(to, &unavailable_from(&full));
            }
        }
    }
}

fn directed(turn: &mut Turn<'_>, incoming: &Incoming, account: &str, resource: Option<&str>) {
    let to = incoming.stanza.attr("to").unwrap_or_default().to_owned();
    let presence = match incoming.stanza.attr("type") {
        None => with_avatar(incoming.stanza.clone(), turn.hall.avatars.get(&incoming.account)),
        Some(_) => incoming.stanza.clone(),
    };
    let leaving = presence.attr("type").is_some();
    if let Some(session) = turn.hall.get_mut(incoming.session) {
        if leaving {
            session.directed.remove(&to);
        } else if session.directed.len() < 1_000 {
            session.directed.insert(to);
        }
    }
    let fits = |session: &Session| resource.map_or(session.presence.is_some(), |resource| session.resource == resource);
    for session in turn.sessions_of(account, fits) {
        turn.send(session, presence.clone());
    }
}

fn tell_addressed(turn: &mut Turn<'_>, addressed: &std::collections::BTreeSet<String>, presence: &Element) {
    for address in addressed.iter().filter_map(|to| Address::parse(to)) {
        let Some(account) = address.local else { continue };
        let fits = |session: &Session| address.resource.as_deref().is_none_or(|resource| session.resource == resource);
        for session in turn.sessions_of(&account, fits) {
            turn.send_to(session, presence);
        }
    }
}

/// Accounts that block this one, or that it blocks.
pub fn hidden(turn: &Turn<'_>, account: &str) -> Result<HashSet<String>, StorageError> {
    let mut hidden: HashSet<String> = personal::blockers(turn.db, &turn.bare_of(account))?.into_iter().collect();
    for jid in personal::blocked(turn.db, account)? {
        if let Some(other) = turn.house.account(&jid) {
            hidden.insert(other.to_owned());
        }
    }
    Ok(hidden)
}

/// Says which avatar is current (XEP-0153, as XEP-0398 has the server do it).
pub fn with_avatar(mut presence: Element, hash: Option<&String>) -> Element {
    if let Some(hash) = hash {
        presence.append_child(element("x", ns::VCARD_UPDATE).field("photo", hash).done());
    }
    presence
}

/// The avatar changed: everyone who sees the person hears of it.
pub fn avatar_changed(turn: &mut Turn<'_>, account: &str, hash: Option<&String>) -> Result<(), StorageError> {
    for id in turn.sessions_of(account, |session| session.presence.is_some()) {
        let Some(mut presence) = turn.hall.get(id).and_then(|session| session.presence.clone()) else { continue };
        while presence.remove_child("x", ns::VCARD_UPDATE).is_some() {}
        let presence = with_avatar(presence, hash);
        if let Some(session) = turn.hall.get_mut(id) {
            session.presence = Some(presence.clone());
        }
        for room in turn.hall.rooms.of_session(id) {
            turn.hall.rooms.drop_shown(&room);
        }
        broadcast(turn, account, &presence)?;
    }
    Ok(())
}

/// A number from -128 to 127; anything else is 0.
fn priority(presence: &Element) -> i8 {
    presence.get_child("priority", ns::CLIENT).map(Element::text).and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}
