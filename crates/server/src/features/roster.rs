//! The roster (RFC 6121 §2): everyone in the company by department, and the contacts a person added beside it.
//!
//! Invariant: the company's part is never stored per person; it follows the structure, and every change of it is
//! pushed to everyone who asked for the roster. What a person sets on a colleague (a name, groups of their own) is
//! added to it and cannot take the colleague away.

use std::collections::BTreeSet;

use minidom::Element;
use wire::ns;
use wire::stanza::{self, Kind, element};

use super::{Flow, presence, subscriptions};
use crate::address::Address;
use crate::core::{Incoming, SessionId, Target, Turn, lifecycle};
use crate::storage::company::{Company, Difference, Member};
use crate::storage::contacts::Contact;
use crate::storage::{StorageError, contacts};

const LONGEST_NAME: usize = 1_023;
const MOST_GROUPS: usize = 64;
const MOST_CONTACTS: usize = 5_000;

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if incoming.target != Target::Own || !matches!(incoming.kind, Kind::IqGet | Kind::IqSet) {
        return Ok(Flow::Next);
    }
    let Some(query) = stanza::payload(&incoming.stanza).filter(|payload| payload.is("query", ns::ROSTER)) else {
        return Ok(Flow::Next);
    };
    if incoming.kind == Kind::IqGet { get(turn, incoming, query) } else { set(turn, incoming, query) }
}

fn get(turn: &mut Turn<'_>, incoming: &Incoming, query: &Element) -> Result<Flow, StorageError> {
    let version = version(turn, &incoming.account)?;
    if let Some(session) = turn.hall.get_mut(incoming.session) {
        session.interested = true;
    }
    if query.attr("ver") == Some(version.as_str()) {
        return Ok(turn.result(incoming, None));
    }
    let items = items(turn, &incoming.account)?;
    let roster = element("query", ns::ROSTER).attr("ver", version).children(items).done();
    Ok(turn.result(incoming, Some(roster)))
}

fn version(turn: &Turn<'_>, account: &str) -> Result<String, StorageError> {
    Ok(format!("{:x}.{:x}", turn.hall.company.version, contacts::version(turn.db, account)?))
}

fn items(turn: &Turn<'_>, owner: &str) -> Result<Vec<Element>, StorageError> {
    let own = contacts::list(turn.db, owner)?;
    let mut items = Vec::new();
    let member = turn.hall.company.contains(owner);
    if member {
        for (account, colleague) in turn.hall.company.members.iter().filter(|(account, _)| *account != owner) {
            let bare = turn.bare_of(account);
            let overlay = own.iter().find(|contact| contact.jid == bare);
            items.push(colleague_item(&bare, colleague, overlay));
        }
    }
    for contact in own.iter().filter(|contact| contact.listed) {
        let colleague = member && turn.house.account(&contact.jid).is_some_and(|account| turn.hall.company.contains(account));
        if !colleague {
            items.push(contact_item(contact));
        }
    }
    Ok(items)
}

fn groups(names: &BTreeSet<&str>) -> impl Iterator<Item = Element> {
    names.iter().map(|name| element("group", ns::ROSTER).text(*name).done())
}

fn colleague_item(bare: &str, member: &Member, overlay: Option<&Contact>) -> Element {
    let overlay = overlay.filter(|overlay| overlay.listed);
    let name = overlay.map(|overlay| overlay.name.as_str()).filter(|name| !name.is_empty()).unwrap_or(&member.name);
    let mut names: BTreeSet<&str> = member.departments.iter().map(String::as_str).collect();
    names.extend(overlay.iter().flat_map(|overlay| overlay.groups.iter().map(String::as_str)));
    element("item", ns::ROSTER).attr("jid", bare).attr("name", name).attr("subscription", "both").children(groups(&names)).done()
}

fn contact_item(contact: &Contact) -> Element {
    let names: BTreeSet<&str> = contact.groups.iter().map(String::as_str).collect();
    element("item", ns::ROSTER)
        .attr("jid", &contact.jid)
        .attr_opt("name", Some(&contact.name).filter(|name| !name.is_empty()))
        .attr("subscription", contact.subscription())
        .attr_opt("ask", contact.asked.then_some("subscribe"))
        .children(groups(&names))
        .done()
}

/// The item of one JID as this owner has it now; a removal when there is none.
fn item(turn: &Turn<'_>, owner: &str, jid: &str) -> Result<Element, StorageError> {
    let contact = contacts::get(turn.db, owner, jid)?;
    if turn.hall.company.contains(owner)
        && let Some(account) = turn.house.account(jid)
        && account != owner
        && let Some(member) = turn.hall.company.members.get(account)
    {
        return Ok(colleague_item(jid, member, contact.as_ref()));
    }
    Ok(match contact.filter(|contact| contact.listed) {
        Some(contact) => contact_item(&contact),
        None => element("item", ns::ROSTER).attr("jid", jid).attr("subscription", "remove").done(),
    })
}

/// Tells every interested session of the owner how this item is now (RFC 6121 §2.1.6).
pub fn push(turn: &mut Turn<'_>, owner: &str, jid: &str) -> Result<(), StorageError> {
    let item = item(turn, owner, jid)?;
    push_item(turn, owner, item)
}

