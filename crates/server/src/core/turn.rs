//! One turn of the core: the transaction, the memory and what is to be sent after the commit.
//!
//! Invariant: a turn sends nothing itself. It collects effects, and they happen in their order once the transaction
//! is durable, or never.

use std::sync::Arc;

use minidom::Element;
use rusqlite::Connection;
use wire::ns;
use wire::stanza::{self, element};

use super::hall::Hall;
use super::parcel::{Common, Parcel};
use super::session::{Session, SessionId};
use crate::features::Flow;
use crate::house::House;
use crate::storage::{StorageError, contacts};

/// What happens after the commit.
#[derive(Debug)]
pub enum Effect {
    Send {
        session: SessionId,
        stanza: Parcel,
        row: Option<i64>,
    },
    /// The same stanza to many, to each with its own address as `to`.
    Broadcast {
        sessions: Vec<SessionId>,
        stanza: Element,
    },
    /// A stream management element: not counted, not queued.
    Nonza {
        session: SessionId,
        element: Element,
    },
    /// One more stanza of this client is committed.
    Handled(SessionId),
    /// Tell this client how many are committed.
    Answer(SessionId),
    /// Stream management begins.
    Enabled {
        session: SessionId,
        id: String,
        resumable: bool,
    },
    /// End the stream with this `<stream:error/>`.
    Close {
        session: SessionId,
        error: Element,
    },
    Avatar {
        account: String,
        hash: Option<String>,
    },
}

/// A stanza that came in and is being handled.
#[derive(Debug, Clone)]
pub struct Incoming {
    pub session: SessionId,
    pub account: String,
    /// Bare JID of the sender.
    pub bare: String,
    /// With `from` stamped.
    pub stanza: Element,
    pub kind: stanza::Kind,
    pub target: Target,
}

/// Whom a stanza is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The sender's own account: no `to`, or the own bare JID.
    Own,
    Server,
    /// Somebody of this server, who need not exist.
    Person {
        account: String,
        resource: Option<String>,
    },
    /// The upload service (XEP-0363).
    Upload,
    /// The service that holds the rooms (XEP-0045).
    Rooms,
    /// A room, which need not exist, or an occupant of it.
    Room {
        name: String,
        nick: Option<String>,
    },
    /// Another domain: there is no way there.
    Foreign,
}

pub struct Turn<'a> {
    pub db: &'a Connection,
    pub hall: &'a mut Hall,
    pub effects: &'a mut Vec<Effect>,
    pub house: &'a House,
    pub now: i64,
}

impl Turn<'_> {
    pub fn send(&mut self, session: SessionId, stanza: Element) {
        self.effects.push(Effect::Send { session, stanza: stanza.into(), row: None });
    }

    /// Sends one session what others get as well.
    pub fn send_shared(&mut self, session: SessionId, stanzas: Vec<Arc<Common>>) {
        let Some(full) = self.hall.get(session).map(|session| Arc::clone(&session.full)) else { return };
        let parcels = stanzas.iter().map(|stanza| Parcel::shared(stanza, &full));
        self.effects.extend(parcels.map(|stanza| Effect::Send { session, stanza, row: None }));
    }

    /// Sends the stanza to every one of them.
    pub fn broadcast(&mut self, sessions: Vec<SessionId>, stanza: Element) {
        if !sessions.is_empty() {
            self.effects.push(Effect::Broadcast { sessions, stanza });
        }
    }

    /// Sends a copy with the full JID of the session as `to`.
    pub fn send_to(&mut self, session: SessionId, stanza: &Element) {
        if let Some(full) = self.hall.get(session).map(|session| session.full.clone()) {
            let mut stanza = stanza.clone();
            stanza::set_attr(&mut stanza, "to", &full);
            self.send(session, stanza);
        }
    }

    /// Answers an IQ.
    pub fn result(&mut self, incoming: &Incoming, payload: Option<Element>) -> Flow {
        let mut answer = stanza::iq_result(&incoming.stanza, payload);
        if let Some(session) = self.hall.get(incoming.session) {
            stanza::set_attr(&mut answer, "to", &session.full);
        }
        self.send(incoming.session, answer);
        Flow::Done
    }

    pub fn random_id(&self) -> String {
        wire::ids::random_id(&*self.house.entropy)
    }

    pub fn bare_of(&self, account: &str) -> String {
        self.house.bare(account)
    }

    /// Whether the watcher's presence view includes the person: both in the company, or subscribed.
    pub fn may_see(&self, watcher: &str, person: &str) -> Result<bool, StorageError> {
        if watcher == person || (self.hall.company.contains(watcher) && self.hall.company.contains(person)) {
            return Ok(true);
        }
        Ok(contacts::get(self.db, person, &self.bare_of(watcher))?.is_some_and(|contact| contact.seen))
    }

    /// Accounts with sessions that may see this person's presence, the person's own account left out.
    pub fn watchers_online(&self, person: &str) -> Result<Vec<String>, StorageError> {
        let in_company = self.hall.company.contains(person);
        let shown_to: Vec<String> =
            contacts::list(self.db, person)?.into_iter().filter(|contact| contact.seen).map(|contact| contact.jid).collect();
        let sees = |account: &&str| {
            *account != person
                && ((in_company && self.hall.company.contains(account)) || shown_to.contains(&self.house.bare(account)))
        };
        Ok(self.hall.accounts().filter(sees).map(str::to_owned).collect())
    }

    /// Accounts with sessions whose presence this person may see, the own account left out.
    pub fn watched_online(&self, person: &str) -> Result<Vec<String>, StorageError> {
        let in_company = self.hall.company.contains(person);
        let seen: Vec<String> =
            contacts::list(self.db, person)?.into_iter().filter(|contact| contact.sees).map(|contact| contact.jid).collect();
        let sees = |account: &&str| {
            *account != person && ((in_company && self.hall.company.contains(account)) || seen.contains(&self.house.bare(account)))
        };
        Ok(self.hall.accounts().filter(sees).map(str::to_owned).collect())
    }

    /// Ids of the sessions of an account that fit.
    pub fn sessions_of(&self, account: &str, fits: impl Fn(&Session) -> bool) -> Vec<SessionId> {
        self.hall.of(account).filter(|session| fits(session)).map(|session| session.id).collect()
    }

    /// Pushes to every session of the account that asked for the roster.
    pub fn push_set(&mut self, account: &str, wants: impl Fn(&Session) -> bool, payload: &Element) {
        for session in self.sessions_of(account, wants) {
            let push = element("iq", ns::CLIENT)
                .attr("type", "set")
                .attr("id", self.random_id())
                .attr("from", self.bare_of(account))
                .child(payload.clone())
                .done();
            self.send_to(session, &push);
        }
    }
}
