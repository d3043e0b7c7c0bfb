//! The running server: started, stopped, and administered while it runs.
//!
//! Invariant: when [`Server::stop`] returns, nothing of it is left: no socket, no thread, no lock on the data.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use wire::ids::{Entropy, OsEntropy};
use wire::time::{Clock, SystemClock};

use crate::address::domain_name;
use crate::administration::FEWEST_ITERATIONS;
use crate::core::{Core, Handle, Input, Out, Running, lifecycle};
use crate::house::{Bounds, Counters, Counts, House};
use crate::listener::{self, Shared};
use crate::storage::{Storage, StorageError, meta, server_secret, set_meta, uploads};
use crate::uploads::{Rules, Shelf, keep_tidy};
use crate::users::Users;

/// PBKDF2 rounds of new passwords unless configured.
pub const ITERATIONS: u32 = 100_000;

/// Everything that can be chosen. [`ServerConfig::new`] has the defaults.
#[derive(Clone)]
pub struct ServerConfig {
    /// Directory of the database; made if it is not there.
    pub data: PathBuf,
    /// Port 0 takes any free one.
    pub listen: SocketAddr,
    /// Certificate chain and key (PEM). Needed for everything but loopback.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// The XMPP domain: what is behind the @ of every address here.
    pub domain: String,
    /// What the company is called.
    pub name: String,
    /// `https://…` under which clients reach the server, if a proxy stands in front of it.
    pub public_url: Option<String>,
    /// Further origins whose web pages may open a stream.
    pub origins: Vec<String>,
    /// Domains of the e-mail addresses that may be used for signing in; empty: any.
    pub email_domains: Vec<String>,
    /// Minutes without input after which clients show a person as inactive.
    pub idle_minutes: u32,
    /// URL templates and addresses of the intranet profile.
    pub activity_stream: Option<String>,
    pub profile_page: Option<String>,
    pub password_reset: Option<String>,
    pub update_feed: Option<String>,
    /// Serve the demonstration's pages, which anybody who reaches the server can read.
    pub pages: bool,
    /// PBKDF2 rounds of new passwords, at least 4,096.
    pub iterations: u32,
    pub bounds: Bounds,
    pub uploads: Rules,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
}

impl ServerConfig {
    pub fn new(data: impl Into<PathBuf>, listen: SocketAddr) -> Self {
        Self {
            data: data.into(),
            listen,
            tls: None,
            domain: "localhost".into(),
            name: "Hallway".into(),
            public_url: None,
            origins: Vec::new(),
            email_domains: Vec::new(),
            idle_minutes: 30,
            activity_stream: None,
            profile_page: None,
            password_reset: None,
            update_feed: None,
            pages: false,
            iterations: ITERATIONS,
            bounds: Bounds::default(),
            uploads: Rules::default(),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(OsEntropy),
        }
    }

    /// What the core needs of it.
    pub(crate) fn house(&self, storage: &Storage) -> Result<House, ServerError> {
        let domain = domain_name(&self.domain).ok_or_else(|| ServerError::Domain(self.domain.clone()))?;
        Ok(House {
            name: self.name.clone(),
            upload_domain: format!("upload.{domain}"),
            uploads: self.uploads.clone(),
            rooms_domain: format!("rooms.{domain}"),
            domain,
            bounds: self.bounds,
            iterations: self.iterations.max(FEWEST_ITERATIONS),
            secret: server_secret(storage.connection(), &*self.entropy)?,
            entropy: Arc::clone(&self.entropy),
            clock: Arc::clone(&self.clock),
            counters: Counters::default(),
            vanish: Default::default(),
        })
    }
}

