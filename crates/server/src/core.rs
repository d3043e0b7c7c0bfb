//! The one thread that decides and writes: stanzas come in through a channel, are handled in their order, and what
//! they cause goes out after the commit.
//!
//! Invariant: a stanza is handled in its own savepoint, so that a failure undoes it alone. Stanzas that wait at the
//! same time share one commit; nothing of any of them is sent, nor its sender told, before that commit is durable.

pub mod flush;
pub mod hall;
pub mod lifecycle;
pub mod parcel;
pub mod rooms;
pub mod session;
pub mod turn;
pub mod undo;

use std::ops::ControlFlow;
use std::sync::Arc;

use minidom::Element;
use tokio::sync::{mpsc, oneshot};

use crate::features;
use crate::house::House;
use crate::storage::company::Company;
use crate::storage::{self, Storage, StorageError, accounts};

pub use hall::Hall;
pub use session::{Out, Outlet, SessionId};
pub use turn::{Effect, Incoming, Target, Turn};

/// At most this many stanzas share a commit.
const BATCH: usize = 512;
/// Once this much is to be sent it is sent, before more stanzas are handled: a hundred people who come into a room of
/// thousands at the same time must not fill the memory.
const ENOUGH: usize = 10_000;
/// How many may wait before their senders have to.
const WAITING: usize = 4_096;

/// The session and the connection through which something came. What an old connection still had in its buffers when
/// its session was resumed on a new one does not count: the client sends it again.
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    pub session: SessionId,
    pub connection: u64,
}

/// What the core is asked to do.
pub enum Input {
    Stanza {
        from: Origin,
        stanza: Element,
    },
    /// Stream management (XEP-0198) and client state (XEP-0352).
    Nonza {
        from: Origin,
        element: Element,
    },
    Call(Box<dyn Call>),
    Tick,
    /// The last input: what comes after it finds nobody.
    Stop,
}

