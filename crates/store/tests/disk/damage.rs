//! Damaged files: the program starts, the damaged one is kept aside, what was not sent goes on, a person is told.

use crate::support::*;
use crate::work::*;
use faulty_disk::{Disk, Trouble};
use rusqlite::Connection;
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use store::{Fact, Store};

const PAGE: u64 = 4096;

/// Without these nothing of the outbox can be read.
const OUTBOX_NEEDS: [&str; 4] = ["sqlite_schema", "outbox", "message", "conversation"];

fn busy_day(home: &Home) {
    used(home);
    let store = home.open();
    for step in steps() {
        store.apply_blocking(step).unwrap();
    }
    apply(&store, written("dee@x", "unsent"));
    store.close();
    // As after a crash: only then, and once a week, all is read.
    let db = Connection::open(home.path()).unwrap();
    db.execute_batch("UPDATE meta SET value = 0 WHERE key = 'clean'").unwrap();
}

fn overwrite(home: &Home, at: u64, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().write(true).open(home.path()).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

/// What must hold after any damage. True where a person is told.
fn starts(home: &Home, what: &str, outbox: bool) -> bool {
    let damaged = fs::read(home.path()).unwrap();
    let store = Store::open(&home.path()).unwrap_or_else(|error| panic!("{what}: the program does not start: {error}"));
    let told = store.recovered();
    if let Some(aside) = &told {
        // The damaged one is there as it was found: somebody may still get something out of it.
        assert!(fs::read(aside).unwrap() == damaged, "{what}: what is kept aside was changed");
    }
    if outbox {
        let unsent: Vec<String> = store.outbox().unwrap().into_iter().map(|entry| entry.origin_id).collect();
        for id in ["c1", "c2", "f1", "c3", "c4", "unsent"] {
            assert!(unsent.iter().any(|unsent| unsent == id), "{what}: {id} is not in {unsent:?}");
        }
        assert!(line(&store, CID).contains("w2"), "{what}: what was refused can be sent again");
    }
    apply(&store, Fact::Message(message("new@x", "it goes on", "n1")));
    assert!(line(&store, "new@x").ends_with("it goes on"), "{what}");
    store.close();
    assert!(home.open().recovered().is_none(), "{what}: told twice");
    is_whole(&home.path());
    told.is_some()
}

#[test]
fn the_root_of_each_table_and_index_may_be_zero() {
    let template = Template::new(busy_day);
    let (home, _disk) = template.home();
    let db = Connection::open(home.path()).unwrap();
    let mut roots = db.prepare("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0").unwrap();
    let mut roots: Vec<(String, u64)> =
        roots.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64))).unwrap().map(Result::unwrap).collect();
    roots.push(("sqlite_schema".into(), 1));
    assert!(roots.len() > 50, "{}", roots.len());
    for (name, page) in roots {
        let (home, _disk) = template.home();
        overwrite(&home, (page - 1) * PAGE, &[0; PAGE as usize]);
        assert!(starts(&home, &name, !OUTBOX_NEEDS.contains(&name.as_str())), "{name}: nobody was told");
    }
}

#[test]
fn any_page_may_be_flipped_and_the_file_cut_anywhere() {
    let template = Template::new(busy_day);
    let (home, _disk) = template.home();
    let pages = fs::metadata(home.path()).unwrap().len() / PAGE;
    let mut told = 0;
    for page in 0..pages {
        let (home, _disk) = template.home();
        let mut bytes = vec![0; 64];
        let at = page * PAGE + (page * 97) % 512;
        let mut file = fs::File::open(home.path()).unwrap();
        file.seek(SeekFrom::Start(at)).unwrap();
        file.read_exact(&mut bytes).unwrap();
        overwrite(&home, at, &bytes.iter().map(|byte| !byte).collect::<Vec<_>>());
        told += u32::from(starts(&home, &format!("page {page} flipped"), false));
        let (home, _disk) = template.home();
        fs::OpenOptions::new().write(true).open(home.path()).unwrap().set_len(at).unwrap();
        starts(&home, &format!("cut at {at}"), false);
    }
    assert!(told > 0);
    println!("{pages} pages flipped, {told} noticed; cut at as many places");
}

