//! Messages for accounts with nobody online to take them (XEP-0160).
//!
//! Invariant: a message leaves this table only when a client has acknowledged it, or was sent it without stream
//! management; so neither a broken connection nor a restart loses it.

use rusqlite::Connection;

use super::StorageError;

/// More than this many wait for one account nowhere but in the archive.
const MOST: i64 = 5_000;

pub struct Waiting {
    pub id: i64,
    pub stanza: String,
}

/// Keeps a message for later. `at` is when the server took it.
pub fn put(db: &Connection, owner: &str, at: i64, stanza: &str) -> Result<(), StorageError> {
    let waiting: i64 = db.prepare_cached("SELECT COUNT(*) FROM offline WHERE owner = ?1")?.query_row([owner], |row| row.get(0))?;
    if waiting < MOST {
        db.prepare_cached("INSERT INTO offline (owner, at, stanza) VALUES (?1, ?2, ?3)")?.execute((owner, at, stanza))?;
    }
    Ok(())
}

/// Everything that waits, in the order in which it came.
pub fn list(db: &Connection, owner: &str) -> Result<Vec<Waiting>, StorageError> {
    let mut statement = db.prepare_cached("SELECT id, stanza FROM offline WHERE owner = ?1 ORDER BY id")?;
    let rows = statement.query_map([owner], |row| Ok(Waiting { id: row.get(0)?, stanza: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub fn remove(db: &Connection, id: i64) -> Result<(), StorageError> {
    db.prepare_cached("DELETE FROM offline WHERE id = ?1")?.execute([id])?;
    Ok(())
}
