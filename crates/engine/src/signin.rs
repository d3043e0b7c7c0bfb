//! Signing in and out: the first time with a password, afterwards from the keyring (F2, F3, F10).
//!
//! Invariant: an account's data is made and its password kept only after the server has accepted it; a refusal later on
//! keeps all data. Signing out leaves neither password nor data.

use crate::{
    KeyringProblem,
    actor::{Actor, Desk, Order},
    codes,
    files::{Files, Places},
    shared::{Shared, SignedIn, kept, pinned},
    stage::Ground,
};
use api::{
    Code, Error,
    rows::{Connection, Keyring, Phase},
};
use session::{Account, Event, Intranet, Options, Problem, Road, Session};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use store::{DeviceAccount, Fact, Store};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Duration, timeout},
};
use wire::secret::Password;

/// A keyring that has not answered by then is not there.
const KEYRING: Duration = Duration::from_secs(6);
/// Waits between two tries to find an intranet that was found before.
const FIND_AGAIN: Duration = Duration::from_secs(2);
const FIND_AGAIN_MOST: Duration = Duration::from_secs(60);
/// When what is known of the intranet is read anew.
const REFRESH: Duration = Duration::from_secs(20);

/// Where an account's data lies.
pub fn path(data_dir: &Path, jid: &str) -> PathBuf {
    // By fingerprint: an address may hold characters that no file system takes.
    data_dir.join("accounts").join(crate::inbound::read::sha1_hex(jid.as_bytes())).join("account.db")
}

/// Opens an account's store and starts its loop.
async fn open(shared: &Arc<Shared>, jid: &str) -> Result<Arc<SignedIn>, Error> {
    if let Some(account) = shared.account().filter(|account| account.jid == jid) {
        return Ok(account);
    }
    let at = path(&shared.data_dir, jid);
    let folder = at.parent().map(Path::to_owned).unwrap_or_default();
    let (beside, runtime) = (Arc::clone(shared), tokio::runtime::Handle::current());
    let opened = shared.ground.blocking().run(move || {
        let _within = runtime.enter();
        beside.ground.open(&at)
    });
    let store =
        opened.await.map_err(|error| Error::new(Code::Internal, error.to_string()))?.map_err(|error| codes::store(&error))?;
    let (orders, inbox) = mpsc::unbounded_channel();
    let places = store.kept(kept::FILE_PLACES).ok().flatten().map(|kept| Places::from_kept(&kept)).unwrap_or_default();
    let unsent = store.handed_over().map_err(|error| codes::store(&error))?;
    let files = Arc::new(Files::open(&folder, places, unsent));
    let desk = Desk::new(orders.clone());
    let domain = wire::stanza::domain(jid).unwrap_or_default();
    tokio::spawn(crate::files::carry(Arc::clone(shared), store.clone(), Arc::clone(&files), desk, domain));
    let account = Arc::new(SignedIn { jid: jid.to_owned(), store: store.clone(), orders, files });
    tokio::spawn(Actor::new(Arc::clone(shared), store.clone(), jid.to_owned(), inbox).run());
    shared.change(|app| app.address = Some(jid.to_owned()));
    shared.restore_presence(&store);
    if let Some(other) = shared.set_account(Some(Arc::clone(&account))) {
        let shared = Arc::clone(shared);
        tokio::spawn(async move { close(&shared.ground, &other).await });
    }
    for message in account.files.interrupted() {
        drop(crate::files::download(shared, &account, message));
    }
    Ok(account)
}

/// Ends the stream cleanly and closes the store.
pub async fn close(ground: &Ground, account: &SignedIn) {
    account.files.end_downloads();
    let (done, closed) = oneshot::channel();
    if account.orders.send(Order::Close(done)).is_ok() {
        closed.await.ok();
    }
    let store = account.store.clone();
    // Closing waits for what is being written.
    ground.blocking().run(move || store.close()).await.ok();
}

fn session(
    shared: &Shared,
    road: Arc<dyn Road>,
    intranet: Intranet,
    jid: &str,
    password: Password,
    store: Option<&Store>,
) -> (Session, mpsc::Receiver<Event>) {
    let account = Account { jid: jid.to_owned(), password, pinned: store.and_then(pinned) };
    let resource = store.and_then(|store| store.kept(kept::RESOURCE).ok().flatten());
    let options = Options { resource, blocking: shared.ground.blocking(), ..Options::default() };
    Session::start_over(road, intranet, account, Arc::clone(&shared.clock), Arc::clone(&shared.entropy), options)
}