fn push_item(turn: &mut Turn<'_>, owner: &str, item: Element) -> Result<(), StorageError> {
    let query = element("query", ns::ROSTER).attr("ver", version(turn, owner)?).child(item).done();
    turn.push_set(owner, |session| session.interested, &query);
    Ok(())
}

fn set(turn: &mut Turn<'_>, incoming: &Incoming, query: &Element) -> Result<Flow, StorageError> {
    let mut items = query.children().filter(|child| child.is("item", ns::ROSTER));
    let (Some(item), None) = (items.next(), items.next()) else { return Ok(Flow::Refuse("modify", "bad-request")) };
    let address = item.attr("jid").and_then(Address::parse).filter(|address| address.resource.is_none());
    let Some(address) = address else { return Ok(Flow::Refuse("modify", "jid-malformed")) };
    let jid = address.bare();
    if jid == incoming.bare {
        return Ok(Flow::Refuse("cancel", "not-allowed"));
    }
    let owner = incoming.account.as_str();
    if item.attr("subscription") == Some("remove") {
        let done = turn.result(incoming, None);
        subscriptions::remove(turn, owner, &jid)?;
        return Ok(done);
    }
    let name = item.attr("name").unwrap_or_default().trim();
    let departments = match turn.house.account(&jid).and_then(|account| turn.hall.company.members.get(account)) {
        Some(member) if turn.hall.company.contains(owner) => member.departments.clone(),
        _ => Vec::new(),
    };
    let groups: BTreeSet<String> = item
        .children()
        .filter(|child| child.is("group", ns::ROSTER))
        .map(|child| child.text().trim().to_owned())
        .filter(|group| !group.is_empty() && !departments.contains(group))
        .collect();
    if name.len() > LONGEST_NAME || groups.len() > MOST_GROUPS || groups.iter().any(|group| group.len() > LONGEST_NAME) {
        return Ok(Flow::Refuse("modify", "not-acceptable"));
    }
    let known = contacts::get(turn.db, owner, &jid)?;
    if known.is_none() && contacts::list(turn.db, owner)?.len() >= MOST_CONTACTS {
        return Ok(Flow::Refuse("wait", "resource-constraint"));
    }
    let mut contact = known.unwrap_or_else(|| Contact::new(&jid));
    contact.listed = true;
    contact.name = name.to_owned();
    contact.groups = groups.into_iter().collect();
    contacts::put(turn.db, owner, &contact)?;
    let done = turn.result(incoming, None);
    push(turn, owner, &jid)?;
    Ok(done)
}

/// Follows the structure as the database has it now: pushes to everyone concerned, and lets those who have become
/// colleagues see each other at once.
pub fn company_changed(turn: &mut Turn<'_>) -> Result<(), StorageError> {
    let newer = Company::load(turn.db)?;
    let difference = turn.hall.company.difference(&newer);
    let before = std::mem::replace(&mut turn.hall.company, newer);
    if difference.is_empty() {
        return Ok(());
    }
    let online: Vec<String> = turn.hall.accounts().map(str::to_owned).collect();
    for owner in online {
        match (before.contains(&owner), turn.hall.company.contains(&owner)) {
            (true, true) => push_difference(turn, &owner, &difference)?,
            (false, true) => push_all(turn, &owner, true)?,
            (true, false) => {
                let gone: Vec<String> = before.members.keys().filter(|account| **account != owner).cloned().collect();
                for account in gone {
                    let jid = turn.bare_of(&account);
                    push(turn, &owner, &jid)?;
                    presence::show(turn, &account, &owner, false);
                }
            }
            (false, false) => {}
        }
    }
    Ok(())
}

fn push_difference(turn: &mut Turn<'_>, owner: &str, difference: &Difference) -> Result<(), StorageError> {
    for account in difference.put.iter().chain(&difference.left).filter(|account| *account != owner) {
        let jid = turn.bare_of(account);
        push(turn, owner, &jid)?;
    }
    for account in difference.joined.iter().filter(|account| *account != owner) {
        presence::show(turn, account, owner, true);
    }
    for account in difference.left.iter().filter(|account| *account != owner) {
        if !turn.may_see(owner, account)? {
            presence::show(turn, account, owner, false);
        }
    }
    Ok(())
}

fn push_all(turn: &mut Turn<'_>, owner: &str, visible: bool) -> Result<(), StorageError> {
    let colleagues: Vec<String> = turn.hall.company.members.keys().filter(|account| *account != owner).cloned().collect();
    for account in colleagues {
        let jid = turn.bare_of(&account);
        push(turn, owner, &jid)?;
        presence::show(turn, &account, owner, visible);
    }
    Ok(())
}

/// An account is gone for good: its sessions end and everyone who knew it is told.
pub fn account_removed(turn: &mut Turn<'_>, account: &str, knew: &[String]) -> Result<(), StorageError> {
    let shown: Vec<SessionId> = turn.sessions_of(account, |session| session.presence.is_some());
    for id in shown {
        let Some(full) = turn.hall.get(id).map(|session| session.full.clone()) else { continue };
        for watcher in turn.watchers_online(account)? {
            for session in turn.sessions_of(&watcher, |session| session.presence.is_some()) {
                turn.send_to(session, &presence::unavailable_from(&full));
            }
        }
    }
    lifecycle::close_account(turn, account, "not-authorized");
    let jid = turn.bare_of(account);
    for owner in knew {
        push(turn, owner, &jid)?;
    }
    company_changed(turn)
}
