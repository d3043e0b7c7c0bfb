//! A full disk, and a program that is killed while it writes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;
use store::{Fact, Store, StoreError};
use support::*;

const CHILD: &str = "STORE_TEST_CHILD";
const ROUNDS: u64 = 20;

fn large(n: usize) -> Fact {
    Fact::Message(message(BOB, &format!("{n} {}", "x".repeat(4_000)), &format!("big{n}")))
}

#[tokio::test]
async fn a_full_disk_changes_nothing_and_passes() {
    let home = Home::new();
    let store = home.open();
    store.apply(vec![Fact::Message(message(BOB, "1", "a1"))]).await.unwrap();
    store.limit_size(Some(130)).await.unwrap();
    let mut told = store.subscribe();
    let mut held = 0;
    let refused = loop {
        match store.apply(vec![large(held), written(CID, &format!("w{held}"))]).await {
            Ok(_) => held += 1,
            Err(error) => break error,
        }
        assert!(held < 100, "the bound is not felt");
    };
    assert!(matches!(refused, StoreError::DiskFull), "{refused}");
    assert_eq!(store.outbox().unwrap().len(), held, "nothing of what was refused");
    while told.try_recv().is_ok() {}
    // Many at once: each is told, none is half done.
    let together = |n| {
        let store = store.clone();
        tokio::spawn(async move { store.apply(vec![large(n)]).await })
    };
    let jobs: Vec<_> = (200..220).map(together).collect();
    for job in jobs {
        assert!(matches!(job.await.unwrap(), Err(StoreError::DiskFull)));
    }
    assert!(told.try_recv().is_err(), "nothing is told that was not committed");
    assert!(line(&store, BOB).starts_with("1 "), "what is there can be read");
    store.limit_size(None).await.unwrap();
    store.apply(vec![large(500)]).await.unwrap();
    store.close();
    assert!(home.open().recovered().is_none());
}

/// Not a test of its own: what the killed child runs.
#[test]
fn child_that_writes() {
    let Some(path) = std::env::var_os(CHILD) else { return };
    let store = Store::open(path.as_ref()).unwrap();
    let begun = store.outbox().unwrap().len();
    for n in begun.. {
        let at = i64::try_from(n).unwrap();
        store
            .apply_blocking(vec![
                written(BOB, &format!("w{n}")),
                Fact::Reconnected { archive: None },
                large(n),
                Fact::Kept { key: "n".into(), value: Some(at.to_string()) },
            ])
            .unwrap();
        println!("done {n}");
    }
}

#[test]
fn what_was_answered_survives_a_kill() {
    let home = Home::new();
    let mut done = 0;
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_that_writes", "--nocapture", "--test-threads=1"])
            .env(CHILD, home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let reader = std::thread::spawn(move || {
            let done = lines.map_while(Result::ok).filter_map(|line| line.split_once("done ")?.1.trim().parse::<usize>().ok());
            done.last()
        });
        std::thread::sleep(Duration::from_millis(60 + round * 17 % 150));
        child.kill().unwrap();
        child.wait().unwrap();
        done = reader.join().unwrap().map_or(done, |last| last + 1);
        // Opening checks the file: nothing may be put aside.
        let store = home.open();
        assert!(store.recovered().is_none(), "round {round}");
        let held = store.outbox().unwrap().len();
        assert!(held == done || held == done + 1, "round {round}: {held} of {done}");
        assert_eq!(store.kept("n").unwrap().map(|n| n.parse::<usize>().unwrap() + 1).unwrap_or(0), held, "all of a transaction");
        done = held;
        store.close();
    }
    assert!(done > 0, "the child never got to write");
}