/// At the start: where someone was signed in, their data at once, the connection when it comes.
pub async fn at_start(shared: &Arc<Shared>) {
    let known = match shared.with_device(|device| Ok((device.account()?, device.last_url()?, device.recovered()))) {
        Ok(known) => known,
        Err(error) => return signed_out(shared, Some(error.code)),
    };
    let (account, url, damaged) = known;
    let Some(account) = account else {
        shared.change(|app| app.url = url.unwrap_or_default());
        return signed_out(shared, damaged.map(|_| Code::StoreDamaged));
    };
    shared.change(|app| {
        app.url.clone_from(&account.url);
        app.account.clone_from(&account.account);
    });
    match open(shared, &account.jid).await {
        Ok(open) => {
            let cached =
                open.store.kept(kept::INTRANET).ok().flatten().and_then(|kept| serde_json::from_str::<Intranet>(&kept).ok());
            shared.set_intranet(cached.clone());
            if open.store.recovered().is_some() {
                // What was there is kept aside, and the archive has it: a person is told before it is fetched again.
                return signed_out(shared, Some(Code::StoreDamaged));
            }
            shared.change(|app| app.phase = Phase::SignedIn);
            tokio::spawn(from_keyring(Arc::clone(shared), open, account.url, cached));
        }
        Err(error) => signed_out(shared, Some(error.code)),
    }
}

fn signed_out(shared: &Shared, reason: Option<Code>) {
    shared.change(|app| app.phase = Phase::SignedOut { reason });
}

async fn from_keyring(shared: Arc<Shared>, account: Arc<SignedIn>, url: String, cached: Option<Intranet>) {
    shared.change(|app| app.connection = Connection::Connecting);
    let loaded = timeout(KEYRING, shared.credentials.load(&account.jid)).await.unwrap_or(Err(KeyringProblem::Unavailable));
    let password = match loaded {
        Ok(Some(password)) => password,
        Ok(None) => return without_password(&shared, Keyring::Saved, None),
        Err(KeyringProblem::Locked) => return without_password(&shared, Keyring::Locked, Some(Code::KeyringLocked)),
        Err(KeyringProblem::Unavailable) => return without_password(&shared, Keyring::SessionOnly, Some(Code::KeyringUnavailable)),
    };
    shared.change(|app| app.keyring = Keyring::Saved);
    let road = match shared.ground.road().await {
        Ok(road) => road,
        Err(problem) => return offline(&shared, &problem, None),
    };
    let known = cached.is_some();
    let intranet = match cached {
        Some(intranet) => intranet,
        None => {
            let Some(intranet) = find_until_found(&shared, &*road, &url, &account).await else { return };
            keep_intranet(&shared, &account.store, intranet.clone()).await;
            intranet
        }
    };
    let (session, events) =
        session(&shared, Arc::clone(&road), intranet.clone(), &account.jid, password.clone(), Some(&account.store));
    account.orders.send(Order::Link { session, events, first: Vec::new() }).ok();
    if known {
        refresh_intranet(&shared, &account, road, &url, intranet, password).await;
    }
}

fn without_password(shared: &Shared, keyring: Keyring, reason: Option<Code>) {
    let now = shared.clock.now_ms();
    shared.change(|app| {
        app.keyring = keyring;
        app.connection = Connection::Offline { since: now, retry_at: None, reason };
        app.phase = Phase::SignedOut { reason };
    });
}

fn offline(shared: &Shared, problem: &Problem, retry_at: Option<i64>) {
    let now = shared.clock.now_ms();
    let reason = Some(codes::of_problem(problem));
    shared.change(|app| {
        let since = if let Connection::Offline { since, .. } = app.connection { since } else { now };
        app.connection = Connection::Offline { since, retry_at, reason };
    });
}

fn is_current(shared: &Shared, account: &SignedIn) -> bool {
    shared.account().is_some_and(|open| open.jid == account.jid && !open.orders.is_closed()) && !account.orders.is_closed()
}

/// An intranet that must be somewhere: asked for until it answers. `None` once the account is closed.
async fn find_until_found(shared: &Shared, road: &dyn Road, url: &str, account: &SignedIn) -> Option<Intranet> {
    let mut wait = FIND_AGAIN;
    loop {
        match road.find(url).await {
            Ok(intranet) => return Some(intranet),
            Err(problem) => {
                let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                offline(shared, &problem, Some(shared.clock.now_ms() + wait_ms));
            }
        }
        tokio::time::sleep(wait).await;
        wait = wait.saturating_mul(2).min(FIND_AGAIN_MOST);
        if !is_current(shared, account) {
            return None;
        }
    }
}

async fn keep_intranet(shared: &Arc<Shared>, store: &Store, intranet: Intranet) {
    let value = serde_json::to_string(&intranet).ok();
    shared.set_intranet(Some(intranet));
    if let Err(error) = store.apply(vec![Fact::Kept { key: kept::INTRANET.to_owned(), value }]).await {
        tracing::warn!(%error, "what is known of the intranet cannot be kept");
    }
}

/// The connection was begun with what was known; where the intranet has moved since, it is begun anew.
async fn refresh_intranet(
    shared: &Arc<Shared>,
    account: &SignedIn,
    road: Arc<dyn Road>,
    url: &str,
    known: Intranet,
    password: Password,
) {
    tokio::time::sleep(REFRESH).await;
    let Ok(found) = road.find(url).await else { return };
    if found == known || !is_current(shared, account) {
        return;
    }
    let moved = (&found.websocket, &found.domain) != (&known.websocket, &known.domain);
    keep_intranet(shared, &account.store, found.clone()).await;
    if moved && wire::stanza::domain(&account.jid).as_ref() == Some(&found.domain) {
        let (session, events) = session(shared, road, found, &account.jid, password, Some(&account.store));
        account.orders.send(Order::Link { session, events, first: Vec::new() }).ok();
    }
}

