//! The people of a room: affiliations, reserved nicknames, and since when somebody has been in it.
//!
//! Invariant: one row a person and room. The occupant id (XEP-0421) is drawn once and says nothing about the person; a
//! row that goes takes it along, so that another person of the same address is somebody else.

use rusqlite::{Connection, OptionalExtension, Row};
use wire::payload::muc::Affiliation;

use super::super::StorageError;

/// Somebody as the room knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Bare and prepared.
    pub jid: String,
    pub affiliation: Affiliation,
    pub occupant_id: String,
    /// Reserved nickname.
    pub nick: Option<String>,
    /// Last archive entry before they first came in; `None` as long as they have not.
    pub seen_from: Option<i64>,
    /// Why the affiliation is what it is.
    pub reason: String,
}

/// Nicknames that differ only in case are one.
pub fn nick_key(nick: &str) -> String {
    nick.to_lowercase()
}

const COLUMNS: &str = "jid, affiliation, occupant_id, nick, seen_from, reason";

fn read(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        jid: row.get(0)?,
        // What is not understood is nobody's privilege.
        affiliation: Affiliation::from_name(&row.get::<_, String>(1)?).unwrap_or_default(),
        occupant_id: row.get(2)?,
        nick: row.get(3)?,
        seen_from: row.get(4)?,
        reason: row.get(5)?,
    })
}

pub fn get(db: &Connection, room: &str, jid: &str) -> Result<Option<Person>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM room_person WHERE room = ?1 AND jid = ?2");
    Ok(db.prepare_cached(&sql)?.query_row((room, jid), read).optional()?)
}

/// Writes what is known of the person. The nickname must be free.
pub fn put(db: &Connection, room: &str, person: &Person) -> Result<(), StorageError> {
    db.prepare_cached(
        "INSERT INTO room_person (room, jid, affiliation, occupant_id, nick, nick_key, seen_from, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (room, jid) DO UPDATE SET affiliation = excluded.affiliation, nick = excluded.nick,
             nick_key = excluded.nick_key, seen_from = excluded.seen_from, reason = excluded.reason",
    )?
    .execute((
        room,
        &person.jid,
        person.affiliation.name(),
        &person.occupant_id,
        &person.nick,
        person.nick.as_deref().map(nick_key),
        person.seen_from,
        &person.reason,
    ))?;
    Ok(())
}

/// Everybody with this affiliation, by address.
pub fn list(db: &Connection, room: &str, affiliation: Affiliation) -> Result<Vec<Person>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM room_person WHERE room = ?1 AND affiliation = ?2 ORDER BY jid");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map((room, affiliation.name()), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Who reserved this nickname.
pub fn holder(db: &Connection, room: &str, nick: &str) -> Result<Option<String>, StorageError> {
    Ok(db
        .prepare_cached("SELECT jid FROM room_person WHERE room = ?1 AND nick_key = ?2")?
        .query_row((room, nick_key(nick)), |row| row.get(0))
        .optional()?)
}

/// How many the room knows.
pub fn count(db: &Connection, room: &str) -> Result<usize, StorageError> {
    let count: i64 = db.prepare_cached("SELECT COUNT(*) FROM room_person WHERE room = ?1")?.query_row([room], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// In how many rooms somebody is the owner.
pub fn owned_by(db: &Connection, jid: &str) -> Result<usize, StorageError> {
    let count: i64 = db
        .prepare_cached("SELECT COUNT(*) FROM room_person WHERE jid = ?1 AND affiliation = 'owner'")?
        .query_row([jid], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// The account is gone: every room forgets it, so that nobody inherits its rights with its name. A room that loses its
/// last owner goes over to an admin, or else to a member, if it has any.
pub fn forget(db: &Connection, jid: &str) -> Result<(), StorageError> {
    let mut statement = db.prepare_cached("SELECT room FROM room_person WHERE jid = ?1 AND affiliation = 'owner'")?;
    let owned: Vec<String> = statement.query_map([jid], |row| row.get(0))?.collect::<Result<_, _>>()?;
    db.prepare_cached("DELETE FROM room_person WHERE jid = ?1")?.execute([jid])?;
    for room in owned {
        db.prepare_cached(
            "UPDATE room_person SET affiliation = 'owner'
             WHERE room = ?1 AND NOT EXISTS (SELECT 1 FROM room_person WHERE room = ?1 AND affiliation = 'owner')
               AND jid = (SELECT jid FROM room_person WHERE room = ?1 AND affiliation IN ('admin', 'member')
                          ORDER BY affiliation, seen_from IS NULL, seen_from, jid LIMIT 1)",
        )?
        .execute([room])?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::super::super::Storage;
    use super::super::{Settings, create};
    use super::*;

    fn person(jid: &str, affiliation: Affiliation, seen_from: Option<i64>) -> Person {
        Person { jid: jid.into(), affiliation, occupant_id: format!("o-{jid}"), nick: None, seen_from, reason: String::new() }
    }

    fn room() -> (tempfile::TempDir, Storage) {
        let directory = tempfile::tempdir().unwrap();
        let storage = Storage::open_exclusive(directory.path()).unwrap();
        create(storage.connection(), "tea", &Settings::default(), 1).unwrap();
        (directory, storage)
    }

    #[test]
    fn people_come_back_and_keep_their_occupant_id() {
        let (_directory, storage) = room();
        let db = storage.connection();
        let mut anna = Person { nick: Some("Änna".into()), ..person("anna@x", Affiliation::Member, Some(3)) };
        put(db, "tea", &anna).unwrap();
        assert_eq!(get(db, "tea", "anna@x").unwrap(), Some(anna.clone()));
        assert_eq!(holder(db, "tea", "änNA").unwrap().as_deref(), Some("anna@x"));
        anna.affiliation = Affiliation::Admin;
        put(db, "tea", &Person { occupant_id: "other".into(), ..anna.clone() }).unwrap();
        assert_eq!(get(db, "tea", "anna@x").unwrap(), Some(anna));
        assert_eq!(list(db, "tea", Affiliation::Admin).unwrap().len(), 1);
        assert!(list(db, "tea", Affiliation::Member).unwrap().is_empty());
    }

    #[test]
    fn a_room_whose_owner_is_gone_finds_another() {
        let (_directory, storage) = room();
        let db = storage.connection();
        for (jid, affiliation, seen_from) in [
            ("owner@x", Affiliation::Owner, Some(0)),
            ("early@x", Affiliation::Member, Some(1)),
            ("late@x", Affiliation::Admin, Some(9)),
            ("never@x", Affiliation::Admin, None),
            ("guest@x", Affiliation::None, Some(0)),
        ] {
            put(db, "tea", &person(jid, affiliation, seen_from)).unwrap();
        }
        let owners =
            || -> Vec<String> { list(db, "tea", Affiliation::Owner).unwrap().into_iter().map(|owner| owner.jid).collect() };
        for next in ["late@x", "never@x", "early@x"] {
            forget(db, &owners()[0]).unwrap();
            assert_eq!(owners(), [next]);
        }
        forget(db, "early@x").unwrap();
        assert!(owners().is_empty());
        assert_eq!(count(db, "tea").unwrap(), 1);
    }
}
