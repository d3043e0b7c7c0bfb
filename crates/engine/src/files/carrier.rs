//! Carries files to the server: finds where it takes them, and puts what waits in the outbox (XEP-0363).
//!
//! Invariant: the store says what is to be carried, so a restart goes on where the last run stopped; a message leaves only
//! after its file arrived (the store holds it back). Two files at a time, each conversation's in the order of writing.

use super::{Files, Transfer, put};
use crate::{
    actor::{Desk, Trouble},
    shared::Shared,
};
use api::{Code, rows::UploadRow};
use session::files::Whose;
use std::{
    collections::HashMap,
    sync::{Arc, Weak},
};
use store::{Change, Content, Fact, OutboxEntry, Store};
use tokio::{
    sync::{broadcast::error::RecvError, mpsc},
    task::AbortHandle,
    time::Duration,
};
use url::Url;
use wire::{
    ns,
    payload::{
        disco,
        upload::{Plain, Request, Slot, Terms},
    },
};

const AT_ONCE: usize = 2;
/// Services of a server that are asked what they are.
const MOST_SERVICES: usize = 20;
/// Until a file is tried again whose way was cut; doubled with each try.
const AGAIN: Duration = Duration::from_secs(2);
const AGAIN_MOST: Duration = Duration::from_secs(60);
/// Tries with a way that is there and a server that answers, before a person is told.
const MOST_TRIES: u32 = 4;

/// Where files are put, and what the service says of them.
#[derive(Debug, Clone)]
struct Service {
    address: String,
    terms: Terms,
}

struct Carrier {
    shared: Weak<Shared>,
    store: Store,
    files: Arc<Files>,
    desk: Desk,
    domain: String,
    service: Option<Service>,
    under_way: HashMap<String, AbortHandle>,
    tries: HashMap<String, u32>,
    done: (mpsc::UnboundedSender<Done>, mpsc::UnboundedReceiver<Done>),
}

struct Done {
    origin_id: String,
    outcome: Result<(), Failure>,
}

enum Failure {
    /// The way was cut, or we are not connected: again later.
    Cut,
    Refused(Code),
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
        service: None,
        under_way: HashMap::new(),
        tries: HashMap::new(),
        done: mpsc::unbounded_channel(),
    };
    drop(shared);
    carrier.sweep();
    let mut again: Option<Duration> = None;
    loop {
        let connected = *online.borrow_and_update();
        if !connected {
            carrier.forget_service();
        }
        tokio::select! {
            biased;
            changed = online.changed() => if changed.is_err() { return },
            heard = changes.recv() => match heard {
                Ok(changes) if !changes.iter().any(|change| matches!(change, Change::Outbox | Change::MessageGone { .. })) => continue,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            Some(done) = carrier.done.1.recv() => again = carrier.settle(done).await,
            () = tokio::time::sleep(again.unwrap_or(Duration::MAX)), if again.is_some() => again = None,
        }
        if *online.borrow() && again.is_none() {
            carrier.carry().await;
        }
    }
}

impl Carrier {
    /// Copies that nothing waits for are removed: nobody composes anything at this moment.
    fn sweep(&self) {
        let Ok(outbox) = self.store.outbox() else { return };
        let waiting: Vec<String> = outbox.into_iter().filter_map(|entry| entry.staged).collect();
        self.files.sweep_staged(&waiting);
    }

    fn forget_service(&mut self) {
        self.service = None;
    }

    /// Starts what can be started; lets go of what is not wanted any more.
    async fn carry(&mut self) {
        if self.service.is_none() {
            self.service = self.find().await;
            if let Some(shared) = self.shared.upgrade() {
                let row = self.service.as_ref().map(|service| row(&service.terms));
                shared.change(|app| app.upload = row);
            }
        }
        let Ok(outbox) = self.store.outbox() else { return };
        self.under_way.retain(|origin_id, handle| {
            let wanted = outbox.iter().any(|entry| entry.origin_id == *origin_id && entry.staged.is_some());
            if !wanted {
                handle.abort();
            }
            wanted
        });
        for entry in outbox {
            if self.under_way.len() >= AT_ONCE {
                break;
            }
            if entry.staged.is_some() && !self.under_way.contains_key(&entry.origin_id) {
                self.start(entry).await;
            }
        }
    }

    /// The service that takes files (§Discovering support).
    async fn find(&self) -> Option<Service> {
        let items = self.desk.get(Some(&self.domain), disco::items_request(None)).await.ok()?;
        let items = wire::stanza::child(&items, "query", ns::DISCO_ITEMS).and_then(disco::read_items).unwrap_or_default();
        let mut addresses: Vec<String> = items.into_iter().map(|item| item.jid).collect();
        addresses.truncate(MOST_SERVICES);
        addresses.insert(0, self.domain.clone());
        for address in addresses {
            let Ok(answer) = self.desk.get(Some(&address), disco::info_request(None)).await else { continue };
            let info = wire::stanza::child(&answer, "query", ns::DISCO_INFO).and_then(disco::Info::from_element);
            if let Some(terms) = info.as_ref().and_then(Terms::from_info) {
                return Some(Service { address, terms });
            }
        }
        None
    }

