//! Small things an account keeps: who is blocked (XEP-0191), private XML (XEP-0049), the own vCard (XEP-0054).
//!
//! Invariant: each list is bounded, so that one account cannot fill the disk with them.

use rusqlite::{Connection, OptionalExtension};

use super::StorageError;

const MOST_BLOCKED: i64 = 2_000;
const MOST_PRIVATE: i64 = 200;

pub fn blocked(db: &Connection, owner: &str) -> Result<Vec<String>, StorageError> {
    let mut statement = db.prepare_cached("SELECT jid FROM block WHERE owner = ?1 ORDER BY jid")?;
    let rows = statement.query_map([owner], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether the owner blocks this person.
pub fn is_blocked(db: &Connection, owner: &str, bare: &str) -> Result<bool, StorageError> {
    Ok(db.prepare_cached("SELECT 1 FROM block WHERE owner = ?1 AND jid = ?2")?.exists((owner, bare))?)
}

/// Accounts that block this person.
pub fn blockers(db: &Connection, bare: &str) -> Result<Vec<String>, StorageError> {
    let mut statement = db.prepare_cached("SELECT owner FROM block WHERE jid = ?1")?;
    let rows = statement.query_map([bare], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// False when the list is full.
pub fn block(db: &Connection, owner: &str, jid: &str) -> Result<bool, StorageError> {
    let count: i64 = db.prepare_cached("SELECT COUNT(*) FROM block WHERE owner = ?1")?.query_row([owner], |row| row.get(0))?;
    if count >= MOST_BLOCKED {
        return Ok(false);
    }
    db.prepare_cached("INSERT OR IGNORE INTO block (owner, jid) VALUES (?1, ?2)")?.execute((owner, jid))?;
    Ok(true)
}

pub fn unblock(db: &Connection, owner: &str, jid: &str) -> Result<(), StorageError> {
    db.prepare_cached("DELETE FROM block WHERE owner = ?1 AND jid = ?2")?.execute((owner, jid))?;
    Ok(())
}

pub fn private(db: &Connection, owner: &str, name: &str, ns: &str) -> Result<Option<String>, StorageError> {
    Ok(db
        .prepare_cached("SELECT xml FROM private WHERE owner = ?1 AND name = ?2 AND ns = ?3")?
        .query_row((owner, name, ns), |row| row.get(0))
        .optional()?)
}

/// False when the account keeps too much already.
pub fn set_private(db: &Connection, owner: &str, name: &str, ns: &str, xml: &str) -> Result<bool, StorageError> {
    let count: i64 = db.prepare_cached("SELECT COUNT(*) FROM private WHERE owner = ?1")?.query_row([owner], |row| row.get(0))?;
    if count >= MOST_PRIVATE {
        return Ok(false);
    }
    db.prepare_cached("INSERT OR REPLACE INTO private (owner, name, ns, xml) VALUES (?1, ?2, ?3, ?4)")?
        .execute((owner, name, ns, xml))?;
    Ok(true)
}

pub fn vcard(db: &Connection, owner: &str) -> Result<Option<String>, StorageError> {
    Ok(db.prepare_cached("SELECT xml FROM vcard WHERE owner = ?1")?.query_row([owner], |row| row.get(0)).optional()?)
}

pub fn set_vcard(db: &Connection, owner: &str, xml: &str) -> Result<(), StorageError> {
    db.prepare_cached("INSERT OR REPLACE INTO vcard (owner, xml) VALUES (?1, ?2)")?.execute((owner, xml))?;
    Ok(())
}
