//! The archive of every account and every room (XEP-0313): what was said, in the order in which the server took it.
//!
//! Invariant: an id is made of the owner's own counter and the time, is never used twice for one owner, and is
//! understood only for the owner it was given to.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::StorageError;

/// Whose archive: an account's, by its name, or a room's, by its name. Plain text names an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner<'a> {
    Account(&'a str),
    Room(&'a str),
}

impl<'a> Owner<'a> {
    fn table(self) -> &'static str {
        match self {
            Owner::Account(_) => "archive",
            Owner::Room(_) => "room_archive",
        }
    }

    fn name(self) -> &'a str {
        match self {
            Owner::Account(name) | Owner::Room(name) => name,
        }
    }
}

impl<'a> From<&'a str> for Owner<'a> {
    fn from(account: &'a str) -> Self {
        Owner::Account(account)
    }
}

impl<'a> From<&'a String> for Owner<'a> {
    fn from(account: &'a String) -> Self {
        Owner::Account(account)
    }
}

/// Further back nothing is looked for that may still be under way.
const MOST_UNDER_WAY: i64 = 100;

/// One archived stanza.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: String,
    pub seq: i64,
    pub at: i64,
    /// Bare JID of the other side; in a room of whoever wrote.
    pub peer: String,
    pub stanza: String,
}

/// Which part of an archive is asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Bare JID of the other side.
    pub with: Option<String>,
    pub start: Option<i64>,
    pub end: Option<i64>,
    /// Only entries behind this id, and before that one (`mam:2#extended`).
    pub after_id: Option<String>,
    pub before_id: Option<String>,
    /// Exactly these entries.
    pub ids: Vec<String>,
    /// Nothing up to this entry, whatever is asked for: the reader may not see it.
    pub hidden_to: Option<i64>,
}

/// Which page of it (XEP-0059).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    First,
    After(String),
    /// The last page.
    Last,
    Before(String),
}

/// A page in archive order.
#[derive(Debug, Default)]
pub struct Answer {
    pub entries: Vec<Entry>,
    /// Nothing more in the direction of paging.
    pub complete: bool,
}

/// The anchor named in a query is not in this archive.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    #[error("no such archive id")]
    UnknownId,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<rusqlite::Error> for QueryError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

fn id_of(at: i64, seq: i64) -> String {
    format!("{at:x}-{seq:x}")
}

/// Adds to the end of the owner's archive and gives the id.
pub fn append<'a>(db: &Connection, owner: impl Into<Owner<'a>>, peer: &str, at: i64, stanza: &str) -> Result<String, StorageError> {
    let owner = owner.into();
    let seq = newest(db, owner)? + 1;
    let sql = format!("INSERT INTO {} (owner, seq, at, peer, stanza) VALUES (?1, ?2, ?3, ?4, ?5)", owner.table());
    db.prepare_cached(&sql)?.execute((owner.name(), seq, at, peer, stanza))?;
    Ok(id_of(at, seq))
}

/// What is written into an archive.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    pub at: i64,
    pub stanza: &'a str,
}

/// Deletes the owner's entries with this person, up to and including `up_to` if it is given, and writes `record` in
/// their place; so the newest entry never goes, from which the next one counts. Says how many are gone, and the id of
/// the record.
pub fn purge(
    db: &Connection,
    owner: &str,
    peer: &str,
    up_to: Option<&str>,
    record: Record<'_>,
) -> Result<(usize, String), QueryError> {
    let last = up_to.map(|id| resolve(db, owner.into(), id)).transpose()?;
    let id = append(db, owner, peer, record.at, record.stanza)?;
    let own = resolve(db, owner.into(), &id)?;
    let gone = db.prepare_cached("DELETE FROM archive WHERE owner = ?1 AND peer = ?2 AND seq <= ?3 AND seq < ?4")?.execute((
        owner,
        peer,
        last.unwrap_or(i64::MAX),
        own,
    ))?;
    Ok((gone, id))
}

/// The counter's value at the last entry; 0 in an empty archive.
pub fn newest<'a>(db: &Connection, owner: impl Into<Owner<'a>>) -> Result<i64, StorageError> {
    let owner = owner.into();
    let sql = format!("SELECT COALESCE(MAX(seq), 0) FROM {} WHERE owner = ?1", owner.table());
    Ok(db.prepare_cached(&sql)?.query_row([owner.name()], |row| row.get(0))?)
}