/// Something that is done in a transaction of its own and answered after the commit.
pub trait Call: Send {
    fn run(&mut self, turn: &mut Turn<'_>) -> Result<(), StorageError>;
    fn finish(self: Box<Self>, outcome: Result<(), StorageError>);
}

struct Question<T, E, F> {
    work: Option<F>,
    outcome: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Call for Question<T, E, F>
where
    T: Send,
    E: From<StorageError> + Send,
    F: FnOnce(&mut Turn<'_>) -> Result<T, E> + Send,
{
    fn run(&mut self, turn: &mut Turn<'_>) -> Result<(), StorageError> {
        let Some(work) = self.work.take() else { return Ok(()) };
        let outcome = self.outcome.insert(work(turn));
        if outcome.is_ok() { Ok(()) } else { Err(StorageError::Undone) }
    }

    fn finish(self: Box<Self>, outcome: Result<(), StorageError>) {
        let answer = match (outcome, self.outcome) {
            (Err(StorageError::Undone) | Ok(()), Some(answer)) => answer,
            (Err(error), _) => Err(error.into()),
            (Ok(()), None) => return,
        };
        // Whoever asked may have gone away meanwhile.
        let _ = self.answer.send(answer);
    }
}

/// The server has stopped.
#[derive(Debug, thiserror::Error)]
#[error("the server has stopped")]
pub struct Stopped;

/// Why a question to the core had no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error(transparent)]
    Stopped(#[from] Stopped),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The way to the core.
#[derive(Clone)]
pub struct Handle {
    inputs: mpsc::Sender<Input>,
    pub house: Arc<House>,
}

impl Handle {
    /// Queues an input; waits while too many are waiting.
    pub async fn give(&self, input: Input) -> Result<(), Stopped> {
        self.inputs.send(input).await.map_err(|_| Stopped)
    }

    /// Runs `work` on the core's thread in a transaction of its own; answers when it is committed.
    pub async fn ask<T, F>(&self, work: F) -> Result<T, AskError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Turn<'_>) -> Result<T, StorageError> + Send + 'static,
    {
        self.transact(|turn| work(turn).map_err(AskError::from)).await
    }

    /// The same with an error of one's own, which undoes the transaction.
    pub async fn transact<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + From<Stopped> + Send + 'static,
        F: FnOnce(&mut Turn<'_>) -> Result<T, E> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let question = Question { work: Some(work), outcome: None, answer };
        self.give(Input::Call(Box::new(question))).await?;
        answered.await.map_err(|_| Stopped)?
    }
}

/// A core at work.
pub enum Running {
    Thread(std::thread::JoinHandle<()>),
    Task(tokio::task::JoinHandle<()>),
}

impl Running {
    /// Waits until it has ended.
    pub async fn ended(self) {
        // One that panicked has ended as well.
        match self {
            Self::Thread(thread) => drop(tokio::task::spawn_blocking(move || thread.join()).await),
            Self::Task(task) => drop(task.await),
        }
    }
}

/// The core itself, living on its thread until it is stopped or every [`Handle`] is gone.
pub struct Core {
    storage: Storage,
    hall: Hall,
    house: Arc<House>,
    effects: Vec<Effect>,
    foreign_changes: i64,
}

impl Core {
    /// Loads what is kept in memory and starts the thread.
    pub fn start(storage: Storage, house: Arc<House>) -> Result<(Handle, Running), StorageError> {
        let (handle, core, mut inputs) = Self::load(storage, house)?;
        let live = move || {
            let mut core = core;
            while let Some(first) = inputs.blocking_recv() {
                if core.work(first, &mut inputs).is_break() {
                    return;
                }
            }
            core.end();
        };
        let thread = std::thread::Builder::new().name("core".into()).spawn(live);
        Ok((handle, Running::Thread(thread.map_err(|source| StorageError::File { path: "core".into(), source })?)))
    }

    /// The same without a thread, on the caller's runtime, for simulations.
    pub fn start_in_place(storage: Storage, house: Arc<House>) -> Result<(Handle, Running), StorageError> {
        let (handle, mut core, mut inputs) = Self::load(storage, house)?;
        let task = tokio::spawn(async move {
            while let Some(first) = inputs.recv().await {
                if core.work(first, &mut inputs).is_break() {
                    return;
                }
            }
            core.end();
        });
        Ok((handle, Running::Task(task)))
    }

    fn load(storage: Storage, house: Arc<House>) -> Result<(Handle, Self, mpsc::Receiver<Input>), StorageError> {
        storage.transaction::<_, StorageError>(storage::rooms::sweep)?;
        let hall = Hall::load(storage.connection())?;
        let foreign_changes = storage.foreign_changes()?;
        let core = Self { storage, hall, house: Arc::clone(&house), effects: Vec::new(), foreign_changes };
        let (inputs, receiver) = mpsc::channel(WAITING);
        Ok((Handle { inputs, house }, core, receiver))
    }

    /// Handles an input, with those that wait behind it. Breaks when it was the last.
    fn work(&mut self, first: Input, inputs: &mut mpsc::Receiver<Input>) -> ControlFlow<()> {
        let mut next = Some(first);
        while let Some(input) = next.take() {
            match input {
                Input::Call(mut call) => {
                    let outcome = self.transact(|turn| call.run(turn));
                    match outcome {
                        Ok(()) => self.house.counters.count_commit(),
                        Err(_) => self.reload(),
                    }
                    call.finish(outcome);
                }
                Input::Tick => self.tick(),
                Input::Stop => {
                    self.end();
                    return ControlFlow::Break(());
                }
                stanza => {
                    let mut batch = vec![stanza];
                    while batch.len() < BATCH && next.is_none() {
                        match inputs.try_recv() {
                            Ok(input @ (Input::Stanza { .. } | Input::Nonza { .. })) => batch.push(input),
                            Ok(other) => next = Some(other),
                            Err(_) => break,
                        }
                    }
                    self.batch(batch);
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn end(&mut self) {
        if self.house.abandoned() {
            return;
        }
        // Whatever clients had not acknowledged is kept for their next sign-in.
        let outcome = self.transact(lifecycle::end_all);
        if let Err(error) = outcome {
            tracing::error!(%error, "could not keep unacknowledged messages");
        }
    }

    /// One transaction, and what it caused after it.
    fn transact<T>(&mut self, work: impl FnOnce(&mut Turn<'_>) -> Result<T, StorageError>) -> Result<T, StorageError> {
        self.effects.clear();
        let outcome = self.storage.transaction(|db| {
            let now = self.house.clock.now_ms();
            work(&mut Turn { db, hall: &mut self.hall, effects: &mut self.effects, house: &self.house, now })
        });
        match &outcome {
            Ok(_) => {
                self.hall.settle();
                self.flush();
            }
            Err(error) => {
                if !matches!(error, StorageError::Undone) {
                    tracing::error!(%error, "a transaction failed");
                }
                self.effects.clear();
                self.hall.undo_to(undo::Mark::default());
            }
        }
        outcome
    }

    fn batch(&mut self, batch: Vec<Input>) {
        let mut waiting = batch.as_slice();
        while !waiting.is_empty() {
            waiting = self.part(waiting);
        }
    }

    /// As much as fits one transaction. Gives what is left.
    fn part<'a>(&mut self, waiting: &'a [Input]) -> &'a [Input] {
        let mut taken = 0;
        let outcome = self.transact(|turn| {
            for input in waiting {
                taken += 1;
                one_input(turn, input)?;
                if turn.effects.len() >= ENOUGH {
                    break;
                }
            }
            Ok(())
        });
        let (part, left) = waiting.split_at(taken);
        if outcome.is_ok() {
            if part.iter().any(|input| matches!(input, Input::Stanza { .. })) {
                self.house.counters.count_commit();
            }
        } else {
            // Nothing of it happened. Now each alone, so that one that cannot be kept takes no other with it.
            for input in part {
                if self.transact(|turn| one_input(turn, input)).is_err() {
                    self.refuse(input);
                }
            }
        }
        left
    }

    /// Something could not be written. Who can be told is told; of the others the connection is dropped, so that they
    /// come back and send again what was not acknowledged. An acknowledgement that could not be written only means that
    /// what waits is sent once more.
    fn refuse(&mut self, input: &Input) {
        let Input::Stanza { from, stanza } = input else { return };
        let tell = |turn: &mut Turn<'_>| {
            if is_current(turn, *from) {
                features::failed(turn, from.session, stanza);
                turn.effects.push(Effect::Handled(from.session));
            }
            Ok(())
        };
        if !features::is_answered(stanza) || self.transact(tell).is_err() {
            self.cut(from.session);
        }
    }

    /// Memory follows the database again after a failure.
    fn reload(&mut self) {
        match Company::load(self.storage.connection()) {
            Ok(company) => self.hall.company = company,
            Err(error) => tracing::error!(%error, "the company structure cannot be read"),
        }
    }

    /// Once a second: expires kept sessions, asks for acknowledgements, follows changes made by another process.
    fn tick(&mut self) {
        if let Err(error) = self.transact(lifecycle::expire) {
            tracing::error!(%error, "expiring sessions failed");
        }
        self.ask_for_acknowledgements();
        match self.storage.foreign_changes() {
            Ok(seen) if seen != self.foreign_changes => match self.transact(follow) {
                Ok(()) => self.foreign_changes = seen,
                Err(_) => self.reload(),
            },
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "the database cannot be read"),
        }
    }
}

fn is_current(turn: &Turn<'_>, from: Origin) -> bool {
    let outlet = turn.hall.get(from.session).and_then(|session| session.outlet.as_ref());
    outlet.is_some_and(|outlet| outlet.connection == from.connection)
}

/// Another process changed the database: the company may be different and accounts may be gone.
fn follow(turn: &mut Turn<'_>) -> Result<(), StorageError> {
    features::roster::company_changed(turn)?;
    turn.hall.load_avatars(turn.db)?;
    let accounts: Vec<String> = turn.hall.accounts().map(str::to_owned).collect();
    for account in accounts {
        if !accounts::exists(turn.db, &account)? {
            lifecycle::close_account(turn, &account, "not-authorized");
        }
    }
    Ok(())
}

/// Handles what one client sent. What an old connection still had is left out.
fn one_input(turn: &mut Turn<'_>, input: &Input) -> Result<(), StorageError> {
    match input {
        Input::Stanza { from, stanza } if is_current(turn, *from) => {
            turn.house.counters.count_received();
            one_stanza(turn, from.session, stanza)
        }
        Input::Nonza { from, element } if is_current(turn, *from) => features::nonza(turn, from.session, element),
        _ => Ok(()),
    }
}

/// Handles one stanza in its own savepoint. Fails if the whole transaction is lost, or if the sender cannot be told.
fn one_stanza(turn: &mut Turn<'_>, session: SessionId, stanza: &Element) -> Result<(), StorageError> {
    let (before, mark) = (turn.effects.len(), turn.hall.mark());
    if stanza.name() != "message" {
        turn.hall.remember(session);
    }
    turn.db.prepare_cached("SAVEPOINT stanza")?.execute([])?;
    let outcome = features::handle(turn, session, stanza.clone());
    if let Err(error) = outcome {
        tracing::error!(%error, "a stanza could not be handled");
        turn.effects.truncate(before);
        turn.hall.undo_to(mark);
        if turn.db.is_autocommit() || !features::is_answered(stanza) {
            // SQLite gave up the whole transaction (disk full, input/output error), or nobody would hear of it.
            return Err(error);
        }
        turn.db.prepare_cached("ROLLBACK TO stanza")?.execute([])?;
        features::failed(turn, session, stanza);
    }
    turn.db.prepare_cached("RELEASE stanza")?.execute([])?;
    turn.effects.push(Effect::Handled(session));
    Ok(())
}