/// Looks for an intranet, for the sign-in window.
pub async fn find(shared: &Arc<Shared>, url: &str) -> Result<Intranet, Error> {
    let found = match shared.ground.road().await {
        Ok(road) => road.find(url).await,
        Err(problem) => Err(problem),
    };
    match found {
        Ok(intranet) => {
            shared.set_intranet(Some(intranet.clone()));
            Ok(intranet)
        }
        Err(problem) => {
            shared.set_intranet(None);
            Err(codes::problem(&problem))
        }
    }
}

/// The first sign-in, or one after a refusal; how it goes stands in the session view.
pub async fn sign_in(shared: Arc<Shared>, url: String, account: String, password: Password) {
    shared.change(|app| {
        app.phase = Phase::SigningIn;
        app.url.clone_from(&url);
        app.account.clone_from(&account);
        app.connection = Connection::Connecting;
    });
    if let Err(code) = try_sign_in(&shared, &url, &account, password).await {
        let now = shared.clock.now_ms();
        shared.change(|app| {
            app.phase = Phase::SignedOut { reason: Some(code) };
            app.connection = Connection::Offline { since: now, retry_at: None, reason: Some(code) };
        });
    }
}

async fn try_sign_in(shared: &Arc<Shared>, url: &str, account: &str, password: Password) -> Result<(), Code> {
    // Settings and the name of the account must be kept, or the next start would know nothing of this.
    shared.with_device(|device| device.account()).map_err(|error| error.code)?;
    let intranet = find(shared, url).await.map_err(|error| error.code)?;
    let jid = session::account_to_jid(&intranet, account).map_err(|problem| codes::of_problem(&problem))?;
    let road = shared.ground.road().await.map_err(|problem| codes::of_problem(&problem))?;
    let open_already = shared.account().filter(|open| open.jid == jid);
    let known = open_already.as_ref().map(|open| &open.store);
    let (session, mut events) = session(shared, road, intranet.clone(), &jid, password.clone(), known);
    let first = loop {
        match events.recv().await {
            Some(online @ Event::Online { .. }) => break online,
            Some(Event::Offline { problem, .. } | Event::Refused { problem }) => {
                let code = codes::of_problem(&problem);
                tokio::spawn(session.close());
                return Err(code);
            }
            Some(_) => {}
            None => return Err(Code::Internal),
        }
    };
    let account_row = DeviceAccount { url: url.to_owned(), account: account.to_owned(), jid: jid.clone() };
    let opened =
        open(shared, &jid).await.and_then(|open| shared.with_device(|device| device.set_account(&account_row)).map(|()| open));
    let open = match opened {
        Ok(open) => open,
        Err(error) => {
            tokio::spawn(session.close());
            return Err(error.code);
        }
    };
    let saved = timeout(KEYRING, shared.credentials.save(&jid, &password)).await.unwrap_or(Err(KeyringProblem::Unavailable));
    shared.change(|app| {
        app.keyring = match saved {
            Ok(()) => Keyring::Saved,
            Err(KeyringProblem::Unavailable) => Keyring::SessionOnly,
            Err(KeyringProblem::Locked) => Keyring::Locked,
        };
    });
    keep_intranet(shared, &open.store, intranet).await;
    open.orders.send(Order::Link { session, events, first: vec![first] }).ok();
    shared.change(|app| app.phase = Phase::SignedIn);
    Ok(())
}

/// Ends the session and forgets the credentials and this account's data.
pub async fn sign_out(shared: &Shared) -> Result<(), Error> {
    let jid = shared.with_device(|device| device.account()).ok().flatten().map(|account| account.jid);
    let account = shared.set_account(None);
    let jid = account.as_ref().map(|account| account.jid.clone()).or(jid);
    if let Some(account) = &account {
        close(&shared.ground, account).await;
    }
    let erased = match &jid {
        Some(jid) => timeout(KEYRING, shared.credentials.erase(jid)).await.unwrap_or(Err(KeyringProblem::Unavailable)),
        None => Ok(()),
    };
    let forgotten = shared.with_device(|device| device.forget_account());
    let removed = jid.as_ref().map_or(Ok(()), |jid| {
        let at = path(&shared.data_dir, jid);
        let files = at.parent().map_or(Ok(()), Files::erase).map_err(|error| Error::new(Code::Internal, error.to_string()));
        files.and(Store::erase(&at).map_err(|error| codes::store(&error)))
    });
    let now = shared.clock.now_ms();
    shared.change(|app| {
        app.phase = Phase::SignedOut { reason: None };
        app.connection = Connection::Offline { since: now, retry_at: None, reason: None };
        app.address = None;
        app.account.clear();
        app.status.clear();
        app.recent_statuses.clear();
        app.front = None;
        app.keyring = Keyring::Saved;
    });
    if erased == Err(KeyringProblem::Locked) {
        return Err(Error::new(Code::KeyringLocked, "the password is still in the keyring"));
    }
    forgotten.and(removed)
}
