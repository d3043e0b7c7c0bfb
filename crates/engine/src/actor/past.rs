//! The past, fetched behind everything else until all of it is here (F107, F109): the first two weeks soon, the rest
//! slowly, in small pages, and not while the person is at work with the program.
//!
//! Invariant: what is fetched, and what is left, stands in the gaps of the store: after a restart it goes on where it was.

use super::{Actor, agenda::Task};
use tokio::time::Duration;

/// Between two pages: of the first two weeks, and of what lies before.
pub const SOON: Duration = Duration::from_millis(50);
pub const SLOWLY: Duration = Duration::from_secs(3);
/// So long it waits after the person did something that asks the server.
const AFTER_WORK: Duration = Duration::from_secs(10);

/// What is being fetched.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    account: bool,
    rooms: bool,
    /// The account's first two weeks are here.
    slow: bool,
}

impl Actor {
    /// The account's archive has more, or has not.
    pub(super) fn more_past(&mut self, more: Option<bool>) {
        self.past.account = more.is_some();
        self.past.slow = more == Some(false);
        if let Some(soon) = more {
            self.agenda.add(Task::History, if soon { SOON } else { SLOWLY });
        }
        self.say_filling();
    }

    pub(super) fn more_past_in_rooms(&mut self, more: bool) {
        self.past.rooms = more;
        self.say_filling();
    }

    /// Nothing is fetched without a connection.
    pub(super) fn no_past(&mut self) {
        self.past = Past::default();
        self.say_filling();
    }

    fn say_filling(&self) {
        let filling = self.past.account || self.past.rooms;
        if self.shared.app().filling != filling {
            self.shared.change(|app| app.filling = filling);
        }
    }

    /// The person is at work: what they ask for comes first.
    pub(super) fn step_aside(&mut self) {
        if self.past.slow && self.agenda.has(&Task::History) {
            self.agenda.postpone(Task::History, AFTER_WORK);
        }
        if self.past.slow && self.agenda.has(&Task::RoomHistory) {
            self.agenda.postpone(Task::RoomHistory, AFTER_WORK);
        }
    }

    /// All of a conversation's past, page after page, without pauses.
    pub(super) fn fill(&mut self, conversation: &str) {
        if let Some(room) = self.rooms.get_mut(conversation) {
            room.sync.filling.insert(conversation.to_owned());
            self.ask_older_in_room(conversation);
        } else if self.online && self.sync.archive == Some(true) {
            self.sync.filling.insert(conversation.to_owned());
            self.ask_older(conversation);
        }
    }
}
