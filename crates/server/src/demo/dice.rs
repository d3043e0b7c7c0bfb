//! Chance that repeats: everything the colleagues do by themselves follows from one seed.
//!
//! Invariant: not for secrets.

use wire::ids::{Entropy, SeededEntropy};

pub struct Dice(SeededEntropy);

impl Dice {
    /// A die of its own for every name under one seed.
    pub fn new(seed: u64, name: &str) -> Self {
        Self(SeededEntropy::new(seed ^ fingerprint(name)))
    }

    fn roll(&self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// From `low` to just below `high`.
    pub fn between(&self, low: u64, high: u64) -> u64 {
        low + self.roll() % high.saturating_sub(low).max(1)
    }

    pub fn pick<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        of.get(usize::try_from(self.roll() % (of.len().max(1) as u64)).unwrap_or(0))
    }

    /// True so many times out of a hundred.
    pub fn chance(&self, percent: u64) -> bool {
        self.roll() % 100 < percent
    }
}

/// The same number for the same name, in every run (FNV-1a).
pub fn fingerprint(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
