//! The open views and the thread they live on: notes in, at most one batch of patches a frame out.
//!
//! Invariant: reading the store for a view never holds up the network or a command. What a person did to a view
//! (open, scroll, filter) is answered at once; what commits did is gathered for up to [`FRAME`].

use super::{
    Arrival, Live, Scene, alerts, contacts, conversations,
    directory::{Directory, Employee, State},
    faces::{self, Faces},
    header, notifications, single, timeline,
};
use crate::{codes, state::AppState};
use api::{Anchor, Update, View, ViewId};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    time::{Duration, Instant},
};
use store::{Change, Fact, PersonRecord, Store, StoreError};
use tokio::sync::oneshot;

/// The least time between two batches for one view.
const FRAME: Duration = Duration::from_millis(16);
/// How long a view waits to read again after the store could not be read.
const PAUSE: Duration = Duration::from_millis(500);
/// Nests groups where the account says nothing else (XEP-0083).
pub const DELIMITER: &str = "::";

type Sink = Box<dyn Fn(Update) + Send>;
type Answer = oneshot::Sender<Result<(), api::Error>>;

/// What a view would like to have from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Someone is looked at: their card, if it is not known.
    Card { address: String },
    /// The window stands at the top of what is known of this conversation.
    Older { conversation: String },
}

enum Note {
    Open {
        view: ViewId,
        what: View,
        sink: Sink,
        done: Answer,
    },
    Close(ViewId),
    Move {
        view: ViewId,
        how: Move,
        done: Answer,
    },
    Changes {
        epoch: u64,
        changes: Arc<[Change]>,
    },
    /// Changes were missed: everything is read again.
    Lagged {
        epoch: u64,
    },
    App(Arc<AppState>),
    Account {
        epoch: u64,
        store: Option<Store>,
    },
    Arrived(Vec<Arrival>),
    Stop(oneshot::Sender<()>),
}

/// What a reader does to the window of a view.
#[derive(Debug, Clone)]
pub enum Move {
    Older,
    Newer,
    Jump(Anchor),
    Filter(String),
}

/// A handle to the thread of the open views.
#[derive(Clone)]
pub struct Board {
    notes: Sender<Note>,
}

impl Board {
    /// `wish` is called on the views' thread.
    pub fn start(app: AppState, wish: impl Fn(Wish) + Send + 'static) -> Self {
        let (notes, inbox) = channel();
        let mut desk = Desk { views: BTreeMap::new(), world: World::new(app), wish: Box::new(wish), flushed: Instant::now() };
        if let Err(error) = std::thread::Builder::new().name("views".to_owned()).spawn(move || desk.run(&inbox)) {
            // Nothing can be shown then: every view that is opened answers so.
            tracing::error!(%error, "the thread of the views cannot be started");
        }
        Self { notes }
    }

    fn post(&self, note: Note) {
        // The thread ends only with the engine; what is posted after that is meant for nobody.
        self.notes.send(note).ok();
    }

