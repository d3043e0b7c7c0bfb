//! Clocks that are wrong, and that are set while people talk: the archive's order stays, and nothing waits for a time that
//! does not come.

use anyhow::Result;
use api::Command;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use tests::{actor::Actor, render::words, world::World};
use wire::time::{Clock, SystemClock};

const DAY: i64 = 24 * 3_600_000;

/// Off by so many milliseconds.
#[derive(Default)]
struct Wrong(AtomicI64);

impl Clock for Wrong {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms() + self.0.load(Ordering::Relaxed)
    }
}

#[tokio::test]
async fn whatever_a_clock_says_the_order_is_the_archives() -> Result<()> {
    let world = World::start().await?;
    let clock = Arc::new(Wrong::default());
    let alice = Actor::with_clock(clock.clone()).await?;
    alice.sign_in(&world.url(), "alice", World::PASSWORD).await?;
    let bob = world.person("bob").await?;
    let mut expected = Vec::new();
    for (number, days) in [1, -1, 366, -366, 0].into_iter().enumerate() {
        clock.0.store(days * DAY, Ordering::Relaxed);
        for (from, to, who) in [(&alice, "bob@localhost", "a"), (&bob, "alice@localhost", "b")] {
            let said = format!("{who}{number}");
            from.says(to, &said).await?;
            expected.push(said);
            let all = |text: &str| words(text) == expected && !text.contains("[pending]");
            alice.until("the order", World::talk_with("bob"), all).await?;
            bob.until("the order", World::talk_with("alice"), all).await?;
        }
        // A lost connection comes back whatever day it is.
        world.cut().await?;
        alice.does(Command::Reconnect).await?;
    }
    // Once more from what is kept, and on a device that has only the archive.
    let kept = alice.restart().await?;
    let fresh = world.person("alice").await?;
    for device in [&kept, &fresh] {
        let all = |text: &str| words(text) == expected;
        device.until("the order", World::talk_with("bob"), all).await?;
    }
    Ok(())
}
