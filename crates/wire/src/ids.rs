//! Randomness and the identifiers made from it.
//!
//! Invariant: an identifier carries at least 128 bits, so that nobody can guess the id of a request that is under
//! way and answer it in the server's place.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A source of random bytes. Passed in everywhere, so that a simulation can be repeated from its seed.
pub trait Entropy: Send + Sync {
    /// Fills the whole slice.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's random generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    /// Ends the process if the system has no randomness to give: nonces and ids made without it would be guessable,
    /// and no caller could do anything better.
    fn fill(&self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
    }
}

/// Repeatable bytes for tests and simulations (SplitMix64). Never for anything that has to be secret.
#[derive(Debug)]
pub struct SeededEntropy(AtomicU64);

impl SeededEntropy {
    /// The same seed yields the same bytes for ever.
    pub fn new(seed: u64) -> SeededEntropy {
        SeededEntropy(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut z = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for piece in bytes.chunks_mut(8) {
            let word = self.next().to_le_bytes();
            for (to, from) in piece.iter_mut().zip(word) {
                *to = from;
            }
        }
    }
}

/// A new identifier of 144 bits: 24 characters of base64url, fit for stanza ids, nonces and resources.
pub fn random_id(entropy: &dyn Entropy) -> String {
    let mut bytes = [0u8; 18];
    entropy.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The same in 36 hexadecimal digits, for addresses: whoever reads one sees at once that it was made by chance.
pub fn random_hex(entropy: &dyn Entropy) -> String {
    let mut bytes = [0u8; 18];
    entropy.fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_of_digits() {
        let entropy = SeededEntropy::new(7);
        for id in (0..1_000).map(|_| random_hex(&entropy)) {
            assert!(id.len() == 36 && id.bytes().any(|byte| byte.is_ascii_digit()), "{id}");
        }
    }

    #[test]
    fn a_seed_repeats_and_the_system_does_not() {
        let (a, b) = (SeededEntropy::new(7), SeededEntropy::new(7));
        let first = random_id(&a);
        assert_eq!(first, random_id(&b));
        assert_ne!(first, random_id(&a));
        assert_eq!(first.len(), 24);
        assert_ne!(random_id(&OsEntropy), random_id(&OsEntropy));
    }
}
