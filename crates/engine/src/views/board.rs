//! The open views and the thread they live on: notes in, at most one batch of patches a frame out.
//!
//! Invariant: reading the store for a view never holds up the network or a command. What a person did to a view
//! (open, scroll, filter) is answered at once; what commits did is gathered for up to [`FRAME`]. A search of messages
//! comes after whatever else was asked by then, and what was typed meanwhile takes its place.

use super::{
    Arrival, Live, live,
    world::{Lines, World},
};
use crate::{codes, files::Files, stage::Ground, state::AppState};
use api::{Anchor, Update, View, ViewId};
use std::{collections::BTreeMap, sync::Arc};
use store::{Change, Store};
use tokio::{
    sync::{
        mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
        oneshot,
    },
    time::{Duration, Instant, timeout_at},
};
use wire::time::Clock;

/// The least time between two batches for one view.
const FRAME: Duration = Duration::from_millis(16);
/// How long a view waits to read again after the store could not be read.
const PAUSE: Duration = Duration::from_millis(500);

/// A view that waits for a time looks at the clock at least so often.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

type Sink = Box<dyn Fn(Update) + Send>;
type Answer = oneshot::Sender<Result<(), api::Error>>;

/// What a view would like to have from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Someone is looked at: their card, if it is not known.
    Card { address: String },
    /// The window stands at the top of what is known of this conversation.
    Older { conversation: String },
    /// Pictures in the window that are on the own server and not here.
    Pictures { messages: Vec<i64> },
    /// A room is looked at: what it is like, who belongs to it.
    Room { room: String },
    /// The rooms anyone may join.
    PublicRooms,
    /// What these of them say of themselves.
    PublicRoomInfo { rooms: Vec<String> },
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
        files: Option<Arc<Files>>,
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
    notes: UnboundedSender<Note>,
}

