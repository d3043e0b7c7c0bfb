//! Opening a database file: lock, soundness, schema. Invariant: what was there is never lost; a file that is not
//! sound is put aside under another name, a newer one is left alone.

pub(crate) mod aside;
mod backup;
pub(crate) mod connect;
pub(crate) mod lock;
pub(crate) mod migrate;

use crate::{Millis, Result, StoreError};
use connect::Mode;
use lock::Lock;
use migrate::Schema;
use rusqlite::Connection;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

/// Files up to this size are checked at every start; larger ones after an unclean exit.
const ALWAYS_CHECKED_BYTES: u64 = 8 << 20;

/// The others at least this often.
const CHECKED_EVERY: Millis = 7 * 24 * 3_600_000;

/// A database that is open, sound, and of the current schema.
pub(crate) struct Opened {
    pub connection: Connection,
    pub mode: Mode,
    pub lock: Option<Lock>,
    pub recovered: Option<PathBuf>,
}

/// Opens or creates `path`. `salvage` carries over what it can from a damaged file into a new one.
pub(crate) fn open(path: &Path, schema: &Schema, salvage: impl FnOnce(&Path, &Connection)) -> Result<Opened> {
    let version = rusqlite::version_number();
    if version < connect::SAFE_SQLITE {
        return Err(StoreError::UnsafeSqlite(version));
    }
    if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        create_private_dir(dir)?;
    }
    let lock = match Lock::take(&lock::path_of(path)) {
        Err(StoreError::ReadOnly) => return read_only(path, schema, None),
        other => other?,
    };
    match create_private_file(path) {
        Err(StoreError::ReadOnly) => return read_only(path, schema, Some(lock)),
        other => other?,
    }
    match writable(path, schema) {
        Ok(connection) => Ok(Opened { connection, mode: Mode::Write, lock: Some(lock), recovered: None }),
        Err(StoreError::Damaged { .. }) => {
            let aside = aside::put_aside(path)?;
            tracing::warn!(kept = %aside.display(), "database damaged: put aside, starting a new one");
            create_private_file(path)?;
            let connection = writable(path, schema)?;
            salvage(&aside, &connection);
            Ok(Opened { connection, mode: Mode::Write, lock: Some(lock), recovered: Some(aside) })
        }
        Err(StoreError::ReadOnly) => read_only(path, schema, Some(lock)),
        Err(error) => Err(error),
    }
}

fn writable(path: &Path, schema: &Schema) -> Result<Connection> {
    let mut connection = connect::writer(path)?;
    schema.check_owner(&connection)?;
    let small = std::fs::metadata(path).map_or(0, |file| file.len()) <= ALWAYS_CHECKED_BYTES;
    let clean = migrate::was_clean(&connection)?;
    let now = aside::now();
    let checked = small || !clean || is_due(migrate::checked_at(&connection)?, now);
    if checked {
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
    match migrate::set_clean(&connection, false).and_then(|()| migrate::set_checked_at(&connection, now, checked)) {
        Err(StoreError::DiskFull) | Ok(()) => Ok(connection),
        Err(error) => Err(error),
    }
}

/// A clock that was set back must not put a check off for ever.
fn is_due(checked_at: Option<Millis>, now: Millis) -> bool {
    checked_at.is_none_or(|at| !(at..at.saturating_add(CHECKED_EVERY)).contains(&now))
}

fn read_only(path: &Path, schema: &Schema, lock: Option<Lock>) -> Result<Opened> {
    if !path.exists() {
        return Err(StoreError::ReadOnly);
    }
    let mode = Mode::read_only(path);
    let connection = connect::reader(path, mode)?;
    schema.check_owner(&connection)?;
    if !schema.is_current(&connection)? {
        return Err(StoreError::ReadOnly);
    }
    Ok(Opened { connection, mode, lock, recovered: None })
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
        assert!(matches!(read_only(&path, &ACCOUNT, None), Err(StoreError::ReadOnly)));
        let opened = open(&path, &ACCOUNT, |_, _| {}).unwrap();
        opened.connection.execute("INSERT INTO kept VALUES ('k', 'v')", []).unwrap();
        drop(opened);
        let opened = read_only(&path, &ACCOUNT, None).unwrap();
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
