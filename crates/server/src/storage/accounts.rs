//! Accounts and what proves a password.
//!
//! Invariant: no password is kept, only SCRAM's stored and server key (RFC 5802 §3); an account without them exists
//! but cannot sign in.

use rusqlite::{Connection, OptionalExtension};
use wire::sasl::Verifier;

use super::{StorageError, rooms};

/// What is known about a person. Empty text: not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    pub full_name: String,
    pub email: String,
    pub title: String,
    pub phone: String,
}

pub fn exists(db: &Connection, name: &str) -> Result<bool, StorageError> {
    Ok(db.prepare_cached("SELECT 1 FROM account WHERE name = ?1")?.exists([name])?)
}

pub fn details(db: &Connection, name: &str) -> Result<Option<Details>, StorageError> {
    Ok(db
        .prepare_cached("SELECT full_name, email, title, phone FROM account WHERE name = ?1")?
        .query_row([name], |row| Ok(Details { full_name: row.get(0)?, email: row.get(1)?, title: row.get(2)?, phone: row.get(3)? }))
        .optional()?)
}

/// Creates the account, or changes the details of an existing one. Says whether it is new.
pub fn put(db: &Connection, name: &str, details: &Details, now: i64) -> Result<bool, StorageError> {
    let new = !exists(db, name)?;
    db.prepare_cached(
        "INSERT INTO account (name, created_at, full_name, email, title, phone) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (name) DO UPDATE SET full_name = excluded.full_name, email = excluded.email,
                                          title = excluded.title, phone = excluded.phone",
    )?
    .execute((name, now, &details.full_name, &details.email, &details.title, &details.phone))?;
    Ok(new)
}

/// Removes the account, all that belongs to it, and its place in the lists of others and in rooms. Says whether there
/// was one.
pub fn remove(db: &Connection, name: &str, jid: &str) -> Result<bool, StorageError> {
    db.prepare_cached("DELETE FROM contact WHERE jid = ?1")?.execute([jid])?;
    rooms::people::forget(db, jid)?;
    Ok(db.prepare_cached("DELETE FROM account WHERE name = ?1")?.execute([name])? > 0)
}

pub fn verifier(db: &Connection, name: &str) -> Result<Option<Verifier>, StorageError> {
    let row = db
        .prepare_cached("SELECT salt, iterations, stored_key, server_key FROM account WHERE name = ?1 AND salt IS NOT NULL")?
        .query_row([name], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?, row.get::<_, Vec<u8>>(3)?))
        })
        .optional()?;
    let Some((salt, iterations, stored_key, server_key)) = row else { return Ok(None) };
    let iterations = u32::try_from(iterations).map_err(|_| StorageError::Damaged(format!("iterations of {name}")))?;
    Ok(Some(Verifier { salt, iterations, stored_key, server_key }))
}

/// Sets the password of an existing account. Says whether there was one.
pub fn set_verifier(db: &Connection, name: &str, verifier: &Verifier) -> Result<bool, StorageError> {
    let changed = db
        .prepare_cached("UPDATE account SET salt = ?2, iterations = ?3, stored_key = ?4, server_key = ?5 WHERE name = ?1")?
        .execute((name, &verifier.salt, verifier.iterations, &verifier.stored_key, &verifier.server_key))?;
    Ok(changed > 0)
}

/// All accounts by name.
pub fn list(db: &Connection) -> Result<Vec<(String, Details)>, StorageError> {
    let mut statement = db.prepare_cached("SELECT name, full_name, email, title, phone FROM account ORDER BY name")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, Details { full_name: row.get(1)?, email: row.get(2)?, title: row.get(3)?, phone: row.get(4)? }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
