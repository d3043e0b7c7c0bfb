//! The lists of a room: affiliations and roles, seen and changed (XEP-0045 §8 and §9, `muc#admin`).
//!
//! Invariant: all the changes of a request are allowed or none is made; a room never loses its last owner.

use minidom::Element;
use wire::payload::muc::{AdminQuery, Affiliation, Item, Role, RoomUser, changes, status};
use wire::stanza::{self, Kind};

use super::access::{self, Action};
use super::moderation::LONGEST_REASON;
use super::presence::{self, Note};
use super::{Visit, enter, leave};
use crate::core::Turn;
use crate::core::rooms::Occupant;
use crate::features::Flow;
use crate::storage::rooms::Room;
use crate::storage::rooms::people::{self, Person};
use crate::storage::{StorageError, accounts};

/// Changes in one request, and people that a room knows.
const MOST_CHANGES: usize = 1_000;
pub const MOST: usize = 50_000;

pub fn handle(turn: &mut Turn<'_>, visit: &Visit<'_>, payload: &Element) -> Result<Flow, StorageError> {
    let items = AdminQuery::from_element(payload).unwrap_or_default().items;
    if items.is_empty() || items.len() > MOST_CHANGES {
        return Ok(Flow::Refuse("modify", "bad-request"));
    }
    if visit.incoming.kind == Kind::IqGet {
        return list(turn, visit, &items);
    }
    let mut wanted = Vec::new();
    for item in items {
        match Change::read(turn, visit, item)? {
            Ok(change) => wanted.push(change),
            Err(refusal) => return Ok(refusal),
        }
    }
    if let Some(refusal) = ownerless(turn, visit, &wanted)? {
        return Ok(refusal);
    }
    for change in wanted {
        match change {
            Change::Role { occupant, role, reason } => set_role(turn, visit, occupant, role, reason)?,
            Change::Affiliation { person, affiliation, reason } => set_affiliation(turn, visit, person, affiliation, reason)?,
        }
    }
    Ok(turn.result(visit.incoming, None))
}

fn list(turn: &mut Turn<'_>, visit: &Visit<'_>, items: &[Item]) -> Result<Flow, StorageError> {
    let [Item { affiliation, role, .. }] = items else { return Ok(Flow::Refuse("modify", "bad-request")) };
    let found: Vec<Item> = match (affiliation, role) {
        (Some(affiliation), None) => {
            if !visit.may(Action::List(*affiliation)) {
                return Ok(Flow::Refuse("auth", "forbidden"));
            }
            let item = |person: Person| Item {
                affiliation: Some(person.affiliation),
                jid: Some(person.jid),
                nick: person.nick,
                reason: (!person.reason.is_empty()).then_some(person.reason),
                ..Item::default()
            };
            people::list(turn.db, &visit.room.name, *affiliation)?.into_iter().map(item).collect()
        }
        (None, Some(role)) => {
            if !visit.may(Action::ListRoles) {
                return Ok(Flow::Refuse("auth", "forbidden"));
            }
            let item = |occupant: &Occupant| Item {
                affiliation: Some(occupant.affiliation),
                role: Some(occupant.role),
                jid: occupant.seats.first().map(|seat| seat.full.to_string()),
                nick: Some(occupant.nick.clone()),
                ..Item::default()
            };
            turn.hall.rooms.occupants(&visit.room.name).filter(|occupant| occupant.role == *role).map(item).collect()
        }
        _ => return Ok(Flow::Refuse("modify", "bad-request")),
    };
    Ok(turn.result(visit.incoming, Some(changes(&found))))
}

/// A change that is allowed.
enum Change {
    Role { occupant: Occupant, role: Role, reason: Option<String> },
    Affiliation { person: Person, affiliation: Affiliation, reason: Option<String> },
}

impl Change {
    fn read(turn: &Turn<'_>, visit: &Visit<'_>, item: Item) -> Result<Result<Self, Flow>, StorageError> {
        let reason = item.reason.filter(|reason| reason.len() <= LONGEST_REASON);
        let by_nick = item.nick.as_deref().and_then(|nick| turn.hall.rooms.by_nick(&visit.room.name, nick)).cloned();
        match (item.affiliation, item.role) {
            (None, Some(role)) => {
                let Some(occupant) = by_nick else { return Ok(Err(Flow::Refuse("cancel", "item-not-found"))) };
                Ok(role_allowed(visit, &occupant, role).map(|()| Self::Role { occupant, role, reason }))
            }
            (Some(affiliation), None) => {
                let jid = item.jid.as_deref().and_then(stanza::bare).or_else(|| by_nick.map(|occupant| occupant.bare));
                let Some(jid) = jid else { return Ok(Err(Flow::Refuse("modify", "bad-request"))) };
                if !visit.may(Action::ChangeAffiliations) {
                    return Ok(Err(Flow::Refuse("auth", "forbidden")));
                }
                let person = match people::get(turn.db, &visit.room.name, &jid)? {
                    Some(person) => person,
                    None => {
                        let known = match turn.house.account(&jid) {
                            Some(account) => accounts::exists(turn.db, account)?,
                            None => false,
                        };
                        if !known {
                            return Ok(Err(Flow::Refuse("cancel", "item-not-found")));
                        }
                        if people::count(turn.db, &visit.room.name)? >= MOST {
                            return Ok(Err(Flow::Refuse("wait", "resource-constraint")));
                        }
                        enter::stranger(turn, &jid)
                    }
                };
                if !access::may_change(visit.standing.affiliation, person.affiliation, affiliation) {
                    return Ok(Err(Flow::Refuse("cancel", "not-allowed")));
                }
                Ok(Ok(Self::Affiliation { person, affiliation, reason }))
            }
            _ => Ok(Err(Flow::Refuse("modify", "bad-request"))),
        }
    }
}