fn resolve(db: &Connection, owner: Owner<'_>, id: &str) -> Result<i64, QueryError> {
    let (at, seq) = id.split_once('-').ok_or(QueryError::UnknownId)?;
    let at = i64::from_str_radix(at, 16).map_err(|_| QueryError::UnknownId)?;
    let seq = i64::from_str_radix(seq, 16).map_err(|_| QueryError::UnknownId)?;
    let sql = format!("SELECT 1 FROM {} WHERE owner = ?1 AND seq = ?2 AND at = ?3", owner.table());
    let found = db.prepare_cached(&sql)?.exists((owner.name(), seq, at))?;
    if found { Ok(seq) } else { Err(QueryError::UnknownId) }
}

/// Where a page begins or ends. An entry that was deleted still says so: its number was given to nothing else.
fn anchor(db: &Connection, owner: Owner<'_>, id: &str) -> Result<i64, QueryError> {
    match resolve(db, owner, id) {
        Err(QueryError::UnknownId) => {
            let seq = id.split_once('-').and_then(|(_, seq)| i64::from_str_radix(seq, 16).ok()).ok_or(QueryError::UnknownId)?;
            let sql = format!("SELECT 1 FROM {} WHERE owner = ?1 AND seq = ?2", owner.table());
            let taken = db.prepare_cached(&sql)?.exists((owner.name(), seq))?;
            if taken || seq < 1 || seq > newest(db, owner)? { Err(QueryError::UnknownId) } else { Ok(seq) }
        }
        other => other,
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let (at, seq) = (row.get(0)?, row.get(1)?);
    Ok(Entry { id: id_of(at, seq), seq, at, peer: row.get(2)?, stanza: row.get(3)? })
}

/// One entry by its id.
pub fn entry<'a>(db: &Connection, owner: impl Into<Owner<'a>>, id: &str) -> Result<Entry, QueryError> {
    let owner = owner.into();
    let seq = resolve(db, owner, id)?;
    let sql = format!("SELECT at, seq, peer, stanza FROM {} WHERE owner = ?1 AND seq = ?2", owner.table());
    Ok(db.prepare_cached(&sql)?.query_row((owner.name(), seq), read)?)
}