/// The domain the data was written for, if it was served before.
pub(crate) fn kept_domain(db: &Connection) -> Result<Option<String>, StorageError> {
    Ok(meta(db, "domain")?.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// Addresses in the data hold the domain: it cannot become another one.
fn keep_domain(db: &Connection, domain: &str) -> Result<(), ServerError> {
    match kept_domain(db)? {
        Some(kept) if kept != domain => Err(ServerError::OtherDomain { kept, asked: domain.to_owned() }),
        Some(_) => Ok(()),
        None => Ok(set_meta(db, "domain", domain.as_bytes())?),
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("{0} is reachable from other machines: that needs a certificate (--tls-cert, --tls-key)")]
    NeedsTls(SocketAddr),
    #[error("\"{0}\" is no domain name")]
    Domain(String),
    #[error("the data belongs to the domain {kept}, not to {asked}")]
    OtherDomain { kept: String, asked: String },
    #[error("TLS: {0}")]
    Tls(String),
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A running server. Dropping it without [`Server::stop`] leaves it running as long as the runtime does.
pub struct Server {
    core: Handle,
    shared: Arc<Shared>,
    address: SocketAddr,
    tls: bool,
    /// `None` where connections are handed in.
    accepting: Option<JoinHandle<()>>,
    ticking: JoinHandle<()>,
    tidying: Option<JoinHandle<()>>,
    running: Running,
    ended: mpsc::Receiver<()>,
}

impl Server {
    pub async fn start(config: ServerConfig) -> Result<Self, ServerError> {
        if config.tls.is_none() && !config.listen.ip().is_loopback() {
            return Err(ServerError::NeedsTls(config.listen));
        }
        let tls = match &config.tls {
            Some((cert, key)) => Some(listener::tls(cert, key)?),
            None => None,
        };
        let storage = Storage::open_exclusive(&config.data)?;
        let house = Arc::new(config.house(&storage)?);
        keep_domain(storage.connection(), &house.domain)?;
        let shelf = Shelf::open(&config.data)?;
        uploads::forget_broken(storage.connection(), i64::MAX)?;
        let failed = |source| ServerError::Listen { address: config.listen, source };
        let socket = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = socket.local_addr().map_err(failed)?;
        let (core, running) = Core::start(storage, house)?;
        let (alive, ended) = mpsc::channel(1);
        let with_tls = tls.is_some();
        let shared = Arc::new(Shared::new(core.clone(), address, config, shelf.clone(), alive));
        let accepting = Some(tokio::spawn(listener::accept(socket, tls, Arc::clone(&shared))));
        let ticking = tokio::spawn(tick(core.clone()));
        let tidying = Some(tokio::spawn(keep_tidy(core.clone(), shelf)));
        Ok(Self { core, shared, address, tls: with_tls, accepting, ticking, tidying, running, ended })
    }

    /// For a simulation: without socket and without thread. Everything happens on the caller's runtime, and connections
    /// are handed to [`Server::serve`].
    pub fn start_staged(config: ServerConfig) -> Result<Self, ServerError> {
        let storage = Storage::open_exclusive(&config.data)?;
        let house = Arc::new(config.house(&storage)?);
        keep_domain(storage.connection(), &house.domain)?;
        let shelf = Shelf::open(&config.data)?;
        let (core, running) = Core::start_in_place(storage, house)?;
        let (alive, ended) = mpsc::channel(1);
        let address = config.listen;
        let shared = Arc::new(Shared::new(core.clone(), address, config, shelf, alive));
        let ticking = tokio::spawn(tick(core.clone()));
        Ok(Self { core, shared, address, tls: false, accepting: None, ticking, tidying: None, running, ended })
    }

    /// Serves a WebSocket that is open already (RFC 7395), until it ends.
    pub fn serve(&self, io: impl AsyncRead + AsyncWrite + Send + 'static) {
        let shared = Arc::clone(&self.shared);
        let from = self.address.ip();
        if let Some(admission) = shared.admit(from) {
            tokio::spawn(listener::until_cut(Arc::clone(&shared), async move {
                let reached_at = listener::http::own_url(&shared).into();
                listener::c2s::Stream::new(&shared, io, from, reached_at, admission).serve().await;
            }));
        }
    }

    /// The domain that data was written for, if it was served before.
    pub fn kept_domain(data: &Path) -> Result<Option<String>, ServerError> {
        Ok(kept_domain(Storage::open_shared(data)?.connection())?)
    }

    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// The intranet URL to sign in with.
    pub fn url(&self) -> String {
        format!("{}://{}", if self.tls { "https" } else { "http" }, self.address)
    }

    pub fn domain(&self) -> &str {
        &self.core.house.domain
    }

    /// The way to the core, for clients inside this process.
    pub fn handle(&self) -> Handle {
        self.core.clone()
    }

    /// Accounts and company.
    pub fn users(&self) -> Users {
        Users { core: self.core.clone() }
    }

    /// Where uploaded files are.
    pub(crate) fn shelf(&self) -> Shelf {
        self.shared.shelf.clone()
    }

    /// What went through so far.
    pub fn counts(&self) -> Counts {
        self.core.house.counters.read()
    }

    /// Drops every connection without a word, as a broken network would. Sessions can be resumed.
    pub async fn cut_all(&self) {
        // The core first, so that the order of what follows is the same in every run.
        let cut = self.core.ask(|turn| {
            let now = turn.now;
            for session in turn.hall.all_mut().filter(|session| session.outlet.as_ref().is_some_and(|outlet| !outlet.is_local())) {
                if let Some(outlet) = session.outlet.take() {
                    session.detached_at = Some(now);
                    outlet.send(Out::Cut);
                }
            }
            Ok(())
        });
        let _ = cut.await;
        self.shared.cut.notify_waiters();
    }

    /// Stops in order: clients are told, what they have not acknowledged is kept.
    pub async fn stop(self) {
        self.accept_no_more();
        let _ = self.core.ask(lifecycle::end_all).await;
        self.finish(Duration::from_secs(2)).await;
    }

    /// Stops as if the process had been killed: nobody is told, nothing more is written.
    pub async fn kill(self) {
        self.accept_no_more();
        self.core.house.vanish.store(true, std::sync::atomic::Ordering::SeqCst);
        self.finish(Duration::ZERO).await;
    }

    fn accept_no_more(&self) {
        if let Some(accepting) = &self.accepting {
            accepting.abort();
        }
    }

    async fn finish(self, patience: Duration) {
        let Self { core, shared, accepting, ticking, tidying, running, mut ended, .. } = self;
        ticking.abort();
        if let Some(tidying) = tidying {
            tidying.abort();
            let _ = tidying.await;
        }
        if let Some(accepting) = accepting {
            let _ = accepting.await;
        }
        let _ = ticking.await;
        // Connections hold the last senders of this channel: it ends when they have.
        let cut = Arc::clone(&shared.cut);
        shared.closing.send_modify(|count| *count += 1);
        drop(shared);
        if tokio::time::timeout(patience, ended.recv()).await.is_err() {
            cut.notify_waiters();
            let _ = tokio::time::timeout(Duration::from_secs(5), ended.recv()).await;
        }
        // Handles may still be held elsewhere, so the core is told; an error means that it has ended already.
        let _ = core.give(Input::Stop).await;
        drop(core);
        running.ended().await;
    }
}

async fn tick(core: Handle) {
    let mut every = tokio::time::interval(Duration::from_secs(1));
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        if core.give(Input::Tick).await.is_err() {
            return;
        }
    }
}
