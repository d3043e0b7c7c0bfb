//! Kept inputs bent at random: cut, doubled, crossed with each other, with scraps put in. Seeded, so that what breaks
//! something can be made again from its number.

use wire::ids::{Entropy, SeededEntropy};

/// Longer inputs say nothing that shorter ones do not, and take their time.
const LONGEST: usize = 16 * 1024;

pub struct Bender {
    kept: Vec<Vec<u8>>,
    scraps: Vec<Vec<u8>>,
}

struct Dice(SeededEntropy);

impl Dice {
    /// Below `bound`; zero where that is zero.
    fn throw(&self, bound: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % (bound.max(1) as u64)).unwrap_or(0)
    }

    fn one_of<'a>(&self, all: &'a [Vec<u8>]) -> &'a [u8] {
        all.get(self.throw(all.len())).map(Vec::as_slice).unwrap_or_default()
    }
}

impl Bender {
    pub fn new(kept: Vec<Vec<u8>>, scraps: Vec<Vec<u8>>) -> Self {
        Self { kept, scraps }
    }

    /// The input of this number.
    pub fn input(&self, number: u64) -> Vec<u8> {
        let dice = Dice(SeededEntropy::new(number));
        let mut input = dice.one_of(&self.kept).to_vec();
        for _ in 0..=dice.throw(4) {
            let start = dice.throw(input.len() + 1);
            let end = (start + dice.throw(24)).min(input.len());
            let put = self.put(&dice, input.get(start..end).unwrap_or_default());
            // Either in the place of what stands there, or before it.
            let end = if dice.throw(2) == 0 { start } else { end };
            input.splice(start..end, put);
        }
        input.truncate(LONGEST);
        input
    }

    fn put(&self, dice: &Dice, taken: &[u8]) -> Vec<u8> {
        match dice.throw(7) {
            0 => Vec::new(),
            1 | 2 => dice.one_of(&self.scraps).to_vec(),
            3 => taken.repeat(2 + dice.throw(40)),
            4 => dice.one_of(&self.scraps).repeat(1 + dice.throw(40)),
            5 => {
                let other = dice.one_of(&self.kept);
                let start = dice.throw(other.len());
                other.get(start..(start + dice.throw(200)).min(other.len())).unwrap_or_default().to_vec()
            }
            _ => taken.iter().map(|byte| byte ^ (1 << dice.throw(8))).collect(),
        }
    }
}
