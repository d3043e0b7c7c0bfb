//! The life of one account's connection: dial, sign in, live, wait, again.
//!
//! Invariants: one task owns everything here; whatever it waits for, it keeps taking commands and handing out events;
//! a refusal that only a person can mend stops the tries; a stream is resumed only with what the engine had
//! committed. RFC 7395, XEP-0198 §5.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout};
use url::Url;
use wire::ids::Entropy;
use wire::negotiate::{Established, Login, Resume};
use wire::sasl::Mechanism;
use wire::stanza;
use wire::time::Clock;

use crate::address;
use crate::backoff::Backoff;
use crate::discovery::Intranet;
use crate::ledger::Ledger;
use crate::live::End;
use crate::outlet::Outlet;
use crate::problem::{Problem, ProblemKind};
use crate::session::{Account, Closed, Command, Control, Event, Options, Setup};
use crate::sign_in::{Failure, sign_in};
use crate::transport::{Dialer, Transport};

/// How long a resumption waits for the engine to commit what it already has. Longer, and the server sends it again.
const SETTLING: Duration = Duration::from_secs(2);
/// How often a server may send us on before that counts as a failure.
const MOST_DETOURS: u32 = 3;

/// The session is to end; somebody may be waiting for that.
#[derive(Debug)]
pub(crate) struct Stop(pub(crate) Option<oneshot::Sender<()>>);

/// How a try ended.
enum Outcome {
    Stop(Stop),
    /// Never came on line.
    Failed(Problem),
    /// Was on line for this time.
    Lost(Problem, Duration),
}

pub(crate) struct Connection {
    dialer: Arc<dyn Dialer>,
    intranet: Intranet,
    account: Account,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    options: Options,
    pub(crate) commands: mpsc::Receiver<Command>,
    pub(crate) control: Arc<Control>,
    pub(crate) outlet: Outlet,
    /// The counts of the current stream, or of the last one while there is none.
    pub(crate) ledger: Ledger,
    full_jid: String,
    /// What the last stream was called, and the next one is to be: see [`Options::resource`].
    resource: Option<String>,
    backoff: Backoff,
    /// Where the server wants us to go next time.
    detour: Option<Url>,
    detours: u32,
}

impl Connection {
    pub(crate) fn new(setup: Setup, commands: mpsc::Receiver<Command>, control: Arc<Control>, outlet: Outlet) -> Self {
        Self {
            dialer: setup.dialer,
            intranet: setup.intranet,
            account: setup.account,
            clock: setup.clock,
            entropy: setup.entropy,
            resource: setup.options.resource.clone(),
            options: setup.options,
            commands,
            control,
            outlet,
            ledger: Ledger::new(0, false, None),
            full_jid: String::new(),
            backoff: Backoff::default(),
            detour: None,
            detours: 0,
        }
    }

    /// Until somebody closes the session or nobody is interested any more.
    pub(crate) async fn run(mut self) {
        let Stop(done) = self.serve().await;
        self.outlet.finish().await;
        if let Some(done) = done {
            // Whoever asked may have given up waiting.
            done.send(()).ok();
        }
    }

    async fn serve(&mut self) -> Stop {
        loop {
            // An engine that does not take its events needs no new connection.
            if let Err(stop) = self.drained().await {
                return stop;
            }
            self.outlet.push(Event::Connecting);
            let (problem, wait) = match self.attempt().await {
                Outcome::Stop(stop) => return stop,
                Outcome::Lost(problem, _) | Outcome::Failed(problem) if self.detour.is_some() => (problem, Duration::ZERO),
                Outcome::Lost(problem, lived) => (problem, self.backoff.after_loss(lived, &*self.entropy)),
                Outcome::Failed(problem) => {
                    if problem.kind == ProblemKind::TooManyAttempts {
                        self.backoff.ease();
                    }
                    (problem, self.backoff.after_failure(&*self.entropy))
                }
            };
            tracing::debug!(%problem, ?wait, "not connected");
            if let Err(stop) = self.rest(problem, wait).await {
                return stop;
            }
        }
    }

