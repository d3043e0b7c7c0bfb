//! A new database in the place of a damaged one. Invariant: the damaged one keeps its place until the new one holds all
//! that was carried over, so that a program that is killed in between, or a disk that is full, loses nothing.

use crate::open::aside::{self, COMPANIONS};
use crate::open::connect::beside;
use crate::open::migrate::{self, Schema};
use crate::{Result, StoreError};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// A new one that is not complete yet; without companions it is.
const MARK: &str = ".new";

/// The connection to the new one, and where the damaged one is kept.
pub(crate) fn renew(
    path: &Path,
    schema: &Schema,
    salvage: impl FnOnce(&Path, &Connection) -> Result<()>,
) -> Result<(Connection, PathBuf)> {
    let new = beside(path, MARK);
    remove(path)?;
    if let Err(error) = make(&new, path, schema, salvage) {
        // Half of one is of no use, and takes the room that may be missing.
        remove(path)?;
        return Err(error);
    }
    let aside = aside::put_aside(path)?;
    tracing::warn!(kept = %aside.display(), "database damaged: put aside, starting a new one");
    std::fs::rename(&new, path)?;
    Ok((super::writable(path, schema)?, aside))
}

fn make(new: &Path, damaged: &Path, schema: &Schema, salvage: impl FnOnce(&Path, &Connection) -> Result<()>) -> Result<()> {
    super::create_private_file(new)?;
    let connection = super::writable(new, schema)?;
    salvage(damaged, &connection)?;
    migrate::set_clean(&connection, true)?;
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Err(StoreError::Busy);
    }
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Where the program was killed between the two renames, the second is made up for.
pub(crate) fn finish(path: &Path) -> Result<()> {
    let new = beside(path, MARK);
    if !path.exists() && new.exists() {
        std::fs::rename(new, path)?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    for file in files(path) {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// The files that a renewal may have left.
pub(crate) fn files(path: &Path) -> impl Iterator<Item = PathBuf> {
    let new = beside(path, MARK);
    std::iter::once(new.clone()).chain(COMPANIONS.map(move |companion| beside(&new, companion)))
}
