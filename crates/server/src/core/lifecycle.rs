//! Sessions from bind to end: binding (RFC 6120 §7), stream management and resumption (XEP-0198), and what becomes of
//! stanzas a client never acknowledged.
//!
//! Invariant: a message that was taken over is either acknowledged by a client, handed to another session, or kept
//! for the next sign-in. A stream can be resumed only by the account it belongs to.

use std::collections::BTreeSet;
use std::sync::Arc;

use minidom::Element;
use wire::frame::stream_error;
use wire::stanza::{self, Kind};
use wire::{ns, sm};

use super::session::{Out, Outlet, Sent, Session, SessionId};
use super::turn::{Effect, Turn};
use crate::address::resource_name;
use crate::features::{messages, presence, rooms};
use crate::storage::{StorageError, accounts, offline};

/// A session as its connection knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    pub session: SessionId,
    pub full: Arc<str>,
}

/// Why no session could be bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindRefusal {
    TooManySessions,
    NoAccount,
    BadResource,
}

/// Binds a session to a connection. A session with the same resource gives way (RFC 6120 §7.7.2.2).
pub fn bind(
    turn: &mut Turn<'_>,
    account: &str,
    resource: Option<&str>,
    outlet: Outlet,
) -> Result<Result<Bound, BindRefusal>, StorageError> {
    if !accounts::exists(turn.db, account)? {
        return Ok(Err(BindRefusal::NoAccount));
    }
    let resource = match resource.map(str::trim).filter(|resource| !resource.is_empty()) {
        None => turn.random_id(),
        Some(resource) => match resource_name(resource) {
            Some(resource) if resource.len() <= 256 => resource,
            _ => return Ok(Err(BindRefusal::BadResource)),
        },
    };
    if let Some(old) = turn.hall.by_resource(account, &resource).map(|session| session.id) {
        end(turn, old, Some(stream_error("conflict", Some("the same resource signed in again"))))?;
    }
    if turn.hall.of(account).count() >= turn.house.bounds.sessions_per_account {
        let idle = turn.hall.of(account).filter(|session| session.outlet.is_none()).min_by_key(|session| session.detached_at);
        match idle.map(|session| session.id) {
            Some(oldest) => end(turn, oldest, None)?,
            None => return Ok(Err(BindRefusal::TooManySessions)),
        }
    }
    let bare = turn.bare_of(account);
    let full: Arc<str> = format!("{bare}/{resource}").into();
    let id = turn.hall.next_id();
    turn.hall.insert(Session {
        id,
        account: account.to_owned(),
        bare,
        resource,
        full: full.clone(),
        outlet: Some(outlet),
        stream: None,
        presence: None,
        priority: 0,
        available_since: 0,
        detached_at: None,
        interested: false,
        carbons: false,
        fetched: false,
        notify: BTreeSet::new(),
        caps: None,
        caps_query: None,
        directed: BTreeSet::new(),
    });
    Ok(Ok(Bound { session: id, full }))
}

/// How a try to resume ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resumption {
    Resumed(Bound),
    /// Not there any more; how many stanzas of it were handled, if that is still known.
    Gone(Option<u32>),
    /// The client claims more than it was sent: the stream error to end with.
    Nonsense(Element),
}

/// Continues a stream on a new connection: acknowledges `h`, says how far the server got, and sends the rest again.
pub fn resume(turn: &mut Turn<'_>, account: &str, previd: &str, h: u32, outlet: Outlet) -> Result<Resumption, StorageError> {
    let Some(id) = turn.hall.stream(previd, account) else {
        return Ok(Resumption::Gone(turn.hall.ended(previd, account)));
    };
    if !turn.hall.get(id).is_some_and(Session::resumable) {
        return Ok(Resumption::Gone(None));
    }
    if let Err(error) = acknowledge(turn, id, h)? {
        return Ok(Resumption::Nonsense(error));
    }
    let Some(session) = turn.hall.get_mut(id) else { return Ok(Resumption::Gone(None)) };
    if let Some(old) = session.outlet.take() {
        old.send(Out::Close(Some(stream_error("conflict", Some("resumed elsewhere")))));
    }
    session.detached_at = None;
    if let Some(stream) = &mut session.stream {
        stream.awaiting = false;
        outlet.send(Out::Frame(sm::resumed(stream.handled, previd)));
        for sent in stream.outbound.unacked() {
            outlet.send(Out::Stanza(sent.stanza.clone()));
        }
    }
    let bound = Bound { session: id, full: session.full.clone() };
    session.outlet = Some(outlet);
    Ok(Resumption::Resumed(bound))
}