/// Entries of one side behind another entry that contain this text, oldest first.
pub fn containing<'a>(
    db: &Connection,
    owner: impl Into<Owner<'a>>,
    peer: &str,
    after: i64,
    text: &str,
) -> Result<Vec<Entry>, StorageError> {
    let owner = owner.into();
    let sql = format!(
        "SELECT at, seq, peer, stanza FROM {} WHERE owner = ?1 AND peer = ?2 AND seq > ?3 AND instr(stanza, ?4) > 0 ORDER BY seq",
        owner.table()
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map((owner.name(), peer, after, text), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts another stanza in an entry's place.
pub fn replace<'a>(db: &Connection, owner: impl Into<Owner<'a>>, seq: i64, stanza: &str) -> Result<(), StorageError> {
    let owner = owner.into();
    let sql = format!("UPDATE {} SET stanza = ?3 WHERE owner = ?1 AND seq = ?2", owner.table());
    db.prepare_cached(&sql)?.execute((owner.name(), seq, stanza))?;
    Ok(())
}

/// Removes every entry up to this one. The last entry has to stay: the counter goes on from it.
pub fn remove_to<'a>(db: &Connection, owner: impl Into<Owner<'a>>, seq: i64) -> Result<(), StorageError> {
    let owner = owner.into();
    let sql = format!("DELETE FROM {} WHERE owner = ?1 AND seq <= ?2", owner.table());
    db.prepare_cached(&sql)?.execute((owner.name(), seq))?;
    Ok(())
}

/// SQL condition and its values, built side by side.
struct Condition {
    sql: String,
    values: Vec<Value>,
}

impl Condition {
    fn and(&mut self, clause: &str, value: impl Into<Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(clause);
        self.values.push(value.into());
    }
}

fn condition(db: &Connection, owner: Owner<'_>, filter: &Filter) -> Result<Condition, QueryError> {
    let mut condition = Condition { sql: "owner = ?".into(), values: vec![owner.name().to_owned().into()] };
    if let Some(hidden_to) = filter.hidden_to {
        condition.and("seq > ?", hidden_to);
    }
    if let Some(with) = &filter.with {
        condition.and("peer = ?", with.clone());
    }
    if let Some(start) = filter.start {
        condition.and("at >= ?", start);
    }
    if let Some(end) = filter.end {
        condition.and("at <= ?", end);
    }
    if let Some(id) = &filter.after_id {
        condition.and("seq > ?", anchor(db, owner, id)?);
    }
    if let Some(id) = &filter.before_id {
        condition.and("seq < ?", anchor(db, owner, id)?);
    }
    if !filter.ids.is_empty() {
        let mut marks = Vec::new();
        for id in &filter.ids {
            condition.values.push(resolve(db, owner, id)?.into());
            marks.push("?");
        }
        condition.sql.push_str(&format!(" AND seq IN ({})", marks.join(",")));
    }
    Ok(condition)
}

/// One page of the owner's archive, oldest first, at most `max` entries.
pub fn query<'a>(
    db: &Connection,
    owner: impl Into<Owner<'a>>,
    filter: &Filter,
    page: &Page,
    max: usize,
) -> Result<Answer, QueryError> {
    let owner = owner.into();
    let mut condition = condition(db, owner, filter)?;
    let backwards = match page {
        Page::First => false,
        Page::After(id) => {
            let seq = anchor(db, owner, id)?;
            condition.and("seq > ?", seq);
            false
        }
        Page::Last => true,
        Page::Before(id) => {
            let seq = anchor(db, owner, id)?;
            condition.and("seq < ?", seq);
            true
        }
    };
    let direction = if backwards { "DESC" } else { "ASC" };
    // One more than asked tells whether there is anything behind the page.
    let limit = max.saturating_add(1);
    let (table, clause) = (owner.table(), &condition.sql);
    let sql = format!("SELECT at, seq, peer, stanza FROM {table} WHERE {clause} ORDER BY seq {direction} LIMIT {limit}");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(condition.values), read)?;
    let mut entries: Vec<Entry> = rows.collect::<Result<_, _>>()?;
    let complete = entries.len() <= max;
    entries.truncate(max);
    if backwards {
        entries.reverse();
    }
    Ok(Answer { entries, complete })
}

/// Of the newest stanzas of an account with this peer those archived since then in whose text this stands.
pub fn holding(db: &Connection, account: &str, peer: &str, since: i64, text: &str) -> Result<Vec<String>, StorageError> {
    let mut statement = db.prepare_cached(
        "SELECT stanza FROM (SELECT at, stanza FROM archive WHERE owner = ?1 AND peer = ?2 ORDER BY seq DESC LIMIT ?5)
         WHERE at >= ?3 AND instr(stanza, ?4) > 0",
    )?;
    let stanzas = statement.query_map((account, peer, since, text, MOST_UNDER_WAY), |row| row.get(0))?;
    Ok(stanzas.collect::<Result<_, _>>()?)
}

/// How many entries the filter fits.
pub fn count<'a>(db: &Connection, owner: impl Into<Owner<'a>>, filter: &Filter) -> Result<i64, QueryError> {
    let owner = owner.into();
    let condition = condition(db, owner, filter)?;
    let sql = format!("SELECT COUNT(*) FROM {} WHERE {}", owner.table(), condition.sql);
    Ok(db.prepare_cached(&sql)?.query_row(params_from_iter(condition.values), |row| row.get(0))?)
}

/// Oldest and newest entry behind `hidden_to`: id and time of each.
pub fn ends<'a>(
    db: &Connection,
    owner: impl Into<Owner<'a>>,
    hidden_to: Option<i64>,
) -> Result<Option<[(String, i64); 2]>, StorageError> {
    let owner = owner.into();
    let end = |order: &str| -> Result<Option<(String, i64)>, StorageError> {
        let sql = format!("SELECT at, seq FROM {} WHERE owner = ?1 AND seq > ?2 ORDER BY seq {order} LIMIT 1", owner.table());
        let key = (owner.name(), hidden_to.unwrap_or_default());
        let row = db.prepare_cached(&sql)?.query_row(key, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(row.map(|(at, seq)| (id_of(at, seq), at)))
    };
    Ok(match (end("ASC")?, end("DESC")?) {
        (Some(oldest), Some(newest)) => Some([oldest, newest]),
        _ => None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests;