fn role_allowed(visit: &Visit<'_>, target: &Occupant, role: Role) -> Result<(), Flow> {
    let own = visit.standing.affiliation;
    let action = match role {
        Role::None => Action::Kick,
        Role::Moderator => Action::GrantModeration,
        // Silencing a moderator takes more than silencing others.
        _ if target.role == Role::Moderator => Action::GrantModeration,
        _ => Action::GrantVoice,
    };
    if !visit.may(action) {
        return Err(Flow::Refuse("auth", "forbidden"));
    }
    let raised = role > target.role;
    // Owners and admins moderate by what they are.
    let fixed = target.affiliation >= Affiliation::Admin && role != Role::None && !raised;
    if fixed || (!raised && !access::outranks(own, target.affiliation)) {
        return Err(Flow::Refuse("cancel", "not-allowed"));
    }
    Ok(())
}

/// A refusal if nobody would own the room after these changes.
fn ownerless(turn: &Turn<'_>, visit: &Visit<'_>, wanted: &[Change]) -> Result<Option<Flow>, StorageError> {
    let mut owners: Vec<String> =
        people::list(turn.db, &visit.room.name, Affiliation::Owner)?.into_iter().map(|person| person.jid).collect();
    for change in wanted {
        if let Change::Affiliation { person, affiliation, .. } = change {
            owners.retain(|owner| *owner != person.jid);
            if *affiliation == Affiliation::Owner {
                owners.push(person.jid.clone());
            }
        }
    }
    Ok(owners.is_empty().then_some(Flow::Refuse("cancel", "conflict")))
}

fn set_role(
    turn: &mut Turn<'_>,
    visit: &Visit<'_>,
    mut occupant: Occupant,
    role: Role,
    reason: Option<String>,
) -> Result<(), StorageError> {
    let mut note = Note { actor: Some(visit.actor()), reason, ..Note::default() };
    if role == Role::None {
        note.statuses.push(status::KICKED);
        return leave::remove(turn, &visit.room, &occupant.nick, &note);
    }
    occupant.role = role;
    turn.hall.rooms.put(&visit.room.name, occupant.clone());
    presence::announce(turn, &visit.room, &occupant, &note);
    presence::tell_self(turn, &visit.room, &occupant, None, &note);
    Ok(())
}

fn set_affiliation(
    turn: &mut Turn<'_>,
    visit: &Visit<'_>,
    person: Person,
    affiliation: Affiliation,
    reason: Option<String>,
) -> Result<(), StorageError> {
    let note = Note { actor: Some(visit.actor()), reason, ..Note::default() };
    change_affiliation(turn, &visit.room, person, affiliation, note)
}

/// Writes the affiliation, and everybody who is there hears of it.
fn change_affiliation(
    turn: &mut Turn<'_>,
    room: &Room,
    mut person: Person,
    affiliation: Affiliation,
    mut note: Note,
) -> Result<(), StorageError> {
    let banned = affiliation == Affiliation::Outcast;
    let out = banned || (room.settings.members_only && affiliation < Affiliation::Member);
    person.affiliation = affiliation;
    person.reason = note.reason.clone().unwrap_or_default();
    if out {
        // Should they come again, what was said meanwhile was not said to them.
        person.seen_from = None;
    }
    people::put(turn.db, &room.name, &person)?;
    let account = turn.house.account(&person.jid).unwrap_or_default().to_owned();
    let Some(mut occupant) = turn.hall.rooms.by_account(&room.name, &account).cloned() else {
        let item = Item { affiliation: Some(affiliation), role: Some(Role::None), jid: Some(person.jid), ..Item::default() };
        presence::inform(turn, room, &RoomUser { item: Some(item), ..RoomUser::default() }, true);
        return Ok(());
    };
    occupant.affiliation = affiliation;
    if out {
        note.statuses.push(if banned { status::BANNED } else { status::AFFILIATION_LOST });
        turn.hall.rooms.put(&room.name, occupant.clone());
        return leave::remove(turn, room, &occupant.nick, &note);
    }
    occupant.role = access::role_of(affiliation, &room.settings);
    turn.hall.rooms.put(&room.name, occupant.clone());
    presence::announce(turn, room, &occupant, &note);
    presence::tell_self(turn, room, &occupant, None, &note);
    Ok(())
}

/// Somebody gives up what they are to the room.
pub fn resign(turn: &mut Turn<'_>, room: &Room, person: &Person) -> Result<(), StorageError> {
    change_affiliation(turn, room, person.clone(), Affiliation::None, Note::default())
}
