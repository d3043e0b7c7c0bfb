//! Contacts beside the company: roster items a person added, and presence subscriptions (RFC 6121 §2 and §3).
//!
//! Invariant: `sees` and `seen` are the two directions of one subscription; what one side `sees`, the other is
//! `seen` by. Both rows are written in the same transaction.

use rusqlite::{Connection, OptionalExtension, Row};

use super::StorageError;

/// One row of a person's own list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    pub jid: String,
    /// Whether it is a roster item (a row may also hold only a request from the other side).
    pub listed: bool,
    pub name: String,
    pub groups: Vec<String>,
    /// The owner sees the other's presence ("to").
    pub sees: bool,
    /// The other sees the owner's presence ("from").
    pub seen: bool,
    /// The owner asked to see the other's presence and has no answer yet.
    pub asked: bool,
    /// The other's unanswered request, as it came.
    pub request: Option<String>,
}

impl Contact {
    pub fn new(jid: &str) -> Self {
        Self { jid: jid.to_owned(), ..Self::default() }
    }

    /// The word for both directions (RFC 6121 §2.1.2.5).
    pub fn subscription(&self) -> &'static str {
        match (self.sees, self.seen) {
            (false, false) => "none",
            (true, false) => "to",
            (false, true) => "from",
            (true, true) => "both",
        }
    }

    fn is_blank(&self) -> bool {
        !self.listed && !self.sees && !self.seen && !self.asked && self.request.is_none()
    }
}

const COLUMNS: &str = "jid, listed, name, groups, sees, seen, asked, request";

fn read(row: &Row<'_>) -> rusqlite::Result<Contact> {
    let groups: String = row.get(3)?;
    Ok(Contact {
        jid: row.get(0)?,
        listed: row.get(1)?,
        name: row.get(2)?,
        groups: serde_json::from_str(&groups).unwrap_or_default(),
        sees: row.get(4)?,
        seen: row.get(5)?,
        asked: row.get(6)?,
        request: row.get(7)?,
    })
}

pub fn get(db: &Connection, owner: &str, jid: &str) -> Result<Option<Contact>, StorageError> {
    Ok(db
        .prepare_cached(&format!("SELECT {COLUMNS} FROM contact WHERE owner = ?1 AND jid = ?2"))?
        .query_row((owner, jid), read)
        .optional()?)
}

pub fn list(db: &Connection, owner: &str) -> Result<Vec<Contact>, StorageError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM contact WHERE owner = ?1 ORDER BY jid"))?;
    let rows = statement.query_map([owner], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The accounts that have something to do with this JID in their own lists.
pub fn owners_of(db: &Connection, jid: &str) -> Result<Vec<String>, StorageError> {
    let mut statement = db.prepare_cached("SELECT owner FROM contact WHERE jid = ?1")?;
    let rows = statement.query_map([jid], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes the row, or drops it when nothing is left in it.
pub fn put(db: &Connection, owner: &str, contact: &Contact) -> Result<(), StorageError> {
    if contact.is_blank() {
        db.prepare_cached("DELETE FROM contact WHERE owner = ?1 AND jid = ?2")?.execute((owner, &contact.jid))?;
    } else {
        let groups = serde_json::to_string(&contact.groups).map_err(|error| StorageError::Damaged(error.to_string()))?;
        db.prepare_cached(
            "INSERT INTO contact (owner, jid, listed, name, groups, sees, seen, asked, request)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (owner, jid) DO UPDATE SET listed = excluded.listed, name = excluded.name, groups = excluded.groups,
                 sees = excluded.sees, seen = excluded.seen, asked = excluded.asked, request = excluded.request",
        )?
        .execute((
            owner,
            &contact.jid,
            contact.listed,
            &contact.name,
            groups,
            contact.sees,
            contact.seen,
            contact.asked,
            &contact.request,
        ))?;
    }
    db.prepare_cached("UPDATE account SET roster_version = roster_version + 1 WHERE name = ?1")?.execute([owner])?;
    Ok(())
}

/// Grows with every change of the person's own list.
pub fn version(db: &Connection, owner: &str) -> Result<i64, StorageError> {
    Ok(db
        .prepare_cached("SELECT roster_version FROM account WHERE name = ?1")?
        .query_row([owner], |row| row.get(0))
        .optional()?
        .unwrap_or(0))
}
