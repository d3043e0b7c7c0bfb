//! What all parts of an engine hold in common: configuration, state, the views, who is signed in.
//!
//! Invariant: state changes in one place ([`Shared::change`]), which tells the views.

use crate::{
    Credentials, EngineConfig,
    actor::Order,
    files::Files,
    logo::{self, Logo},
    stage::Ground,
    state::AppState,
    views::Board,
};
use api::{
    Code, Error, Millis,
    rows::{Availability, Connection, IntranetRow, Phase},
};
use serde::{Deserialize, Serialize};
use session::{Intranet, Mechanism};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use store::{Change, Device, Fact, Store};
use tokio::sync::{mpsc, watch};
use url::Url;
use wire::{ids::Entropy, time::Clock};

/// Names under which small things are kept in an account's store.
pub mod kept {
    pub const INTRANET: &str = "intranet";
    pub const PINNED: &str = "sasl.pinned";
    /// What the last stream was called.
    pub const RESOURCE: &str = "stream.resource";
    pub const PRESENCE: &str = "presence";
    pub const ROOMS_SERVICE: &str = "rooms.service";
    pub const FILE_PLACES: &str = "files.places";
}

/// Idle after this many minutes, where the intranet says nothing else.
const IDLE_MINUTES: u32 = 30;
/// Status texts that are offered again.
const RECENT_STATUSES: usize = 8;

/// The account whose data is open.
pub struct SignedIn {
    pub jid: String,
    pub store: Store,
    pub orders: mpsc::UnboundedSender<Order>,
    pub files: Arc<Files>,
}

/// Own presence as it is kept between two runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptPresence {
    pub availability: Availability,
    pub status: String,
    #[serde(default)]
    pub recent: Vec<String>,
}

pub struct Shared {
    pub data_dir: PathBuf,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub credentials: Arc<dyn Credentials>,
    pub version: String,
    pub board: Board,
    pub ground: Ground,
    pub downloads: PathBuf,
    pub mark_downloaded: fn(&Path),
    /// What the views wish for is done here, not on their own thread, which has no network.
    pub runtime: tokio::runtime::Handle,
    online: watch::Sender<bool>,
    app: Mutex<AppState>,
    device: Mutex<Result<Device, Error>>,
    account: Mutex<Option<Arc<SignedIn>>>,
    intranet: Mutex<Option<Intranet>>,
    logo: Mutex<Option<Logo>>,
    epoch: AtomicU64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub fn new(ground: Ground, config: EngineConfig, app: AppState, board: Board, device: Result<Device, Error>) -> Self {
        Self {
            data_dir: config.data_dir,
            clock: config.clock,
            entropy: config.entropy,
            credentials: config.credentials,
            version: config.version,
            downloads: config.downloads,
            mark_downloaded: config.mark_downloaded,
            runtime: tokio::runtime::Handle::current(),
            online: watch::Sender::new(false),
            board,
            ground,
            app: Mutex::new(app),
            device: Mutex::new(device),
            account: Mutex::new(None),
            intranet: Mutex::new(None),
            logo: Mutex::new(None),
            epoch: AtomicU64::new(0),
        }
    }

    pub fn app(&self) -> AppState {
        lock(&self.app).clone()
    }

    /// Changes the state; the views hear of it where something is different.
    pub fn change(&self, change: impl FnOnce(&mut AppState)) {
        let mut app = lock(&self.app);
        let before = app.clone();
        change(&mut app);
        let online = matches!(app.connection, Connection::Online | Connection::CatchingUp);
        self.online.send_if_modified(|said| std::mem::replace(said, online) != online);
        if *app != before {
            // Posted under the lock, so that the views see states in the order in which they were.
            self.board.app(Arc::new(app.clone()));
        }
    }

    pub fn with_device<T>(&self, act: impl FnOnce(&Device) -> store::Result<T>) -> Result<T, Error> {
        match &*lock(&self.device) {
            Ok(device) => act(device).map_err(|error| crate::codes::store(&error)),
            Err(error) => Err(error.clone()),
        }
    }

    /// Lets go of the device's store and its lock on the profile.
    pub fn close_device(&self) {
        *lock(&self.device) = Err(Error::new(Code::NotSignedIn, "the engine has ended"));
    }

    pub fn account(&self) -> Option<Arc<SignedIn>> {
        lock(&self.account).clone()
    }

    /// The open account, for commands that need one.
    pub fn signed_in(&self) -> Result<Arc<SignedIn>, Error> {
        self.account().ok_or_else(|| Error::new(Code::NotSignedIn, ""))
    }

    /// Puts an account in place of another; the views change over.
    pub fn set_account(&self, account: Option<Arc<SignedIn>>) -> Option<Arc<SignedIn>> {
        let epoch = self.epoch.fetch_add(1, Ordering::Relaxed) + 1;
        let store = account.as_ref().map(|account| account.store.clone());
        if let Some(store) = &store {
            listen(self.board.clone(), epoch, store);
        }
        self.board.account(epoch, store, account.as_ref().map(|account| Arc::clone(&account.files)));
        std::mem::replace(&mut *lock(&self.account), account)
    }

    /// Whether there is a connection, and when that changes.
    pub fn online(&self) -> watch::Receiver<bool> {
        self.online.subscribe()
    }

    /// A transfer got further, which only the views care for.
    pub fn file_moved(&self, message: i64) {
        self.board.changes(self.epoch.load(Ordering::Relaxed), Arc::new([Change::Files { message }]));
    }

