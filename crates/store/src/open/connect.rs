//! Connections: the one writer, the readers, and the settings SQLite runs with.

use crate::{Result, StoreError};
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Before 3.51.3 a reset of the write-ahead log could lose commits when two connections were open.
pub(crate) const SAFE_SQLITE: i32 = 3_051_003;

/// Prepared statements that are kept: more than there are.
const STATEMENTS: usize = 256;

/// How a database can be used here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Write,
    /// Read-only medium, a write-ahead log beside the file.
    Read,
    /// Read-only medium, nothing beside the file: SQLite may not create its companions.
    ReadAlone,
    /// A log beside the file, and no room for the memory in which connections share where they are in it: one
    /// connection has it for itself.
    ReadExclusive,
}

impl Mode {
    /// The ways to read what cannot be written, best first.
    pub fn to_read(path: &Path) -> &'static [Self] {
        let wal = std::fs::metadata(beside(path, "-wal")).map_or(0, |file| file.len());
        if wal == 0 { &[Self::ReadAlone] } else { &[Self::Read, Self::ReadExclusive] }
    }
}

/// `store.db` and `-wal` give `store.db-wal`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

pub(crate) fn writer(path: &Path) -> Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    common(&connection)?;
    if connection.is_readonly("main")? {
        return Err(StoreError::ReadOnly);
    }
    let journal: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if !journal.eq_ignore_ascii_case("wal") {
        tracing::warn!(journal, "no write-ahead log here");
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA cache_size = -8000;",
    )?;
    connection.query_row("PRAGMA journal_size_limit = 16777216", [], |_| Ok(()))?;
    Ok(connection)
}

pub(crate) fn reader(path: &Path, mode: Mode) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match mode {
        Mode::ReadAlone => Connection::open_with_flags(immutable_uri(path), flags | OpenFlags::SQLITE_OPEN_URI)?,
        Mode::ReadExclusive => {
            // What is only read cannot be locked.
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(path, flags)?;
            // The log belongs to what could not be written yet.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            connection.query_row("PRAGMA locking_mode = EXCLUSIVE", [], |_| Ok(()))?;
            connection
        }
        Mode::Write | Mode::Read => Connection::open_with_flags(path, flags)?,
    };
    common(&connection)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -2000;")?;
    Ok(connection)
}

fn common(connection: &Connection) -> Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    keep_statements(connection)?;
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;")?;
    connection.query_row("PRAGMA mmap_size = 0", [], |_| Ok(())).or_else(none_is_fine)?;
    Ok(())
}

/// Statements are prepared once. Without the planner's guarantee of stability most would be so again with every value
/// bound, which takes longer than what they do.
pub(crate) fn keep_statements(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// SQLite built without mmap answers this pragma with no row.
fn none_is_fine(error: rusqlite::Error) -> rusqlite::Result<()> {
    match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        other => Err(other),
    }
}

/// `immutable`: SQLite neither locks nor looks for a log, which a read-only directory would not let it create.
fn immutable_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    let text = path.to_string_lossy().replace('\\', "/");
    if cfg!(windows) && !text.starts_with('/') {
        uri.push('/');
    }
    for c in text.chars() {
        match c {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            c => uri.push(c),
        }
    }
    uri.push_str("?immutable=1");
    uri
}

/// Reads the whole structure; any fault is damage.
pub(crate) fn quick_check(connection: &Connection) -> Result<()> {
    checked(connection, "PRAGMA quick_check(1)")
}

/// The same, and whether each index knows each row: one that does not is made anew from the rows, which are all there.
pub(crate) fn full_check(connection: &Connection) -> Result<()> {
    quick_check(connection)?;
    if checked(connection, "PRAGMA integrity_check(1)").is_ok() {
        return Ok(());
    }
    tracing::warn!("indexes are made anew");
    match connection.execute_batch("REINDEX").map_err(StoreError::from) {
        Err(error) if error.is_of_the_disk() => return Err(error),
        // Rows that cannot both be true.
        Err(_) => return Err(StoreError::Damaged { kept_aside: PathBuf::new() }),
        Ok(()) => {}
    }
    checked(connection, "PRAGMA integrity_check(1)")
}

fn checked(connection: &Connection, check: &str) -> Result<()> {
    let verdict: String = connection.query_row(check, [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        tracing::warn!(verdict, check);
        Err(StoreError::Damaged { kept_aside: PathBuf::new() })
    }
}
