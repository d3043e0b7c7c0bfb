//! What the server holds in memory: sessions, who is in which room, the company, avatar hashes.
//!
//! Invariant: only the core's thread touches it. What is lost with the process is either in the database as well or
//! true only while connected. Whoever walks over all of it does so in a fixed order.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use rusqlite::Connection;

use super::rooms::Rooms;
use super::session::{Session, SessionId};
use super::undo::Change;
use crate::router::Candidate;
use crate::storage::company::Company;
use crate::storage::{StorageError, nodes};

/// How many ended streams are remembered for telling a late client how far it got.
const REMEMBERED: usize = 2_000;

#[derive(Default)]
pub struct Hall {
    sessions: BTreeMap<SessionId, Session>,
    by_account: BTreeMap<String, BTreeSet<SessionId>>,
    /// Kept streams by their stream management id.
    by_stream: HashMap<String, SessionId>,
    ended: VecDeque<Ended>,
    next: u64,
    pub company: Company,
    pub rooms: Rooms,
    /// SHA-1 of the current avatar by account (XEP-0153, XEP-0398).
    pub avatars: HashMap<String, String>,
    /// Rows of the offline table that some session was sent and has not acknowledged.
    pub in_flight: HashSet<i64>,
    /// What the transaction under way changed here.
    pub(super) changes: Vec<Change>,
}

/// A stream that cannot be resumed any more, and how many stanzas of it were handled.
struct Ended {
    id: String,
    account: String,
    handled: u32,
}

impl Hall {
    /// What is kept in memory of what is in the database.
    pub fn load(db: &Connection) -> Result<Self, StorageError> {
        let mut hall = Self { company: Company::load(db)?, ..Self::default() };
        hall.load_avatars(db)?;
        Ok(hall)
    }

    pub fn load_avatars(&mut self, db: &Connection) -> Result<(), StorageError> {
        for (account, item) in nodes::newest_of_all(db, wire::ns::AVATAR_METADATA)? {
            self.avatars.insert(account, item.id);
        }
        Ok(())
    }

    pub fn next_id(&mut self) -> SessionId {
        self.next = self.next.wrapping_add(1);
        SessionId(self.next)
    }

    pub fn insert(&mut self, session: Session) {
        self.changes.push(Change::Bound(session.id));
        self.seat(session);
    }

    pub(super) fn seat(&mut self, session: Session) {
        self.by_account.entry(session.account.clone()).or_default().insert(session.id);
        self.sessions.insert(session.id, session);
    }

    pub fn remove(&mut self, id: SessionId) -> Option<Session> {
        let session = self.take(id)?;
        self.changes.push(Change::Ended(Box::new(session.clone())));
        Some(session)
    }

    pub(super) fn take(&mut self, id: SessionId) -> Option<Session> {
        let session = self.sessions.remove(&id)?;
        if let Some(sessions) = self.by_account.get_mut(&session.account) {
            sessions.remove(&id);
            if sessions.is_empty() {
                self.by_account.remove(&session.account);
            }
        }
        if let Some(stream) = &session.stream {
            self.by_stream.remove(&stream.id);
            self.ended.push_back(Ended { id: stream.id.clone(), account: session.account.clone(), handled: stream.handled });
            if self.ended.len() > REMEMBERED {
                self.ended.pop_front();
            }
        }
        Some(session)
    }

    pub(super) fn forget_ended(&mut self, stream: &str) {
        self.ended.retain(|ended| ended.id != stream);
    }

    /// A row of the offline table goes to a session.
    pub fn take_off(&mut self, row: i64) {
        self.in_flight.insert(row);
        self.changes.push(Change::InFlight(row));
    }

    pub fn name_stream(&mut self, stream: &str, session: SessionId) {
        self.by_stream.insert(stream.to_owned(), session);
    }

    /// The session of a stream, if it belongs to this account.
    pub fn stream(&self, stream: &str, account: &str) -> Option<SessionId> {
        let id = *self.by_stream.get(stream)?;
        (self.get(id)?.account == account).then_some(id)
    }

    /// How much of an ended stream of this account was handled.
    pub fn ended(&self, stream: &str, account: &str) -> Option<u32> {
        self.ended.iter().find(|ended| ended.id == stream && ended.account == account).map(|ended| ended.handled)
    }

    pub fn get(&self, id: SessionId) -> Option<&Session> {
        self.sessions.get(&id)
    }

    pub fn get_mut(&mut self, id: SessionId) -> Option<&mut Session> {
        self.sessions.get_mut(&id)
    }

    pub fn all(&self) -> impl Iterator<Item = &Session> {
        self.sessions.values()
    }

    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Session> {
        self.sessions.values_mut()
    }

    /// The sessions of an account, oldest first.
    pub fn of(&self, account: &str) -> impl Iterator<Item = &Session> {
        self.by_account.get(account).into_iter().flatten().filter_map(|id| self.sessions.get(id))
    }

    /// Accounts with at least one session.
    pub fn accounts(&self) -> impl Iterator<Item = &str> {
        self.by_account.keys().map(String::as_str)
    }

    pub fn by_resource(&self, account: &str, resource: &str) -> Option<&Session> {
        self.of(account).find(|session| session.resource == resource)
    }

    /// Sessions that are over and still sit in a room, because the transaction in which they ended failed.
    pub fn ghosts(&self) -> Vec<SessionId> {
        self.rooms.sessions().filter(|session| !self.sessions.contains_key(session)).collect()
    }

    pub fn candidates(&self, account: &str) -> Vec<Candidate<'_>> {
        self.of(account)
            .map(|session| Candidate {
                id: session.id,
                resource: &session.resource,
                priority: session.presence.is_some().then_some(session.priority),
                carbons: session.carbons,
            })
            .collect()
    }
}