/// Forgets what the client has; an error is the stream error for a count that cannot be.
pub fn acknowledge(turn: &mut Turn<'_>, id: SessionId, h: u32) -> Result<Result<(), Element>, StorageError> {
    let Some(stream) = turn.hall.get_mut(id).and_then(|session| session.stream.as_mut()) else { return Ok(Ok(())) };
    stream.awaiting = false;
    let acknowledged = match stream.outbound.ack(h) {
        Ok(acknowledged) => acknowledged,
        Err(sm::SmError::TooHigh { h, sent }) => return Ok(Err(sm::handled_count_too_high(h, sent))),
    };
    for row in acknowledged.into_iter().filter_map(|sent| sent.row) {
        turn.hall.in_flight.remove(&row);
        offline::remove(turn.db, row)?;
    }
    Ok(Ok(()))
}

/// Stream management elements of a bound session.
pub fn manage(turn: &mut Turn<'_>, id: SessionId, element: &Element) -> Result<(), StorageError> {
    match sm::read(element) {
        Some(sm::Sm::Enable { resume, .. }) => {
            let enabled = turn.hall.get(id).is_some_and(|session| session.stream.is_some());
            if enabled {
                let element = sm::failed("unexpected-request", None);
                turn.effects.push(Effect::Nonza { session: id, element });
            } else {
                let stream = turn.random_id();
                turn.effects.push(Effect::Enabled { session: id, id: stream, resumable: resume });
            }
        }
        Some(sm::Sm::Request) => turn.effects.push(Effect::Answer(id)),
        Some(sm::Sm::Ack { h }) => {
            if let Err(error) = acknowledge(turn, id, h)? {
                turn.effects.push(Effect::Close { session: id, error });
            }
        }
        _ => {
            let error = stream_error("unsupported-stanza-type", None);
            turn.effects.push(Effect::Close { session: id, error });
        }
    }
    Ok(())
}

/// The connection is gone without a word. `connection` tells a late report of an old one from the present one.
pub fn detach(turn: &mut Turn<'_>, id: SessionId, connection: u64) -> Result<(), StorageError> {
    let now = turn.now;
    let Some(session) = turn.hall.get_mut(id) else { return Ok(()) };
    if session.outlet.as_ref().is_some_and(|outlet| outlet.connection != connection) {
        return Ok(());
    }
    session.outlet = None;
    session.detached_at.get_or_insert(now);
    if session.resumable() { Ok(()) } else { end(turn, id, None) }
}

/// The client closed its stream.
pub fn close(turn: &mut Turn<'_>, id: SessionId, connection: u64) -> Result<(), StorageError> {
    let current =
        turn.hall.get(id).and_then(|session| session.outlet.as_ref()).is_none_or(|outlet| outlet.connection == connection);
    if current { end(turn, id, None) } else { Ok(()) }
}

/// Ends interrupted sessions whose time is over.
pub fn expire(turn: &mut Turn<'_>) -> Result<(), StorageError> {
    let latest = turn.now - turn.house.bounds.resume_ms;
    let over: Vec<SessionId> = turn
        .hall
        .all()
        .filter(|session| session.outlet.is_none() && (!session.resumable() || session.detached_at.is_none_or(|at| at <= latest)))
        .map(|session| session.id)
        .collect();
    for session in over {
        end(turn, session, None)?;
    }
    for ghost in turn.hall.ghosts() {
        rooms::leave::ghost(turn, ghost)?;
    }
    Ok(())
}

