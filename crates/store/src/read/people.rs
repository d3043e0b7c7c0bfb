//! People, and their pictures.

use super::{all, first};
use crate::{Card, PersonRecord, Result, Subscription};
use rusqlite::{Connection, Row};

const COLUMNS: &str = "address, listed, name, groups, subscription, asked,
    card_name, card_title, card_department, card_phone, card_email, avatar";

fn record(row: &Row<'_>) -> rusqlite::Result<PersonRecord> {
    let listed_as: String = row.get(2)?;
    let groups: String = row.get(3)?;
    let card = Card { name: row.get(6)?, title: row.get(7)?, department: row.get(8)?, phone: row.get(9)?, email: row.get(10)? };
    Ok(PersonRecord {
        address: row.get(0)?,
        listed: row.get(1)?,
        name: if listed_as.is_empty() { card.name.clone().unwrap_or_default() } else { listed_as },
        groups: serde_json::from_str(&groups).unwrap_or_default(),
        subscription: match row.get::<_, i64>(4)? {
            1 => Subscription::To,
            2 => Subscription::From,
            3 => Subscription::Both,
            _ => Subscription::None,
        },
        asked: row.get(5)?,
        card,
        avatar: row.get(11)?,
    })
}

pub(crate) fn all_listed(db: &Connection) -> Result<Vec<PersonRecord>> {
    all(db, &format!("SELECT {COLUMNS} FROM person WHERE listed = 1 ORDER BY address"), [], record)
}

pub(crate) fn one(db: &Connection, address: &str) -> Result<Option<PersonRecord>> {
    first(db, &format!("SELECT {COLUMNS} FROM person WHERE address = ?1"), [address], record)
}

pub(crate) fn avatar(db: &Connection, hash: &str) -> Result<Option<(String, Vec<u8>)>> {
    first(db, "SELECT mime, bytes FROM avatar WHERE hash = ?1", [hash], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(crate) fn roster_version(db: &Connection) -> Result<Option<String>> {
    first(db, "SELECT value FROM meta WHERE key = 'roster_version'", [], |row| row.get(0))
}

pub(crate) fn group_delimiter(db: &Connection) -> Result<Option<String>> {
    first(db, "SELECT value FROM meta WHERE key = 'group_delimiter'", [], |row| row.get(0))
}

pub(crate) fn favourites(db: &Connection) -> Result<Vec<String>> {
    all(db, "SELECT address FROM conversation WHERE favourite = 1 AND archive = 0 ORDER BY address", [], |row| row.get(0))
}

pub(crate) fn unlisted(db: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT c.address FROM conversation c LEFT JOIN person p ON p.address = c.address
        WHERE c.last_at IS NOT NULL AND c.archive = 0 AND instr(c.address, '/') = 0 AND coalesce(p.listed, 0) = 0";
    all(db, sql, [], |row| row.get(0))
}
