//! Reader connections: each read borrows one, so that reads wait neither for the writer nor for each other.

use crate::open::connect::{self, Mode};
use crate::{Result, StoreError};
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

/// More are opened when needed, and closed again.
const KEPT_OPEN: usize = 3;

pub(crate) struct Readers {
    path: PathBuf,
    /// Held for reading by every read, so that the way of reading never changes under one.
    pool: RwLock<Pool>,
    reads: AtomicU64,
}

struct Pool {
    mode: Mode,
    /// `None` once closed.
    idle: Mutex<Option<Vec<Connection>>>,
}

impl Readers {
    pub fn new(path: PathBuf, mode: Mode) -> Self {
        Self { path, pool: RwLock::new(Pool { mode, idle: Mutex::new(Some(Vec::new())) }), reads: AtomicU64::new(0) }
    }

    pub fn mode(&self) -> Mode {
        self.pool.read().unwrap_or_else(PoisonError::into_inner).mode
    }

    /// Runs `read` in one read transaction, so that everything it sees is from the same commit.
    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let pool = self.pool.read().unwrap_or_else(PoisonError::into_inner);
        let mut idle = pool.idle();
        let kept = idle.as_mut().ok_or(StoreError::Closed)?.pop();
        // Where there cannot be a second one, the others wait.
        let mut alone = (pool.mode == Mode::ReadExclusive).then_some(idle);
        let connection = match kept {
            Some(connection) => connection,
            None => connect::reader(&self.path, pool.mode)?,
        };
        let answer = {
            let transaction = connection.unchecked_transaction()?;
            let answer = read(&transaction);
            transaction.finish()?;
            answer
        };
        let mut idle = alone.take().unwrap_or_else(|| pool.idle());
        if let Some(idle) = idle.as_mut()
            && idle.len() < KEPT_OPEN
        {
            idle.push(connection);
        }
        answer
    }

    /// How many reads there were so far.
    pub fn count(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    /// Tries, while nobody reads, to open for writing what could only be read; from then on it is read as usual.
    pub fn try_writing(&self, open: impl FnOnce() -> Result<Connection>) -> Result<Connection> {
        let mut pool = self.pool.write().unwrap_or_else(PoisonError::into_inner);
        pool.idle().as_mut().ok_or(StoreError::Closed)?.clear();
        let connection = open()?;
        pool.mode = Mode::Write;
        Ok(connection)
    }

    pub fn close(&self) {
        self.pool.read().unwrap_or_else(PoisonError::into_inner).idle().take();
    }
}

impl Pool {
    fn idle(&self) -> MutexGuard<'_, Option<Vec<Connection>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
