//! Opening a database file: lock, soundness, schema. Invariant: what was there is never lost; a file that is not
//! sound is put aside under another name, a newer one is left alone.

pub(crate) mod aside;
mod backup;
pub(crate) mod connect;
pub(crate) mod lock;
pub(crate) mod migrate;
mod renewal;

use crate::{Millis, Result, StoreError};
use connect::Mode;
use lock::Lock;
use migrate::Schema;
use rusqlite::Connection;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

/// Files up to this size are checked at every start; larger ones after an unclean exit.
const ALWAYS_CHECKED_BYTES: u64 = 8 << 20;

/// What is checked after an unclean exit, or because it is time, is read to the last entry of each index up to this size;
/// beyond it that takes longer than a person waits for a window.
const FULLY_CHECKED_BYTES: u64 = 64 << 20;

/// The others at least this often.
const CHECKED_EVERY: Millis = 7 * 24 * 3_600_000;

/// A database that is open, sound, and of the current schema.
pub(crate) struct Opened {
    pub connection: Connection,
    pub mode: Mode,
    pub lock: Option<Lock>,
    pub recovered: Option<PathBuf>,
}

/// Opens or creates `path`. `salvage` carries over what it can from a damaged file into a new one; its errors are those of
/// the new one. Where a disk does not let anything be written, what is there is opened for reading.
pub(crate) fn open(path: &Path, schema: &Schema, salvage: impl FnOnce(&Path, &Connection) -> Result<()>) -> Result<Opened> {
    let version = rusqlite::version_number();
    if version < connect::SAFE_SQLITE {
        return Err(StoreError::UnsafeSqlite(version));
    }
    if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        create_private_dir(dir)?;
    }
    let mut lock = None;
    match to_write(path, schema, &mut lock) {
        Ok(connection) => Ok(Opened { connection, mode: Mode::Write, lock, recovered: None }),
        Err(StoreError::Damaged { .. }) => {
            let (connection, aside) = renewal::renew(path, schema, salvage)?;
            Ok(Opened { connection, mode: Mode::Write, lock, recovered: Some(aside) })
        }
        Err(error) if error.is_of_the_disk() => to_read(path, schema, lock, error),
        Err(error) => Err(error),
    }
}

/// The connection that writes. The lock is taken where it is not held already, and held from then on.
pub(crate) fn to_write(path: &Path, schema: &Schema, lock: &mut Option<Lock>) -> Result<Connection> {
    if lock.is_none() {
        *lock = Some(Lock::take(&lock::path_of(path))?);
    }
    renewal::finish(path)?;
    create_private_file(path)?;
    writable(path, schema)
}

fn writable(path: &Path, schema: &Schema) -> Result<Connection> {
    let mut connection = connect::writer(path)?;
    schema.check_owner(&connection)?;
    let size = std::fs::metadata(path).map_or(0, |file| file.len());
    let clean = migrate::was_clean(&connection)?;
    let now = aside::now();
    let due = !clean || is_due(migrate::checked_at(&connection)?, now);
    if due && size <= FULLY_CHECKED_BYTES {
        connect::full_check(&connection)?;
    } else if due || size <= ALWAYS_CHECKED_BYTES {
        connect::quick_check(&connection)?;
    }
    match migrate::version(&connection)? {
        0 => {}
        _ if schema.is_current(&connection)? => {
            if clean {
                backup::remove(path);
            }
        }
        version => drop(backup::make(path, &connection, version)?),
    }
    schema.migrate(&mut connection)?;
    // A full disk must not keep a person from reading: the mark is written with the first success.
    match migrate::set_clean(&connection, false).and_then(|()| migrate::set_checked_at(&connection, now, due)) {
        Err(error) if !error.is_of_the_disk() => Err(error),
        _ => Ok(connection),
    }
}

/// A clock that was set back must not put a check off for ever.
fn is_due(checked_at: Option<Millis>, now: Millis) -> bool {
    checked_at.is_none_or(|at| !(at..at.saturating_add(CHECKED_EVERY)).contains(&now))
}

/// What is there, for reading; where it cannot even be read, what kept it from being written.
fn to_read(path: &Path, schema: &Schema, lock: Option<Lock>, why: StoreError) -> Result<Opened> {
    if !path.exists() {
        return Err(why);
    }
    for &mode in Mode::to_read(path) {
        match readable(path, schema, mode) {
            Ok(Some(connection)) => return Ok(Opened { connection, mode, lock, recovered: None }),
            Ok(None) => break,
            Err(error @ StoreError::TooNew { .. }) => return Err(error),
            Err(error) => tracing::warn!(%error, ?mode, "not to be read in this way"),
        }
    }
    Err(why)
}

/// `None` where it would have to be changed before it can be read.
fn readable(path: &Path, schema: &Schema, mode: Mode) -> Result<Option<Connection>> {
    let connection = connect::reader(path, mode)?;
    schema.check_owner(&connection)?;
    Ok(schema.is_current(&connection)?.then_some(connection))
}

/// Others on this computer have no business in the profile.
fn create_private_dir(dir: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(dir) {
        Err(_) if dir.is_dir() => Ok(()),
        other => Ok(other?),
    }
}

/// Creates the file before SQLite does, so that it and its companions are never readable by others.
pub(crate) fn create_private_file(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use migrate::ACCOUNT;

    /// Root may write anywhere, so what a read-only medium leads to is opened directly.
    #[test]
    fn a_read_only_medium_can_be_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("with %41 and #.db");
        assert!(matches!(to_read(&path, &ACCOUNT, None, StoreError::ReadOnly), Err(StoreError::ReadOnly)));
        let opened = open(&path, &ACCOUNT, |_, _| Ok(())).unwrap();
        opened.connection.execute("INSERT INTO kept VALUES ('k', 'v')", []).unwrap();
        drop(opened);
        let opened = to_read(&path, &ACCOUNT, None, StoreError::ReadOnly).unwrap();
        assert_eq!(opened.mode, Mode::ReadAlone);
        let kept: String = opened.connection.query_row("SELECT value FROM kept", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, "v");
        let refused = opened.connection.execute("DELETE FROM kept", []).unwrap_err();
        assert!(matches!(StoreError::from(refused), StoreError::ReadOnly));
    }

    #[test]
    fn the_structure_is_read_every_week() {
        let day = CHECKED_EVERY / 7;
        assert!(is_due(None, 0) && is_due(Some(day), 8 * day) && is_due(Some(day), 0));
        assert!(!is_due(Some(day), day) && !is_due(Some(day), 8 * day - 1));
    }

    #[test]
    fn failures_of_files_are_told_apart() {
        use std::io::{Error, ErrorKind};
        assert!(matches!(Error::from(ErrorKind::StorageFull).into(), StoreError::DiskFull));
        assert!(matches!(Error::from(ErrorKind::ReadOnlyFilesystem).into(), StoreError::ReadOnly));
        assert!(matches!(Error::from(ErrorKind::PermissionDenied).into(), StoreError::ReadOnly));
        assert!(matches!(Error::from(ErrorKind::NotFound).into(), StoreError::Io(_)));
    }
}
