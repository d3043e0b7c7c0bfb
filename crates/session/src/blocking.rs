//! Where work goes that takes long without waiting for anything: hashing, opening files.
//!
//! Invariant: a program's own work never holds up its tasks; a simulation's always does, so that nothing happens
//! beside its one thread and a seed gives the same run again.

use tokio::task::{JoinError, spawn_blocking};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Blocking {
    /// On a thread made for it.
    #[default]
    Beside,
    /// On the caller's, while everything else waits.
    InPlace,
}

impl Blocking {
    /// Fails only if the work panics, or the runtime ends.
    pub async fn run<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
        match self {
            Self::Beside => spawn_blocking(work).await,
            Self::InPlace => Ok(work()),
        }
    }
}
