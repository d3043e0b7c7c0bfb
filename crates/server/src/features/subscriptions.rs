//! Contact requests (RFC 6121 §3) between accounts of this server that are not colleagues already.
//!
//! Invariant: both sides' rows change in one transaction, so they never disagree; an unanswered request is kept and
//! shown again at every sign-in. Between colleagues there is nothing to ask: they see each other anyway.

use minidom::Element;
use wire::limits::Limits;
use wire::ns;
use wire::stanza::{self, Kind, element};

use super::{Flow, presence, roster};
use crate::core::{Incoming, SessionId, Target, Turn};
use crate::storage::contacts::{self, Contact};
use crate::storage::{StorageError, accounts};

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    let kind = match (incoming.kind, incoming.stanza.attr("type")) {
        (Kind::Presence, Some(kind @ ("subscribe" | "subscribed" | "unsubscribe" | "unsubscribed"))) => kind.to_owned(),
        _ => return Ok(Flow::Next),
    };
    let Target::Person { account, .. } = &incoming.target else { return Ok(Flow::Done) };
    let pair = Pair { from: incoming.account.clone(), to: account.clone() };
    // Subscriptions are between people, not devices (RFC 6121 §3.1.2).
    let mut stanza = incoming.stanza.clone();
    stanza::set_attr(&mut stanza, "from", &incoming.bare);
    stanza::set_attr(&mut stanza, "to", &turn.bare_of(account));
    if !accounts::exists(turn.db, account)? {
        if kind == "subscribe" {
            let refusal = between(&turn.bare_of(account), &incoming.bare, "unsubscribed");
            turn.send_to(incoming.session, &refusal);
        }
        return Ok(Flow::Done);
    }
    if pair.from == pair.to {
        return Ok(Flow::Done);
    }
    if turn.hall.company.contains(&pair.from) && turn.hall.company.contains(&pair.to) {
        if kind == "subscribe" {
            let granted = between(&turn.bare_of(&pair.to), &incoming.bare, "subscribed");
            turn.send_to(incoming.session, &granted);
        }
        return Ok(Flow::Done);
    }
    match kind.as_str() {
        "subscribe" => subscribe(turn, &pair, stanza)?,
        "subscribed" => subscribed(turn, &pair, &stanza)?,
        "unsubscribe" => unsubscribe(turn, &pair, &stanza)?,
        _ => unsubscribed(turn, &pair, &stanza)?,
    }
    Ok(Flow::Done)
}

struct Pair {
    from: String,
    to: String,
}

fn between(from: &str, to: &str, kind: &str) -> Element {
    element("presence", ns::CLIENT).attr("from", from).attr("to", to).attr("type", kind).done()
}

/// What one side has about the other, perhaps nothing yet.
fn row(turn: &Turn<'_>, owner: &str, other: &str) -> Result<Contact, StorageError> {
    let jid = turn.bare_of(other);
    Ok(contacts::get(turn.db, owner, &jid)?.unwrap_or_else(|| Contact::new(&jid)))
}

/// Writes a row and tells its owner if it is, or was, in their list.
fn keep(turn: &mut Turn<'_>, owner: &str, contact: &Contact) -> Result<(), StorageError> {
    contacts::put(turn.db, owner, contact)?;
    if contact.listed { roster::push(turn, owner, &contact.jid) } else { Ok(()) }
}

fn tell(turn: &mut Turn<'_>, account: &str, stanza: &Element) {
    for session in turn.sessions_of(account, |session| session.interested || session.presence.is_some()) {
        turn.send(session, stanza.clone());
    }
}

fn subscribe(turn: &mut Turn<'_>, pair: &Pair, stanza: Element) -> Result<(), StorageError> {
    let mut mine = row(turn, &pair.from, &pair.to)?;
    let mut theirs = row(turn, &pair.to, &pair.from)?;
    mine.listed = true;
    if mine.sees {
        keep(turn, &pair.from, &mine)?;
        let granted = between(&turn.bare_of(&pair.to), &turn.bare_of(&pair.from), "subscribed");
        tell(turn, &pair.from, &granted);
        return Ok(());
    }
    mine.asked = true;
    keep(turn, &pair.from, &mine)?;
    let known = theirs.request.is_some();
    theirs.request = Some(wire::frame::serialize(&stanza));
    contacts::put(turn.db, &pair.to, &theirs)?;
    if !known {
        tell(turn, &pair.to, &stanza);
    }
    Ok(())
}

