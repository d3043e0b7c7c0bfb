//! Rooms: made, joined, talked in, left.

use anyhow::{Context, Result};
use api::{
    Code, Command, View,
    rows::{RoomOptions, RoomStanding},
};
use tests::{actor::Actor, mirror::Row, world::World};

pub const TEA: &str = "tea@rooms.localhost";

pub fn people(accounts: &[&str]) -> Vec<String> {
    accounts.iter().map(|account| format!("{account}@localhost")).collect()
}

/// A group of chosen people, in which everybody has the same rights.
pub fn group(name: &str) -> RoomOptions {
    RoomOptions { name: name.into(), anyone_invites: true, anyone_sets_topic: true, ..RoomOptions::default() }
}

pub fn open(name: &str) -> RoomOptions {
    RoomOptions { open: true, listed: true, ..group(name) }
}

pub fn room(address: &str) -> View {
    View::Room { room: address.into() }
}

pub fn members(address: &str) -> View {
    View::Members { room: address.into() }
}

pub fn timeline(address: &str) -> View {
    View::Timeline { conversation: address.into() }
}

pub async fn makes(maker: &Actor, address: &str, options: RoomOptions, members: &[&str]) -> Result<()> {
    maker.does(Command::CreateRoom { address: address.into(), options, members: people(members) }).await
}

pub async fn joins(actor: &Actor, address: &str) -> Result<()> {
    actor.does(Command::JoinRoom { room: address.into(), password: None }).await
}

/// Waits until this device is in the room.
pub async fn is_in(actor: &Actor, address: &str) -> Result<()> {
    stands(actor, address, RoomStanding::Joined).await
}

pub async fn stands(actor: &Actor, address: &str, wanted: RoomStanding) -> Result<()> {
    let view = room(address);
    let (_, mirror) = actor.view(&view).await?;
    actor
        .until(&format!("to stand {wanted:?} to {address}"), view, |_| {
            mirror.window().rows.iter().any(|row| matches!(row, Row::Room(row) if row.standing == wanted))
        })
        .await
}

#[tokio::test]
async fn a_group_is_made_joined_and_talked_in() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    makes(&alice, TEA, group("Tea"), &["bob"]).await?;
    is_in(&alice, TEA).await?;
    joins(&bob, TEA).await?;
    is_in(&bob, TEA).await?;
    alice
        .until("both to be there", members(TEA), |text| text == "● Alice Adams Owner Moderator\n● Bob Brown Member Participant")
        .await?;
    alice.says(TEA, "Assam or Darjeeling?").await?;
    bob.sees_timeline(TEA, "Alice Adams: Assam or Darjeeling?").await?;
    let hers = "-- Joined { who: \"Bob Brown\" }\nme: Assam or Darjeeling? [sent]";
    alice.sees_timeline(TEA, hers).await?;
    bob.says(TEA, "Both").await?;
    alice.sees_timeline(TEA, &format!("{hers}\nBob Brown: Both")).await?;
    bob.until("the name", View::Conversations, |text| text.starts_with("Tea: ")).await
}

#[tokio::test]
async fn an_invitation_is_answered_with_one_press() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob, carol) = (world.person("alice").await?, world.person("bob").await?, world.person("carol").await?);
    let center = || View::Notifications { filter: Default::default() };
    makes(&alice, TEA, group("Tea"), &["bob", "carol"]).await?;
    for person in [&bob, &carol] {
        person.until("the invitation", center(), |text| text.starts_with("Invitation")).await?;
    }
    let press = |action: &str| Command::ActOnNotification { id: format!("invitation:{TEA}"), action: action.into() };
    bob.does(press("join")).await?;
    is_in(&bob, TEA).await?;
    bob.sees(center(), "").await?;
    carol.does(press("decline")).await?;
    carol.sees(center(), "").await?;
    alice.until("Carol to be off the list", members(TEA), |text| text.contains("● Bob Brown") && !text.contains("Carol")).await
}

#[tokio::test]
async fn a_room_that_is_there_is_not_made_again() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    makes(&alice, TEA, open("Tea"), &[]).await?;
    let again = Command::CreateRoom { address: TEA.into(), options: group("Mine"), members: Vec::new() };
    assert_eq!(bob.is_refused(again).await?, Code::NameTaken);
    joins(&bob, TEA).await?;
    is_in(&bob, TEA).await?;
    let nowhere = Command::JoinRoom { room: "nowhere@rooms.localhost".into(), password: None };
    assert_eq!(bob.is_refused(nowhere).await?, Code::RoomGone);
    alice
        .until("the maker to own it alone", members(TEA), |text| {
            text.contains("Alice Adams Owner") && text.contains("Bob Brown None")
        })
        .await
}

#[tokio::test]
async fn only_members_come_into_a_group() -> Result<()> {
    let world = World::start().await?;
    let (alice, mallory) = (world.person("alice").await?, world.person("mallory").await?);
    makes(&alice, TEA, group("Tea"), &["bob"]).await?;
    let wish = Command::JoinRoom { room: TEA.into(), password: None };
    assert_eq!(mallory.is_refused(wish).await?, Code::MembersOnly);
    stands(&mallory, TEA, RoomStanding::Refused { code: Code::MembersOnly }).await
}

#[tokio::test]
async fn a_room_made_on_one_device_is_joined_on_the_other() -> Result<()> {
    let world = World::start().await?;
    let (desk, laptop) = (world.person("alice").await?, world.person("alice").await?);
    makes(&desk, TEA, group("Tea"), &[]).await?;
    is_in(&laptop, TEA).await?;
    desk.says(TEA, "from the desk").await?;
    laptop.sees_timeline(TEA, "me: from the desk [sent]").await?;
    laptop.says(TEA, "from the laptop").await?;
    for device in [&desk, &laptop] {
        device.sees_timeline(TEA, "me: from the desk [sent]\nme: from the laptop [sent]").await?;
    }
    // After the next sign-in it is there again, and so it is on a new device.
    let laptop = laptop.restart().await?;
    is_in(&laptop, TEA).await?;
    let tablet = world.person("alice").await?;
    is_in(&tablet, TEA).await?;
    tablet.sees_timeline(TEA, "me: from the desk [sent]\nme: from the laptop [sent]").await?;
    desk.does(Command::LeaveRoom { room: TEA.into() }).await?;
    for device in [&desk, &laptop, &tablet] {
        stands(device, TEA, RoomStanding::Outside).await.context("left everywhere")?;
    }
    Ok(())
}
