//! Reader connections: each read borrows one, so that reads wait neither for the writer nor for each other.

use crate::open::connect::{self, Mode};
use crate::{Result, StoreError};
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// More are opened when needed, and closed again.
const KEPT_OPEN: usize = 3;

pub(crate) struct Readers {
    path: PathBuf,
    mode: Mode,
    /// `None` once closed.
    idle: Mutex<Option<Vec<Connection>>>,
    reads: AtomicU64,
}

impl Readers {
    pub fn new(path: PathBuf, mode: Mode) -> Self {
        Self { path, mode, idle: Mutex::new(Some(Vec::new())), reads: AtomicU64::new(0) }
    }

    /// Runs `read` in one read transaction, so that everything it sees is from the same commit.
    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).as_mut().ok_or(StoreError::Closed)?.pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connect::reader(&self.path, self.mode)?,
        };
        let answer = {
            let transaction = connection.unchecked_transaction()?;
            let answer = read(&transaction);
            transaction.finish()?;
            answer
        };
        if let Some(idle) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).as_mut()
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

    pub fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
