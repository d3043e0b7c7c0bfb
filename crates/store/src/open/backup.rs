//! A copy of the file as it was before its schema changed: kept until the new one was closed once as it should be.

use crate::Result;
use crate::open::connect::beside;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

const MARK: &str = ".before-";

pub(crate) fn is_one(database: &str, file: &str) -> bool {
    file.strip_prefix(database).is_some_and(|rest| rest.starts_with(MARK))
}

/// Copies the database as it is, in the version that it has.
///
/// # Errors
/// `DiskFull` where there is no room for it: changing the schema would not have worked either.
pub(crate) fn make(path: &Path, connection: &Connection, version: i64) -> Result<PathBuf> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let copy = beside(path, &format!("{MARK}{version}"));
    super::create_private_file(&copy)?;
    match std::fs::copy(path, &copy) {
        Ok(_) => Ok(copy),
        Err(error) => {
            // Half a copy is of no use, and takes the room that is missing.
            let removed = std::fs::remove_file(&copy);
            tracing::warn!(?removed, %error, "no copy of the database before its schema changes");
            Err(error.into())
        }
    }
}

/// Removes the copies of a database.
pub(crate) fn remove(path: &Path) {
    for file in super::aside::beside_it(path, is_one).unwrap_or_default() {
        let removed = std::fs::remove_file(&file);
        tracing::debug!(?removed, file = %file.display(), "the new schema has proven itself");
    }
}
