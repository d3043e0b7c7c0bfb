//! What every part of the server needs to know of the whole: its domain, its bounds, its clock and randomness.
//!
//! Invariant: set at start, never changed while running.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use wire::ids::Entropy;
use wire::time::Clock;

use crate::uploads::Rules;

/// How much one client may take (XEP-0205). Sizes in bytes, times in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// How long a connection may take to sign in.
    pub sign_in_ms: u64,
    /// How long an interrupted session is kept for resumption (XEP-0198).
    pub resume_ms: i64,
    /// Unacknowledged stanzas kept while connected, and while interrupted.
    pub queue: usize,
    pub queue_detached: usize,
    pub sessions_per_account: usize,
    /// Sustained rate of one signed-in client, and what it may send at once.
    pub bytes_per_second: u64,
    pub burst_bytes: u64,
    /// Connections not signed in yet, in all and from one address (loopback is not counted by address).
    pub unauthenticated: usize,
    pub unauthenticated_per_address: usize,
    /// Archive entries in one page (XEP-0313).
    pub page: usize,
    /// What one session may cause in rooms, counted in stanzas to occupants: at once, and for good.
    pub room_burst: i64,
    pub room_stanzas_per_second: i64,
    /// Rooms that one person may own.
    pub rooms_per_owner: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            sign_in_ms: 60_000,
            resume_ms: 600_000,
            queue: 60_000,
            queue_detached: 1_000,
            sessions_per_account: 10,
            bytes_per_second: 256 * 1024,
            burst_bytes: 4 * 1024 * 1024,
            unauthenticated: 2_000,
            unauthenticated_per_address: 100,
            page: 250,
            room_burst: 200_000,
            room_stanzas_per_second: 20_000,
            rooms_per_owner: 500,
        }
    }
}

/// What went through, for tests and measurements.
#[derive(Debug, Default)]
pub struct Counters {
    received: AtomicU64,
    sent: AtomicU64,
    commits: AtomicU64,
}

/// A reading of the counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Stanzas taken from clients, and sent to them.
    pub received: u64,
    pub sent: u64,
    /// Transactions that made them durable.
    pub commits: u64,
}

impl Counters {
    pub fn count_received(&self) {
        self.received.fetch_add(1, Ordering::Relaxed);
    }

    pub fn count_sent(&self) {
        self.sent.fetch_add(1, Ordering::Relaxed);
    }

    pub fn count_commit(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub fn read(&self) -> Counts {
        Counts {
            received: self.received.load(Ordering::Relaxed),
            sent: self.sent.load(Ordering::Relaxed),
            commits: self.commits.load(Ordering::Relaxed),
        }
    }
}

pub struct House {
    /// What the company is called.
    pub name: String,
    /// The XMPP domain, prepared.
    pub domain: String,
    /// The domain of the upload service, and what it takes.
    pub upload_domain: String,
    pub uploads: Rules,
    /// Where the rooms are: `rooms.` and the domain.
    pub rooms_domain: String,
    pub bounds: Bounds,
    /// PBKDF2 rounds of new passwords, and what is told about unknown accounts.
    pub iterations: u32,
    /// From which the salts of unknown accounts are made.
    pub secret: Vec<u8>,
    pub entropy: Arc<dyn Entropy>,
    pub clock: Arc<dyn Clock>,
    pub counters: Counters,
    /// Set when the server is to vanish as if its process had been killed.
    pub vanish: AtomicBool,
}

impl House {
    /// Whether nothing more may be written.
    pub fn abandoned(&self) -> bool {
        self.vanish.load(Ordering::SeqCst)
    }

    /// The bare JID of an account.
    pub fn bare(&self, account: &str) -> String {
        format!("{account}@{}", self.domain)
    }

    /// The address of a room.
    pub fn room(&self, name: &str) -> String {
        format!("{name}@{}", self.rooms_domain)
    }

    /// The account of a bare JID of this server.
    pub fn account<'a>(&self, bare: &'a str) -> Option<&'a str> {
        let (account, domain) = bare.split_once('@')?;
        (domain == self.domain).then_some(account)
    }
}