    /// Between two tries.
    async fn rest(&mut self, problem: Problem, wait: Duration) -> Result<(), Stop> {
        let refused = problem.is_final();
        if refused {
            self.outlet.push(Event::Refused { problem });
        } else {
            let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
            let retry_at = Some(self.clock.now_ms().saturating_add(wait_ms));
            self.outlet.push(Event::Offline { problem, retry_at });
        }
        let control = Arc::clone(&self.control);
        let clock = Arc::clone(&self.clock);
        let urged = self
            .during(async move {
                tokio::select! {
                    biased;
                    () = control.urge.notified() => true,
                    () = rested(wait, clock), if !refused => false,
                }
            })
            .await?;
        if urged {
            self.backoff.reset();
        }
        Ok(())
    }

    async fn attempt(&mut self) -> Outcome {
        let url = self.detour.take().unwrap_or_else(|| self.intranet.websocket.clone());
        let dialer = Arc::clone(&self.dialer);
        if let Err(problem) = address::require_websocket(&url) {
            return Outcome::Failed(problem);
        }
        let mut transport = match self.during(dialer.dial(&url)).await {
            Err(stop) => return Outcome::Stop(stop),
            Ok(Err(problem)) => return Outcome::Failed(problem),
            Ok(Ok(transport)) => transport,
        };
        if let Err(stop) = self.settled().await {
            return Outcome::Stop(stop);
        }
        let login = match self.login() {
            Ok(login) => login,
            Err(problem) => return Outcome::Failed(problem),
        };
        let told = login.resume.as_ref().map_or(0, |resume| resume.h);
        let (password, entropy) = (self.account.password.clone(), Arc::clone(&self.entropy));
        let blocking = self.options.blocking;
        let signing_in = async { sign_in(&mut transport, login, password, &*entropy, blocking).await };
        match self.during(signing_in).await {
            Err(stop) => Outcome::Stop(stop),
            Ok(Err(failure)) => Outcome::Failed(self.failed(failure, &url)),
            Ok(Ok(established)) => self.live_on(transport, established, told, &url).await,
        }
    }

    /// Signed in: on line until the connection ends.
    async fn live_on(&mut self, transport: Box<dyn Transport>, established: Established, told: u32, url: &Url) -> Outcome {
        let since = Instant::now();
        self.detours = 0;
        let again = match self.online(established, told) {
            Ok(again) => again,
            Err(problem) => return Outcome::Failed(problem),
        };
        match self.live(transport, again).await {
            End::Stop(stop) => Outcome::Stop(stop),
            End::Lost(problem) => Outcome::Lost(problem, since.elapsed()),
            End::Displaced(problem) => {
                // A copy of this program has the name: two that ask for it again would displace each other for ever.
                self.resource = None;
                Outcome::Lost(problem, since.elapsed())
            }
            End::SeeOther(uri) => Outcome::Lost(self.sent_on(&uri, url), since.elapsed()),
        }
    }

    fn login(&self) -> Result<Login, Problem> {
        let (user, domain) = stanza::local(&self.account.jid)
            .zip(stanza::domain(&self.account.jid))
            .ok_or_else(|| Problem::new(ProblemKind::CredentialsRefused, "the account is no address"))?;
        let resume = self.ledger.resume_id().map(|id| Resume {
            id: id.to_owned(),
            h: self.ledger.handled(),
            full_jid: self.full_jid.clone(),
        });
        Ok(Login {
            user,
            domain,
            resource: self.resource.clone(),
            pinned: self.account.pinned,
            // Every transport that gets here is encrypted or stays on this computer; the pin rules it out once more.
            plain_allowed: self.account.pinned.is_none_or(|pinned| pinned == Mechanism::Plain),
            resume,
        })
    }

    /// Takes the new or resumed stream over and tells the engine; the answer is what has to be sent again.
    fn online(&mut self, established: Established, told: u32) -> Result<Vec<String>, Problem> {
        let mechanism = established.mechanism;
        self.account.pinned = self.account.pinned.max(Some(mechanism));
        self.full_jid.clone_from(&established.full_jid);
        self.resource = stanza::resource(&self.full_jid);
        let jid = established.full_jid;
        let features = established.features;
        if let Some(h) = established.resumed {
            let (ids, again) = self.ledger.resume(told, h)?;
            self.outlet.push(Event::Online { jid, resumed: true, features, mechanism });
            self.acked(ids);
            return Ok(again);
        }
        if let Some(h) = established.refused.flatten() {
            // What the old stream had taken over is settled, whatever became of the stream. A senseless count is no news.
            let ids = self.ledger.acknowledge(h).unwrap_or_default();
            self.acked(ids);
        }
        self.outlet.push(Event::Online { jid, resumed: false, features, mechanism });
        let mut seq = self.ledger.last_seq();
        for element in established.early {
            seq = seq.wrapping_add(1);
            self.outlet.push(Event::Stanza { element, seq });
        }
        let managed = established.sm.is_some();
        self.ledger = Ledger::new(seq, managed, established.sm.and_then(|sm| sm.id));
        Ok(Vec::new())
    }

