//! The power goes at every single thing that a disk is asked for, and of what was not brought to it, any part is there.

use crate::support::*;
use crate::work::*;
use faulty_disk::Disk;
use store::Store;

/// How many of the steps were answered before everything was dark.
fn work_until_dark(home: &Home) -> usize {
    let Ok(store) = Store::open(&home.path()) else { return 0 };
    let done = steps().into_iter().take_while(|step| store.apply_blocking(step.clone()).is_ok()).count();
    store.close();
    done
}

/// Like [`work_until_dark`], with the log emptied often, so that the database itself is being written too.
fn in_pieces(home: &Home) -> usize {
    let mut done = 0;
    for step in steps() {
        let Ok(store) = Store::open(&home.path()) else { break };
        let answered = store.apply_blocking(step).is_ok();
        store.close();
        if !answered {
            break;
        }
        done += 1;
    }
    done
}

fn every_loss(work: fn(&Home) -> usize, every: usize) {
    let template = Template::new(used);
    let states = states(&template);
    let (home, disk) = template.home();
    assert_eq!(work(&home), steps().len());
    let deeds = disk.deeds();
    let mut torn = 0;
    for nth in (1..=deeds).step_by(every) {
        let (home, disk) = template.home();
        disk.lose_power_at(nth);
        let answered = work(&home);
        disk.power_returns(nth).unwrap();
        let store = home.open();
        assert!(store.recovered().is_none(), "dark at {nth}: nothing is damaged");
        let now = dump(&home.path());
        // What was not answered may be there, and then all of it.
        let unanswered = states.get(answered + 1).is_some_and(|(state, _)| *state == now);
        assert!(now == states[answered].0 || unanswered, "dark at {nth}: {answered} steps were answered\n{now}");
        torn += u32::from(unanswered);
        store.close();
        is_whole(&home.path());
    }
    println!("dark at {} of {deeds} deeds; {torn} times a step was there that nobody had answered", deeds.div_ceil(every as u64));
}

#[test]
fn what_was_answered_is_there_when_the_power_returns() {
    every_loss(work_until_dark, 3);
}

#[test]
fn the_database_itself_survives_losing_power_while_it_is_written() {
    every_loss(in_pieces, 11);
}

/// The disk of this test can do harm: without bringing anything to the disk, answered work is gone.
#[test]
fn without_care_power_takes_what_was_answered() {
    let home = Home::light();
    let folder = home.path().parent().unwrap().to_owned();
    std::fs::create_dir_all(&folder).unwrap();
    let disk = Disk::at(&folder);
    let careless = |sql: &str| {
        let db = rusqlite::Connection::open(home.path()).unwrap();
        db.execute_batch(&format!("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; {sql}")).unwrap();
        db
    };
    drop(careless("CREATE TABLE t (x); INSERT INTO t VALUES (1);"));
    disk.lose_power_at(u64::MAX);
    let lost = (0..20).any(|seed| {
        disk.power_returns(seed).unwrap();
        let db = rusqlite::Connection::open(home.path()).unwrap();
        db.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0)).ok() != Some(1)
    });
    assert!(lost);
}
