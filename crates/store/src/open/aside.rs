//! A damaged database is moved aside, never deleted; what can still be read and cannot be had from the server
//! (unsent messages, drafts, choices) is carried over.

use crate::content::Columns;
use crate::open::connect::{self, Mode, beside};
use crate::{Affiliation, Draft, Fact, Millis, Notify, Preferences, Result, Role};
use rusqlite::{Connection, Row};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

const MARK: &str = ".damaged-";
/// SQLite's companions of a database file.
pub(crate) const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The time of opening. Nothing but names of files and how long ago a check was depends on it.
pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Millis::try_from(since).unwrap_or(0)
}

/// Moves the database with its companions to a name with the time in it.
pub(crate) fn put_aside(path: &Path) -> Result<PathBuf> {
    let now = now();
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

/// All files of a database, with what was put aside of it and copied from it.
pub(crate) fn all_files(path: &Path) -> Result<Vec<PathBuf>> {
    let mut files = vec![path.to_owned(), super::lock::path_of(path)];
    files.extend(COMPANIONS.map(|companion| beside(path, companion)));
    files.extend(super::renewal::files(path));
    files.extend(beside_it(path, |name, file| {
        file.strip_prefix(name).is_some_and(|rest| rest.starts_with(MARK)) || super::backup::is_one(name, file)
    })?);
    Ok(files)
}

/// The files beside a database, of which `is_wanted` is asked with the names of both.
pub(crate) fn beside_it(path: &Path, is_wanted: impl Fn(&str, &str) -> bool) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let (Some(dir), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else { return Ok(files) };
    if dir.is_dir() {
        for entry in std::fs::read_dir(dir)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(|file| is_wanted(name, file)) {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

/// What a damaged account store still says of what exists nowhere else. Each part is read as far as it goes; what a
/// store of an older schema does not have is not found.
pub(crate) fn salvage(aside: &Path) -> Vec<Fact> {
    let mut facts = Vec::new();
    let Ok(db) = connect::reader(aside, Mode::Read) else { return facts };
    rooms(&db, &mut facts);
    if !unsent(&db, "m.kind, m.details, m.target", &mut facts) {
        unsent(&db, "0, NULL, NULL", &mut facts);
    }
    refused(&db, &mut facts);
    read_into(&db, "SELECT key, value FROM kept", &mut facts, |row| Ok(Fact::Kept { key: row.get(0)?, value: Some(row.get(1)?) }));
    read_into(&db, "SELECT folded_group FROM fold", &mut facts, |row| Ok(Fact::Fold { group: row.get(0)?, folded: true }));
    if !drafts(&db, "draft_more", &mut facts) {
        drafts(&db, "''", &mut facts);
    }
    choices(&db, &mut facts);
    read_into(&db, "SELECT value FROM meta WHERE key = 'viewed_up_to'", &mut facts, |row| {
        Ok(Fact::ViewedElsewhere { up_to: row.get(0)?, ids: Vec::new(), at: row.get(0)? })
    });
    facts
}

/// What was written and not sent; false where the store does not have such columns.
fn unsent(db: &Connection, rest: &str, facts: &mut Vec<Fact>) -> bool {
    let sql = format!(
        "SELECT c.address, m.origin_id, m.body, m.at, {rest} FROM outbox o JOIN message m ON m.id = o.message_id
         JOIN conversation c ON c.id = m.conversation_id ORDER BY o.id"
    );
    read_into(db, &sql, facts, |row| {
        let columns = Columns { body: row.get(2)?, kind: row.get(4)?, details: row.get(5)?, target: row.get(6)? };
        Ok(Fact::Written { conversation: row.get(0)?, origin_id: row.get(1)?, content: columns.content(), at: row.get(3)? })
    })
}

/// What was being written: messages it refers to have other ids now. False where the store does not have such columns.
fn drafts(db: &Connection, more: &str, facts: &mut Vec<Fact>) -> bool {
    let sql = format!("SELECT address, draft, {more} FROM conversation NOT INDEXED WHERE draft <> '' OR {more} <> ''");
    read_into(db, &sql, facts, |row| {
        let mut draft = Draft::stored(row.get(1)?, (0, None), &row.get::<_, String>(2)?);
        if let Some(aside) = draft.aside.take() {
            draft.words = aside;
        }
        Ok(Fact::Draft { conversation: row.get(0)?, draft })
    })
}

/// What was written and refused: no archive has it, and it can be sent again.
fn refused(db: &Connection, facts: &mut Vec<Fact>) {
    const REFUSED: &str = "FROM message m NOT INDEXED JOIN conversation c ON c.id = m.conversation_id
         WHERE m.written = 1 AND m.state = 4 AND m.archive_id IS NULL ORDER BY m.id";
    let written = format!("SELECT c.address, m.origin_id, m.body, m.at, m.kind, m.details, m.target {REFUSED}");
    read_into(db, &written, facts, |row| {
        let columns = Columns { body: row.get(2)?, kind: row.get(4)?, details: row.get(5)?, target: row.get(6)? };
        Ok(Fact::Written { conversation: row.get(0)?, origin_id: row.get(1)?, content: columns.content(), at: row.get(3)? })
    });
    let why = format!("SELECT c.address, m.origin_id, coalesce(m.failure, ''), m.at {REFUSED}");
    read_into(db, &why, facts, |row| {
        Ok(Fact::Refused { conversation: row.get(0)?, origin_id: row.get(1)?, code: row.get(2)?, at: row.get(3)? })
    });
}

/// Which conversations are rooms, and what this account is to them.
fn rooms(db: &Connection, facts: &mut Vec<Fact>) {
    read_into(
        db,
        "SELECT c.address, coalesce(r.affiliation, 1), coalesce(r.nick, '') FROM conversation c NOT INDEXED
         LEFT JOIN room r ON r.conversation_id = c.id WHERE c.archive <> 0",
        facts,
        |row| {
            let affiliation = Affiliation::stored(row.get(1)?);
            Ok(Fact::SelfInRoom { room: row.get(0)?, affiliation, role: Role::None, nick: row.get(2)? })
        },
    );
}

fn choices(db: &Connection, facts: &mut Vec<Fact>) {
    read_into(
        db,
        "SELECT c.address, c.pinned, c.favourite, c.notify, c.muted_until, c.unread_from, c.cleared_up_to,
             (SELECT json_group_array(p.archive_id) FROM (SELECT archive_id FROM pin WHERE conversation_id = c.id ORDER BY turn) p)
         FROM conversation c NOT INDEXED",
        facts,
        |row| {
            let pins: String = row.get(7)?;
            let preferences = Preferences {
                pinned: row.get(1)?,
                favourite: row.get(2)?,
                notify: Notify::stored(row.get(3)?),
                muted_until: row.get(4)?,
                unread_from: row.get(5)?,
                pins: serde_json::from_str(&pins).unwrap_or_default(),
                cleared_up_to: row.get(6)?,
            };
            Ok(Fact::Preferences { conversation: row.get(0)?, preferences })
        },
    );
}

/// Reads as far as it goes; false where it cannot even be asked.
fn read_into(db: &Connection, sql: &str, facts: &mut Vec<Fact>, fact: impl Fn(&Row<'_>) -> rusqlite::Result<Fact>) -> bool {
    let Ok(mut statement) = db.prepare(sql) else { return false };
    let Ok(mut rows) = statement.query([]) else { return false };
    while let Ok(Some(row)) = rows.next() {
        if let Ok(fact) = fact(row) {
            facts.push(fact);
        }
    }
    true
}