    async fn start(&mut self, entry: OutboxEntry) {
        let (Some(shared), Content::Text(text)) = (self.shared.upgrade(), &entry.content) else { return };
        let (Some(file), Some(staged)) = (&text.file, &entry.staged) else { return };
        let origin_id = entry.origin_id.clone();
        let refusal = match &self.service {
            None => Some(Code::NotOffered),
            Some(service) if service.terms.max_file_size.is_some_and(|most| file.size.is_some_and(|size| size > most)) => {
                Some(Code::FileTooLarge)
            }
            Some(service) if !service.terms.takes(&file.mime) => Some(Code::FileTypeRefused),
            Some(_) => None,
        };
        if let Some(code) = refusal {
            self.refuse(origin_id, code).await;
            return;
        }
        let Some(service) = self.service.clone() else { return };
        let load = Load {
            message: entry.message,
            origin_id: origin_id.clone(),
            name: super::name::safe(&file.name),
            mime: file.mime.clone(),
            staged: staged.clone(),
            service: service.address,
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

    /// What follows from an ended transfer; how long to wait before the next.
    async fn settle(&mut self, done: Done) -> Option<Duration> {
        self.under_way.remove(&done.origin_id);
        let code = match done.outcome {
            Ok(()) => {
                self.tries.remove(&done.origin_id);
                return None;
            }
            Err(Failure::Refused(code)) => code,
            Err(Failure::Cut) => {
                let tries = self.tries.entry(done.origin_id.clone()).or_default();
                *tries += 1;
                let connected = self.shared.upgrade().is_some_and(|shared| *shared.online().borrow());
                if !connected || *tries < MOST_TRIES {
                    return Some(AGAIN.saturating_mul(1 << (*tries).min(5)).min(AGAIN_MOST));
                }
                Code::HostUnreachable
            }
        };
        self.refuse(done.origin_id, code).await;
        None
    }

    async fn refuse(&mut self, origin_id: String, code: Code) {
        self.tries.remove(&origin_id);
        let fact = Fact::UploadRefused { origin_id, code: crate::codes::name(code) };
        if let Err(error) = self.store.apply(vec![fact]).await {
            tracing::warn!(%error, "a refused file cannot be written down");
        }
    }
}

/// One file on its way.
struct Load {
    message: i64,
    origin_id: String,
    name: String,
    mime: String,
    staged: String,
    service: String,
    files: Arc<Files>,
    desk: Desk,
    store: Store,
    shared: Arc<Shared>,
}

impl Load {
    async fn bring(self) -> Result<(), Failure> {
        let path = self.files.path(&self.staged).filter(|path| path.exists()).ok_or(Failure::Refused(Code::NotFound))?;
        let slot = self.slot(&path).await?;
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

    async fn slot(&self, path: &std::path::Path) -> Result<Slot, Failure> {
        let size = std::fs::metadata(path).map_err(|_| Failure::Refused(Code::NotFound))?.len();
        let request = Request { name: self.name.clone(), size, media_type: Some(self.mime.clone()) };
        let answer = self.desk.get(Some(&self.service), request.to_element()).await.map_err(|trouble| match trouble {
            Trouble::Offline => Failure::Cut,
            Trouble::Refused(refused) => Failure::Refused(match (refused.condition.as_str(), refused.detail.as_deref()) {
                (_, Some("type-not-taken")) => Code::FileTypeRefused,
                (_, Some("file-too-large")) | ("not-acceptable", _) => Code::FileTooLarge,
                ("resource-constraint", _) => Code::QuotaReached,
                ("not-allowed" | "forbidden", _) => Code::NotAllowed,
                _ => Code::Refused,
            }),
        })?;
        // Without TLS only where the stream has none either: on this very computer.
        let local = self.shared.intranet().is_some_and(|intranet| session::address::is_loopback(&intranet.websocket));
        let plain = if local { Plain::Loopback } else { Plain::Refused };
        let slot = wire::stanza::child(&answer, "slot", ns::UPLOAD).and_then(|slot| Slot::from_element(slot, plain));
        slot.ok_or(Failure::Refused(Code::Protocol))
    }

    /// The file is there: the message may go, and the copy stays as what was fetched would.
    async fn arrived(&self, slot: &Slot) -> Result<(), Failure> {
        if let Some(host) = Url::parse(&slot.get).ok().and_then(|url| url.host_str().map(str::to_owned)) {
            self.files.trust_host(&host);
        }
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

fn row(terms: &Terms) -> UploadRow {
    UploadRow { max_size: terms.max_file_size, types: terms.types.clone(), expiry_days: terms.expiry_days.filter(|days| *days > 0) }
}
