//! The password in the keyring of the operating system.
//!
//! Invariants: never in a file of ours; one call at a time, on a thread of its own, and nobody waits for it longer than
//! [`PATIENCE`]; a locked keyring is told apart from one that holds nothing, so that nobody is signed out by a lock.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "macos")]
use macos as system;
#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows as system;

use engine::{Credentials, KeyringProblem, Password};
use futures_util::future::BoxFuture;
use std::{sync::mpsc, thread, time::Duration};
use tokio::sync::oneshot;

/// How long a caller waits. A call that hangs (a prompt nobody answers) goes on behind it, and later ones after that.
const PATIENCE: Duration = Duration::from_secs(5);
/// The name under which a password stands in the keyring, beside the bare JID.
const SERVICE: &str = "Hallway";

type Answer<T> = Result<T, KeyringProblem>;

enum Call {
    Load(String, oneshot::Sender<Answer<Option<Password>>>),
    Save(String, Password, oneshot::Sender<Answer<()>>),
    Erase(String, oneshot::Sender<Answer<()>>),
}

/// The keyring of whoever runs the program.
pub struct SystemKeyring(Option<mpsc::Sender<Call>>);

impl SystemKeyring {
    pub fn start() -> Self {
        let (calls, inbox) = mpsc::channel();
        match thread::Builder::new().name("keyring".into()).spawn(move || serve(&inbox)) {
            Ok(_) => Self(Some(calls)),
            Err(error) => {
                tracing::warn!(%error, "no thread for the keyring");
                Self(None)
            }
        }
    }

    fn ask<T: Send + 'static>(&self, call: impl FnOnce(oneshot::Sender<Answer<T>>) -> Call) -> BoxFuture<'_, Answer<T>> {
        let (answer, answered) = oneshot::channel();
        let sent = self.0.as_ref().is_some_and(|calls| calls.send(call(answer)).is_ok());
        Box::pin(async move {
            if !sent {
                return Err(KeyringProblem::Unavailable);
            }
            match tokio::time::timeout(PATIENCE, answered).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(_)) => Err(KeyringProblem::Unavailable),
                // A keyring that is there and does not answer waits for the person.
                Err(_) => Err(KeyringProblem::Locked),
            }
        })
    }
}

impl Credentials for SystemKeyring {
    fn load(&self, jid: &str) -> BoxFuture<'_, Answer<Option<Password>>> {
        let jid = jid.to_owned();
        self.ask(|answer| Call::Load(jid, answer))
    }

    fn save(&self, jid: &str, password: &Password) -> BoxFuture<'_, Answer<()>> {
        let (jid, password) = (jid.to_owned(), password.clone());
        self.ask(|answer| Call::Save(jid, password, answer))
    }

    fn erase(&self, jid: &str) -> BoxFuture<'_, Answer<()>> {
        let jid = jid.to_owned();
        self.ask(|answer| Call::Erase(jid, answer))
    }
}

/// One call after the other. Whoever has stopped waiting for a load gets none; a save or an erasure is done all the same,
/// in order, so that the keyring ends up as it was last asked to be.
fn serve(calls: &mpsc::Receiver<Call>) {
    while let Ok(call) = calls.recv() {
        match call {
            Call::Load(_, answer) if answer.is_closed() => {}
            Call::Load(jid, answer) => drop(answer.send(load(&jid))),
            Call::Save(jid, password, answer) => drop(answer.send(save(&jid, &password))),
            Call::Erase(jid, answer) => drop(answer.send(erase(&jid))),
        }
    }
}

fn load(jid: &str) -> Answer<Option<Password>> {
    match system::entry(jid).and_then(|entry| entry.get_password()) {
        Ok(password) => Ok(Some(Password::new(password))),
        // Some keyrings say that nothing is there while they are locked.
        Err(keyring_core::Error::NoEntry) if system::is_locked() => Err(KeyringProblem::Locked),
        Err(keyring_core::Error::NoEntry) => Ok(None),
        Err(error) => Err(problem("read", &error)),
    }
}

fn save(jid: &str, password: &Password) -> Answer<()> {
    let saved = system::entry(jid).and_then(|entry| entry.set_password(password.reveal()));
    saved.map_err(|error| problem("saved", &error))
}

fn erase(jid: &str) -> Answer<()> {
    match system::entry(jid).and_then(|entry| entry.delete_credential()) {
        Ok(()) => Ok(()),
        Err(keyring_core::Error::NoEntry) if system::is_locked() => Err(KeyringProblem::Locked),
        Err(keyring_core::Error::NoEntry) => Ok(()),
        Err(error) => Err(problem("erased", &error)),
    }
}

/// Logs the kind of an error only: some carry what they could not read.
fn problem(what: &str, error: &keyring_core::Error) -> KeyringProblem {
    use keyring_core::Error;
    let (kind, problem) = match error {
        Error::NoStorageAccess(_) => ("no access", KeyringProblem::Locked),
        Error::PlatformFailure(_) if system::is_locked() => ("locked", KeyringProblem::Locked),
        Error::PlatformFailure(_) => ("the platform failed", KeyringProblem::Unavailable),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => ("not a password of ours", KeyringProblem::Unavailable),
        Error::BadStoreFormat(_) => ("the keyring is damaged", KeyringProblem::Unavailable),
        Error::TooLong(..) => ("longer than this keyring takes", KeyringProblem::Unavailable),
        Error::Ambiguous(_) => ("more than one password", KeyringProblem::Unavailable),
        _ => ("no keyring", KeyringProblem::Unavailable),
    };
    tracing::warn!("the password was not {what}: {kind}");
    problem
}
