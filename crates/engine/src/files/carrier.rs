//! Carries files to the server: finds where it takes them, and puts what waits in the outbox (XEP-0363).
//!
//! Invariant: the store says what is to be carried, so a restart goes on where the last run stopped; a message leaves only
//! after its file arrived (the store holds it back). Two files at a time, each conversation's in the order of writing.

use super::{
    Files, Transfer,
    put::put,
    service::{Failure, Service},
};
use crate::{
    actor::{Desk, Trouble},
    shared::{Shared, kept},
};
use api::{Code, Millis};
use session::files::Whose;
use std::{
    collections::HashMap,
    sync::{Arc, Weak},
};
use store::{Change, Content, Fact, OutboxEntry, Store};
use tokio::{
    sync::{broadcast::error::RecvError, mpsc},
    task::AbortHandle,
    time::{Duration, Instant},
};
use url::Url;
use wire::payload::upload::{Plain, Request, Slot};

const AT_ONCE: usize = 2;
/// Until a file is tried again whose way was cut; doubled with each try.
const AGAIN: Duration = Duration::from_secs(2);
const AGAIN_MOST: Duration = Duration::from_secs(60);
/// Tries with a way that is there and a server that answers, before a person is told.
const MOST_TRIES: u32 = 4;

/// Tries that came to nothing on this connection, and when the next one may begin.
#[derive(Default)]
struct Rest {
    tries: u32,
    until: Option<Instant>,
}

impl Rest {
    fn again(&mut self) {
        self.tries += 1;
        self.until = Some(Instant::now() + AGAIN.saturating_mul(1 << self.tries.min(5)).min(AGAIN_MOST));
    }
}

/// What is known of where files are put.
enum Place {
    /// Not asked yet, or not everybody answered.
    Unknown(Rest),
    Nowhere,
    At(Service),
}

struct Carrier {
    shared: Weak<Shared>,
    store: Store,
    files: Arc<Files>,
    desk: Desk,
    domain: String,
    place: Place,
    under_way: HashMap<String, AbortHandle>,
    rests: HashMap<String, Rest>,
    done: (mpsc::UnboundedSender<Done>, mpsc::UnboundedReceiver<Done>),
}

struct Done {
    origin_id: String,
    outcome: Result<(), Failure>,
}

