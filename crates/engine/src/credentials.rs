//! Where a password is kept between two runs: the OS keyring, by the shell; memory, in tests.
//!
//! Invariant: never a file. Where there is no keyring, the person is signed in until the program ends.

use futures_util::future::BoxFuture;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use wire::secret::Password;

/// Why a password could be neither read nor kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringProblem {
    /// There is no keyring, or it does not answer.
    #[error("no keyring")]
    Unavailable,
    /// There is one, and it is locked.
    #[error("the keyring is locked")]
    Locked,
}

/// A keyring. Its calls may be slow, but each must answer: a time limit is the implementor's duty, and the
/// engine has a longer one of its own.
pub trait Credentials: Send + Sync {
    /// The password of this bare JID, where one is kept.
    fn load(&self, jid: &str) -> BoxFuture<'_, Result<Option<Password>, KeyringProblem>>;
    fn save(&self, jid: &str, password: &Password) -> BoxFuture<'_, Result<(), KeyringProblem>>;
    /// Nothing kept is no error.
    fn erase(&self, jid: &str) -> BoxFuture<'_, Result<(), KeyringProblem>>;
}

/// A keyring that lives as long as the value: for tests, and to share between two engines of one test.
#[derive(Default)]
pub struct MemoryCredentials {
    kept: Mutex<HashMap<String, Password>>,
    problem: Mutex<Option<KeyringProblem>>,
}

impl MemoryCredentials {
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on every call fails like this, or works again.
    pub fn set_problem(&self, problem: Option<KeyringProblem>) {
        *self.problem.lock().unwrap_or_else(PoisonError::into_inner) = problem;
    }

    /// Whether a password is kept for this bare JID.
    pub fn has(&self, jid: &str) -> bool {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).contains_key(jid)
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashMap<String, Password>) -> T) -> Result<T, KeyringProblem> {
        if let Some(problem) = *self.problem.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err(problem);
        }
        Ok(act(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Credentials for MemoryCredentials {
    fn load(&self, jid: &str) -> BoxFuture<'_, Result<Option<Password>, KeyringProblem>> {
        let answer = self.with(|kept| kept.get(jid).map(|password| Password::new(password.reveal().to_owned())));
        Box::pin(async move { answer })
    }

    fn save(&self, jid: &str, password: &Password) -> BoxFuture<'_, Result<(), KeyringProblem>> {
        let answer = self.with(|kept| {
            kept.insert(jid.to_owned(), Password::new(password.reveal().to_owned()));
        });
        Box::pin(async move { answer })
    }

    fn erase(&self, jid: &str) -> BoxFuture<'_, Result<(), KeyringProblem>> {
        let answer = self.with(|kept| {
            kept.remove(jid);
        });
        Box::pin(async move { answer })
    }
}

/// No keyring at all: every sign-in lasts until the program ends.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoCredentials;

impl Credentials for NoCredentials {
    fn load(&self, _jid: &str) -> BoxFuture<'_, Result<Option<Password>, KeyringProblem>> {
        Box::pin(async { Err(KeyringProblem::Unavailable) })
    }

    fn save(&self, _jid: &str, _password: &Password) -> BoxFuture<'_, Result<(), KeyringProblem>> {
        Box::pin(async { Err(KeyringProblem::Unavailable) })
    }

    fn erase(&self, _jid: &str) -> BoxFuture<'_, Result<(), KeyringProblem>> {
        Box::pin(async { Ok(()) })
    }
}
