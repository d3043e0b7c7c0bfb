//! A disk that is full, broken or read-only while people talk: told in plain words, nothing lost, well again by itself.

use anyhow::Result;
use api::{Code, Command, View};
use faulty_disk::{Disk, Trouble};
use std::time::{Duration, Instant};
use tests::{actor::Actor, world::World};

async fn person_on_a_disk(world: &World, account: &str) -> Result<(Actor, Disk)> {
    let folder = tempfile::tempdir()?;
    let disk = Disk::at(folder.path());
    let person = Actor::in_folder(folder).await?;
    person.sign_in(&world.url(), account, World::PASSWORD).await?;
    Ok((person, disk))
}

/// So often that a program that gives up on what it received would have done so.
async fn refused_so_often(disk: &Disk, times: u64) {
    let enough = disk.refusals() + times;
    let end = Instant::now() + Duration::from_secs(90);
    while disk.refusals() < enough {
        assert!(Instant::now() < end, "it stopped trying");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn lives_through(trouble: Trouble, code: Code, refusals: u64) -> Result<()> {
    let world = World::start().await?;
    let (alice, disk) = person_on_a_disk(&world, "alice").await?;
    let bob = world.person("bob").await?;
    bob.says("alice@localhost", "before").await?;
    alice.sees_timeline("bob@localhost", "Bob Brown: before").await?;

    disk.fail_from(0, trouble);
    assert_eq!(alice.is_refused(Command::text("bob@localhost", "no room for this")).await?, code);
    bob.says("alice@localhost", "meanwhile").await?;
    // The server keeps what nobody took over: it is sent again to a device that asks for it.
    alice.until("to be told", View::Session, |text| text.ends_with("offline")).await?;
    refused_so_often(&disk, refusals).await;
    // Looked at anew, all that was there is there.
    let second = Actor::sharing(&alice);
    second.sees_timeline("bob@localhost", "Bob Brown: before").await?;
    alice.sees_timeline("bob@localhost", "Bob Brown: before").await?;

    disk.heal();
    alice.sees_timeline("bob@localhost", "Bob Brown: before\nBob Brown: meanwhile").await?;
    alice.until("to be online", View::Session, |text| text.ends_with(", online")).await?;
    alice.says("bob@localhost", "after").await?;
    bob.sees_timeline("alice@localhost", "me: before [delivered]\nme: meanwhile [delivered]\nAlice Adams: after").await
}

#[tokio::test]
async fn a_full_disk_refuses_what_is_written_and_loses_nothing_that_is_received() -> Result<()> {
    lives_through(Trouble::Full, Code::DiskFull, 4).await
}

#[tokio::test]
async fn a_broken_disk_refuses_what_is_written_and_loses_nothing_that_is_received() -> Result<()> {
    // After three tries what the database itself refuses is left out; what the disk refuses never is.
    lives_through(Trouble::Broken, Code::DiskFailed, 6).await
}

#[tokio::test]
async fn a_disk_that_became_read_only_loses_nothing() -> Result<()> {
    lives_through(Trouble::ReadOnly, Code::DiskFailed, 3).await
}

#[tokio::test]
async fn a_program_that_starts_on_a_full_disk_is_read_and_goes_on_when_there_is_room() -> Result<()> {
    let world = World::start().await?;
    let (alice, disk) = person_on_a_disk(&world, "alice").await?;
    let bob = world.person("bob").await?;
    bob.says("alice@localhost", "before").await?;
    alice.sees_timeline("bob@localhost", "Bob Brown: before").await?;
    alice.engine.shut_down().await;
    bob.says("alice@localhost", "meanwhile").await?;
    disk.fail_from(0, Trouble::Full);
    let alice = alice.restart().await?;
    alice.sees_timeline("bob@localhost", "Bob Brown: before").await?;
    // Where not even a file can be made, nobody can tell why.
    let code = alice.is_refused(Command::text("bob@localhost", "no room for this")).await?;
    assert!(matches!(code, Code::DiskFull | Code::DiskFailed), "{code:?}");
    refused_so_often(&disk, 4).await;
    alice.sees_timeline("bob@localhost", "Bob Brown: before").await?;
    disk.heal();
    alice.until("what was missed", World::talk_with("bob"), |text| text.ends_with("Bob Brown: meanwhile")).await?;
    alice.says("bob@localhost", "after").await?;
    bob.until("the answer", World::talk_with("alice"), |text| text.ends_with("Alice Adams: after")).await
}