/// Runs until the account is closed.
pub async fn run(shared: Arc<Shared>, store: Store, files: Arc<Files>, desk: Desk, domain: String) {
    let mut changes = store.subscribe();
    let mut online = shared.online();
    let mut carrier = Carrier {
        shared: Arc::downgrade(&shared),
        store,
        files,
        desk,
        domain,
        place: Place::Unknown(Rest::default()),
        under_way: HashMap::new(),
        rests: HashMap::new(),
        done: mpsc::unbounded_channel(),
    };
    drop(shared);
    loop {
        let next = carrier.next_try();
        tokio::select! {
            biased;
            changed = online.changed() => match changed {
                Ok(()) => carrier.begin_anew(),
                Err(_) => return,
            },
            heard = changes.recv() => match heard {
                Ok(changes) if !changes.iter().any(|change| matches!(change, Change::Outbox | Change::MessageGone { .. })) => continue,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            Some(done) = carrier.done.1.recv() => carrier.settle(done).await,
            () = tokio::time::sleep_until(next.unwrap_or_else(Instant::now)), if next.is_some() && *online.borrow() => {}
        }
        if *online.borrow() {
            carrier.carry().await;
        }
    }
}

impl Carrier {
    /// The connection came or went: what was known of the last one says nothing of the next.
    fn begin_anew(&mut self) {
        self.place = Place::Unknown(Rest::default());
        self.rests.clear();
    }

    /// When something rests no longer.
    fn next_try(&self) -> Option<Instant> {
        let search = match &self.place {
            Place::Unknown(rest) => rest.until,
            _ => None,
        };
        self.rests.values().filter_map(|rest| rest.until).chain(search).min()
    }

    /// Starts what can be started; lets go of what is not wanted any more.
    async fn carry(&mut self) {
        self.search().await;
        let Ok(outbox) = self.store.outbox() else { return };
        self.under_way.retain(|origin_id, handle| {
            let wanted = outbox.iter().any(|entry| entry.origin_id == *origin_id && entry.staged.is_some());
            if !wanted {
                handle.abort();
            }
            wanted
        });
        self.rests.retain(|origin_id, _| outbox.iter().any(|entry| entry.origin_id == *origin_id));
        for rest in self.rests.values_mut() {
            rest.until = rest.until.filter(|until| *until > Instant::now());
        }
        for entry in outbox {
            if self.under_way.len() >= AT_ONCE {
                break;
            }
            let rests = self.rests.get(&entry.origin_id).is_some_and(|rest| rest.until.is_some());
            if entry.staged.is_some() && !rests && !self.under_way.contains_key(&entry.origin_id) {
                self.start(entry).await;
            }
        }
    }

    /// Looks for the service where it is not known; what the page knows of it stays until there is an answer.
    async fn search(&mut self) {
        let Place::Unknown(rest) = &mut self.place else { return };
        if rest.until.is_some_and(|until| until > Instant::now()) {
            return;
        }
        let found = match Service::find(&self.desk, &self.domain).await {
            Ok(found) => found,
            Err(trouble) => {
                rest.again();
                if trouble == Trouble::Offline || rest.tries < MOST_TRIES {
                    return;
                }
                None
            }
        };
        if let Some(shared) = self.shared.upgrade() {
            let row = found.as_ref().map(Service::row);
            shared.change(|app| app.upload = row);
        }
        if let Some(service) = &found
            && let Err(Failure::Cut) = self.ask_for_the_place(service).await
            && let Place::Unknown(rest) = &mut self.place
        {
            rest.again();
            if rest.tries < MOST_TRIES {
                return;
            }
        }
        self.place = found.map_or(Place::Nowhere, Place::At);
    }

    /// Nobody has sent a file from here yet: a slot for a picture, which is not used, says where pictures lie.
    async fn ask_for_the_place(&self, service: &Service) -> Result<(), Failure> {
        let Some(shared) = self.shared.upgrade().filter(|_| self.files.knows_no_place()) else { return Ok(()) };
        let request = Request { name: "a.png".to_owned(), size: 1, media_type: Some("image/png".to_owned()) };
        let slot = service.slot(&self.desk, &request, plain(&shared)).await?;
        learn(&self.files, &self.store, &slot).await;
        Ok(())
    }

    async fn start(&mut self, entry: OutboxEntry) {
        let (Some(shared), Content::Text(text)) = (self.shared.upgrade(), &entry.content) else { return };
        let (Some(file), Some(staged)) = (&text.file, &entry.staged) else { return };
        let origin_id = entry.origin_id.clone();
        let verdict = match &self.place {
            Place::Unknown(_) => return,
            Place::Nowhere => Err(Code::NotOffered),
            Place::At(service) if service.terms.max_file_size.is_some_and(|most| file.size.is_some_and(|size| size > most)) => {
                Err(Code::FileTooLarge)
            }
            Place::At(service) if !service.terms.takes(&file.mime) => Err(Code::FileTypeRefused),
            Place::At(service) => Ok(service.clone()),
        };
        let service = match verdict {
            Ok(service) => service,
            Err(code) => return self.refuse(origin_id, code, None).await,
        };
        let load = Load {
            message: entry.message,
            origin_id: origin_id.clone(),
            name: super::name::safe(&file.name),
            mime: file.mime.clone(),
            staged: staged.clone(),
            service,
            files: Arc::clone(&self.files),
            desk: self.desk.clone(),
            store: self.store.clone(),
            shared,
        };
        let done = self.done.0.clone();
        let task = tokio::spawn(async move {
            let origin_id = load.origin_id.clone();
            let outcome = load.bring().await;
            done.send(Done { origin_id, outcome }).ok();
        });
        self.under_way.insert(origin_id, task.abort_handle());
    }

    /// What follows from an ended transfer.
    async fn settle(&mut self, done: Done) {
        self.under_way.remove(&done.origin_id);
        let (code, retry_at) = match done.outcome {
            Ok(()) => {
                self.rests.remove(&done.origin_id);
                return;
            }
            Err(Failure::Refused(code)) => (code, None),
            Err(Failure::Full(until)) => (Code::QuotaReached, Some(until)),
            Err(Failure::Cut) => {
                let rest = self.rests.entry(done.origin_id.clone()).or_default();
                rest.again();
                let connected = self.shared.upgrade().is_some_and(|shared| *shared.online().borrow());
                if !connected || rest.tries < MOST_TRIES {
                    return;
                }
                (Code::HostUnreachable, None)
            }
        };
        self.refuse(done.origin_id, code, retry_at).await;
    }

    async fn refuse(&mut self, origin_id: String, code: Code, retry_at: Option<Millis>) {
        self.rests.remove(&origin_id);
        let Some(at) = self.shared.upgrade().map(|shared| shared.clock.now_ms()) else { return };
        let fact = Fact::UploadRefused { origin_id, code: crate::codes::name(code), at, retry_at };
        if let Err(error) = self.store.apply(vec![fact]).await {
            tracing::warn!(%error, "a refused file cannot be written down");
        }
    }
}

/// Without TLS only where the stream has none either: on this very computer.
fn plain(shared: &Shared) -> Plain {
    let local = shared.intranet().is_some_and(|intranet| session::address::is_loopback(&intranet.websocket));
    if local { Plain::Loopback } else { Plain::Refused }
}

/// Where the own server keeps files is known from now on, over restarts.
async fn learn(files: &Files, store: &Store, slot: &Slot) {
    let Some(places) = files.learn_place(&slot.get) else { return };
    let fact = Fact::Kept { key: kept::FILE_PLACES.to_owned(), value: Some(places) };
    if let Err(error) = store.apply(vec![fact]).await {
        tracing::warn!(%error, "where files lie cannot be kept");
    }
}

/// One file on its way.
struct Load {
    message: i64,
    origin_id: String,
    name: String,
    mime: String,
    staged: String,
    service: Service,
    files: Arc<Files>,
    desk: Desk,
    store: Store,
    shared: Arc<Shared>,
}

impl Load {
    async fn bring(self) -> Result<(), Failure> {
        let path = self.files.path(&self.staged).filter(|path| path.exists()).ok_or(Failure::Refused(Code::NotFound))?;
        let size = std::fs::metadata(&path).map_err(|_| Failure::Refused(Code::NotFound))?.len();
        let request = Request { name: self.name.clone(), size, media_type: Some(self.mime.clone()) };
        let slot = self.service.slot(&self.desk, &request, plain(&self.shared)).await?;
        learn(&self.files, &self.store, &slot).await;
        let put_url = Url::parse(&slot.put).map_err(|_| Failure::Refused(Code::Protocol))?;
        let net = self.shared.ground.net().await.map_err(|_| Failure::Cut)?;
        let client = net.files(&put_url, Whose::Own).map_err(|_| Failure::Refused(Code::UrlInsecure))?;
        let (shared, files, message) = (Arc::clone(&self.shared), Arc::clone(&self.files), self.message);
        let progress = move |percent| {
            if files.set_transfer(message, Some(Transfer::Up { percent })) {
                shared.file_moved(message);
            }
        };
        let outcome = put(client, &slot, &path, &self.mime, progress).await;
        self.files.set_transfer(self.message, None);
        match outcome {
            Ok(()) => self.arrived(&slot).await,
            Err(Code::HostUnreachable | Code::FileExpired) => Err(Failure::Cut),
            Err(code) => Err(Failure::Refused(code)),
        }
    }

    /// The file is there: the message may go, and the copy stays as what was fetched would.
    async fn arrived(&self, slot: &Slot) -> Result<(), Failure> {
        let kept = self.files.path(&self.staged).and_then(|path| self.files.keep(&path, &slot.get).ok());
        let facts = vec![
            Fact::Uploaded { origin_id: self.origin_id.clone(), url: slot.get.clone() },
            Fact::FileKept { message: self.message, path: kept },
        ];
        self.store.apply(facts).await.map(|_| ()).map_err(|error| {
            tracing::warn!(%error, "an uploaded file cannot be written down");
            Failure::Cut
        })
    }
}
