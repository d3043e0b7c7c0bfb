//! Who is in which room right now (XEP-0045).
//!
//! Invariant: known in memory only, and gone with the process. A person is one occupant of a room, with one seat for
//! each session that is in it. Whoever changes anything goes through [`Rooms::put`] and [`Rooms::take`], which remember
//! what was before, so that a stanza or a transaction that fails leaves the rooms as they were.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use minidom::Element;
use wire::payload::muc::{Affiliation, Role};

use super::SessionId;
use super::parcel::Common;
use crate::storage::rooms::people::nick_key;

/// A session that is in a room.
#[derive(Debug, Clone, PartialEq)]
pub struct Seat {
    pub session: SessionId,
    pub full: Arc<str>,
    /// What the session said of itself: a presence without addresses and without anything that a room says.
    pub presence: Element,
}

/// A person in a room.
#[derive(Debug, Clone, PartialEq)]
pub struct Occupant {
    pub nick: String,
    pub account: String,
    pub bare: String,
    pub occupant_id: String,
    pub affiliation: Affiliation,
    pub role: Role,
    /// In the order in which they came.
    pub seats: Vec<Seat>,
    pub shown: Shown,
}

/// The presence of an occupant as newcomers are shown it, once it was built: for those who may know the real address,
/// and for the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown {
    pub known: Option<Arc<Common>>,
    pub masked: Option<Arc<Common>>,
}

#[derive(Debug, Default)]
struct Crowd {
    by_nick: BTreeMap<String, Occupant>,
    /// Key of the nickname by account.
    by_account: HashMap<String, String>,
}

/// What a place in a room held before it changed.
struct Before {
    room: String,
    key: String,
    occupant: Option<Occupant>,
}

/// What a session may still cause in rooms: one unit is one stanza to one seat.
#[derive(Debug, Clone, Copy)]
struct Budget {
    left: i64,
    at: i64,
}

#[derive(Default)]
pub struct Rooms {
    crowds: HashMap<String, Crowd>,
    by_session: BTreeMap<SessionId, BTreeSet<String>>,
    journal: Vec<Before>,
    budgets: HashMap<SessionId, Budget>,
}

impl Rooms {
    /// Everybody in the room, by nickname.
    pub fn occupants(&self, room: &str) -> impl Iterator<Item = &Occupant> {
        self.crowds.get(room).into_iter().flat_map(|crowd| crowd.by_nick.values())
    }

    pub fn count(&self, room: &str) -> usize {
        self.crowds.get(room).map_or(0, |crowd| crowd.by_nick.len())
    }

    pub fn by_nick(&self, room: &str, nick: &str) -> Option<&Occupant> {
        self.crowds.get(room)?.by_nick.get(&nick_key(nick))
    }

    pub fn by_account(&self, room: &str, account: &str) -> Option<&Occupant> {
        let crowd = self.crowds.get(room)?;
        crowd.by_nick.get(crowd.by_account.get(account)?)
    }

    /// The occupant that this session is, or is a part of.
    pub fn seated(&self, room: &str, account: &str, session: SessionId) -> Option<&Occupant> {
        self.by_account(room, account).filter(|occupant| occupant.seats.iter().any(|seat| seat.session == session))
    }

    /// The rooms a session is in.
    pub fn of_session(&self, session: SessionId) -> Vec<String> {
        self.by_session.get(&session).map(|rooms| rooms.iter().cloned().collect()).unwrap_or_default()
    }

    /// Every session that is in a room.
    pub fn sessions(&self) -> impl Iterator<Item = SessionId> {
        self.by_session.keys().copied()
    }

    /// Puts an occupant in the place of its nickname.
    pub fn put(&mut self, room: &str, occupant: Occupant) {
        let key = nick_key(&occupant.nick);
        let before = self.set(room, &key, Some(occupant));
        self.journal.push(Before { room: room.to_owned(), key, occupant: before });
    }

    /// Takes an occupant out of the room.
    pub fn take(&mut self, room: &str, nick: &str) -> Option<Occupant> {
        let key = nick_key(nick);
        let before = self.set(room, &key, None)?;
        self.journal.push(Before { room: room.to_owned(), key, occupant: Some(before.clone()) });
        Some(before)
    }

    /// The one place where anything changes; gives what was there before.
    fn set(&mut self, room: &str, key: &str, occupant: Option<Occupant>) -> Option<Occupant> {
        let crowd = self.crowds.entry(room.to_owned()).or_default();
        let before = crowd.by_nick.remove(key);
        if let Some(before) = &before {
            crowd.by_account.remove(&before.account);
            for seat in &before.seats {
                if let Some(rooms) = self.by_session.get_mut(&seat.session) {
                    rooms.remove(room);
                    if rooms.is_empty() {
                        self.by_session.remove(&seat.session);
                    }
                }
            }
        }
        if let Some(mut occupant) = occupant {
            occupant.shown = Shown::default();
            for seat in &occupant.seats {
                self.by_session.entry(seat.session).or_default().insert(room.to_owned());
            }
            crowd.by_account.insert(occupant.account.clone(), key.to_owned());
            crowd.by_nick.insert(key.to_owned(), occupant);
        } else if crowd.by_nick.is_empty() {
            self.crowds.remove(room);
        }
        before
    }

