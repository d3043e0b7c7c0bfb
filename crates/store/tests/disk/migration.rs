//! The schema changes on a bad day: a database is the old one or the new one, never between, and nothing of it is lost.

use crate::support::*;
use crate::work::*;
use faulty_disk::{Disk, Trouble};
use rusqlite::Connection;
use store::Store;

const OLD: &str = include_str!("../golden/001.sql");

fn old(home: &Home) {
    std::fs::create_dir_all(home.path().parent().unwrap()).unwrap();
    let db = Connection::open(home.path()).unwrap();
    db.execute_batch(OLD).unwrap();
    db.execute_batch("PRAGMA journal_mode = WAL").unwrap();
}

/// What it holds, in the version that it has.
struct Versions {
    template: Template,
    old: String,
    new: String,
    deeds: u64,
}

impl Versions {
    fn new() -> Self {
        let template = Template::new(old);
        let (home, disk) = template.home();
        let before = dump(&home.path());
        home.open().close();
        let deeds = disk.deeds();
        let new = dump(&home.path());
        assert_ne!(before, new);
        Self { template, old: before, new, deeds }
    }

    /// Whatever happened: it is one of the two, and the next start makes it the new one.
    fn one_of_both(&self, home: &Home, what: &str) {
        let now = dump(&home.path());
        assert!(now == self.old || now == self.new, "{what}: neither old nor new\n{now}");
        let store = home.open();
        assert!(store.recovered().is_none(), "{what}");
        assert_eq!(store.outbox().unwrap()[0].origin_id, "w1", "{what}");
        store.close();
        assert_eq!(dump(&home.path()), self.new, "{what}");
        is_whole(&home.path());
    }
}

#[test]
fn a_disk_that_refuses_leaves_the_old_or_the_new() {
    let versions = Versions::new();
    for nth in 1..=versions.deeds {
        for (turn, trouble) in (0..).zip([Trouble::Full, Trouble::Broken, Trouble::ReadOnly, Trouble::Unsynced]) {
            if (nth + turn) % 4 > 1 {
                continue;
            }
            let once = nth % 2 == 0;
            let what = format!("{trouble:?} at {nth}, once {once}");
            let (home, disk) = versions.template.home();
            if once {
                disk.fail_once(nth, trouble)
            } else {
                disk.fail_from(nth, trouble)
            }
            match Store::open(&home.path()) {
                Ok(store) => store.close(),
                Err(error) => assert!(error.is_of_the_disk(), "{what}: {error:?}"),
            }
            disk.heal();
            versions.one_of_both(&home, &what);
        }
    }
}

#[test]
fn neither_a_kill_nor_the_power_leaves_it_between() {
    let versions = Versions::new();
    for nth in 1..=versions.deeds {
        for how in ["killed", "without power"] {
            let (home, disk) = versions.template.home();
            disk.lose_power_at(nth);
            if let Ok(store) = Store::open(&home.path()) {
                store.close();
            }
            if how == "killed" {
                disk.program_returns()
            } else {
                disk.power_returns(nth).unwrap()
            }
            versions.one_of_both(&home, &format!("{how} at {nth}"));
        }
    }
}

#[test]
fn a_newer_database_is_not_touched() {
    let home = Home::new();
    used(&home);
    Connection::open(home.path()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let disk = Disk::at(home.path().parent().unwrap());
    let before = std::fs::read(home.path()).unwrap();
    // Also where it cannot be written.
    for trouble in [None, Some(Trouble::Full), Some(Trouble::ReadOnly)] {
        if let Some(trouble) = trouble {
            disk.fail_from(0, trouble);
        }
        let refused = Store::open(&home.path()).err().unwrap();
        assert!(matches!(refused, store::StoreError::TooNew { found: 99, .. }), "{trouble:?}: {refused:?}");
    }
    assert_eq!(std::fs::read(home.path()).unwrap(), before);
}
