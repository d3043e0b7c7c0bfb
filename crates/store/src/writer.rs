//! The one thread that writes. Jobs that wait are committed together: one flush to the disk for all of them, yet
//! each succeeds or fails alone. Invariant: changes are told only after the commit that made them.
//! A simulation has no threads: it takes the steps itself.

use crate::apply::{self, Applied};
use crate::memory::{Effect, Memory};
use crate::open::lock::Lock;
use crate::open::{self, migrate};
use crate::readers::Readers;
use crate::{Change, Fact, Result, StoreError};
use rusqlite::{Connection, TransactionBehavior};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{broadcast, mpsc, oneshot};

/// Jobs committed together at most.
const MOST_TOGETHER: usize = 128;

pub(crate) enum Job {
    Apply {
        facts: Vec<Fact>,
        answer: oneshot::Sender<Result<Vec<Change>>>,
    },
    /// Bounds the file's size in pages; `None` lifts it.
    Limit {
        pages: Option<u32>,
        answer: oneshot::Sender<Result<()>>,
    },
    #[cfg(test)]
    With(Box<dyn FnOnce(&Connection) + Send>),
}

/// What the writer shares with the store's handles.
pub(crate) struct Shared {
    pub memory: Mutex<Memory>,
    pub changes: broadcast::Sender<Arc<[Change]>>,
    /// Damage was met: the next start must check the file.
    pub distrusted: AtomicBool,
}

/// The writing half of a store.
pub struct Writer {
    pub(crate) jobs: mpsc::UnboundedReceiver<Job>,
    /// `None` where the disk refused at the start: only the memory can change, until it lets itself be opened.
    pub(crate) connection: Option<Connection>,
    pub(crate) path: PathBuf,
    pub(crate) readers: Arc<Readers>,
    pub(crate) shared: Arc<Shared>,
    /// Given back last, when the files are closed.
    pub(crate) lock: Option<Lock>,
}

type Waiting = (Vec<Fact>, oneshot::Sender<Result<Vec<Change>>>);

impl Writer {
    /// Works until all senders are gone, then closes the files. Not within an async runtime.
    pub fn run(mut self) {
        while let Some(job) = self.jobs.blocking_recv() {
            self.work(job);
        }
        self.close();
    }

    /// Waits for a job and does it, with those that wait behind it; the writer again unless all senders are gone and the
    /// files closed.
    pub async fn step(mut self) -> Option<Self> {
        match self.jobs.recv().await {
            Some(job) => {
                self.work(job);
                Some(self)
            }
            None => {
                self.close();
                None
            }
        }
    }

    fn work(&mut self, job: Job) {
        let mut waiting = Vec::new();
        let mut next = Some(job);
        while let Some(job) = next.take() {
            match job {
                Job::Apply { facts, answer } => waiting.push((facts, answer)),
                other => {
                    self.apply_all(std::mem::take(&mut waiting));
                    self.other(other);
                }
            }
            if waiting.len() < MOST_TOGETHER {
                next = self.jobs.try_recv().ok();
            }
        }
        self.apply_all(waiting);
    }

    fn other(&mut self, job: Job) {
        match job {
            Job::Apply { .. } => {}
            Job::Limit { pages, answer } => drop(answer.send(self.limit(pages))),
            #[cfg(test)]
            Job::With(with) => {
                if let Some(connection) = &self.connection {
                    with(connection);
                }
            }
        }
    }

    /// The connection; what could only be read is tried again.
    fn connection(&mut self) -> Result<&mut Connection> {
        let Self { connection, path, readers, lock, .. } = self;
        match connection {
            Some(connection) => Ok(connection),
            None => {
                let opened = readers.try_writing(|| open::to_write(path, &migrate::ACCOUNT, lock))?;
                tracing::info!("the disk can be written again");
                Ok(connection.insert(opened))
            }
        }
    }

    fn limit(&mut self, pages: Option<u32>) -> Result<()> {
        let connection = self.connection()?;
        let pages = pages.unwrap_or(u32::MAX - 1);
        Ok(connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
    }

    fn apply_all(&mut self, waiting: Vec<Waiting>) {
        if waiting.len() > 1
            && let Ok(results) = self.together(&waiting)
        {
            for ((_, answer), result) in waiting.into_iter().zip(results) {
                drop(answer.send(result.map(|applied| self.tell(applied))));
            }
            return;
        }
        for (facts, answer) in waiting {
            let result = self.alone(&facts);
            drop(answer.send(result.map(|applied| self.tell(applied))));
        }
    }

    /// All jobs in one transaction, a savepoint each. An error means that nothing at all was committed.
    fn together(&mut self, waiting: &[Waiting]) -> Result<Vec<Result<Applied>>> {
        let connection = self.connection()?;
        let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut results = Vec::with_capacity(waiting.len());
        for (facts, _) in waiting {
            let savepoint = transaction.savepoint()?;
            match apply::apply(&savepoint, facts) {
                Ok(applied) => {
                    savepoint.commit()?;
                    results.push(Ok(applied));
                }
                // These concern the file, not the facts: each job is to find out for itself.
                Err(error) if error.is_of_the_disk() || matches!(error, StoreError::Damaged { .. }) => return Err(error),
                Err(error) => {
                    savepoint.finish()?;
                    results.push(Err(error));
                }
            }
        }
        transaction.commit()?;
        Ok(results)
    }

    fn alone(&mut self, facts: &[Fact]) -> Result<Applied> {
        if facts.iter().all(apply::is_for_memory) {
            return Ok(apply::only_memory(facts));
        }
        let connection = self.connection()?;
        let mut result = Self::commit(connection, facts);
        if matches!(result, Err(StoreError::DiskFull)) {
            // Emptying the log may free just what is needed.
            let emptied = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            tracing::warn!(?emptied, "disk full");
            result = Self::commit(connection, facts);
        }
        if matches!(result, Err(StoreError::Damaged { .. })) {
            self.shared.distrusted.store(true, Ordering::Relaxed);
        }
        result
    }

    fn commit(connection: &mut Connection, facts: &[Fact]) -> Result<Applied> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let applied = apply::apply(&transaction, facts)?;
        transaction.commit()?;
        Ok(applied)
    }

    /// After the commit: the memory follows, everybody hears.
    fn tell(&self, applied: Applied) -> Vec<Change> {
        let Applied { mut changes, effects } = applied;
        self.remember(effects, &mut changes);
        if !changes.is_empty() {
            // No receiver is no error: nobody has a view open.
            drop(self.shared.changes.send(Arc::from(changes.as_slice())));
        }
        changes
    }

    fn remember(&self, effects: Vec<Effect>, changes: &mut Vec<Change>) {
        if effects.is_empty() {
            return;
        }
        let mut memory = self.shared.memory.lock().unwrap_or_else(PoisonError::into_inner);
        for effect in effects {
            memory.take(effect, changes);
        }
    }

    fn close(self) {
        let Self { connection, shared, lock, .. } = self;
        if let Some(connection) = connection {
            if !shared.distrusted.load(Ordering::Relaxed) {
                let marked = migrate::set_clean(&connection, true);
                tracing::debug!(?marked, "closing");
            }
            if let Err((_, error)) = connection.close() {
                tracing::warn!(%error, "closing");
            }
        }
        drop(lock);
    }
}
