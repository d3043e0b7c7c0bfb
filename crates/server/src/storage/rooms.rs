//! Rooms (XEP-0045): what is kept of each, beside its people ([`people`]) and its archive ([`super::archive`]).
//!
//! Invariant: everything that a room is beyond the moment is here; a room without a row does not exist.

pub mod people;

use rusqlite::{Connection, OptionalExtension, Row};
use wire::payload::muc::{AllowPm, Password};

use super::StorageError;

/// How a room is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub title: String,
    pub description: String,
    pub language: String,
    /// In the list of rooms.
    pub public: bool,
    /// Outlives its last occupant.
    pub persistent: bool,
    pub members_only: bool,
    /// Only those write who were given voice.
    pub moderated: bool,
    /// Everybody in the room sees the real addresses; otherwise only moderators do.
    pub non_anonymous: bool,
    /// Every participant may invite; otherwise only admins.
    pub allow_invites: bool,
    /// Every participant may set the topic; otherwise only moderators.
    pub change_subject: bool,
    pub allow_pm: AllowPm,
    /// 0: no limit.
    pub max_users: u32,
    pub password: Password,
    pub archived: bool,
    /// Otherwise they see what was said since they first came in.
    pub newcomers_see_past: bool,
}

impl Default for Settings {
    /// A group of colleagues: found by nobody, open to whoever is told of it, everybody with the same rights.
    fn default() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            language: String::new(),
            public: false,
            persistent: true,
            members_only: false,
            moderated: false,
            non_anonymous: true,
            allow_invites: true,
            change_subject: true,
            allow_pm: AllowPm::Anyone,
            max_users: 0,
            password: Password::No,
            archived: true,
            newcomers_see_past: false,
        }
    }
}

/// The topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub text: String,
    /// Nickname of whoever set it.
    pub by: String,
    pub at: i64,
}

/// One room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    pub name: String,
    /// Not before its creator has configured it (XEP-0045 §10.1).
    pub open: bool,
    pub settings: Settings,
    /// `None` where it was never set.
    pub subject: Option<Subject>,
}

const COLUMNS: &str = "name, open, title, description, language, public, persistent, members_only, moderated, non_anonymous, \
     allow_invites, change_subject, allow_pm, max_users, password, archived, newcomers_see_past, subject, subject_by, subject_at";

fn read(row: &Row<'_>) -> rusqlite::Result<Room> {
    let (text, by, at): (String, Option<String>, Option<i64>) = (row.get(17)?, row.get(18)?, row.get(19)?);
    let password: Option<String> = row.get(14)?;
    Ok(Room {
        name: row.get(0)?,
        open: row.get(1)?,
        settings: Settings {
            title: row.get(2)?,
            description: row.get(3)?,
            language: row.get(4)?,
            public: row.get(5)?,
            persistent: row.get(6)?,
            members_only: row.get(7)?,
            moderated: row.get(8)?,
            non_anonymous: row.get(9)?,
            allow_invites: row.get(10)?,
            change_subject: row.get(11)?,
            // What is not understood allows the least.
            allow_pm: AllowPm::from_name(&row.get::<_, String>(12)?).unwrap_or(AllowPm::Nobody),
            max_users: row.get(13)?,
            password: password.map_or(Password::No, Password::Yes),
            archived: row.get(15)?,
            newcomers_see_past: row.get(16)?,
        },
        subject: by.zip(at).map(|(by, at)| Subject { text, by, at }),
    })
}

pub fn get(db: &Connection, name: &str) -> Result<Option<Room>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM room WHERE name = ?1");
    Ok(db.prepare_cached(&sql)?.query_row([name], read).optional()?)
}

/// Creates the room, not open yet.
pub fn create(db: &Connection, name: &str, settings: &Settings, now: i64) -> Result<Room, StorageError> {
    db.prepare_cached(
        "INSERT INTO room (name, created_at, open, title, description, language, public, persistent, members_only, moderated,
             non_anonymous, allow_invites, change_subject, allow_pm, max_users, archived, newcomers_see_past)
         VALUES (?1, ?2, 0, '', '', '', 0, 0, 0, 0, 0, 0, 0, '', 0, 0, 0)",
    )?
    .execute((name, now))?;
    configure(db, name, settings)?;
    Ok(Room { name: name.to_owned(), open: false, settings: settings.clone(), subject: None })
}

pub fn configure(db: &Connection, name: &str, settings: &Settings) -> Result<(), StorageError> {
    let password = match &settings.password {
        Password::No => None,
        Password::Yes(secret) => Some(secret),
    };
    db.prepare_cached(
        "UPDATE room SET title = ?2, description = ?3, language = ?4, public = ?5, persistent = ?6, members_only = ?7,
             moderated = ?8, non_anonymous = ?9, allow_invites = ?10, change_subject = ?11, allow_pm = ?12, max_users = ?13,
             password = ?14, archived = ?15, newcomers_see_past = ?16
         WHERE name = ?1",
    )?
    .execute(rusqlite::params![
        name,
        settings.title,
        settings.description,
        settings.language,
        settings.public,
        settings.persistent,
        settings.members_only,
        settings.moderated,
        settings.non_anonymous,
        settings.allow_invites,
        settings.change_subject,
        settings.allow_pm.name(),
        settings.max_users,
        password,
        settings.archived,
        settings.newcomers_see_past,
    ])?;
    Ok(())
}

