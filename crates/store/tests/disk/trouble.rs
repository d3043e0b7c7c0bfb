//! Each single thing that a disk is asked for is refused in turn, once and for ever, while real work is done.

use crate::work::*;
use faulty_disk::Trouble;
use store::{Store, StoreError};

/// Set, each deed meets every trouble.
const THOROUGH: &str = "STORE_TEST_THOROUGH";

const TROUBLES: [Trouble; 4] = [Trouble::Full, Trouble::Broken, Trouble::ReadOnly, Trouble::Unsynced];

fn is_about_the_disk(error: &StoreError) -> bool {
    matches!(error, StoreError::DiskFull | StoreError::ReadOnly | StoreError::DiskFailed(_))
}

/// How many deeds a day's work takes, with opening and closing.
fn deeds_of_a_day(template: &Template) -> u64 {
    let (home, disk) = template.home();
    let store = home.open();
    for step in steps() {
        store.apply_blocking(step).unwrap();
    }
    store.close();
    disk.deeds()
}

#[test]
fn each_refusal_loses_nothing_that_was_answered_and_work_goes_on_after_it() {
    let template = Template::new(used);
    let states = states(&template);
    let deeds = deeds_of_a_day(&template);
    assert!(deeds > 40, "{deeds}");
    let every_trouble = std::env::var_os(THOROUGH).is_some();
    let (mut days, mut refused) = (0, 0);
    for nth in 1..=deeds {
        for (turn, trouble) in (0..).zip(TROUBLES) {
            for once in [true, false] {
                // In turn, unless there is time for all of them.
                if every_trouble || (nth + 2 * turn + u64::from(once)) % 8 == 0 {
                    days += 1;
                    refused += one_day(&template, &states, nth, trouble, once);
                }
            }
        }
    }
    println!("{deeds} deeds; {refused} refusals in {days} days");
    assert!(refused > deeds, "{refused}");
}

fn one_day(template: &Template, states: &[(String, String)], nth: u64, trouble: Trouble, once: bool) -> u64 {
    let what = format!("{trouble:?} at {nth}, once {once}");
    let (home, disk) = template.home();
    if once {
        disk.fail_once(nth, trouble)
    } else {
        disk.fail_from(nth, trouble)
    }
    let store = Store::open(&home.path()).unwrap_or_else(|error| panic!("{what}: the program does not start: {error}"));
    assert!(store.recovered().is_none(), "{what}: nothing is damaged");
    for (done, step) in steps().into_iter().enumerate() {
        let mut tries = 0;
        while let Err(error) = store.apply_blocking(step.clone()) {
            tries += 1;
            assert!(is_about_the_disk(&error), "{what}, step {done}: {error:?}");
            assert!(tries < 4, "{what}, step {done}: it does not go on: {error}");
            assert_eq!(seen(&store), states[done].1, "{what}, step {done}: a refused step changes nothing");
            // The first time it stays as it is.
            if tries == 2 {
                disk.heal();
            }
        }
    }
    assert_eq!(seen(&store), states[states.len() - 1].1, "{what}");
    store.close();
    disk.heal();
    let again = home.open();
    assert!(again.recovered().is_none(), "{what}");
    assert_eq!(dump(&home.path()), states[states.len() - 1].0, "{what}");
    again.close();
    is_whole(&home.path());
    disk.refusals()
}
