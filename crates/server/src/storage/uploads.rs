//! Which files were announced and stored (XEP-0363). The bytes are not here: see `uploads`.
//!
//! Invariant: what is asked for counts against the quotas from that moment on, so that no two requests can share the
//! same rest; what was never sent stops counting when its slot has expired.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use super::StorageError;

/// A file, announced or stored. Times in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: String,
    pub owner: String,
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    pub key_hash: Vec<u8>,
    pub asked_at: i64,
    pub began_at: Option<i64>,
    pub stored_at: Option<i64>,
}

/// How much is taken: bytes and files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    pub bytes: i64,
    pub files: i64,
    /// When the oldest of them was announced.
    pub oldest: Option<i64>,
}

/// Announces a file.
pub fn announce(db: &Connection, upload: &Upload) -> Result<(), StorageError> {
    db.prepare_cached(
        "INSERT INTO upload (id, owner, name, media_type, size, key_hash, asked_at, began_at, stored_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute((
        &upload.id,
        &upload.owner,
        &upload.name,
        &upload.media_type,
        upload.size,
        &upload.key_hash,
        upload.asked_at,
        upload.began_at,
        upload.stored_at,
    ))?;
    Ok(())
}

pub fn get(db: &Connection, id: &str) -> Result<Option<Upload>, StorageError> {
    Ok(db
        .prepare_cached(
            "SELECT id, owner, name, media_type, size, key_hash, asked_at, began_at, stored_at FROM upload WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(Upload {
                id: row.get(0)?,
                owner: row.get(1)?,
                name: row.get(2)?,
                media_type: row.get(3)?,
                size: row.get(4)?,
                key_hash: row.get(5)?,
                asked_at: row.get(6)?,
                began_at: row.get(7)?,
                stored_at: row.get(8)?,
            })
        })
        .optional()?)
}

/// What an account, or everybody, has taken since then.
pub fn taken(db: &Connection, owner: Option<&str>, since: i64) -> Result<Taken, StorageError> {
    Ok(db
        .prepare_cached(
            "SELECT COALESCE(SUM(size), 0), COUNT(*), MIN(asked_at) FROM upload
             WHERE (?1 IS NULL OR owner = ?1) AND asked_at >= ?2",
        )?
        .query_row((owner, since), |row| Ok(Taken { bytes: row.get(0)?, files: row.get(1)?, oldest: row.get(2)? }))?)
}

/// How many files of an account are announced and not begun.
pub fn open(db: &Connection, owner: &str) -> Result<i64, StorageError> {
    Ok(db
        .prepare_cached("SELECT COUNT(*) FROM upload WHERE owner = ?1 AND began_at IS NULL")?
        .query_row([owner], |row| row.get(0))?)
}

/// Somebody begins to send. False if somebody else did before.
pub fn begin(db: &Connection, id: &str, now: i64) -> Result<bool, StorageError> {
    let begun = db.prepare_cached("UPDATE upload SET began_at = ?2 WHERE id = ?1 AND began_at IS NULL")?.execute((id, now))?;
    Ok(begun > 0)
}

/// The sending came to nothing; the slot may be used again as long as it is good.
pub fn give_up(db: &Connection, id: &str) -> Result<(), StorageError> {
    db.prepare_cached("UPDATE upload SET began_at = NULL WHERE id = ?1 AND stored_at IS NULL")?.execute([id])?;
    Ok(())
}

/// The file is complete. False if nobody knows of it any more.
pub fn stored(db: &Connection, id: &str, now: i64) -> Result<bool, StorageError> {
    Ok(db.prepare_cached("UPDATE upload SET stored_at = ?2 WHERE id = ?1")?.execute((id, now))? > 0)
}

/// Forgets slots asked for before then and not begun.
pub fn forget_unused(db: &Connection, before: i64) -> Result<(), StorageError> {
    db.prepare_cached("DELETE FROM upload WHERE began_at IS NULL AND asked_at < ?1")?.execute([before])?;
    Ok(())
}

/// Forgets what was begun before then and never completed. After a restart nobody is sending any more.
pub fn forget_broken(db: &Connection, before: i64) -> Result<(), StorageError> {
    db.prepare_cached("DELETE FROM upload WHERE began_at < ?1 AND stored_at IS NULL")?.execute([before])?;
    Ok(())
}

/// Files stored before then.
pub fn stored_before(db: &Connection, before: i64) -> Result<Vec<String>, StorageError> {
    let mut statement = db.prepare_cached("SELECT id FROM upload WHERE stored_at < ?1")?;
    let rows = statement.query_map([before], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets files stored before then. Says how many.
pub fn forget_stored(db: &Connection, before: i64) -> Result<usize, StorageError> {
    Ok(db.prepare_cached("DELETE FROM upload WHERE stored_at < ?1")?.execute([before])?)
}

/// The ids of everything known.
pub fn ids(db: &Connection) -> Result<HashSet<String>, StorageError> {
    let mut statement = db.prepare_cached("SELECT id FROM upload")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
