//! What must be so in the end, whatever happened: nothing lost, nothing twice, everyone sees the same.

use super::{
    archive::Archived,
    company::{self, LATE, ROOM, jid, talks},
    device::{Device, Shown, name_of},
    run::{Said, World},
};
use anyhow::{Context, Result, ensure};
use api::rows::MessageState;
use std::collections::{BTreeMap, BTreeSet};

fn failed(message: &Shown) -> bool {
    matches!(message.state, Some(MessageState::Failed { .. }))
}

/// It was for somebody whom nobody knew, and the refusal went down with a stream that did not come back. No server keeps errors
/// for later (XEP-0160 §3), so it says "sent" and is nowhere.
fn went_nowhere(message: &Shown, with: &str, archive: &[Archived]) -> bool {
    with == jid(LATE)
        && message.mine
        && message.state == Some(MessageState::Sent)
        && !archive.iter().any(|entry| entry.with == with && name_of(&entry.body) == message.name())
}

fn shown(device: &Device, with: &str) -> Result<Vec<Shown>> {
    let (shown, more, holes) = device.shown(with).with_context(|| format!("{} runs", device.name))?;
    ensure!(!holes, "{} with {with}: a hole is left", device.name);
    ensure!(!more || shown.is_empty(), "{} with {with}: there is more above, and it does not come", device.name);
    Ok(shown)
}

/// Every message the server accepted is in every window once, in the archive's order; every one that was written was
/// accepted, or says that it failed; all devices of a person count alike.
pub async fn all_is_there(world: &World) -> Result<()> {
    let mut archives: BTreeMap<usize, Vec<Archived>> = BTreeMap::new();
    let people: BTreeSet<usize> = world.devices.iter().map(|device| device.person).collect();
    for person in people {
        archives.insert(person, world.company.archive(person).await?);
    }
    for (person, archive) in &archives {
        archived_once(*person, archive)?;
    }
    for device in &world.devices {
        let archive = archives.get(&device.person).map(Vec::as_slice).unwrap_or_default();
        for with in device.conversations() {
            let expected: Vec<String> = archive.iter().filter(|entry| entry.with == with).map(Archived::text).collect();
            let shown = shown(device, &with)?;
            let stands = |message: &&Shown| !failed(message) && !went_nowhere(message, &with, archive);
            let there: Vec<String> = shown.iter().filter(stands).map(|message| message.text.clone()).collect();
            ensure!(
                there == expected,
                "{} with {with} shows\n  {}\nbut the archive has\n  {}",
                device.name,
                there.join(" "),
                expected.join(" ")
            );
            states(world, device, &with, &shown)?;
        }
    }
    for device in &world.devices {
        let unread: u32 = device.conversations().iter().map(|with| device.unread_of(with)).sum();
        ensure!(device.unread() == Some(unread), "{} counts {:?} unread in all, but {unread}", device.name, device.unread());
    }
    for said in &world.said {
        arrived_or_failed(world, said, &archives)?;
    }
    for (person, archive) in &archives {
        stones_of(world, *person, archive)?;
    }
    alike(world, &archives)
}

fn archived_once(person: usize, archive: &[Archived]) -> Result<()> {
    let mut seen = BTreeSet::new();
    for entry in archive.iter().filter(|entry| !entry.body.is_empty()) {
        ensure!(
            seen.insert((&entry.with, name_of(&entry.body))),
            "the archive of {} has \"{}\" twice",
            company::name(person),
            entry.body
        );
    }
    Ok(())
}

fn states(world: &World, device: &Device, with: &str, shown: &[Shown]) -> Result<()> {
    for message in shown.iter().filter(|message| message.mine && !failed(message)) {
        let state = message.state.with_context(|| format!("{}: \"{}\" has no state", device.name, message.body))?;
        let fine = match state {
            MessageState::Pending | MessageState::Failed { .. } => false,
            MessageState::Sent => !is_awaited(world, &message.body),
            MessageState::Delivered | MessageState::Read => true,
        };
        ensure!(fine, "{} with {with}: \"{}\" is {state:?} in the end", device.name, message.body);
    }
    Ok(())
}

/// Whether who wrote this may expect to hear what becomes of it.
fn is_awaited(world: &World, body: &str) -> bool {
    world.said.iter().any(|said| said.body == name_of(body) && said.awaited)
}

