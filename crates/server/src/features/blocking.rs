//! Blocking (XEP-0191): nothing passes between a person and whom they block.
//!
//! Invariant: to the blocked the person looks as if nobody were there; their own attempts to write to the blocked are
//! refused with a reason.

use wire::ns;
use wire::stanza::{self, Kind, element};

use super::{Flow, presence};
use crate::address::Address;
use crate::core::{Incoming, Target, Turn};
use crate::storage::{StorageError, accounts, personal};

/// Stops what would pass between two people one of whom blocks the other.
pub fn screen(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    let Target::Person { account, .. } = &incoming.target else { return Ok(Flow::Next) };
    if account == &incoming.account {
        return Ok(Flow::Next);
    }
    let other = turn.bare_of(account);
    if personal::is_blocked(turn.db, &incoming.account, &other)? {
        return Ok(match incoming.kind {
            Kind::Message | Kind::IqGet | Kind::IqSet => {
                Flow::RefuseWith("cancel", "not-acceptable", Box::new(element("blocked", ns::BLOCKING_ERRORS).done()))
            }
            Kind::Presence | Kind::IqResult | Kind::IqError => Flow::Done,
        });
    }
    if personal::is_blocked(turn.db, account, &incoming.bare)? {
        return Ok(match incoming.kind {
            Kind::Message | Kind::IqGet | Kind::IqSet => Flow::Refuse("cancel", "service-unavailable"),
            Kind::Presence | Kind::IqResult | Kind::IqError => Flow::Done,
        });
    }
    Ok(Flow::Next)
}

/// The list itself.
pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if !matches!(incoming.target, Target::Own | Target::Server) || !matches!(incoming.kind, Kind::IqGet | Kind::IqSet) {
        return Ok(Flow::Next);
    }
    let Some(payload) = stanza::payload(&incoming.stanza).filter(|payload| payload.has_ns(ns::BLOCKING)) else {
        return Ok(Flow::Next);
    };
    let mut jids: Vec<String> = Vec::new();
    for item in payload.children().filter(|child| child.is("item", ns::BLOCKING)) {
        match item.attr("jid").and_then(Address::parse) {
            Some(address) => jids.push(address.bare()),
            None => return Ok(Flow::Refuse("modify", "jid-malformed")),
        }
    }
    match (incoming.kind, payload.name()) {
        (Kind::IqGet, "blocklist") => {
            let items = personal::blocked(turn.db, &incoming.account)?
                .into_iter()
                .map(|jid| element("item", ns::BLOCKING).attr("jid", jid).done());
            let list = element("blocklist", ns::BLOCKING).children(items).done();
            Ok(turn.result(incoming, Some(list)))
        }
        (Kind::IqSet, "block") if jids.is_empty() => Ok(Flow::Refuse("modify", "bad-request")),
        (Kind::IqSet, "block") => block(turn, incoming, payload, &jids),
        (Kind::IqSet, "unblock") => unblock(turn, incoming, payload, jids),
        _ => Ok(Flow::Refuse("modify", "bad-request")),
    }
}

fn block(turn: &mut Turn<'_>, incoming: &Incoming, payload: &wire::Element, jids: &[String]) -> Result<Flow, StorageError> {
    for jid in jids {
        if jid == &incoming.bare {
            return Ok(Flow::Refuse("cancel", "not-allowed"));
        }
        // Before the list says so: presence of both is withdrawn while they still see each other.
        if let Some(other) = local(turn, jid)? {
            withdraw(turn, &incoming.account, &other)?;
        }
        if !personal::block(turn.db, &incoming.account, jid)? {
            return Ok(Flow::Refuse("wait", "resource-constraint"));
        }
    }
    let done = turn.result(incoming, None);
    turn.push_set(&incoming.account, |_| true, payload);
    Ok(done)
}

fn unblock(turn: &mut Turn<'_>, incoming: &Incoming, payload: &wire::Element, jids: Vec<String>) -> Result<Flow, StorageError> {
    let jids = if jids.is_empty() { personal::blocked(turn.db, &incoming.account)? } else { jids };
    for jid in &jids {
        personal::unblock(turn.db, &incoming.account, jid)?;
        if let Some(other) = local(turn, jid)? {
            if turn.may_see(&other, &incoming.account)? {
                presence::show(turn, &incoming.account, &other, true);
            }
            if turn.may_see(&incoming.account, &other)? {
                presence::show(turn, &other, &incoming.account, true);
            }
        }
    }
    let done = turn.result(incoming, None);
    turn.push_set(&incoming.account, |_| true, payload);
    Ok(done)
}

fn withdraw(turn: &mut Turn<'_>, account: &str, other: &str) -> Result<(), StorageError> {
    if turn.may_see(other, account)? {
        presence::show(turn, account, other, false);
    }
    if turn.may_see(account, other)? {
        presence::show(turn, other, account, false);
    }
    Ok(())
}

fn local(turn: &Turn<'_>, jid: &str) -> Result<Option<String>, StorageError> {
    let Some(account) = turn.house.account(jid).map(str::to_owned) else { return Ok(None) };
    Ok(accounts::exists(turn.db, &account)?.then_some(account))
}
