//! A damaged database is moved aside, never deleted; what can still be read and cannot be had from the server
//! (unsent messages, drafts, choices) is carried over.

use crate::open::connect::{self, Mode, beside};
use crate::{Content, Fact, Millis, Result};
use rusqlite::{Connection, Row};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

const MARK: &str = ".damaged-";
/// SQLite's companions of a database file.
pub(crate) const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Moves the database with its companions to a name with the time in it.
pub(crate) fn put_aside(path: &Path) -> Result<PathBuf> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let mut aside = beside(path, &format!("{MARK}{now}"));
    for again in 1.. {
        if !aside.exists() {
            break;
        }
        aside = beside(path, &format!("{MARK}{now}-{again}"));
    }
    for companion in COMPANIONS {
        let from = beside(path, companion);
        if from.exists() {
            std::fs::rename(from, beside(&aside, companion))?;
        }
    }
    std::fs::rename(path, &aside)?;
    Ok(aside)
}

/// All files of a database, with what was put aside of it.
pub(crate) fn all_files(path: &Path) -> Result<Vec<PathBuf>> {
    let mut files = vec![path.to_owned(), super::lock::path_of(path)];
    files.extend(COMPANIONS.map(|companion| beside(path, companion)));
    let (Some(dir), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else { return Ok(files) };
    let prefix = format!("{name}{MARK}");
    if dir.is_dir() {
        for entry in std::fs::read_dir(dir)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(&prefix)) {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

/// What a damaged account store still says of what exists nowhere else. Each part is read as far as it goes.
pub(crate) fn salvage(aside: &Path) -> Vec<Fact> {
    let mut facts = Vec::new();
    let Ok(db) = connect::reader(aside, Mode::Read) else { return facts };
    // Messages before drafts: writing a message clears its conversation's draft.
    read_into(
        &db,
        "SELECT c.address, m.origin_id, m.body, m.at FROM outbox o JOIN message m ON m.id = o.message_id
         JOIN conversation c ON c.id = m.conversation_id ORDER BY o.id",
        &mut facts,
        |row| {
            let at: Millis = row.get(3)?;
            Ok(Fact::Written {
                conversation: row.get(0)?,
                origin_id: row.get(1)?,
                content: Content::text(row.get::<_, String>(2)?),
                at,
            })
        },
    );
    read_into(&db, "SELECT key, value FROM kept", &mut facts, |row| Ok(Fact::Kept { key: row.get(0)?, value: Some(row.get(1)?) }));
    read_into(&db, "SELECT folded_group FROM fold", &mut facts, |row| Ok(Fact::Fold { group: row.get(0)?, folded: true }));
    read_into(&db, "SELECT address, draft FROM conversation NOT INDEXED WHERE draft <> ''", &mut facts, |row| {
        Ok(Fact::Draft { conversation: row.get(0)?, text: row.get(1)?, of: None })
    });
    facts
}

fn read_into(db: &Connection, sql: &str, facts: &mut Vec<Fact>, fact: impl Fn(&Row<'_>) -> rusqlite::Result<Fact>) {
    let Ok(mut statement) = db.prepare(sql) else { return };
    let Ok(mut rows) = statement.query([]) else { return };
    while let Ok(Some(row)) = rows.next() {
        if let Ok(fact) = fact(row) {
            facts.push(fact);
        }
    }
}
