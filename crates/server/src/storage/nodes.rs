//! Personal nodes (XEP-0163 on XEP-0060): avatar, read state, bookmarks and whatever clients keep there.
//!
//! Invariant: a node never holds more items than its limit; the oldest go first. Numbers of nodes and items per
//! account are bounded.

use rusqlite::{Connection, OptionalExtension, Row};
use wire::payload::rsm::Rsm;

use super::StorageError;

/// The hard limit of items in one node; what `max` means in a configuration.
pub const MOST_ITEMS: u32 = 10_000;
/// The hard limit of nodes of one account.
pub const MOST_NODES: u32 = 200;

/// Who may read a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Open,
    /// Whoever sees the owner's presence.
    Presence,
    /// Only the owner.
    Whitelist,
}

impl Access {
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Presence => "presence",
            Self::Whitelist => "whitelist",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Open, Self::Presence, Self::Whitelist].into_iter().find(|access| access.name() == name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    pub access: Access,
    pub max_items: u32,
    pub persist: bool,
    /// `never`, `on_sub` or `on_sub_and_presence`.
    pub send_last: String,
}

impl Default for Config {
    /// XEP-0163 §4: presence access, the last item sent on presence, one item.
    fn default() -> Self {
        Self { access: Access::Presence, max_items: 1, persist: true, send_last: "on_sub_and_presence".into() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: String,
    pub payload: String,
}

fn read_config(row: &Row<'_>) -> rusqlite::Result<Config> {
    let access: String = row.get(0)?;
    Ok(Config {
        access: Access::from_name(&access).unwrap_or(Access::Whitelist),
        max_items: row.get(1)?,
        persist: row.get(2)?,
        send_last: row.get(3)?,
    })
}

fn read_item(row: &Row<'_>) -> rusqlite::Result<Item> {
    Ok(Item { id: row.get(0)?, payload: row.get(1)? })
}

pub fn config(db: &Connection, owner: &str, node: &str) -> Result<Option<Config>, StorageError> {
    Ok(db
        .prepare_cached("SELECT access, max_items, persist, send_last FROM node WHERE owner = ?1 AND name = ?2")?
        .query_row((owner, node), read_config)
        .optional()?)
}

pub fn list(db: &Connection, owner: &str) -> Result<Vec<(String, Config)>, StorageError> {
    let mut statement =
        db.prepare_cached("SELECT access, max_items, persist, send_last, name FROM node WHERE owner = ?1 ORDER BY name")?;
    let rows = statement.query_map([owner], |row| Ok((row.get(4)?, read_config(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Creates or reconfigures a node. False when the account has too many.
pub fn put(db: &Connection, owner: &str, node: &str, config: &Config) -> Result<bool, StorageError> {
    let count: u32 = db
        .prepare_cached("SELECT COUNT(*) FROM node WHERE owner = ?1 AND name <> ?2")?
        .query_row((owner, node), |row| row.get(0))?;
    if count >= MOST_NODES {
        return Ok(false);
    }
    db.prepare_cached(
        "INSERT INTO node (owner, name, access, max_items, persist, send_last) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (owner, name) DO UPDATE SET access = excluded.access, max_items = excluded.max_items,
             persist = excluded.persist, send_last = excluded.send_last",
    )?
    .execute((owner, node, config.access.name(), config.max_items, config.persist, &config.send_last))?;
    trim(db, owner, node, config.max_items)?;
    Ok(true)
}

pub fn delete(db: &Connection, owner: &str, node: &str) -> Result<bool, StorageError> {
    Ok(db.prepare_cached("DELETE FROM node WHERE owner = ?1 AND name = ?2")?.execute((owner, node))? > 0)
}

pub fn purge(db: &Connection, owner: &str, node: &str) -> Result<(), StorageError> {
    db.prepare_cached("DELETE FROM item WHERE owner = ?1 AND node = ?2")?.execute((owner, node))?;
    Ok(())
}

/// Adds an item or replaces the one with the same id; it becomes the newest.
pub fn publish(db: &Connection, owner: &str, node: &str, item: &Item, now: i64, max_items: u32) -> Result<(), StorageError> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO item (seq, owner, node, id, at, payload)
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM item), ?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((owner, node, &item.id, now, &item.payload))?;
    trim(db, owner, node, max_items)
}

fn trim(db: &Connection, owner: &str, node: &str, max_items: u32) -> Result<(), StorageError> {
    db.prepare_cached(
        "DELETE FROM item WHERE seq IN
         (SELECT seq FROM item WHERE owner = ?1 AND node = ?2 ORDER BY seq DESC LIMIT -1 OFFSET ?3)",
    )?
    .execute((owner, node, max_items))?;
    Ok(())
}

pub fn retract(db: &Connection, owner: &str, node: &str, id: &str) -> Result<bool, StorageError> {
    Ok(db.prepare_cached("DELETE FROM item WHERE owner = ?1 AND node = ?2 AND id = ?3")?.execute((owner, node, id))? > 0)
}

pub fn item(db: &Connection, owner: &str, node: &str, id: &str) -> Result<Option<Item>, StorageError> {
    Ok(db
        .prepare_cached("SELECT id, payload FROM item WHERE owner = ?1 AND node = ?2 AND id = ?3")?
        .query_row((owner, node, id), read_item)
        .optional()?)
}

/// The newest `most` items, newest first.
pub fn newest(db: &Connection, owner: &str, node: &str, most: u32) -> Result<Vec<Item>, StorageError> {
    let mut statement =
        db.prepare_cached("SELECT id, payload FROM item WHERE owner = ?1 AND node = ?2 ORDER BY seq DESC LIMIT ?3")?;
    let rows = statement.query_map((owner, node, most), read_item)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A page of a node's items, oldest first (XEP-0060 §6.5.4 with XEP-0059): the items, the place of the first of them
/// among all, and how many there are. `None`: the item that the page should begin or end at is not there.
pub fn page(db: &Connection, owner: &str, node: &str, rsm: &Rsm) -> Result<Option<(Vec<Item>, u32, u32)>, StorageError> {
    let place = |id: &str| -> Result<Option<i64>, StorageError> {
        let mut statement = db.prepare_cached("SELECT seq FROM item WHERE owner = ?1 AND node = ?2 AND id = ?3")?;
        Ok(statement.query_row((owner, node, id), |row| row.get(0)).optional()?)
    };
    let backwards = rsm.before.is_some();
    let (mut after, mut before) = (0, i64::MAX);
    for (id, edge) in [(&rsm.after, &mut after), (&rsm.before, &mut before)] {
        if let Some(id) = id.as_deref().filter(|id| !id.is_empty()) {
            let Some(seq) = place(id)? else { return Ok(None) };
            *edge = seq;
        }
    }
    let order = if backwards { "DESC" } else { "ASC" };
    let mut statement = db.prepare_cached(&format!(
        "SELECT id, payload, seq FROM item WHERE owner = ?1 AND node = ?2 AND seq > ?3 AND seq < ?4 ORDER BY seq {order} LIMIT ?5"
    ))?;
    let most = rsm.max.unwrap_or(MOST_ITEMS).min(MOST_ITEMS);
    let rows = statement.query_map((owner, node, after, before, most), |row| Ok((read_item(row)?, row.get::<_, i64>(2)?)))?;
    let mut found: Vec<(Item, i64)> = rows.collect::<Result<_, _>>()?;
    if backwards {
        found.reverse();
    }
    let first = found.first().map_or(0, |(_, seq)| *seq);
    let (index, count) = db
        .prepare_cached("SELECT COALESCE(SUM(seq < ?3), 0), COUNT(*) FROM item WHERE owner = ?1 AND node = ?2")?
        .query_row((owner, node, first), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Some((found.into_iter().map(|(item, _)| item).collect(), index, count)))
}

/// The newest item of one node for every owner who has it with an access that contacts share, in one query: what a
/// new session is told at its start. Whoever asks drops the owners whose presence is not shared.
pub fn newest_of_all(db: &Connection, node: &str) -> Result<Vec<(String, Item)>, StorageError> {
    let mut statement = db.prepare_cached(
        "SELECT i.owner, i.id, i.payload FROM item i JOIN node n ON n.owner = i.owner AND n.name = i.node
         WHERE n.name = ?1 AND n.access IN ('open', 'presence') AND n.send_last = 'on_sub_and_presence'
           AND i.seq = (SELECT MAX(seq) FROM item WHERE owner = i.owner AND node = i.node)",
    )?;
    let rows = statement.query_map([node], |row| Ok((row.get(0)?, Item { id: row.get(1)?, payload: row.get(2)? })))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