/// The server stops: every session ends, and what was not acknowledged is kept.
pub fn end_all(turn: &mut Turn<'_>) -> Result<(), StorageError> {
    let all: Vec<SessionId> = turn.hall.all().map(|session| session.id).collect();
    let sessions: Vec<Session> = all.into_iter().filter_map(|id| turn.hall.remove(id)).collect();
    for session in sessions {
        if let Some(outlet) = &session.outlet {
            // Nobody will ask any more how many stanzas these were.
            for presence in rooms::leave::at_shutdown(turn, &session) {
                outlet.send(Out::Frame(presence));
            }
            outlet.send(Out::Close(Some(stream_error("system-shutdown", None))));
        }
        keep_unacknowledged(turn, session)?;
    }
    Ok(())
}

/// Ends every session of an account, with this stream error. Messages that wait stay with the account, if it stays.
pub fn close_account(turn: &mut Turn<'_>, account: &str, condition: &'static str) {
    for id in turn.sessions_of(account, |_| true) {
        if let Some(session) = turn.hall.remove(id)
            && let Some(outlet) = session.outlet
        {
            outlet.send(Out::Close(Some(stream_error(condition, None))));
        }
    }
}

/// Ends one session: others see it go, and what it never acknowledged goes where it belongs.
pub fn end(turn: &mut Turn<'_>, id: SessionId, error: Option<Element>) -> Result<(), StorageError> {
    let Some(session) = turn.hall.remove(id) else { return Ok(()) };
    if let Some(outlet) = &session.outlet {
        outlet.send(Out::Close(error));
    }
    presence::gone(turn, &session)?;
    keep_unacknowledged(turn, session)
}

fn keep_unacknowledged(turn: &mut Turn<'_>, session: Session) -> Result<(), StorageError> {
    let Some(stream) = session.stream else { return Ok(()) };
    for sent in stream.outbound.into_unacked() {
        match sent.row {
            // It never left the offline table: the next session gets it from there.
            Some(row) => {
                turn.hall.in_flight.remove(&row);
            }
            None => redeliver(turn, &session.account, &session.bare, sent)?,
        }
    }
    Ok(())
}

fn redeliver(turn: &mut Turn<'_>, account: &str, bare: &str, sent: Sent) -> Result<(), StorageError> {
    let unread = sent.stanza.open();
    match stanza::kind(&unread) {
        Some(Kind::Message) if messages::worth_keeping(&unread) => {}
        Some(Kind::IqGet | Kind::IqSet) => return refuse_request(turn, &unread),
        _ => return Ok(()),
    }
    let stamped = messages::delayed(unread, &turn.house.domain, sent.at);
    let others: Vec<(SessionId, bool)> = turn
        .hall
        .of(account)
        .filter(|other| other.takes_messages())
        .map(|other| (other.id, other.available_since > sent.at))
        .collect();
    if others.is_empty() {
        return offline::put(turn.db, account, sent.at, &wire::frame::serialize(&stamped));
    }
    // Those who were there already have it: directly, or as a carbon. To a full address without carbons they do not.
    let direct_only = stamped.attr("to").is_some_and(|to| to != bare);
    for (other, came_later) in others {
        let has_carbons = turn.hall.get(other).is_some_and(|other| other.carbons);
        if came_later || (direct_only && !has_carbons) {
            turn.send(other, stamped.clone());
        }
    }
    Ok(())
}

/// Whoever asked a client that is gone is told so.
fn refuse_request(turn: &mut Turn<'_>, request: &Element) -> Result<(), StorageError> {
    let asker = request.attr("from").and_then(crate::address::Address::parse);
    let Some(asker) = asker.filter(|asker| asker.domain == turn.house.domain) else { return Ok(()) };
    let (Some(local), Some(resource)) = (asker.local, asker.resource) else { return Ok(()) };
    if let Some(session) = turn.hall.by_resource(&local, &resource).map(|session| session.id) {
        let error = stanza::error_reply(request, "recipient-unavailable", "wait", None);
        turn.send(session, error);
    }
    Ok(())
}

/// `jabber:client` bind result (RFC 6120 §7.6).
pub fn bind_result(request: &Element, full: &str) -> Element {
    let bind = stanza::element("bind", ns::BIND).field("jid", full).done();
    stanza::iq_result(request, Some(bind))
}