#[test]
fn what_lies_beside_it_may_be_gone_or_another_s() {
    let template = Template::new(used);
    let unclean = || {
        let (home, disk) = template.home();
        let store = home.open();
        apply(&store, written(BOB, "w1"));
        disk.lose_power_at(0);
        store.close();
        disk.program_returns();
        (home, disk)
    };
    let beside = |home: &Home, what: &str| home.path().with_extension(what);
    let (home, _disk) = unclean();
    fs::write(beside(&home, "db-shm"), [0x5a; 32 * 1024]).unwrap();
    let store = home.open();
    assert!(store.recovered().is_none() && store.outbox().unwrap()[0].origin_id == "w1", "the log says where it is itself");
    store.close();
    let (home, _disk) = unclean();
    fs::remove_file(beside(&home, "db-wal")).unwrap();
    assert!(!starts(&home, "no log", false), "a lost log is an older state, not damage");
    let (home, _disk) = unclean();
    let log = fs::read(beside(&home, "db-wal")).unwrap();
    for cut in (0..log.len()).step_by(log.len() / 9) {
        fs::write(beside(&home, "db-wal"), &log[..cut]).unwrap();
        starts(&home, "a part of the log", false);
    }
}

/// Without its entry in an index, a message is there and is not found.
#[test]
fn an_index_that_does_not_know_a_row_is_made_anew() {
    let template = Template::new(busy_day);
    let (home, _disk) = template.home();
    let root = root_of(&home, "message_visible");
    let stale = fs::read(home.path()).unwrap()[(root - 1) as usize * PAGE as usize..][..PAGE as usize].to_vec();
    let db = Connection::open(home.path()).unwrap();
    db.execute_batch("UPDATE message SET hidden = 1 WHERE id = 3; PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
    drop(db);
    overwrite(&home, (root - 1) * PAGE, &stale);
    assert!(!starts(&home, "stale index", true), "nothing was lost: nothing is put aside");
}

fn root_of(home: &Home, name: &str) -> u64 {
    let db = Connection::open(home.path()).unwrap();
    let root: i64 = db.query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", [name], |row| row.get(0)).unwrap();
    root as u64
}

/// A name, how it begins at a deed, how it ends.
type Ending = (&'static str, fn(&Disk, u64), fn(&Disk));

#[test]
fn a_disk_that_fills_or_a_kill_while_it_is_put_aside_loses_no_unsent_message() {
    let template = Template::new(|home| {
        busy_day(home);
        overwrite(home, (root_of(home, "person") - 1) * PAGE, &[0; PAGE as usize]);
    });
    let (home, disk) = template.home();
    home.open().close();
    let deeds = disk.deeds();
    let endings: [Ending; 3] = [
        ("full", |disk, nth| disk.fail_from(nth, Trouble::Full), Disk::heal),
        ("killed", Disk::lose_power_at, Disk::program_returns),
        ("dark", Disk::lose_power_at, |disk| disk.power_returns(3).unwrap()),
    ];
    for nth in 1..=deeds {
        for (how, begin, end) in endings {
            if nth % 5 != how.len() as u64 % 5 {
                continue;
            }
            let (home, disk) = template.home();
            begin(&disk, nth);
            if let Ok(store) = Store::open(&home.path()) {
                store.close();
            }
            end(&disk);
            let store = home.open();
            let unsent: Vec<String> = store.outbox().unwrap().into_iter().map(|entry| entry.origin_id).collect();
            assert!(unsent.iter().any(|id| id == "unsent"), "{how} at {nth}: {unsent:?}");
            store.close();
            is_whole(&home.path());
        }
    }
}