fn arrived_or_failed(world: &World, said: &Said, archives: &BTreeMap<usize, Vec<Archived>>) -> Result<()> {
    let device = world.devices.get(said.device).context("a device of the plan")?;
    let archive = archives.get(&device.person).map(Vec::as_slice).unwrap_or_default();
    let (accepted, with) = (has_accepted(archive, device.person, said), jid(said.to));
    let shown = shown(device, &with)?;
    let own = shown.iter().find(|message| message.name() == said.body);
    // That it is shown was checked above. A room puts a stone in the place of what was taken back, which has no name any
    // more; what came back from nobody is simply dropped.
    if accepted || (said.retracted && [ROOM, LATE].contains(&said.to)) {
        return Ok(());
    }
    match own {
        Some(message) => {
            let known = failed(message) || went_nowhere(message, &with, archive);
            ensure!(known, "{}: \"{}\" is {:?}, but was never accepted", device.name, said.body, message.state)
        }
        None => ensure!(!said.surely, "{}: \"{}\" is lost", device.name, said.body),
    }
    ensure!(own.is_none() || said.to == LATE, "{}: \"{}\" came back from somebody who is there", device.name, said.body);
    Ok(())
}

fn has_accepted(archive: &[Archived], person: usize, said: &Said) -> bool {
    let is_it = |entry: &&Archived| entry.with == jid(said.to) && entry.author == jid(person);
    archive.iter().filter(is_it).any(|entry| name_of(&entry.body) == said.body)
}

/// What a person took back in the room, and is not there by its name, has left a stone each.
fn stones_of(world: &World, person: usize, archive: &[Archived]) -> Result<()> {
    let is_own = |said: &&Said| world.devices.get(said.device).is_some_and(|device| device.person == person);
    let taken_back = world.said.iter().filter(is_own).filter(|said| said.to == ROOM && said.surely && said.retracted);
    let nameless = taken_back.filter(|said| !has_accepted(archive, person, said)).count();
    let is_stone =
        |entry: &&Archived| entry.with == jid(ROOM) && entry.author == jid(person) && entry.retracted && entry.body.is_empty();
    let stones = archive.iter().filter(is_stone).count();
    ensure!(nameless <= stones, "{} took back {nameless} in the room, but left {stones} stones", company::name(person));
    Ok(())
}

/// All devices of a person count the same unread messages, if they have been there for all of them. Where one's own words
/// stand behind the unread ones, the other devices take those for read: they cannot know that both were written at the
/// same time.
fn alike(world: &World, archives: &BTreeMap<usize, Vec<Archived>>) -> Result<()> {
    for (number, device) in world.devices.iter().enumerate() {
        let archive = archives.get(&device.person).map(Vec::as_slice).unwrap_or_default();
        for talk in talks(device.person).filter(|talk| world.is_veteran(number, *talk)) {
            let is_alike = |(other, of): &(usize, &Device)| of.person == device.person && world.is_veteran(*other, talk);
            let Some((_, first)) = world.devices.iter().enumerate().take(number).find(is_alike) else { continue };
            let with = jid(talk);
            let (here, there) = (device.unread_of(&with), first.unread_of(&with));
            ensure!(
                here == there || answered_behind(archive, &jid(device.person), &with, here.max(there)),
                "{} counts {here} unread with {with}, but {} {there}",
                device.name,
                first.name
            );
        }
    }
    Ok(())
}

/// Whether one's own words stand behind the first of so many unread ones. What was taken back is not unread.
fn answered_behind(archive: &[Archived], own: &str, with: &str, unread: u32) -> bool {
    let said = archive.iter().filter(|entry| entry.with == with && (entry.author == own || !entry.retracted));
    let mine: Vec<bool> = said.map(|entry| entry.author == own).collect();
    let mut left = unread;
    for mine in mine.iter().rev() {
        if *mine {
            return true;
        }
        left = left.saturating_sub(1);
        if left == 0 {
            return false;
        }
    }
    false
}

/// After one device of everyone has read everything: nothing is unread anywhere, and who wrote knows it, or has an answer
/// behind it.
pub fn all_is_read(world: &World) -> Result<()> {
    for (number, device) in world.devices.iter().enumerate() {
        for talk in talks(device.person) {
            let with = jid(talk);
            let unread = device.unread_of(&with);
            ensure!(
                unread == 0 || !world.is_veteran(number, talk),
                "{} counts {unread} unread with {with} after all was read",
                device.name
            );
            let own = shown(device, &with)?;
            let behind_answers = own.iter().rev().take_while(|message| message.mine);
            for message in behind_answers.filter(|message| !failed(message) && is_awaited(world, &message.body)) {
                ensure!(
                    message.state == Some(MessageState::Read),
                    "{} with {with}: \"{}\" is {:?} after all was read",
                    device.name,
                    message.body,
                    message.state
                );
            }
        }
    }
    Ok(())
}
