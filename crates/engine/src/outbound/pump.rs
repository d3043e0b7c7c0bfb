//! The outbox on its way to the server: in the order of writing, each entry once a stream.
//!
//! Invariant: nothing goes out while it is unknown whether it went out before. After a sign-in that did not
//! resume, the archive is asked first: the echo of what arrived settles it, and only the rest is sent again, with
//! the same id (XEP-0198 §5, XEP-0359). What is said in a room has arrived when the room says it to everybody.

use std::collections::{HashMap, HashSet};

/// Entries that may be on their way at once.
pub const WINDOW: usize = 50;

#[derive(Debug, Default)]
pub struct Pump {
    /// Sent on this stream and not taken over yet.
    under_way: HashSet<String>,
    /// Of these, the room that has not said them to everybody yet.
    echoes: HashMap<String, String>,
    open: bool,
}

impl Pump {
    /// Doubts are settled: what is in the outbox may go.
    pub fn open(&mut self) {
        self.open = true;
    }

    /// The connection is gone, and may come back as the same stream.
    pub fn pause(&mut self) {
        self.open = false;
    }

    /// A new stream: nothing is known of what the old one carried.
    pub fn restart(&mut self) {
        self.open = false;
        self.under_way.clear();
        self.echoes.clear();
    }

    /// Whether it is worth reading the outbox: there is room for more than a few.
    pub fn has_room(&self) -> bool {
        self.open && self.under_way.len() <= WINDOW / 2
    }

    /// Which of the outbox's entries, oldest first, go now; they count as under way from here on.
    pub fn take<'a>(&mut self, outbox: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        let mut now = Vec::new();
        if !self.open {
            return now;
        }
        for origin_id in outbox {
            if self.under_way.len() >= WINDOW {
                break;
            }
            if self.under_way.insert(origin_id.to_owned()) {
                now.push(origin_id);
            }
        }
        now
    }

    /// This one is for a room: that the server has it says little.
    pub fn await_echo(&mut self, origin_id: &str, room: &str) {
        self.echoes.insert(origin_id.to_owned(), room.to_owned());
    }

    pub fn awaits_echo(&self, origin_id: &str) -> bool {
        self.echoes.contains_key(origin_id)
    }

    /// Something said in this room has not come back yet.
    pub fn waits_for(&self, room: &str) -> bool {
        self.echoes.values().any(|other| other == room)
    }

    /// One is not in this room any more: what went there may have to go again.
    pub fn forget(&mut self, room: &str) {
        let Self { under_way, echoes, .. } = self;
        echoes.retain(|origin_id, other| {
            let kept = other != room;
            if !kept {
                under_way.remove(origin_id);
            }
            kept
        });
    }

    /// It has been taken over, said to everybody, or it came back. True where it was under way.
    pub fn settled(&mut self, origin_id: &str) -> bool {
        self.echoes.remove(origin_id);
        self.under_way.remove(origin_id)
    }

    /// Nothing is under way to people.
    pub fn idle(&self) -> bool {
        self.under_way.len() == self.echoes.len()
    }
}
