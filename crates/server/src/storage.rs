//! What the server keeps: one SQLite file, one connection, owned by the one thread that writes.
//!
//! Invariant: everything that belongs to one stanza is written in one transaction, and nobody is told of it before
//! the commit. SQLite is new enough to be free of the WAL-reset race (at least 3.51.3), checked at start.

pub mod accounts;
pub mod archive;
pub mod company;
pub mod contacts;
pub mod nodes;
pub mod offline;
pub mod personal;
pub mod rooms;
pub mod uploads;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};
use wire::ids::Entropy;

/// Migrations in order; `PRAGMA user_version` is the number of those applied. Only ever appended to.
const MIGRATIONS: &[&str] = &[
    include_str!("storage/migrations/001_first.sql"),
    include_str!("storage/migrations/002_uploads.sql"),
    include_str!("storage/migrations/003_rooms.sql"),
];
const OLDEST_SQLITE: i32 = 3_051_003;

#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{0} is in use by another hallway-server")]
    Busy(PathBuf),
    #[error("the data was written by a newer hallway-server (schema {found}, this one knows {known})")]
    TooNew { found: usize, known: usize },
    #[error("the SQLite library is too old: {0}, at least 3.51.3 is needed")]
    OldSqlite(String),
    #[error("damaged record: {0}")]
    Damaged(String),
    /// Not a failure of the storage: whoever asked for the transaction gave it up.
    #[error("undone")]
    Undone,
}

impl StorageError {
    /// There is no room left to write: it may go well later.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Sqlite(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull))
    }
}

/// The open database and the lock that keeps a second server off it.
pub struct Storage {
    connection: Connection,
    _lock: Option<File>,
}

impl Storage {
    /// Opens for serving: takes the lock of the data directory, so that two servers never share it.
    pub fn open_exclusive(data: &Path) -> Result<Self, StorageError> {
        prepare_directory(data)?;
        let path = data.join("serve.lock");
        let lock = File::create(&path).map_err(|source| StorageError::File { path: path.clone(), source })?;
        if lock.try_lock().is_err() {
            return Err(StorageError::Busy(data.to_owned()));
        }
        Ok(Self { connection: connect(data)?, _lock: Some(lock) })
    }

    /// Opens for administration, beside a running server if there is one (it notices and follows).
    pub fn open_shared(data: &Path) -> Result<Self, StorageError> {
        prepare_directory(data)?;
        Ok(Self { connection: connect(data)?, _lock: None })
    }

    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Runs `work` in one transaction that counts only if it succeeds.
    pub fn transaction<T, E: From<StorageError>>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        let transaction = self.connection.unchecked_transaction().map_err(StorageError::from)?;
        let value = work(&transaction)?;
        transaction.commit().map_err(StorageError::from)?;
        Ok(value)
    }

    /// Changes when another connection has written (SQLite's `data_version`).
    pub fn foreign_changes(&self) -> Result<i64, StorageError> {
        Ok(self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }
}

fn prepare_directory(data: &Path) -> Result<(), StorageError> {
    fs::create_dir_all(data).map_err(|source| StorageError::File { path: data.to_owned(), source })?;
    restrict(data, 0o700)
}

fn connect(data: &Path) -> Result<Connection, StorageError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StorageError::OldSqlite(rusqlite::version().to_owned()));
    }
    let path = data.join("server.db");
    let connection = Connection::open(&path)?;
    restrict(&path, 0o600)?;
    connection.pragma_update(None, "busy_timeout", 5_000)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What people delete is overwritten, not only forgotten.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    connection.set_prepared_statement_cache_capacity(128);
    migrate(&connection)?;
    Ok(connection)
}

fn migrate(connection: &Connection) -> Result<(), StorageError> {
    let found: usize =
        connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))?.try_into().unwrap_or(usize::MAX);
    if found > MIGRATIONS.len() {
        return Err(StorageError::TooNew { found, known: MIGRATIONS.len() });
    }
    for (number, script) in MIGRATIONS.iter().enumerate().skip(found) {
        let transaction = rusqlite::Transaction::new_unchecked(connection, rusqlite::TransactionBehavior::Immediate)?;
        transaction.execute_batch(script)?;
        transaction.pragma_update(None, "user_version", i64::try_from(number + 1).unwrap_or(i64::MAX))?;
        transaction.commit()?;
    }
    Ok(())
}

/// A value kept by name.
pub fn meta(db: &Connection, key: &str) -> Result<Option<Vec<u8>>, StorageError> {
    Ok(db.prepare_cached("SELECT value FROM meta WHERE key = ?1")?.query_row([key], |row| row.get(0)).optional()?)
}

pub fn set_meta(db: &Connection, key: &str, value: &[u8]) -> Result<(), StorageError> {
    db.prepare_cached("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value")?
        .execute((key, value))?;
    Ok(())
}

/// The secret from which the salts of unknown users are made: drawn once, kept for ever, so that they never change.
pub fn server_secret(db: &Connection, entropy: &dyn Entropy) -> Result<Vec<u8>, StorageError> {
    if let Some(secret) = meta(db, "secret")? {
        return Ok(secret);
    }
    let mut secret = vec![0; 32];
    entropy.fill(&mut secret);
    set_meta(db, "secret", &secret)?;
    Ok(secret)
}

/// Only the owner may read what is kept here.
#[cfg(unix)]
pub fn restrict(path: &Path, mode: u32) -> Result<(), StorageError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .map_err(|source| StorageError::File { path: path.to_owned(), source })
}

#[cfg(not(unix))]
pub fn restrict(_path: &Path, _mode: u32) -> Result<(), StorageError> {
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_refused_and_a_newer_schema_too() {
        let directory = tempfile::tempdir().unwrap();
        let first = Storage::open_exclusive(directory.path()).unwrap();
        assert!(matches!(Storage::open_exclusive(directory.path()), Err(StorageError::Busy(_))));
        first.connection().pragma_update(None, "user_version", 99).unwrap();
        drop(first);
        assert!(matches!(Storage::open_exclusive(directory.path()), Err(StorageError::TooNew { found: 99, .. })));
    }

    #[test]
    fn a_failed_transaction_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let storage = Storage::open_exclusive(directory.path()).unwrap();
        let failed: Result<(), StorageError> = storage.transaction(|db| {
            set_meta(db, "a", b"1")?;
            Err(StorageError::Damaged("on purpose".into()))
        });
        assert!(failed.is_err());
        assert_eq!(meta(storage.connection(), "a").unwrap(), None);
    }
}