    /// Answers once the first `Reset` was given to the sink.
    pub async fn open(&self, view: ViewId, what: View, sink: impl Fn(Update) + Send + 'static) -> Result<(), api::Error> {
        let (done, answer) = oneshot::channel();
        self.post(Note::Open { view, what, sink: Box::new(sink), done });
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    pub fn close(&self, view: ViewId) {
        self.post(Note::Close(view));
    }

    pub async fn go(&self, view: ViewId, how: Move) -> Result<(), api::Error> {
        let (done, answer) = oneshot::channel();
        self.post(Note::Move { view, how, done });
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    pub fn app(&self, app: Arc<AppState>) {
        self.post(Note::App(app));
    }

    /// From here on the views show this account; changes of other epochs are not listened to.
    pub fn account(&self, epoch: u64, store: Option<Store>) {
        self.post(Note::Account { epoch, store });
    }

    pub fn changes(&self, epoch: u64, changes: Arc<[Change]>) {
        self.post(Note::Changes { epoch, changes });
    }

    pub fn lagged(&self, epoch: u64) {
        self.post(Note::Lagged { epoch });
    }

    pub fn arrived(&self, arrivals: Vec<Arrival>) {
        self.post(Note::Arrived(arrivals));
    }

    /// Answers when no sink will be called any more and the store is let go.
    pub async fn stop(&self) {
        let (done, answer) = oneshot::channel();
        self.post(Note::Stop(done));
        answer.await.ok();
    }
}

fn gone() -> api::Error {
    api::Error::new(api::Code::NotFound, "the view is not open")
}

struct Open {
    live: Box<dyn Live>,
    sink: Sink,
    /// Something it shows may have changed.
    due: bool,
}

/// What the views are made from.
struct World {
    app: Arc<AppState>,
    epoch: u64,
    store: Option<Store>,
    directory: Option<Directory>,
    /// The directory has to be read again as a whole.
    directory_stale: bool,
    folded: HashSet<String>,
    unread: HashMap<String, u32>,
    unread_stale: bool,
    faces: Faces,
    alerts: alerts::Book,
}

struct Desk {
    views: BTreeMap<ViewId, Open>,
    world: World,
    wish: Box<dyn Fn(Wish) + Send>,
    flushed: Instant,
}

impl Desk {
    fn run(&mut self, inbox: &Receiver<Note>) {
        loop {
            let due = self.views.values().any(|open| open.due);
            let note = if due {
                match inbox.recv_timeout(FRAME.saturating_sub(self.flushed.elapsed())) {
                    Ok(note) => Some(note),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            } else {
                match inbox.recv() {
                    Ok(note) => Some(note),
                    Err(_) => return,
                }
            };
            match note {
                Some(Note::Stop(done)) => {
                    self.views.clear();
                    self.world.leave();
                    done.send(()).ok();
                    return;
                }
                Some(note) => self.take(note),
                None => {}
            }
            if self.flushed.elapsed() >= FRAME && self.views.values().any(|open| open.due) {
                self.flush();
            }
        }
    }

    fn take(&mut self, note: Note) {
        match note {
            Note::Open { view, what, sink, done } => {
                self.views.insert(view, Open { live: live(what), sink, due: true });
                self.world.prepare(self.views.values().any(|open| open.live.needs_directory()));
                done.send(self.refresh(view)).ok();
            }
            Note::Close(view) => {
                if let Some(open) = self.views.remove(&view) {
                    self.world.viewed(open.live.left_behind());
                }
                self.world.prepare(self.views.values().any(|open| open.live.needs_directory()));
            }
            Note::Move { view, how, done } => {
                let scene = self.world.scene();
                let answer = match self.views.get_mut(&view) {
                    Some(open) => {
                        match how {
                            Move::Older => open.live.older(&scene),
                            Move::Newer => open.live.newer(&scene),
                            Move::Jump(anchor) => open.live.jump(&anchor, &scene),
                            Move::Filter(text) => open.live.filter(&text),
                        }
                        self.refresh(view)
                    }
                    None => Err(gone()),
                };
                done.send(answer).ok();
            }
            Note::Changes { epoch, changes } if epoch == self.world.epoch => self.changed(&changes),
            Note::Lagged { epoch } if epoch == self.world.epoch => self.start_over(),
            Note::Changes { .. } | Note::Lagged { .. } => {}
            Note::App(app) => {
                let before = std::mem::replace(&mut self.world.app, Arc::clone(&app));
                if let Some(front) = &app.front {
                    self.world.alerts.withdraw(front);
                }
                for open in self.views.values_mut() {
                    open.due |= open.live.note_app(&before, &app);
                }
            }
            Note::Account { epoch, store } => {
                self.world.leave();
                self.world.epoch = epoch;
                self.world.store = store;
                self.start_over();
            }
            Note::Arrived(arrivals) => {
                let app = Arc::clone(&self.world.app);
                for arrival in arrivals {
                    self.world.alerts.note(arrival, &app);
                }
                // Alerts look again at every change of a conversation; this is such a change.
                let change = Change::Notifications;
                for open in self.views.values_mut() {
                    open.due |= open.live.note(&change);
                }
            }
            Note::Stop(_) => {}
        }
    }

    fn start_over(&mut self) {
        self.world.read_again();
        self.world.prepare(self.views.values().any(|open| open.live.needs_directory()));
        for open in self.views.values_mut() {
            open.live.forget();
            open.due = true;
        }
    }

    fn changed(&mut self, changes: &[Change]) {
        let mut lines = false;
        for change in changes {
            lines |= self.world.changed(change);
            for open in self.views.values_mut() {
                open.due |= open.live.note(change);
            }
        }
        if lines {
            for open in self.views.values_mut() {
                open.live.lines_changed();
            }
        }
    }

    /// Everything that is due, then time for the next frame.
    fn flush(&mut self) {
        self.world.settle();
        let due: Vec<ViewId> = self.views.iter().filter(|(_, open)| open.due).map(|(view, _)| *view).collect();
        let mut failed = false;
        for view in due {
            failed |= self.refresh(view).is_err();
        }
        self.flushed = Instant::now() + if failed { PAUSE } else { Duration::ZERO };
    }

    /// Brings one view up to date.
    fn refresh(&mut self, view: ViewId) -> Result<(), api::Error> {
        self.world.settle();
        let scene = self.world.scene();
        let Some(open) = self.views.get_mut(&view) else { return Err(gone()) };
        let patches = open.live.refresh(&scene).map_err(|error| {
            tracing::warn!(%error, "a view cannot be read");
            codes::store(&error)
        })?;
        open.due = false;
        if let Some(patches) = patches {
            (open.sink)(Update { view, patches });
        }
        if let Some(wish) = open.live.wish(&scene) {
            (self.wish)(wish);
        }
        Ok(())
    }
}

fn live(what: View) -> Box<dyn Live> {
    match what {
        View::Session => Box::new(single::Session::default()),
        View::Unread => Box::new(single::Unread::default()),
        View::Contacts { filter } => Box::new(contacts::Contacts::new(&filter)),
        View::Conversations => Box::new(conversations::Conversations::default()),
        View::Conversation { conversation } => Box::new(header::Header::new(conversation)),
        View::Timeline { conversation } => Box::new(timeline::Timeline::new(conversation)),
        View::Notifications => Box::new(notifications::Notifications::default()),
        View::Alerts => Box::new(alerts::Alerts::default()),
        View::Settings => Box::new(single::Settings::default()),
        View::Update => Box::new(single::Update::default()),
    }
}

impl World {
    fn new(app: AppState) -> Self {
        Self {
            app: Arc::new(app),
            epoch: 0,
            store: None,
            directory: None,
            directory_stale: false,
            folded: HashSet::new(),
            unread: HashMap::new(),
            unread_stale: false,
            faces: Faces::default(),
            alerts: alerts::Book::default(),
        }
    }

    fn scene(&self) -> Scene<'_> {
        Scene {
            app: &self.app,
            store: self.store.as_ref(),
            directory: self.directory.as_ref(),
            folded: &self.folded,
            unread: &self.unread,
            faces: &self.faces,
            alerts: &self.alerts,
        }
    }

    fn leave(&mut self) {
        self.store = None;
        self.directory = None;
        self.alerts.clear();
        self.read_again();
    }

    fn read_again(&mut self) {
        self.faces.forget_all();
        self.directory_stale = true;
        self.folded = self.store.as_ref().and_then(|store| store.folded().ok()).unwrap_or_default().into_iter().collect();
        self.count_unread();
    }

    fn count_unread(&mut self) {
        let unread = self.store.as_ref().and_then(|store| store.unread().ok()).unwrap_or_default();
        self.unread_stale = false;
        self.unread = unread.conversations.into_iter().map(|entry| (entry.conversation, entry.count)).collect();
    }

    /// The directory costs memory: it is there only while a contacts view is.
    fn prepare(&mut self, directory_needed: bool) {
        if !directory_needed {
            self.directory = None;
        } else if self.directory.is_none() {
            self.directory_stale = true;
        }
        self.directory_wanted(directory_needed);
    }

    fn directory_wanted(&mut self, wanted: bool) {
        if !(wanted && self.directory_stale) {
            return;
        }
        let Some(store) = &self.store else { return };
        let people = match store.people() {
            Ok(people) => people,
            Err(error) => {
                tracing::warn!(%error, "the contact list cannot be read");
                return;
            }
        };
        let delimiter = store.group_delimiter().ok().flatten().unwrap_or_else(|| DELIMITER.to_owned());
        let people = people.into_iter().map(|record| employee(record, store)).collect();
        self.directory = Some(Directory::new(people, &delimiter));
        self.directory_stale = false;
        self.count_unread();
    }

    /// Takes one change. True where lines of the directory may come, go or move.
    fn changed(&mut self, change: &Change) -> bool {
        match change {
            Change::Contacts => {
                self.faces.forget_all();
                self.directory_stale = true;
                true
            }
            Change::Person { address } => {
                self.faces.forget(address);
                let (Some(store), Some(directory)) = (&self.store, &mut self.directory) else { return false };
                match store.person(address) {
                    Ok(Some(record)) if record.listed => directory.put(employee(record, store)),
                    Ok(_) => directory.remove(address),
                    Err(_) => {
                        self.directory_stale = true;
                        true
                    }
                }
            }
            Change::Presence { address } => {
                let (Some(store), Some(directory)) = (&self.store, &mut self.directory) else { return false };
                let presence = store.presence(address);
                let availability = super::availability(presence.show, self.faces.get(address, Some(store)).awaiting);
                directory.set_state(address, State { availability, status: presence.status })
            }
            Change::Fold => {
                self.folded = self.store.as_ref().and_then(|store| store.folded().ok()).unwrap_or_default().into_iter().collect();
                true
            }
            Change::Conversation { .. } => {
                self.unread_stale = true;
                false
            }
            _ => false,
        }
    }

    /// Before views are read: what they are made from is brought up to date.
    fn settle(&mut self) {
        if self.directory.is_some() {
            self.directory_wanted(true);
            if self.unread_stale {
                self.count_unread();
            }
        }
        if let Some(store) = &self.store
            && let Err(error) = self.alerts.prune(store)
        {
            tracing::warn!(%error, "unread messages cannot be read");
        }
    }

    fn viewed(&self, ids: Vec<String>) {
        let Some(store) = self.store.as_ref().filter(|_| !ids.is_empty()) else { return };
        let facts = ids.into_iter().map(|id| Fact::NotificationViewed { id }).collect();
        if let Err(error) = store.apply_blocking(facts) {
            log_refused(&error);
        }
    }
}

fn log_refused(error: &StoreError) {
    tracing::warn!(%error, "viewed notifications cannot be written down");
}

fn employee(record: PersonRecord, store: &Store) -> Employee {
    let presence = store.presence(&record.address);
    let availability = super::availability(presence.show, faces::awaiting(&record));
    Employee {
        name: faces::name(&record, &record.address),
        groups: record.groups,
        title: record.card.title.unwrap_or_default(),
        avatar: record.avatar,
        state: State { availability, status: presence.status },
        address: record.address,
    }
}