fn subscribed(turn: &mut Turn<'_>, pair: &Pair, stanza: &Element) -> Result<(), StorageError> {
    let mut mine = row(turn, &pair.from, &pair.to)?;
    if mine.request.take().is_none() {
        // Nobody asked: approving in advance is not offered.
        return Ok(());
    }
    mine.listed = true;
    mine.seen = true;
    keep(turn, &pair.from, &mine)?;
    let mut theirs = row(turn, &pair.to, &pair.from)?;
    theirs.listed = true;
    theirs.asked = false;
    theirs.sees = true;
    tell(turn, &pair.to, stanza);
    keep(turn, &pair.to, &theirs)?;
    presence::show(turn, &pair.from, &pair.to, true);
    Ok(())
}

/// `from` no longer wants to see `to`.
fn unsubscribe(turn: &mut Turn<'_>, pair: &Pair, stanza: &Element) -> Result<(), StorageError> {
    let mut mine = row(turn, &pair.from, &pair.to)?;
    let mut theirs = row(turn, &pair.to, &pair.from)?;
    if !mine.sees && !mine.asked {
        return Ok(());
    }
    let saw = mine.sees;
    (mine.sees, mine.asked) = (false, false);
    keep(turn, &pair.from, &mine)?;
    theirs.seen = false;
    theirs.request = None;
    tell(turn, &pair.to, stanza);
    keep(turn, &pair.to, &theirs)?;
    if saw {
        presence::show(turn, &pair.to, &pair.from, false);
    }
    Ok(())
}

/// `from` no longer shows itself to `to`, or refuses the request.
fn unsubscribed(turn: &mut Turn<'_>, pair: &Pair, stanza: &Element) -> Result<(), StorageError> {
    let mut mine = row(turn, &pair.from, &pair.to)?;
    let mut theirs = row(turn, &pair.to, &pair.from)?;
    if !mine.seen && mine.request.is_none() {
        return Ok(());
    }
    let showed = mine.seen;
    (mine.seen, mine.request) = (false, None);
    keep(turn, &pair.from, &mine)?;
    (theirs.sees, theirs.asked) = (false, false);
    tell(turn, &pair.to, stanza);
    keep(turn, &pair.to, &theirs)?;
    if showed {
        presence::show(turn, &pair.from, &pair.to, false);
    }
    Ok(())
}

/// Takes somebody out of the owner's list, and both directions with it (RFC 6121 §2.5.2).
pub fn remove(turn: &mut Turn<'_>, owner: &str, jid: &str) -> Result<(), StorageError> {
    let other = turn.house.account(jid).map(str::to_owned);
    if let Some(other) = other.filter(|other| other != owner) {
        let pair = Pair { from: owner.to_owned(), to: other };
        let (mine, theirs) = (turn.bare_of(&pair.from), turn.bare_of(&pair.to));
        unsubscribe(turn, &pair, &between(&mine, &theirs, "unsubscribe"))?;
        unsubscribed(turn, &pair, &between(&mine, &theirs, "unsubscribed"))?;
    }
    if let Some(contact) = contacts::get(turn.db, owner, jid)? {
        let blank = Contact { request: contact.request, ..Contact::new(jid) };
        contacts::put(turn.db, owner, &blank)?;
    }
    roster::push(turn, owner, jid)
}

/// Shows unanswered requests to a new session (RFC 6121 §3.1.3).
pub fn remind(turn: &mut Turn<'_>, session: SessionId, account: &str) -> Result<(), StorageError> {
    for contact in contacts::list(turn.db, account)? {
        if let Some(request) = contact.request.and_then(|text| wire::frame::parse(&text, &Limits::STANZA).ok()) {
            turn.send(session, request);
        }
    }
    Ok(())
}