/// Lets others in.
pub fn open(db: &Connection, name: &str) -> Result<(), StorageError> {
    db.prepare_cached("UPDATE room SET open = 1 WHERE name = ?1")?.execute([name])?;
    Ok(())
}

pub fn set_subject(db: &Connection, name: &str, subject: &Subject) -> Result<(), StorageError> {
    db.prepare_cached("UPDATE room SET subject = ?2, subject_by = ?3, subject_at = ?4 WHERE name = ?1")?.execute((
        name,
        &subject.text,
        &subject.by,
        subject.at,
    ))?;
    Ok(())
}

/// Takes the room away with everything in it.
pub fn delete(db: &Connection, name: &str) -> Result<(), StorageError> {
    db.prepare_cached("DELETE FROM room WHERE name = ?1")?.execute([name])?;
    Ok(())
}

/// At the start nobody is in any room: those that live only as long as somebody is there are gone.
pub fn sweep(db: &Connection) -> Result<(), StorageError> {
    db.execute("DELETE FROM room WHERE open = 0 OR persistent = 0", [])?;
    Ok(())
}

/// Name and title of the rooms that everybody may find, those behind `after`, or before `before`, at most `most`.
pub fn public(
    db: &Connection,
    after: Option<&str>,
    before: Option<&str>,
    most: usize,
) -> Result<Vec<(String, String)>, StorageError> {
    let backwards = before.is_some();
    let order = if backwards { "DESC" } else { "ASC" };
    // An empty `before` is the last page (XEP-0059 §2.5).
    let sql = format!(
        "SELECT name, title FROM room WHERE public = 1 AND open = 1 AND name > ?1 AND (?2 = '' OR name < ?2)
         ORDER BY name {order} LIMIT ?3"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = statement
        .query_map((after.unwrap_or_default(), before.unwrap_or_default(), limit), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut rooms: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
    if backwards {
        rooms.reverse();
    }
    Ok(rooms)
}

/// How many rooms everybody may find, and how many of them come before `name`.
pub fn count_public(db: &Connection, name: &str) -> Result<(u32, u32), StorageError> {
    Ok(db
        .prepare_cached("SELECT COUNT(*), COALESCE(SUM(name < ?1), 0) FROM room WHERE public = 1 AND open = 1")?
        .query_row([name], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::super::Storage;
    use super::*;

    #[test]
    fn rooms_come_back_as_they_were() {
        let directory = tempfile::tempdir().unwrap();
        let storage = Storage::open_exclusive(directory.path()).unwrap();
        let db = storage.connection();
        let settings = Settings {
            title: "Tea".into(),
            public: true,
            password: Password::Yes("s".into()),
            allow_pm: AllowPm::Participants,
            max_users: 7,
            ..Settings::default()
        };
        let created = create(db, "tea", &settings, 1).unwrap();
        assert_eq!(get(db, "tea").unwrap(), Some(created));
        open(db, "tea").unwrap();
        let subject = Subject { text: "Assam".into(), by: "Anna".into(), at: 5 };
        set_subject(db, "tea", &subject).unwrap();
        let room = get(db, "tea").unwrap().unwrap();
        assert_eq!((room.open, &room.settings, room.subject), (true, &settings, Some(subject)));
        delete(db, "tea").unwrap();
        assert_eq!(get(db, "tea").unwrap(), None);
    }

    #[test]
    fn only_what_is_public_and_open_is_listed_and_only_what_lasts_is_kept() {
        let directory = tempfile::tempdir().unwrap();
        let storage = Storage::open_exclusive(directory.path()).unwrap();
        let db = storage.connection();
        for (name, public, persistent, opened) in [
            ("a", true, true, true),
            ("b", false, true, true),
            ("c", true, false, true),
            ("d", true, true, false),
            ("e", true, true, true),
        ] {
            create(db, name, &Settings { public, persistent, ..Settings::default() }, 1).unwrap();
            if opened {
                open(db, name).unwrap();
            }
        }
        let names = |after: Option<&str>, before: Option<&str>, most| -> Vec<String> {
            public(db, after, before, most).unwrap().into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names(None, None, 10), ["a", "c", "e"]);
        assert_eq!(names(Some("a"), None, 1), ["c"]);
        assert_eq!(names(None, Some(""), 2), ["c", "e"]);
        assert_eq!(names(None, Some("e"), 1), ["c"]);
        assert_eq!(count_public(db, "c").unwrap(), (3, 1));
        sweep(db).unwrap();
        assert_eq!(names(None, None, 10), ["a", "e"]);
        assert!(get(db, "b").unwrap().is_some());
    }
}
