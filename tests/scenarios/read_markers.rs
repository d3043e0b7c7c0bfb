//! What others are told of reading (XEP-0333): by opening a conversation only where the person set it so, by writing always.
//! Own devices know either way (XEP-0490).

use anyhow::Result;
use api::{Command, View};
use tests::{actor::Actor, world::World};

const ALICE: &str = "alice@localhost";
const BOB: &str = "bob@localhost";

/// Alice has written to Bob, who sits at one of his two devices.
async fn asked(world: &World) -> Result<(Actor, Actor, Actor)> {
    let (alice, bob, laptop) = (world.person("alice").await?, world.person("bob").await?, world.person("bob").await?);
    alice.says(BOB, "Lunch?").await?;
    for device in [&bob, &laptop] {
        device.sees(View::Conversations, "Alice Adams: Lunch? (1)").await?;
    }
    alice.sees_timeline(BOB, "me: Lunch? [delivered]").await?;
    Ok((alice, bob, laptop))
}

#[tokio::test]
async fn opening_tells_nobody_but_ones_own_devices_and_writing_tells() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob, laptop) = asked(&world).await?;
    bob.reads(ALICE).await?;
    laptop.knows_as_read("Alice Adams: Lunch?").await?;
    // What goes out after it has come: a word on reading would have come before.
    bob.does(Command::Typing { conversation: ALICE.into(), active: true }).await?;
    alice.sees(View::Conversation { conversation: BOB.into() }, "● Bob Brown, writing…").await?;
    alice.sees_timeline(BOB, "me: Lunch? [delivered]").await?;
    bob.says(ALICE, "Gladly").await?;
    alice.sees_timeline(BOB, "me: Lunch? [read]\nBob Brown: Gladly").await
}

#[tokio::test]
async fn opening_tells_where_the_person_set_it_so() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob, laptop) = asked(&world).await?;
    bob.tells_what_is_read().await?;
    bob.reads(ALICE).await?;
    alice.sees_timeline(BOB, "me: Lunch? [read]").await?;
    laptop.knows_as_read("Alice Adams: Lunch?").await
}
