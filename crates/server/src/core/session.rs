//! One bound session: what it said of itself, the way out to its connection, and its unacknowledged stanzas.
//!
//! Invariant: with stream management on, a stanza stays in the queue until the client has acknowledged it
//! (XEP-0198); a session without a connection still exists until its time is over.

use std::collections::BTreeSet;
use std::sync::Arc;

use minidom::Element;
use tokio::sync::mpsc;
use wire::sm::Outbound;

use super::parcel::Parcel;

/// Names a session for as long as the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub u64);

/// What goes out to a connection.
#[derive(Debug)]
pub enum Out {
    Stanza(Parcel),
    /// Anything else that is written: stream management.
    Frame(Element),
    /// Close the stream, after this `<stream:error/>` if there is a reason (RFC 6120 §4.9).
    Close(Option<Element>),
    /// Drop the socket without a word, as a broken network would.
    Cut,
}

/// The way out to one connection. Bounded: a client that does not read loses its connection, not the server its memory.
#[derive(Debug, Clone)]
pub struct Outlet {
    pub connection: u64,
    /// `https://…` under which the client reached the server; nothing inside the process.
    pub reached_at: Option<Arc<str>>,
    sender: mpsc::Sender<Out>,
}

impl Outlet {
    /// Room for the occupants of several large rooms at once, and for everything unacknowledged at a resumption.
    const CAPACITY: usize = 65_536;

    pub fn new(connection: u64, reached_at: Option<Arc<str>>) -> (Self, mpsc::Receiver<Out>) {
        let (sender, receiver) = mpsc::channel(Self::CAPACITY);
        (Self { connection, reached_at, sender }, receiver)
    }

    /// Numbers from here on belong to clients inside the process.
    pub const LOCAL: u64 = 1 << 63;

    pub fn is_local(&self) -> bool {
        self.connection >= Self::LOCAL
    }

    /// False when the connection is gone or hopelessly behind.
    pub fn send(&self, out: Out) -> bool {
        self.sender.try_send(out).is_ok()
    }
}

/// A stanza on its way to the client.
#[derive(Debug, Clone)]
pub struct Sent {
    pub stanza: Parcel,
    /// Its row in the offline table, removed when the client has it.
    pub row: Option<i64>,
    pub at: i64,
}

/// Stream management of one session.
#[derive(Clone)]
pub struct Stream {
    /// Unguessable; only good together with the account it was given to.
    pub id: String,
    pub resumable: bool,
    pub outbound: Outbound<Sent>,
    /// Stanzas of the client that are committed.
    pub handled: u32,
    /// An acknowledgement was asked for and has not come yet.
    pub awaiting: bool,
}

/// One bound session.
#[derive(Clone)]
pub struct Session {
    pub id: SessionId,
    pub account: String,
    pub bare: String,
    pub resource: String,
    pub full: Arc<str>,
    /// `None` while the connection is lost and the session may still be resumed.
    pub outlet: Option<Outlet>,
    pub stream: Option<Stream>,
    /// The last broadcast presence, complete with `from`.
    pub presence: Option<Element>,
    pub priority: i8,
    pub available_since: i64,
    pub detached_at: Option<i64>,
    /// Asked for the roster: gets pushes (RFC 6121 §2.1.6).
    pub interested: bool,
    pub carbons: bool,
    /// Offline messages were handed over.
    pub fetched: bool,
    /// Nodes whose events the client wants (`+notify`, XEP-0163 §4.2).
    pub notify: BTreeSet<String>,
    /// The caps the notify list belongs to, and the id of the query under way.
    pub caps: Option<String>,
    pub caps_query: Option<String>,
    /// Who was sent directed presence (RFC 6121 §4.6).
    pub directed: BTreeSet<String>,
}

impl Session {
    /// Whether messages to the bare address go to it.
    pub fn takes_messages(&self) -> bool {
        self.presence.is_some() && self.priority >= 0
    }

    pub fn resumable(&self) -> bool {
        self.stream.as_ref().is_some_and(|stream| stream.resumable)
    }
}