    /// Whether this is on the intranet's host, or on one of its XMPP domain.
    pub fn is_of_intranet(&self, url: &Url) -> bool {
        let (Some(account), Some(host)) = (self.account(), url.host_str().map(str::to_ascii_lowercase)) else { return false };
        let intranet = self.intranet().and_then(|intranet| intranet.base.host_str().map(str::to_ascii_lowercase));
        let domain = wire::stanza::domain(&account.jid).unwrap_or_default().to_ascii_lowercase();
        intranet.is_some_and(|own| own == host)
            || host == domain
            || host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'))
    }

    pub fn order(&self, order: Order) {
        if let Some(account) = self.account() {
            // Without a loop the account is being closed.
            account.orders.send(order).ok();
        }
    }

    pub fn intranet(&self) -> Option<Intranet> {
        lock(&self.intranet).clone()
    }

    pub fn set_intranet(self: &Arc<Self>, intranet: Option<Intranet>) {
        let mut row = intranet.as_ref().map(row);
        let wanted = intranet.as_ref().and_then(logo::wanted);
        if let (Some(row), Some(logo), Some(wanted)) = (&mut row, &*lock(&self.logo), &wanted)
            && logo.url == *wanted
        {
            row.logo = Some(logo.id.clone());
        }
        let missing = wanted.filter(|_| row.as_ref().is_some_and(|row| row.logo.is_none()));
        *lock(&self.intranet) = intranet;
        self.change(|app| app.intranet = row);
        if let Some(url) = missing {
            tokio::spawn(logo::fetch(Arc::clone(self), url));
        }
    }

    /// Takes a logo that was fetched, if it is still that of the intranet.
    pub fn set_logo(&self, logo: Logo) {
        let current = self.intranet().as_ref().and_then(logo::wanted);
        if current.as_ref() != Some(&logo.url) {
            return;
        }
        let id = logo.id.clone();
        *lock(&self.logo) = Some(logo);
        self.change(|app| {
            if let Some(intranet) = &mut app.intranet {
                intranet.logo = Some(id);
            }
        });
    }

    /// Type and bytes of the logo with this id.
    pub fn logo(&self, id: &str) -> Option<(String, Vec<u8>)> {
        lock(&self.logo).as_ref().filter(|logo| logo.id == id).map(|logo| (logo.mime.to_owned(), logo.bytes.clone()))
    }

    /// How long without input until the person counts as idle.
    pub fn idle_after(&self) -> Millis {
        let minutes = self.intranet().and_then(|intranet| intranet.profile?.idle_minutes).unwrap_or(IDLE_MINUTES);
        i64::from(minutes) * 60_000
    }

    /// The server does not take these credentials any more: the sign-in window, and all data kept.
    pub fn refused(&self, reason: Code) {
        self.change(|app| app.phase = Phase::SignedOut { reason: Some(reason) });
    }

    /// The fact that a stronger mechanism than before was used, which is never gone below again.
    pub fn pin(&self, store: &Store, mechanism: Mechanism) -> Option<Fact> {
        let pinned = pinned(store);
        (pinned.is_none_or(|pinned| pinned < mechanism))
            .then(|| Fact::Kept { key: kept::PINNED.to_owned(), value: Some(mechanism.name().to_owned()) })
    }

    /// Takes over own presence as it was kept.
    pub fn restore_presence(&self, store: &Store) {
        let kept = store.kept(kept::PRESENCE).ok().flatten().and_then(|kept| serde_json::from_str::<KeptPresence>(&kept).ok());
        let kept =
            kept.unwrap_or(KeptPresence { availability: Availability::Available, status: String::new(), recent: Vec::new() });
        self.change(|app| {
            app.availability = kept.availability;
            app.status = kept.status;
            app.recent_statuses = kept.recent;
        });
    }

    /// Takes over a presence that was chosen; what is to be kept of it.
    pub fn choose_presence(&self, availability: Availability, status: &str) -> KeptPresence {
        let mut recent = self.app().recent_statuses;
        if !status.is_empty() {
            recent.retain(|known| known != status);
            recent.insert(0, status.to_owned());
            recent.truncate(RECENT_STATUSES);
        }
        let chosen = KeptPresence { availability, status: status.to_owned(), recent };
        self.change(|app| {
            app.availability = chosen.availability;
            app.status.clone_from(&chosen.status);
            app.recent_statuses.clone_from(&chosen.recent);
        });
        chosen
    }
}

/// The strongest mechanism this account was signed in with.
pub fn pinned(store: &Store) -> Option<Mechanism> {
    store.kept(kept::PINNED).ok().flatten().as_deref().and_then(Mechanism::from_name)
}

/// Passes every commit on to the views.
fn listen(board: Board, epoch: u64, store: &Store) {
    use tokio::sync::broadcast::error::RecvError;
    let mut changes = store.subscribe();
    tokio::spawn(async move {
        loop {
            match changes.recv().await {
                Ok(changes) => board.changes(epoch, changes),
                Err(RecvError::Lagged(_)) => board.lagged(epoch),
                Err(RecvError::Closed) => return,
            }
        }
    });
}

fn row(intranet: &Intranet) -> IntranetRow {
    let host = intranet.base.host_str().unwrap_or_default().to_owned();
    let profile = intranet.profile.clone().unwrap_or_default();
    IntranetRow {
        name: profile.name.unwrap_or_else(|| host.clone()),
        logo: None,
        host,
        has_activity_stream: profile.activity_stream.is_some(),
        has_own_profile: profile.own_profile.is_some(),
        has_update_feed: profile.update_feed.is_some(),
        has_password_reset: profile.password_reset.is_some(),
        account_hint: profile.account_hint,
    }
}
