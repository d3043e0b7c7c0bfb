//! Opening what is there: a second program, a newer version's data, an old version's, damage, privacy.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

mod support;

use rusqlite::Connection;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use store::{
    Bookmark, Content, Device, DeviceAccount, Draft, DraftOf, Fact, File, FileSource, NotificationFilter, Notify, Preferences,
    SearchQuery, Store, StoreError, Text, Words,
};
use support::*;

/// Enough rows that damage in the middle of the file hits some.
fn filled(home: &Home) {
    let store = home.open();
    let messages = (0..400).map(|n| Fact::Message(message(BOB, &format!("{n} {}", "text ".repeat(20)), &format!("a{n}"))));
    store.apply_blocking(messages.collect()).unwrap();
    apply(&store, written(CID, "unsent"));
    apply(&store, Fact::Draft { conversation: "dee@x".into(), draft: Draft::text("half a thought") });
    apply(&store, Fact::Kept { key: "mechanism".into(), value: Some("SCRAM-SHA-256".into()) });
    store.close();
}

fn overwrite(home: &Home, at: u64, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().write(true).open(home.path()).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn sqlite_is_recent_enough_to_be_trusted() {
    assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
}

#[test]
fn one_program_at_a_time() {
    let home = Home::new();
    let store = home.open();
    assert!(matches!(Store::open(&home.path()), Err(StoreError::Busy)));
    store.close();
    home.open();
}

#[test]
fn closed_is_closed() {
    let home = Home::new();
    let store = home.open();
    let clone = store.clone();
    store.close();
    assert!(matches!(clone.apply_blocking(vec![Fact::Reconnected { archive: None }]), Err(StoreError::Closed)));
    assert!(matches!(clone.people(), Err(StoreError::Closed)));
    Store::erase(&home.path()).unwrap();
    assert_eq!(fs::read_dir(home.path().parent().unwrap()).unwrap().count(), 0, "nothing is left");
}

#[test]
fn a_newer_version_s_data_is_left_alone() {
    let home = Home::new();
    filled(&home);
    Connection::open(home.path()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(home.path()).unwrap();
    assert!(matches!(Store::open(&home.path()), Err(StoreError::TooNew { found: 99, .. })));
    assert_eq!(fs::read(home.path()).unwrap(), before);
}

#[test]
fn damage_is_put_aside_and_what_exists_nowhere_else_is_carried_over() {
    let home = Home::new();
    filled(&home);
    // Somewhere among the messages.
    let length = fs::metadata(home.path()).unwrap().len();
    overwrite(&home, length * 3 / 5, &[0xa5; 9_000]);
    let store = home.open();
    let aside = store.recovered().expect("damage is noticed");
    assert!(aside.exists() && fs::metadata(&aside).unwrap().len() == length);
    assert_eq!(store.kept("mechanism").unwrap().as_deref(), Some("SCRAM-SHA-256"));
    assert_eq!(store.conversation("dee@x").unwrap().unwrap().draft, Draft::text("half a thought"));
    assert_eq!(store.outbox().unwrap()[0].origin_id, "unsent");
    store.close();
    assert!(home.open().recovered().is_none());
}

#[test]
fn what_was_not_sent_is_carried_over_with_all_that_belongs_to_it() {
    let home = Home::new();
    let store = home.open();
    let room = "tea@rooms";
    apply(&store, Fact::Bookmark(Bookmark { room: room.into(), ..Bookmark::default() }));
    let file = File { name: "cat.png".into(), source: FileSource::Staged { staged: "s1".into() }, ..File::default() };
    let contents = [
        Content::Text(Text { body: "look".into(), file: Some(file.clone()), ..Text::default() }),
        Content::Reactions { target: "r1".into(), emojis: vec!["👍".into()] },
    ];
    for (n, content) in contents.iter().enumerate() {
        let origin_id = format!("w{n}");
        apply(&store, Fact::Written { conversation: room.into(), origin_id, content: content.clone(), at: 5 });
    }
    let aside = Some(Words { text: "set aside".into(), mentions: Vec::new() });
    let draft = Draft { of: Some(DraftOf::Correction(1)), files: vec![file.clone()], aside, ..Draft::text("corrected") };
    apply(&store, Fact::Draft { conversation: room.into(), draft });
    let chosen = Preferences { notify: Notify::Mentions, pins: vec!["b".into(), "a".into()], ..Preferences::default() };
    apply(&store, Fact::Preferences { conversation: room.into(), preferences: chosen.clone() });
    store.close();
    // A header that says that the file is somebody else's: all of it can be read.
    Connection::open(home.path()).unwrap().pragma_update(None, "application_id", 7).unwrap();
    let store = home.open();
    assert!(store.recovered().is_some());
    let outbox = store.outbox().unwrap();
    assert_eq!(outbox.iter().map(|entry| entry.content.clone()).collect::<Vec<_>>(), contents);
    assert!(outbox.iter().all(|entry| entry.room && entry.waits));
    assert_eq!(store.handed_over().unwrap(), [file.clone(), file.clone()]);
    let kept = store.conversation(room).unwrap().unwrap().draft;
    assert_eq!((kept.words.text.as_str(), kept.files), ("set aside", vec![file]), "not what was to be corrected");
    assert_eq!(store.conversation(room).unwrap().unwrap().preferences, chosen);
}

/// A name for the failure, and what is done to the file.
type Damage = (&'static str, fn(&Home));

#[test]
fn no_damage_keeps_the_program_from_starting() {
    let damage: [Damage; 5] = [
        ("not a database", |home| fs::write(home.path(), "This is a text.".repeat(100)).unwrap()),
        ("header", |home| overwrite(home, 0, &[0; 100])),
        ("schema", |home| overwrite(home, 100, &[0xff; 2_000])),
        ("cut off", |home| fs::OpenOptions::new().write(true).open(home.path()).unwrap().set_len(20_000).unwrap()),
        ("foreign", |home| {
            fs::remove_file(home.path()).unwrap();
            Connection::open(home.path()).unwrap().execute_batch("PRAGMA user_version = 1; CREATE TABLE t (x)").unwrap();
        }),
    ];
    for (what, damage) in damage {
        let home = Home::new();
        filled(&home);
        damage(&home);
        let store = Store::open(&home.path()).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(store.recovered().is_some_and(|aside| aside.exists()), "{what}");
        apply(&store, Fact::Message(message(BOB, "again", "a1")));
        assert_eq!(line(&store, BOB), "again", "{what}");
    }
}

#[test]
fn a_lost_log_is_no_disaster() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Message(message(BOB, "1", "a1")));
    // As after a crash, with the log gone.
    let copy = Home::new();
    fs::create_dir_all(copy.path().parent().unwrap()).unwrap();
    fs::copy(home.path(), copy.path()).unwrap();
    let store = copy.open();
    apply(&store, Fact::Message(message(BOB, "2", "a2")));
    assert!(line(&store, BOB).ends_with('2'));
}

/// One for each released schema; kept for ever.
const GOLDEN: &[&str] = &["001.sql"];

/// What was there before the schema changed stays beside it until the store was closed as it should be.
fn the_copy_goes_once_all_is_well(home: &Home, store: Store) {
    let copies = || -> Vec<_> {
        let files = fs::read_dir(home.path().parent().unwrap()).unwrap();
        files.map(|file| file.unwrap().path()).filter(|file| file.to_string_lossy().contains(".before-")).collect()
    };
    assert_eq!(copies().len(), 1);
    let copy = Connection::open(&copies()[0]).unwrap();
    let messages: i64 = copy.query_row("SELECT count(*) FROM message", [], |row| row.get(0)).unwrap();
    assert_eq!(messages, 5);
    drop(copy);
    store.close();
    home.open();
    assert_eq!(copies(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn every_released_schema_opens() {
    for golden in GOLDEN {
        let home = Home::new();
        fs::create_dir_all(home.path().parent().unwrap()).unwrap();
        let dump = fs::read_to_string(format!("{}/tests/golden/{golden}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        Connection::open(home.path()).unwrap().execute_batch(&dump).unwrap();
        let store = home.open();
        assert!(store.recovered().is_none(), "{golden}");
        assert_eq!(line(&store, BOB), "old … hello answer waiting", "{golden}");
        assert_eq!(unread(&store, BOB), 1, "{golden}");
        assert_eq!(store.outbox().unwrap()[0].origin_id, "w1", "{golden}");
        assert_eq!(store.people().unwrap()[0].name, "Bob Berg", "{golden}");
        let recent: Vec<String> = store.conversations(9, 0).unwrap().into_iter().map(|record| record.id).collect();
        assert_eq!(recent, [BOB, CID], "{golden}");
        let entries: Vec<String> =
            store.notifications(&NotificationFilter::default(), 9, 0).unwrap().into_iter().map(|entry| entry.id).collect();
        assert_eq!(entries, ["failed:failed", "request:dee@x"], "{golden}");
        let query = SearchQuery { words: vec!["HELL".into()], ..SearchQuery::default() };
        assert_eq!(store.search(&query, None, 9).unwrap().rows[0].message.body, "hello", "{golden}");
        assert_eq!((store.kept("k").unwrap().as_deref(), store.folded().unwrap().len()), (Some("v"), 1), "{golden}");
        assert!(store.avatar("00ff").unwrap().is_some(), "{golden}");
        assert_eq!(store.gaps(None).unwrap()[0].lower.as_deref(), Some("a1"), "{golden}");
        apply(&store, Fact::Accepted { origin_id: "w1".into() });
        assert_eq!(store.outbox().unwrap(), [], "{golden}");
        // Ids are not given twice, and what waited for a message still does.
        apply(&store, Fact::Message(message(BOB, "awaited", "a9")));
        assert!(id(&store, BOB, "awaited") > 5 && unread(&store, BOB) == 0, "{golden}");
        the_copy_goes_once_all_is_well(&home, store);
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let store = home.open();
    apply(&store, written(BOB, "w"));
    let dir = home.path().parent().unwrap().to_owned();
    assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
    }
    drop(store);
}

#[derive(Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
struct Choices {
    zoom: u16,
}

#[test]
fn the_device_remembers_who_and_how() {
    let dir = tempfile::tempdir().unwrap();
    let device = Device::open(dir.path()).unwrap();
    assert!(matches!(Device::open(dir.path()), Err(StoreError::Busy)));
    assert_eq!(device.settings::<Choices>().unwrap(), Choices::default());
    device.set_settings(&Choices { zoom: 125 }).unwrap();
    let account = DeviceAccount { url: "https://i.example".into(), account: "anna@example.com".into(), jid: "anna@i".into() };
    device.set_account(&account).unwrap();
    drop(device);
    let device = Device::open(dir.path()).unwrap();
    assert_eq!((device.settings::<Choices>().unwrap(), device.account().unwrap()), (Choices { zoom: 125 }, Some(account)));
    device.forget_account().unwrap();
    assert_eq!((device.account().unwrap(), device.last_url().unwrap().as_deref()), (None, Some("https://i.example")));
    drop(device);
    fs::write(dir.path().join("device.db"), "nonsense ".repeat(1_000)).unwrap();
    let device = Device::open(dir.path()).unwrap();
    assert!(device.recovered().is_some_and(|aside| aside.exists()));
    assert_eq!(device.settings::<Choices>().unwrap(), Choices::default());
}
