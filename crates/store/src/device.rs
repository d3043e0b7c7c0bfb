//! The device's own small store, `device.db`: settings and who signed in last. No secrets.

use crate::open::{self, connect::Mode, lock::Lock, migrate};
use crate::{Result, StoreError};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

const SETTINGS: &str = "settings";
const URL: &str = "url";
const ACCOUNT: &str = "account";
const JID: &str = "jid";

/// Who signed in last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceAccount {
    /// The intranet's URL as entered.
    pub url: String,
    /// E-mail or account name as entered.
    pub account: String,
    /// Bare JID.
    pub jid: String,
}

/// The device's store. Small and seldom used: one connection, each call its own transaction.
pub struct Device {
    held: Mutex<Held>,
    recovered: Option<PathBuf>,
    path: PathBuf,
}

/// Fields drop in order: the connection closes before the lock is given back.
struct Held {
    connection: Connection,
    mode: Mode,
    lock: Option<Lock>,
}

impl Device {
    /// Opens or creates `<dir>/device.db` and holds the profile's lock until dropped.
    ///
    /// # Errors
    /// `Busy` for a second program; `TooNew`; `DiskFull`, `ReadOnly` and `DiskFailed` only where there is nothing to read.
    pub fn open(dir: &Path) -> Result<Self> {
        let path = dir.join("device.db");
        let opened = open::open(&path, &migrate::DEVICE, |damaged, connection| match salvage(damaged, connection) {
            Err(error) if !error.is_of_the_disk() => {
                tracing::warn!(%error, "nothing carried over from the damaged device store");
                Ok(())
            }
            other => other,
        })?;
        let held = Held { connection: opened.connection, mode: opened.mode, lock: opened.lock };
        Ok(Self { held: Mutex::new(held), recovered: opened.recovered, path })
    }

    /// Where a damaged file was put aside when this one was opened.
    pub fn recovered(&self) -> Option<PathBuf> {
        self.recovered.clone()
    }

    /// The settings as last set; the type's default where there are none or they cannot be read.
    pub fn settings<T: DeserializeOwned + Default>(&self) -> Result<T> {
        let text = self.kept(SETTINGS)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    pub fn set_settings<T: Serialize>(&self, settings: &T) -> Result<()> {
        let text = serde_json::to_string(settings).map_err(|error| StoreError::Io(error.into()))?;
        self.keep(&[(SETTINGS, Some(&text))])
    }

    pub fn account(&self) -> Result<Option<DeviceAccount>> {
        Ok(match (self.kept(URL)?, self.kept(ACCOUNT)?, self.kept(JID)?) {
            (Some(url), Some(account), Some(jid)) => Some(DeviceAccount { url, account, jid }),
            _ => None,
        })
    }

    pub fn set_account(&self, account: &DeviceAccount) -> Result<()> {
        self.keep(&[(URL, Some(&account.url)), (ACCOUNT, Some(&account.account)), (JID, Some(&account.jid))])
    }

    /// Forgets who signed in, but not the URL.
    pub fn forget_account(&self) -> Result<()> {
        self.keep(&[(ACCOUNT, None), (JID, None)])
    }

    /// The URL last signed in to, kept after a sign-out.
    pub fn last_url(&self) -> Result<Option<String>> {
        self.kept(URL)
    }

    fn kept(&self, key: &str) -> Result<Option<String>> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        self.met(held.connection.query_row("SELECT value FROM kept WHERE key = ?1", [key], |row| row.get(0)).optional())
    }

    fn keep(&self, entries: &[(&str, Option<&str>)]) -> Result<()> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.mode != Mode::Write {
            held.try_writing(&self.path)?;
        }
        self.met(write(&held.connection, entries))
    }

    fn met<T>(&self, result: rusqlite::Result<T>) -> Result<T> {
        result.map_err(|error| match error.into() {
            StoreError::Damaged { .. } => StoreError::Damaged { kept_aside: self.path.clone() },
            other => other,
        })
    }
}

impl Held {
    /// Opens for writing what could only be read at the start.
    fn try_writing(&mut self, path: &Path) -> Result<()> {
        // A connection that has the file for itself would be in the way of the next.
        self.connection = Connection::open_in_memory()?;
        match open::to_write(path, &migrate::DEVICE, &mut self.lock) {
            Ok(connection) => {
                self.connection = connection;
                self.mode = Mode::Write;
                Ok(())
            }
            Err(error) => {
                self.connection = open::connect::reader(path, self.mode)?;
                Err(error)
            }
        }
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        let held = self.held.get_mut().unwrap_or_else(PoisonError::into_inner);
        if held.mode == Mode::Write {
            let marked = migrate::set_clean(&held.connection, true);
            tracing::debug!(?marked, "device store closed");
        }
    }
}

fn write(connection: &Connection, entries: &[(&str, Option<&str>)]) -> rusqlite::Result<()> {
    let transaction = connection.unchecked_transaction()?;
    for (key, value) in entries {
        match value {
            Some(value) => transaction.execute(
                "INSERT INTO kept (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                params![key, value],
            )?,
            None => transaction.execute("DELETE FROM kept WHERE key = ?1", [key])?,
        };
    }
    transaction.commit()
}

fn salvage(aside: &Path, connection: &Connection) -> Result<()> {
    let damaged = open::connect::reader(aside, Mode::Read)?;
    for key in [URL, ACCOUNT, JID, SETTINGS] {
        let value: Option<String> =
            damaged.query_row("SELECT value FROM kept WHERE key = ?1", [key], |row| row.get(0)).optional()?;
        write(connection, &[(key, value.as_deref())])?;
    }
    Ok(())
}
