//! What a transaction changed in memory: taken back when it fails, so that memory never knows more than the database.
//!
//! Invariant: a client that sends the same once more, because it was not acknowledged, gets the same answer as if it had
//! never sent it before.

use std::collections::BTreeSet;

use minidom::Element;

use super::hall::Hall;
use super::session::{Session, SessionId};

/// One change, the newest last.
pub enum Change {
    Bound(SessionId),
    Ended(Box<Session>),
    /// What a session had said of itself before.
    Said(SessionId, Box<Said>),
    /// A row of the offline table went to a session.
    InFlight(i64),
}

/// A point to come back to; the default is where the transaction began.
#[derive(Clone, Copy, Default)]
pub struct Mark {
    changes: usize,
    rooms: usize,
}

/// What a session says of itself, and what it was told because of it.
pub struct Said {
    presence: Option<Element>,
    priority: i8,
    available_since: i64,
    fetched: bool,
    notify: BTreeSet<String>,
    caps: Option<String>,
    caps_query: Option<String>,
    directed: BTreeSet<String>,
}

impl Said {
    fn of(session: &Session) -> Self {
        Self {
            presence: session.presence.clone(),
            priority: session.priority,
            available_since: session.available_since,
            fetched: session.fetched,
            notify: session.notify.clone(),
            caps: session.caps.clone(),
            caps_query: session.caps_query.clone(),
            directed: session.directed.clone(),
        }
    }

    fn give_back(self, session: &mut Session) {
        session.presence = self.presence;
        session.priority = self.priority;
        session.available_since = self.available_since;
        session.fetched = self.fetched;
        session.notify = self.notify;
        session.caps = self.caps;
        session.caps_query = self.caps_query;
        session.directed = self.directed;
    }
}

impl Hall {
    /// Remembers what a session has said of itself, before it says more.
    pub fn remember(&mut self, id: SessionId) {
        if let Some(said) = self.get(id).map(Said::of) {
            self.changes.push(Change::Said(id, Box::new(said)));
        }
    }

    /// Where the changes are now.
    pub fn mark(&self) -> Mark {
        Mark { changes: self.changes.len(), rooms: self.rooms.mark() }
    }

    /// The changes count: the transaction is committed.
    pub fn settle(&mut self) {
        self.changes.clear();
        self.rooms.settle();
    }

    /// Takes back every change since the mark.
    pub fn undo_to(&mut self, mark: Mark) {
        self.rooms.undo_to(mark.rooms);
        while self.changes.len() > mark.changes {
            match self.changes.pop() {
                Some(Change::Bound(id)) => {
                    self.take(id);
                }
                Some(Change::Ended(session)) => self.restore(*session),
                Some(Change::Said(id, said)) => {
                    if let Some(session) = self.get_mut(id) {
                        said.give_back(session);
                    }
                }
                Some(Change::InFlight(row)) => {
                    self.in_flight.remove(&row);
                }
                None => return,
            }
        }
    }

    /// A session that could not end is there again, without its connection. It ends as soon as that can be written.
    fn restore(&mut self, mut session: Session) {
        session.outlet = None;
        session.detached_at = None;
        if let Some(stream) = &mut session.stream {
            stream.resumable = false;
            let id = stream.id.clone();
            self.forget_ended(&id);
            self.name_stream(&id, session.id);
        }
        self.seat(session);
    }
}
