//! A stretch of real work in steps, and all that a database holds, as text.

use crate::support::*;
use faulty_disk::Disk;
use rusqlite::{Connection, OpenFlags, types::ValueRef};
use std::path::Path;
use store::{Bookmark, Content, Draft, Fact, File, FileSource, Message, Preferences, Reply, Scope, Store, Text};

pub const ROOM: &str = "tea@rooms";

fn said(nick: &str, body: &str, archive_id: &str) -> Message {
    Message { room: true, author: format!("{ROOM}/{nick}"), nick: Some(nick.into()), ..message(ROOM, body, archive_id) }
}

fn change(conversation: &str, origin_id: &str, content: Content) -> Fact {
    Fact::Written { conversation: conversation.into(), origin_id: origin_id.into(), content, at: 6 }
}

/// What a day brings, each step one transaction.
pub fn steps() -> Vec<Vec<Fact>> {
    let bookmark = Bookmark { room: ROOM.into(), name: "Tea".into(), autojoin: true, ..Bookmark::default() };
    let file = File { name: "cat.png".into(), source: FileSource::Staged { staged: "s1".into() }, ..File::default() };
    let answer =
        Text { body: "an answer".into(), reply: Some(Reply { id: "o-hello".into(), ..Reply::default() }), ..Text::default() };
    vec![
        vec![
            Fact::Reconnected { archive: None },
            Fact::Roster { people: vec![person(BOB, "Bob Berg", &["Sales"])], version: None },
        ],
        vec![page(Scope::Backward { gap: 1 }, vec![message(BOB, "old", "a1"), message(CID, "older", "a2")], false)],
        vec![Fact::Message(message(BOB, "hello", "a5")), Fact::Message(message(BOB, &"long ".repeat(2_000), "a6"))],
        vec![written(BOB, "w1"), written(CID, "w2")],
        vec![Fact::Accepted { origin_id: "w1".into() }, Fact::Message(echo(BOB, "w1", "w1", "a7"))],
        vec![Fact::Delivered { conversation: BOB.into(), origin_id: "w1".into(), at: 9 }],
        vec![Fact::SeenElsewhere { conversation: BOB.into(), archive_id: "a6".into() }],
        vec![Fact::Bookmark(bookmark), Fact::Reconnected { archive: Some(ROOM.into()) }],
        vec![Fact::Message(said("ann", "tea?", "r1")), Fact::Message(said("ben", "with milk", "r2"))],
        vec![
            change(
                BOB,
                "c1",
                Content::Correction { target: "w1".into(), text: Text { body: "corrected".into(), ..Text::default() } },
            ),
            change(ROOM, "c2", Content::Reactions { target: "r1".into(), emojis: vec!["👍".into()] }),
        ],
        vec![change(CID, "f1", Content::Text(Text { file: Some(file.clone()), ..Text::default() }))],
        vec![
            Fact::Draft { conversation: "dee@x".into(), draft: Draft { files: vec![file], ..Draft::text("half a thought") } },
            change(BOB, "c3", Content::Text(answer)),
        ],
        vec![Fact::Preferences {
            conversation: BOB.into(),
            preferences: Preferences { pinned: true, pins: vec!["a5".into()], ..Preferences::default() },
        }],
        vec![Fact::Refused { conversation: CID.into(), origin_id: "w2".into(), code: "refused".into(), at: 9 }],
        vec![
            change(BOB, "c4", Content::Retraction { target: "w1".into() }),
            Fact::Kept { key: "k".into(), value: Some("v".into()) },
        ],
        vec![Fact::Cleared { conversation: CID.into(), up_to: Some("a2".into()), here: true }],
    ]
}

/// A database that has been in use and was closed as it should be.
pub fn used(home: &Home) {
    let store = home.open();
    let messages = (0..40).map(|n| Fact::Message(message("eve@x", &format!("long ago {n}"), &format!("e{n}"))));
    store.apply_blocking(messages.collect()).unwrap();
    store.close();
}

/// The same for many: made once, copied.
pub struct Template(Vec<u8>);

impl Template {
    pub fn new(make: impl FnOnce(&Home)) -> Self {
        let home = Home::new();
        make(&home);
        Self(std::fs::read(home.path()).unwrap())
    }

    pub fn home(&self) -> (Home, Disk) {
        let home = Home::light();
        let folder = home.path().parent().unwrap().to_owned();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(home.path(), &self.0).unwrap();
        (home, Disk::at(&folder))
    }
}

/// What the database holds, and what is seen of it, after none, one, two… of the steps.
pub fn states(template: &Template) -> Vec<(String, String)> {
    let (home, _disk) = template.home();
    let store = home.open();
    let mut states = vec![(dump(&home.path()), seen(&store))];
    for step in steps() {
        store.apply_blocking(step).unwrap();
        states.push((dump(&home.path()), seen(&store)));
    }
    states
}

/// All rows of all tables but what says how and when the file was opened, and how the search index lies in the file.
pub fn dump(path: &Path) -> String {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut tables =
        db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut text = String::new();
    for table in tables {
        let rest = if table == "meta" { "WHERE key NOT IN ('clean', 'checked_at')" } else { "" };
        let mut rows = db.prepare(&format!("SELECT * FROM {table} {rest} ORDER BY 1")).unwrap();
        let width = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            text.push_str(&table);
            for column in 0..width {
                text.push('|');
                text.push_str(&shown(row.get_ref(column).unwrap()));
            }
            text.push('\n');
        }
    }
    text
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "-".into(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => format!("{bytes:?}"),
    }
}

/// The closed database is whole, down to the last index.
pub fn is_whole(path: &Path) {
    let db = Connection::open(path).unwrap();
    let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    db.execute_batch("INSERT INTO search (search) VALUES ('integrity-check')").unwrap();
}

/// What the application shows.
pub fn seen(store: &Store) -> String {
    let mut text = format!("{:?} {:?}\n", store.outbox().unwrap(), store.people().unwrap());
    for conversation in store.conversations(50, 0).unwrap() {
        text.push_str(&format!("{conversation:?}\n{}\n", line(store, &conversation.id)));
    }
    text
}
