//! A program that starts on a disk that lets nothing be written: it reads, says what is wrong, and goes on by itself.

use crate::support::*;
use crate::work::*;
use faulty_disk::{Disk, Trouble};
use store::{Device, DeviceAccount, Fact, Store, StoreError};

/// After a kill, with the newest commits in the log only.
fn killed(home: &Home, disk: &Disk) {
    let store = home.open();
    apply(&store, written(BOB, "w1"));
    disk.count_from_here();
    disk.lose_power_at(0);
    assert!(store.apply_blocking(vec![written(BOB, "lost")]).is_err());
    store.close();
    disk.program_returns();
    let log = std::fs::metadata(home.path().with_extension("db-wal")).unwrap().len();
    assert!(log > 0, "there is a log");
}

fn lived_through(trouble: Trouble, unclean: bool) {
    let what = format!("{trouble:?}, unclean {unclean}");
    let (home, disk) = Template::new(used).home();
    if unclean {
        killed(&home, &disk);
    }
    let unsent = usize::from(unclean);
    disk.fail_from(0, trouble);
    let store = Store::open(&home.path()).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(store.read_only() && store.recovered().is_none(), "{what}");
    assert_eq!(store.outbox().unwrap().len(), unsent, "{what}: also what only the log has is read");
    assert!(line(&store, "eve@x").contains("long ago 39"), "{what}");
    let refused = store.apply_blocking(vec![written(BOB, "w2")]).unwrap_err();
    assert!(refused.is_of_the_disk(), "{what}: {refused:?}");
    // Many readers at once, whatever the way of reading is.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..20).for_each(|_| assert_eq!(store.outbox().unwrap().len(), unsent)));
        }
        // Only what is in memory goes on.
        store.apply_blocking(vec![Fact::PresenceUnknown]).unwrap();
    });
    disk.heal();
    apply(&store, written(BOB, "w2"));
    assert!(!store.read_only(), "{what}");
    assert_eq!(store.outbox().unwrap().len(), unsent + 1, "{what}");
    assert!(matches!(Store::open(&home.path()), Err(StoreError::Busy)), "{what}: still one program at a time");
    store.close();
    let store = home.open();
    assert_eq!(store.outbox().unwrap().len(), unsent + 1, "{what}");
    store.close();
    is_whole(&home.path());
}

#[test]
fn what_cannot_be_written_at_the_start_is_read_and_written_when_it_can_be() {
    for trouble in [Trouble::Full, Trouble::Broken, Trouble::ReadOnly] {
        for unclean in [false, true] {
            lived_through(trouble, unclean);
        }
    }
}

#[test]
fn the_device_remembers_who_signed_in_on_a_full_disk() {
    let home = Home::light();
    let folder = home.path().parent().unwrap().to_owned();
    let account = DeviceAccount { url: "https://i.example".into(), account: "anna".into(), jid: "anna@i".into() };
    Device::open(&folder).unwrap().set_account(&account).unwrap();
    let disk = Disk::at(&folder);
    disk.fail_from(0, Trouble::Full);
    let device = Device::open(&folder).unwrap();
    assert_eq!(device.account().unwrap(), Some(account.clone()));
    assert!(device.set_settings(&7).unwrap_err().is_of_the_disk());
    assert_eq!(device.account().unwrap(), Some(account));
    disk.heal();
    device.set_settings(&7).unwrap();
    assert_eq!(device.settings::<i32>().unwrap(), 7);
}