impl Board {
    /// `wish` is called on the views' thread.
    pub fn start(ground: &Ground, app: AppState, clock: Arc<dyn Clock>, wish: impl Fn(Wish) + Send + 'static) -> Self {
        let (notes, inbox) = unbounded_channel();
        let mut desk =
            Desk { views: BTreeMap::new(), world: World::new(app, clock), wish: Box::new(wish), flushed: Instant::now() };
        ground.show(Box::pin(async move { desk.run(inbox).await }));
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
    pub fn account(&self, epoch: u64, store: Option<Store>, files: Option<Arc<Files>>) {
        self.post(Note::Account { epoch, store, files });
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
    /// Who waits for the next time it is read.
    waiting: Vec<Answer>,
    /// Since when.
    since: Instant,
}

impl Open {
    fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// To be read in the next frame. What waits for everything else does so for a frame, not for ever.
    fn is_ripe(&self) -> bool {
        self.due && (!self.waits() || self.since.elapsed() >= FRAME)
    }
}

struct Desk {
    views: BTreeMap<ViewId, Open>,
    world: World,
    wish: Box<dyn Fn(Wish) + Send>,
    flushed: Instant,
}

impl Desk {
    async fn run(&mut self, mut inbox: UnboundedReceiver<Note>) {
        loop {
            let waits = self.views.iter().find(|(_, open)| open.waits()).map(|(view, _)| *view);
            let ready = if waits.is_some() { inbox.try_recv().ok() } else { None };
            if let (Some(view), None) = (waits, &ready) {
                self.world.settle();
                self.refresh(view).ok();
                continue;
            }
            let due = self.views.values().any(|open| open.due);
            let wake = if due { Some(self.flushed + FRAME) } else { self.next_end() };
            let note = match wake {
                _ if ready.is_some() => ready,
                Some(wake) => match timeout_at(wake, inbox.recv()).await {
                    Ok(Some(note)) => Some(note),
                    Ok(None) => return,
                    Err(_) => None,
                },
                None => match inbox.recv().await {
                    Some(note) => Some(note),
                    None => return,
                },
            };
            match note {
                Some(Note::Stop(done)) => {
                    self.views.clear();
                    self.world.leave();
                    done.send(()).ok();
                    return;
                }
                Some(note) => self.take(note).await,
                None => self.end(),
            }
            if self.flushed.elapsed() >= FRAME && self.views.values().any(Open::is_ripe) {
                self.flush();
            }
        }
    }

    /// When a view has to look again though nothing happened: a mute ends. The clock may be set meanwhile, so it is
    /// looked at again after a while.
    fn next_end(&self) -> Option<Instant> {
        let left = self.views.values().filter_map(|open| open.live.ends()).min()?.saturating_sub(self.world.now());
        let left = Duration::from_millis(u64::try_from(left).unwrap_or(0));
        Some(Instant::now() + left.clamp(FRAME, LONGEST_WAIT))
    }

    fn end(&mut self) {
        let now = self.world.now();
        for open in self.views.values_mut() {
            if open.live.ends().is_some_and(|end| end <= now) {
                self.world.unread_may_differ();
                open.due = true;
            }
        }
    }

    async fn take(&mut self, note: Note) {
        match note {
            Note::Open { view, what, sink, done } => {
                let live = match live(what) {
                    Ok(live) => live,
                    Err(error) => {
                        done.send(Err(error)).ok();
                        return;
                    }
                };
                self.views.insert(view, Open { live, sink, due: true, waiting: Vec::new(), since: Instant::now() });
                self.world.prepare(self.views.values().any(|open| open.live.needs_directory()));
                self.world.settle();
                self.answer(view, done);
            }
            Note::Close(view) => {
                self.views.remove(&view);
                self.world.prepare(self.views.values().any(|open| open.live.needs_directory()));
            }
            Note::Move { view, how, done } => {
                self.world.settle();
                let scene = self.world.scene();
                if let Some(open) = self.views.get_mut(&view) {
                    match how {
                        Move::Older => open.live.older(&scene),
                        Move::Newer => open.live.newer(&scene),
                        Move::Jump(anchor) => open.live.jump(&anchor, &scene),
                        Move::Filter(text) => open.live.filter(&text),
                    }
                }
                self.answer(view, done);
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
            Note::Account { epoch, store, files } => {
                self.world.leave();
                self.world.epoch = epoch;
                self.world.store = store;
                self.world.files = files;
                self.start_over();
            }
            Note::Arrived(arrivals) => {
                self.world.arrived(arrivals);
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
        let mut lines = Lines::Same;
        for change in changes {
            lines = lines.max(self.world.changed(change));
            for open in self.views.values_mut() {
                open.due |= open.live.note(change);
            }
        }
        if lines > Lines::Same {
            for open in self.views.values_mut() {
                open.live.lines_changed(lines);
            }
        }
    }

    /// Everything that is due, then time for the next frame.
    fn flush(&mut self) {
        self.world.settle();
        let due: Vec<ViewId> = self.views.iter().filter(|(_, open)| open.is_ripe()).map(|(view, _)| *view).collect();
        let mut failed = false;
        for view in due {
            failed |= self.refresh(view).is_err();
        }
        self.flushed = Instant::now() + if failed { PAUSE } else { Duration::ZERO };
    }

    /// Answers what a person asked of a view: at once, or when nothing else is asked.
    fn answer(&mut self, view: ViewId, done: Answer) {
        match self.views.get_mut(&view) {
            Some(open) if open.live.can_wait() => {
                if !open.waits() {
                    open.since = Instant::now();
                }
                open.due = true;
                open.waiting.push(done);
            }
            _ => drop(done.send(self.refresh(view))),
        }
    }

    /// Brings one view up to date, and answers who waits for it.
    fn refresh(&mut self, view: ViewId) -> Result<(), api::Error> {
        let outcome = self.read(view);
        let waiting = self.views.get_mut(&view).map(|open| std::mem::take(&mut open.waiting));
        for done in waiting.into_iter().flatten() {
            done.send(outcome.clone()).ok();
        }
        outcome
    }

    fn read(&mut self, view: ViewId) -> Result<(), api::Error> {
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
