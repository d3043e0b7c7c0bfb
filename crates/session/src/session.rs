//! One account's connection, as the engine holds it: a handle and a channel of events.
//!
//! Invariants: events arrive in the order of the stream; the channel is bounded, and while it is full nothing more is read
//! from the network; a stanza counts as handled (XEP-0198) only when [`Session::handled`] said so.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use minidom::Element;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::timeout;
use wire::ids::Entropy;
use wire::sasl::Mechanism;
use wire::secret::Password;
use wire::time::Clock;

use crate::blocking::Blocking;
use crate::connection::Connection;
use crate::discovery::Intranet;
use crate::net::Net;
use crate::outlet::Outlet;
use crate::problem::Problem;
use crate::transport::Dialer;

/// A clean end never takes longer than this.
const LONGEST_FAREWELL: Duration = Duration::from_secs(4);
/// Stanzas on their way from the engine to the connection.
const COMMANDS: usize = 64;

/// Who signs in.
#[derive(Clone, Debug)]
pub struct Account {
    /// Bare JID.
    pub jid: String,
    /// The password; kept in memory for signing in again.
    pub password: Password,
    /// The strongest mechanism this account was ever signed in with: nothing weaker is used.
    pub pinned: Option<Mechanism>,
}

/// How a session behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// Resource asked for, that of the last stream: what is left of that one ends then (RFC 6120 §7.7.2.2), and nothing that it
    /// still carries is read any more. `None`: the server chooses one, which tells nobody the name of this computer.
    pub resource: Option<String>,
    /// Events that may wait for the engine before reading from the network stops.
    pub events: usize,
    /// Where the password is hashed.
    pub blocking: Blocking,
}

impl Default for Options {
    fn default() -> Self {
        Self { resource: None, events: 256, blocking: Blocking::Beside }
    }
}

/// What a session tells.
#[derive(Clone, Debug)]
pub enum Event {
    /// A try begins.
    Connecting,
    /// Signed in. `resumed`: this is the same stream as before, and what the server had not taken over was sent again by
    /// the session. Otherwise the stream is new, nothing of the old one is pending, and the archive has the rest.
    Online { jid: String, resumed: bool, features: Element, mechanism: Mechanism },
    /// A stanza. `seq` grows by one with each stanza over the life of the session, resumed or not; a stanza may come twice with
    /// the same `seq` after a resumption (XEP-0198 §5). A refused stanza leaves a hole in the numbers.
    Stanza { element: Element, seq: u32 },
    /// The server has taken over the stanzas with these `id` attributes.
    Acked { ids: Vec<String> },
    /// Not connected; the next try is at `retry_at`, in milliseconds since 1970.
    Offline { problem: Problem, retry_at: Option<i64> },
    /// Not connected, and no further try until [`Session::reconnect_now`].
    Refused { problem: Problem },
    /// The end; the last event.
    Closed,
}

/// Not connected: the stanza was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not connected")]
pub struct Closed;

/// The handle of a session. Dropping the last one ends the session as [`Session::close`] does.
#[derive(Clone, Debug)]
pub struct Session {
    commands: mpsc::Sender<Command>,
    control: Arc<Control>,
}

impl Session {
    /// Starts connecting; must be called within a Tokio runtime.
    pub fn start(
        net: Net,
        intranet: Intranet,
        account: Account,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        options: Options,
    ) -> (Session, mpsc::Receiver<Event>) {
        Self::start_over(Arc::new(net), intranet, account, clock, entropy, options)
    }

    /// Like [`Session::start`], over any transport.
    pub fn start_over(
        dialer: Arc<dyn Dialer>,
        intranet: Intranet,
        account: Account,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        options: Options,
    ) -> (Session, mpsc::Receiver<Event>) {
        let (commands, from_engine) = mpsc::channel(COMMANDS);
        let (to_engine, events) = mpsc::channel(options.events.max(1));
        let control = Arc::new(Control::default());
        let setup = Setup { dialer, intranet, account, clock, entropy, options };
        tokio::spawn(Connection::new(setup, from_engine, Arc::clone(&control), Outlet::new(to_engine)).run());
        (Session { commands, control }, events)
    }

    /// Takes a stanza for sending. `Ok`: it is in the queue of this stream, and will be acknowledged by [`Event::Acked`] unless
    /// the stream is replaced by a new one (`Online { resumed: false }`). `Err`: there is no connection, nothing was taken.
    ///
    /// Waits while the queue is full, except when events wait for the engine: then it may be the same task that waits here.
    pub async fn send(&self, stanza: Element) -> Result<(), Closed> {
        let (accepted, answer) = oneshot::channel();
        self.commands.send(Command::Send { stanza, accepted }).await.map_err(|_| Closed)?;
        answer.await.unwrap_or(Err(Closed))
    }

    /// Everything up to the stanza event with this `seq` is committed and may be acknowledged. Never goes back; a number of
    /// an earlier stream is without effect.
    pub fn handled(&self, seq: u32) {
        self.control.raise_handled(seq);
    }

    /// Tries now: ends a wait or a refusal, and asks a standing connection for a sign of life (5 s). For a changed network,
    /// a wake-up of the computer, or a click.
    pub fn reconnect_now(&self) {
        self.control.urge.notify_one();
    }

    /// Ends the stream cleanly: waits shortly for acknowledgements, last `<a/>`, `<close/>`. Takes at most 4 s.
    pub async fn close(self) {
        let (done, closed) = oneshot::channel();
        let farewell = async {
            if self.commands.send(Command::Close { done }).await.is_ok() {
                // An error means that the session ended by itself meanwhile.
                closed.await.ok();
            }
        };
        if timeout(LONGEST_FAREWELL, farewell).await.is_err() {
            tracing::debug!("the session did not end in time");
        }
    }
}

/// What a connection is made of.
pub(crate) struct Setup {
    pub(crate) dialer: Arc<dyn Dialer>,
    pub(crate) intranet: Intranet,
    pub(crate) account: Account,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) options: Options,
}

/// From the handle to the connection, in order.
#[derive(Debug)]
pub(crate) enum Command {
    Send { stanza: Element, accepted: oneshot::Sender<Result<(), Closed>> },
    Close { done: oneshot::Sender<()> },
}

/// From the handle to the connection, beside the order.
#[derive(Debug, Default)]
pub(crate) struct Control {
    handled: AtomicU32,
    /// `handled` was raised.
    pub(crate) raised: Notify,
    /// Somebody wants a connection now.
    pub(crate) urge: Notify,
}

impl Control {
    fn raise_handled(&self, seq: u32) {
        let newer = |current: u32| (seq.wrapping_sub(current) < u32::MAX / 2).then_some(seq);
        if self.handled.fetch_update(Ordering::AcqRel, Ordering::Acquire, newer).is_ok() {
            self.raised.notify_one();
        }
    }

    /// `seq` of the last stanza that is committed.
    pub(crate) fn handled(&self) -> u32 {
        self.handled.load(Ordering::Acquire)
    }
}
