//! The outbox on its way to the server: in the order of writing, each entry once a stream.
//!
//! Invariant: nothing goes out while it is unknown whether it went out before. After a sign-in that did not
//! resume, the archive is asked first: the echo of what arrived settles it, and only the rest is sent again, with
//! the same id (XEP-0198 §5, XEP-0359).

use std::collections::HashSet;

/// Entries that may be on their way at once.
pub const WINDOW: usize = 50;

#[derive(Debug, Default)]
pub struct Pump {
    /// Sent on this stream and not taken over yet.
    under_way: HashSet<String>,
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

    /// The server has taken it over, or it came back. True where it was under way.
    pub fn settled(&mut self, origin_id: &str) -> bool {
        self.under_way.remove(origin_id)
    }

    pub fn idle(&self) -> bool {
        self.under_way.is_empty()
    }
}
