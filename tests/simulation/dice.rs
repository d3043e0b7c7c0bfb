//! Chance with a seed: the same throws for ever.

use wire::ids::{Entropy, SeededEntropy};

pub struct Dice(SeededEntropy);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    fn word(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// Less than `sides`, which is not 0.
    pub fn below(&mut self, sides: u64) -> u64 {
        self.word() % sides.max(1)
    }

    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// True this often of a hundred times.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.index(of.len())).cloned()
    }

    /// One of these, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, of: &[(u64, T)]) -> Option<T> {
        let mut throw = self.below(of.iter().map(|(weight, _)| weight).sum());
        for (weight, what) in of {
            match throw.checked_sub(*weight) {
                Some(left) => throw = left,
                None => return Some(*what),
            }
        }
        None
    }
}
