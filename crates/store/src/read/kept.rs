//! Small things kept by name, and the folded departments.

use super::{all, first};
use crate::Result;
use rusqlite::Connection;

pub(crate) fn value(db: &Connection, key: &str) -> Result<Option<String>> {
    first(db, "SELECT value FROM kept WHERE key = ?1", [key], |row| row.get(0))
}

pub(crate) fn folded(db: &Connection) -> Result<Vec<String>> {
    all(db, "SELECT folded_group FROM fold ORDER BY folded_group", [], |row| row.get(0))
}
