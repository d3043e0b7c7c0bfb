//! The search index: kept with the messages, in the same transaction.
//!
//! Invariant: `search_id` of a message says how far the index knows it: nothing yet, 0 for what has nothing to be found,
//! else its id there. What a message does not say any more is not in the index.

use super::Apply;
use crate::amendment::Shown;
use crate::terms::{self, Traits};
use crate::{Result, Text, content};
use rusqlite::{Connection, Row, params};

const NOTHING: i64 = 0;

/// A message as the index sees it.
struct Entry {
    message: i64,
    search_id: Option<i64>,
    conversation: i64,
    mine: bool,
    author: String,
    nick: Option<String>,
    at: i64,
    kind: i64,
    text: Text,
}

const COLUMNS: &str = "id, search_id, conversation_id, mine, author, nick, at, kind, body, details, shown";

impl Entry {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (kind, body, details, shown): (i64, String, Option<String>, Option<String>) =
            (row.get(7)?, row.get(8)?, row.get(9)?, row.get(10)?);
        let shown = Shown::read(shown.as_deref());
        let text = match shown.text {
            _ if kind != content::TEXT || shown.retracted.is_some() => Text::default(),
            Some(text) => text,
            None => content::text(body, details.as_deref()),
        };
        Ok(Self {
            message: row.get(0)?,
            search_id: row.get(1)?,
            conversation: row.get(2)?,
            mine: row.get(3)?,
            author: row.get(4)?,
            nick: row.get(5)?,
            at: row.get(6)?,
            kind,
            text,
        })
    }

    fn is_found(&self) -> bool {
        self.kind == content::TEXT && (!self.text.body.is_empty() || self.text.file.is_some())
    }

    fn terms(&self) -> String {
        let Self { conversation, mine, author, nick, .. } = self;
        terms::of(&self.text, &Traits { conversation: *conversation, mine: *mine, author, nick: nick.as_deref() })
    }
}

impl Apply<'_> {
    /// Brings the index up to date for these messages.
    pub(super) fn index(&mut self, messages: &[i64]) -> Result<()> {
        let mut entries = Vec::with_capacity(messages.len());
        for message in messages {
            entries.extend(self.first(&format!("SELECT {COLUMNS} FROM message WHERE id = ?1"), [message], Entry::read)?);
        }
        index(self.db, entries)
    }

    /// Takes a row out of the index that is about to go.
    pub(super) fn unindex(&self, message: i64) -> Result<()> {
        self.run("DELETE FROM search WHERE rowid = (SELECT search_id FROM message WHERE id = ?1)", [message])?;
        Ok(())
    }
}

/// In order of time, and then of ids: the index takes them fastest that way.
fn index(db: &Connection, mut entries: Vec<Entry>) -> Result<()> {
    entries.sort_by_key(|entry| (entry.at, entry.message));
    let mut found = Vec::new();
    for entry in entries {
        let known = entry.search_id.filter(|id| *id != NOTHING);
        if let Some(id) = known {
            db.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([id])?;
        }
        let id = match known {
            _ if !entry.is_found() => NOTHING,
            Some(id) => id,
            None => free_id(db, entry.at)?,
        };
        if entry.search_id != Some(id) {
            db.prepare_cached("UPDATE message SET search_id = ?2 WHERE id = ?1")?.execute([entry.message, id])?;
        }
        if id != NOTHING {
            found.push((id, entry.terms()));
        }
    }
    found.sort_by_key(|(id, _)| *id);
    let mut insert = db.prepare_cached("INSERT INTO search (rowid, terms) VALUES (?1, ?2)")?;
    for (id, terms) in found {
        insert.execute(params![id, terms])?;
    }
    Ok(())
}

/// The highest free id of the hour; of one before it, should that ever be full.
fn free_id(db: &Connection, at: i64) -> Result<i64> {
    let mut hour = terms::hour(at);
    loop {
        let (lowest, highest) = terms::ids_of(hour);
        let taken: Option<i64> = db
            .prepare_cached("SELECT min(search_id) FROM message WHERE search_id > 0 AND search_id BETWEEN ?1 AND ?2")?
            .query_row([lowest, highest], |row| row.get(0))?;
        match taken {
            None => return Ok(highest),
            Some(taken) if taken > lowest || hour == 0 => return Ok(taken - 1),
            Some(_) => hour -= 1,
        }
    }
}

/// Indexes what was there before there was an index.
pub(crate) fn index_all(db: &Connection) -> Result<()> {
    const TOGETHER: i64 = 10_000;
    let mut after = 0;
    loop {
        let entries: Vec<Entry> = db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM message WHERE id > ?1 AND hidden = 0 ORDER BY id LIMIT ?2"))?
            .query_map([after, TOGETHER], Entry::read)?
            .collect::<rusqlite::Result<_>>()?;
        let Some(last) = entries.last() else { return Ok(()) };
        after = last.message;
        index(db, entries)?;
    }
}
