//! Rooms (XEP-0045) on `rooms.<domain>`: this file decides which room a stanza is for, who asks, and whose business
//! it is.
//!
//! Invariant: everything for a room ends here; nothing of it reaches the features behind. What somebody may do is
//! decided in one place ([`access`]). The database is written before the memory, and both before anything is sent.

pub mod access;
mod disco;
mod enter;
mod history;
mod invite;
pub mod leave;
mod moderation;
mod occupant;
mod people;
mod presence;
mod private;
mod purge;
mod register;
mod settings;
mod talk;

use minidom::Element;
use wire::ns;
use wire::payload::muc::{Actor, Affiliation, Role};
use wire::stanza::{self, Kind};

use super::Flow;
use crate::core::{Incoming, Target, Turn};
use crate::storage::StorageError;
use crate::storage::rooms::people::Person;
use crate::storage::rooms::{self, Room};
use access::{Action, Standing};

/// Longest local part of a room's address, and longest nickname, in bytes.
const LONGEST_NAME: usize = 200;
const LONGEST_NICK: usize = 200;

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    let flow = match &incoming.target {
        Target::Rooms => disco::service(turn, incoming)?,
        Target::Room { name, nick } => in_room(turn, incoming, name, nick.as_deref())?,
        _ => return Ok(Flow::Next),
    };
    Ok(match (incoming.kind, flow) {
        (Kind::IqGet | Kind::IqSet, Flow::Next) => Flow::Refuse("cancel", "service-unavailable"),
        (_, Flow::Next) => Flow::Done,
        (Kind::Presence, Flow::Refuse(kind, condition)) => {
            refuse_presence(turn, incoming, kind, condition);
            Flow::Done
        }
        (_, flow) => flow,
    })
}

/// Elsewhere presence is never answered; who may not enter a room is told why.
fn refuse_presence(turn: &mut Turn<'_>, incoming: &Incoming, kind: &str, condition: &str) {
    let mut answer = stanza::error_reply(&incoming.stanza, condition, kind, None);
    answer.append_child(stanza::element("x", ns::MUC).done());
    turn.send_to(incoming.session, &answer);
}

fn in_room(turn: &mut Turn<'_>, incoming: &Incoming, name: &str, nick: Option<&str>) -> Result<Flow, StorageError> {
    let presence = (incoming.kind, incoming.stanza.attr("type"));
    match presence {
        (Kind::Presence, None) => return enter::arrive(turn, incoming, name, nick),
        (Kind::Presence, Some("unavailable")) => {
            let farewell = stanza::field(&incoming.stanza, "status");
            leave::seat(turn, name, &incoming.account, incoming.session, farewell)?;
            return Ok(Flow::Done);
        }
        (Kind::Presence | Kind::IqResult | Kind::IqError, _) | (_, Some("error")) => return Ok(Flow::Done),
        _ => {}
    }
    let Some(visit) = Visit::open(turn, incoming, name)? else { return Ok(Flow::Refuse("cancel", "item-not-found")) };
    match (incoming.kind, nick) {
        (Kind::Message, None) => talk::handle(turn, &visit),
        (Kind::Message, Some(nick)) => private::handle(turn, &visit, nick),
        (_, Some(nick)) => occupant::ask(turn, &visit, nick),
        (_, None) => ask(turn, &visit),
    }
}

/// A request to the room itself.
fn ask(turn: &mut Turn<'_>, visit: &Visit<'_>) -> Result<Flow, StorageError> {
    let Some(payload) = stanza::payload(&visit.incoming.stanza) else { return Ok(Flow::Refuse("modify", "bad-request")) };
    match payload.ns().as_str() {
        ns::PING => Ok(turn.result(visit.incoming, None)),
        ns::DISCO_INFO | ns::DISCO_ITEMS => disco::room(turn, visit, payload),
        ns::MUC_ADMIN => people::handle(turn, visit, payload),
        ns::MUC_OWNER => settings::handle(turn, visit, payload),
        ns::REGISTER => register::handle(turn, visit, payload),
        ns::MAM => history::ask(turn, visit, payload),
        ns::MODERATE | ns::FASTEN => moderation::handle(turn, visit, payload),
        ns::COMMANDS => purge::handle(turn, visit, payload),
        _ => Ok(Flow::Next),
    }
}

/// A stanza to a room that is there: the room, and what the sender is to it.
pub struct Visit<'a> {
    pub incoming: &'a Incoming,
    pub room: Room,
    pub jid: String,
    /// What the room knows of the sender.
    pub person: Option<Person>,
    pub standing: Standing,
    /// The sender's nickname, if this session is in the room.
    pub nick: Option<String>,
}

impl<'a> Visit<'a> {
    /// `None` where there is no room, or none yet for the sender.
    pub fn open(turn: &Turn<'_>, incoming: &'a Incoming, name: &str) -> Result<Option<Self>, StorageError> {
        let Some(room) = rooms::get(turn.db, name)? else { return Ok(None) };
        Self::of(turn, incoming, room)
    }

    fn of(turn: &Turn<'_>, incoming: &'a Incoming, room: Room) -> Result<Option<Self>, StorageError> {
        let person = rooms::people::get(turn.db, &room.name, &incoming.bare)?;
        let affiliation = person.as_ref().map(|person| person.affiliation).unwrap_or_default();
        if !room.open && affiliation != Affiliation::Owner {
            return Ok(None);
        }
        let occupant = turn.hall.rooms.seated(&room.name, &incoming.account, incoming.session);
        let standing = Standing { affiliation, role: occupant.map_or(Role::None, |occupant| occupant.role) };
        let nick = occupant.map(|occupant| occupant.nick.clone());
        Ok(Some(Self { incoming, jid: turn.house.room(&room.name), room, person, standing, nick }))
    }

    pub fn may(&self, action: Action) -> bool {
        access::may(action, self.standing, &self.room.settings)
    }

    /// The sender as whoever did something.
    fn actor(&self) -> Actor {
        match (&self.nick, self.room.settings.non_anonymous) {
            (Some(nick), _) => Actor { nick: Some(nick.clone()), jid: None },
            (None, true) => Actor { nick: None, jid: Some(self.incoming.bare.clone()) },
            (None, false) => Actor::default(),
        }
    }
}

/// A stanza from the room to somebody.
fn from_room(name: &str, from: &str) -> stanza::Draft {
    stanza::element(name, ns::CLIENT).attr("from", from)
}

/// Takes out what only a room may say (XEP-0045, 0203, 0421, 0424, 0425), whoever wrote it.
fn clean(message: &mut Element) {
    let forged = |child: &Element| {
        let namespace = child.ns();
        let of_rooms =
            [ns::MUC, ns::MUC_USER, ns::OCCUPANT_ID, ns::DELAY, ns::LEGACY_DELAY, ns::MODERATE, ns::MODERATE_0, ns::ROOMS]
                .contains(&namespace.as_str());
        of_rooms || (child.name() == "retracted" && [ns::RETRACT, ns::RETRACT_0].contains(&namespace.as_str()))
    };
    for node in message.take_nodes() {
        if !node.as_element().is_some_and(forged) {
            message.append_node(node);
        }
    }
    if let Some(retract) = message.get_child_mut("retract", ns::RETRACT) {
        while retract.remove_child("moderated", ns::MODERATE).is_some() {}
    }
    if let Some(fastened) = message.get_child_mut("apply-to", ns::FASTEN) {
        while fastened.remove_child("moderated", ns::MODERATE_0).is_some() {}
    }
}