    pub(crate) fn acked(&mut self, ids: Vec<String>) {
        if !ids.is_empty() {
            self.outlet.push(Event::Acked { ids });
        }
    }

    fn failed(&mut self, failure: Failure, url: &Url) -> Problem {
        match failure {
            Failure::Problem(problem) => {
                if problem.kind == ProblemKind::Protocol {
                    // Perhaps it is the resumption that the server cannot stand.
                    self.ledger.forget();
                }
                problem
            }
            Failure::SeeOther(uri) => self.sent_on(&uri, url),
        }
    }

    /// The server wants us elsewhere: on the same host only, and never to a less safe place. RFC 7395 §3.6.1.
    fn sent_on(&mut self, uri: &str, from: &Url) -> Problem {
        self.detours += 1;
        let Some(next) = Url::parse(uri).ok().filter(|next| address::require_websocket(next).is_ok()) else {
            return Problem::new(ProblemKind::UrlInsecure, "the server sends us to a place that is not safe");
        };
        let downgrade = from.scheme() == "wss" && next.scheme() != "wss";
        let same_host = next.host() == from.host() || next.host() == self.intranet.base.host();
        if downgrade || !same_host || self.detours > MOST_DETOURS {
            return Problem::new(ProblemKind::UrlInsecure, "the server sends us to a place that is not its own");
        }
        let problem = Problem::unreachable(format!("the server sends us to {next}"));
        self.detour = Some(next);
        problem
    }

    /// Waits until the engine has all events.
    async fn drained(&mut self) -> Result<(), Stop> {
        while self.outlet.is_waiting() {
            tokio::select! {
                biased;
                pumped = self.outlet.pump() => pumped.map_err(|_| Stop(None))?,
                command = self.commands.recv() => decline(command)?,
            }
        }
        Ok(())
    }

    /// Waits a little for the engine to commit what it has of the stream that is to be resumed.
    async fn settled(&mut self) -> Result<(), Stop> {
        if self.ledger.resume_id().is_none() {
            return Ok(());
        }
        let until = Instant::now() + SETTLING;
        loop {
            self.ledger.commit(self.control.handled());
            let left = until.saturating_duration_since(Instant::now());
            if self.ledger.is_settled() || left.is_zero() {
                return Ok(());
            }
            let control = Arc::clone(&self.control);
            // Either way the counts are looked at again.
            self.during(timeout(left, async move { control.raised.notified().await })).await?.ok();
        }
    }

    /// Does this work, and meanwhile declines stanzas, hands out events, and listens for the end.
    async fn during<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Stop> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok(done),
                command = self.commands.recv() => decline(command)?,
                pumped = self.outlet.pump() => pumped.map_err(|_| Stop(None))?,
            }
        }
    }
}

/// While there is no stream.
fn decline(command: Option<Command>) -> Result<(), Stop> {
    match command {
        Some(Command::Send { accepted, .. }) => {
            // Whoever sent it may have given up waiting.
            accepted.send(Err(Closed)).ok();
            Ok(())
        }
        Some(Command::Close { done }) => Err(Stop(Some(done))),
        None => Err(Stop(None)),
    }
}

/// A wait that a sleep of the computer ends: the network is another one then.
async fn rested(wait: Duration, clock: Arc<dyn Clock>) {
    let until = Instant::now() + wait;
    let mut watch = crate::pulse::SleepWatch::new(Instant::now(), clock.now_ms());
    loop {
        let left = until.saturating_duration_since(Instant::now());
        sleep(left.min(crate::pulse::TICK)).await;
        if watch.slept(Instant::now(), clock.now_ms()) || Instant::now() >= until {
            return;
        }
    }
}
