//! The store's face: opening, applying facts, hearing of changes; reading is in `reads.rs`.

mod reads;

use crate::memory::Memory;
use crate::open::connect::Mode;
use crate::open::{self, aside, migrate};
use crate::readers::Readers;
use crate::writer::{Job, Shared, Writer};
use crate::{Change, Fact, Result, StoreError, apply};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{broadcast, mpsc, oneshot};

/// Commits a subscriber may lag behind before it is told that it missed some.
const CHANGES_KEPT: usize = 1024;

/// One account's store. Clones share it; the last one dropped closes it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    recovered: Option<PathBuf>,
    readers: Arc<Readers>,
    shared: Arc<Shared>,
    /// `None` once closed.
    writer: Mutex<Option<ToWriter>>,
}

/// The way to the writer.
struct ToWriter {
    jobs: mpsc::UnboundedSender<Job>,
    thread: Option<JoinHandle<()>>,
}

impl Store {
    /// Opens or creates the database file `path` (its directory is created, for this user only).
    ///
    /// # Errors
    /// `Busy` when another program has it open, `TooNew`; `DiskFull`, `ReadOnly` and `DiskFailed` only where there is
    /// nothing to read. A damaged file is no error: see [`Store::recovered`].
    pub fn open(path: &Path) -> Result<Self> {
        let (store, writer) = Self::open_stepwise(path)?;
        let thread = std::thread::Builder::new().name("store".into()).spawn(move || writer.run())?;
        if let Some(writer) = store.inner.writer.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            writer.thread = Some(thread);
        }
        Ok(store)
    }

    /// The same without a thread: nothing is applied but by [`Writer::step`], and the files are closed by its last one.
    pub fn open_stepwise(path: &Path) -> Result<(Self, Writer)> {
        let opened =
            open::open(path, &migrate::ACCOUNT, |damaged, connection| apply::carry_over(connection, aside::salvage(damaged)))
                .map_err(|error| located(path, error))?;
        let (changes, _) = broadcast::channel(CHANGES_KEPT);
        let shared = Arc::new(Shared { memory: Mutex::new(Memory::default()), changes, distrusted: AtomicBool::new(false) });
        let readers = Arc::new(Readers::new(path.to_owned(), opened.mode));
        let connection = (opened.mode == Mode::Write).then_some(opened.connection);
        let (jobs, queue) = mpsc::unbounded_channel();
        let (path, readers_too) = (path.to_owned(), Arc::clone(&readers));
        let writer = Writer {
            jobs: queue,
            connection,
            path: path.clone(),
            readers: readers_too,
            shared: Arc::clone(&shared),
            lock: opened.lock,
        };
        let store = Self {
            inner: Arc::new(Inner {
                path,
                recovered: opened.recovered,
                readers,
                shared,
                writer: Mutex::new(Some(ToWriter { jobs, thread: None })),
            }),
        };
        Ok((store, writer))
    }

    /// Where a damaged database was put aside when this one was opened. Unsent messages, drafts and choices were
    /// carried over as far as they could be read; history comes again from the archive.
    pub fn recovered(&self) -> Option<PathBuf> {
        self.inner.recovered.clone()
    }

    /// Whether the profile could not be opened for writing: all can be read, facts for the disk give what is wrong with
    /// it. Each of them tries again, so that it ends when the disk is well.
    pub fn read_only(&self) -> bool {
        self.inner.readers.mode() != Mode::Write
    }

    /// Removes a closed store from the disk, with all that was ever put aside.
    pub fn erase(path: &Path) -> Result<()> {
        for file in aside::all_files(path)? {
            match std::fs::remove_file(&file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Applies the facts in order in one transaction: all of them, or on an error none.
    pub async fn apply(&self, facts: Vec<Fact>) -> Result<Vec<Change>> {
        let (answer, question) = oneshot::channel();
        self.send(Job::Apply { facts, answer })?;
        question.await.unwrap_or(Err(StoreError::Closed)).map_err(|error| self.met(error))
    }

    /// The same for threads outside of an async runtime.
    pub fn apply_blocking(&self, facts: Vec<Fact>) -> Result<Vec<Change>> {
        let (answer, question) = oneshot::channel();
        self.send(Job::Apply { facts, answer })?;
        question.blocking_recv().unwrap_or(Err(StoreError::Closed)).map_err(|error| self.met(error))
    }

    /// Bounds the database to so many pages of 4096 bytes; `None` lifts the bound. Facts that do not fit give
    /// `DiskFull`.
    pub async fn limit_size(&self, pages: Option<u32>) -> Result<()> {
        let (answer, question) = oneshot::channel();
        self.send(Job::Limit { pages, answer })?;
        question.await.unwrap_or(Err(StoreError::Closed))
    }

    #[cfg(test)]
    #[allow(clippy::expect_used)]
    pub(crate) fn with_writer(&self, with: impl FnOnce(&Connection) + Send + 'static) {
        self.send(Job::With(Box::new(with))).expect("open");
    }

    /// The changes of every commit from now on. Who lags is told so and reads everything again.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<[Change]>> {
        self.inner.shared.changes.subscribe()
    }

    /// How many reads there were since it was opened: what somebody costs who reads, whatever the machine.
    pub fn reads(&self) -> u64 {
        self.inner.readers.count()
    }

    /// Waits for what is queued, then closes all files. Later calls, of clones too, give [`StoreError::Closed`].
    pub fn close(self) {
        self.inner.close();
    }

    fn send(&self, job: Job) -> Result<()> {
        let writer = self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let ToWriter { jobs, .. } = writer.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(job).map_err(|_| StoreError::Closed)
    }

    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.inner.readers.read(read).map_err(|error| self.met(error))
    }

    /// Damage met while running is remembered, so that the next start checks the file and puts it aside.
    fn met(&self, error: StoreError) -> StoreError {
        if matches!(error, StoreError::Damaged { .. }) {
            self.inner.shared.distrusted.store(true, Ordering::Relaxed);
        }
        located(&self.inner.path, error)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.inner.shared.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn located(path: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Damaged { kept_aside } if kept_aside.as_os_str().is_empty() => {
            StoreError::Damaged { kept_aside: path.to_owned() }
        }
        other => other,
    }
}

impl Inner {
    fn close(&self) {
        self.readers.close();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(ToWriter { jobs, thread }) = writer {
            drop(jobs);
            if thread.is_some_and(|thread| thread.join().is_err()) {
                tracing::error!("the writer panicked");
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use crate::{Presence, Show};

    #[test]
    fn what_cannot_be_written_is_refused_and_presence_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("store.db")).unwrap();
        store.with_writer(|connection| connection.pragma_update(None, "query_only", true).unwrap());
        let draft = Fact::Draft { conversation: "bob@x".into(), draft: crate::Draft::text("t") };
        let presence = Fact::Presence(Presence {
            address: "bob@x".into(),
            resource: "r".into(),
            show: Show::Away,
            status: String::new(),
            priority: 0,
            idle_since: None,
        });
        let both = vec![presence.clone(), draft.clone()];
        assert!(matches!(store.apply_blocking(both), Err(StoreError::ReadOnly)));
        assert_eq!(store.presence("bob@x").show, Show::Offline, "all or nothing");
        store.apply_blocking(vec![presence]).unwrap();
        assert_eq!(store.presence("bob@x").show, Show::Away);
        store.with_writer(|connection| connection.pragma_update(None, "query_only", false).unwrap());
        store.apply_blocking(vec![draft]).unwrap();
        assert!(!store.read_only());
    }
}
