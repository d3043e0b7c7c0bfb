//! Files handed over that are not sent yet.

use super::{all, first};
use crate::{Result, Staged, StagedRecord};
use rusqlite::{Connection, Row};

const COLUMNS: &str = "SELECT id, name, mime, size, path, at, message_id FROM staged";

fn record(row: &Row<'_>) -> rusqlite::Result<StagedRecord> {
    let size: i64 = row.get(3)?;
    let file = Staged {
        id: row.get(0)?,
        name: row.get(1)?,
        mime: row.get(2)?,
        size: u64::try_from(size).unwrap_or(0),
        path: row.get(4)?,
        at: row.get(5)?,
    };
    Ok(StagedRecord { file, message: row.get(6)? })
}

/// All of them, oldest first.
pub(crate) fn every(db: &Connection) -> Result<Vec<StagedRecord>> {
    all(db, &format!("{COLUMNS} ORDER BY at, id"), [], record)
}

pub(crate) fn one(db: &Connection, id: &str) -> Result<Option<StagedRecord>> {
    first(db, &format!("{COLUMNS} WHERE id = ?1"), [id], record)
}
