//! A random account against a model of its server and of two rooms: live messages, carbons, own messages with late
//! acknowledgements and echoes, cuts, redelivery, corrections, retractions, moderations and reactions to anything, pages of
//! every kind cut anywhere, everything twice. Seeded: a failing seed is a test.
//!
//! Checked after every step: no message twice, and what an archive has named stands in the archive's order. Checked
//! when all gaps are filled: every message once, in the archive's order, nothing pending, each showing what the archive
//! makes of it, unread as derived from that.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

mod checks;
mod server;
mod world;

use world::World;

/// Numbers that look random and are the same for each seed (SplitMix64).
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

fn run(seed: u64) {
    let mut world = World::new(seed);
    // Some history from before the first sign-in.
    for _ in 0..world.rng.below(30) {
        world.something_is_said();
    }
    for _ in 0..60 + world.rng.below(160) {
        world.step();
    }
    world.settle();
    world.check_all();
}

#[test]
fn every_way_a_message_can_come_ends_in_the_archives_order() {
    let seeds: u64 = std::env::var("STORE_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(25);
    let first: u64 = std::env::var("STORE_FIRST_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    for seed in first..first + seeds {
        run(seed);
    }
}