    /// Keeps what newcomers are shown of an occupant, until the occupant changes.
    pub fn keep_shown(&mut self, room: &str, nick: &str, shown: Shown) {
        let crowd = self.crowds.get_mut(room);
        if let Some(occupant) = crowd.and_then(|crowd| crowd.by_nick.get_mut(&nick_key(nick))) {
            occupant.shown = shown;
        }
    }

    /// What newcomers are shown is to be built anew, for everybody in the room.
    pub fn drop_shown(&mut self, room: &str) {
        for occupant in self.crowds.get_mut(room).into_iter().flat_map(|crowd| crowd.by_nick.values_mut()) {
            occupant.shown = Shown::default();
        }
    }

    /// A point to come back to with [`Rooms::undo_to`].
    pub fn mark(&self) -> usize {
        self.journal.len()
    }

    /// Everything since the mark did not happen.
    pub fn undo_to(&mut self, mark: usize) {
        while self.journal.len() > mark {
            let Some(before) = self.journal.pop() else { return };
            self.set(&before.room, &before.key, before.occupant);
        }
    }

    /// Everything so far has happened for good.
    pub fn settle(&mut self) {
        self.journal.clear();
    }

    /// Takes so many units from what a session may cause; false when it has caused too much. A budget is full at first
    /// and fills again with time.
    pub fn spend(&mut self, session: SessionId, units: usize, now: i64, burst: i64, per_second: i64) -> bool {
        let budget = self.budgets.entry(session).or_insert(Budget { left: burst, at: now });
        let earned = now.saturating_sub(budget.at).max(0).saturating_mul(per_second) / 1_000;
        if earned > 0 {
            *budget = Budget { left: budget.left.saturating_add(earned).min(burst), at: now };
        }
        // Whoever has something left may do one thing: otherwise nobody could speak in a room larger than the burst.
        let allowed = budget.left > 0;
        if allowed {
            budget.left = budget.left.saturating_sub(i64::try_from(units).unwrap_or(i64::MAX));
        }
        allowed
    }

    /// The session is over and has left its rooms.
    pub fn forget(&mut self, session: SessionId) {
        self.budgets.remove(&session);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use wire::stanza::element;

    fn occupant(nick: &str, account: &str, sessions: &[u64]) -> Occupant {
        let seat = |id: &u64| Seat {
            session: SessionId(*id),
            full: format!("{account}@x/{id}").into(),
            presence: element("presence", wire::ns::CLIENT).done(),
        };
        Occupant {
            nick: nick.into(),
            account: account.into(),
            bare: format!("{account}@x"),
            occupant_id: account.into(),
            affiliation: Affiliation::None,
            role: Role::Participant,
            seats: sessions.iter().map(seat).collect(),
            shown: Shown::default(),
        }
    }

    #[test]
    fn everybody_is_found_in_every_way() {
        let mut rooms = Rooms::default();
        rooms.put("tea", occupant("Anna", "anna", &[1, 2]));
        rooms.put("cake", occupant("Anna", "anna", &[1]));
        assert_eq!(rooms.of_session(SessionId(1)), ["cake", "tea"]);
        assert_eq!(rooms.by_nick("tea", "ANNA"), rooms.by_account("tea", "anna"));
        assert!(rooms.seated("tea", "anna", SessionId(2)).is_some());
        assert!(rooms.seated("cake", "anna", SessionId(2)).is_none());
        rooms.take("tea", "anna").unwrap();
        assert_eq!(rooms.of_session(SessionId(1)), ["cake"]);
        assert!(rooms.of_session(SessionId(2)).is_empty());
        assert_eq!((rooms.count("tea"), rooms.count("cake")), (0, 1));
    }

    #[test]
    fn what_fails_leaves_the_rooms_as_they_were() {
        let mut rooms = Rooms::default();
        rooms.put("tea", occupant("Anna", "anna", &[1]));
        rooms.settle();
        let mark = rooms.mark();
        rooms.put("tea", occupant("Bob", "bob", &[2]));
        rooms.take("tea", "Anna");
        rooms.put("tea", occupant("Änne", "anna", &[1, 3]));
        rooms.undo_to(mark);
        assert_eq!(rooms.occupants("tea").cloned().collect::<Vec<_>>(), [occupant("Anna", "anna", &[1])]);
        assert!(rooms.of_session(SessionId(2)).is_empty() && rooms.of_session(SessionId(3)).is_empty());
        assert!(rooms.by_account("tea", "bob").is_none());
    }

    #[test]
    fn a_session_can_cause_only_so_much() {
        let mut rooms = Rooms::default();
        let mut spend = |units, now| rooms.spend(SessionId(1), units, now, 100, 10);
        assert!(spend(90, 0) && spend(90, 0));
        assert!(!spend(1, 0) && !spend(1, 8_000));
        assert!(spend(1, 9_000));
        assert!(spend(5_000, 100_000) && !spend(1, 200_000));
    }
}
