//! How long to wait before the next try.
//!
//! Invariants: the first try after a loss is at once; then full jitter over 1 s, 2 s, 4 s … 60 s, so that a thousand
//! clients of a restarted server do not come back together; only a connection that lived for 30 s earns the next try at
//! once. Monotonic time only: a changed clock has no say here.

use std::time::Duration;

use wire::ids::Entropy;

const BASE: Duration = Duration::from_secs(1);
const CAP: Duration = Duration::from_secs(60);
/// A connection that lasted this long was a good one.
pub(crate) const STABLE: Duration = Duration::from_secs(30);
/// From here on the span of the jitter is [`CAP`].
const LONGEST_FROM: u32 = 6;

/// The series of waits between tries.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
    /// The try at once was used and has not been earned again.
    spent: bool,
}

impl Backoff {
    /// Somebody asked to try now: the waits after this are short ones again.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }

    /// The wait after a connection that was on line for this time.
    pub(crate) fn after_loss(&mut self, lived: Duration, entropy: &dyn Entropy) -> Duration {
        if lived >= STABLE {
            *self = Self::default();
        }
        if self.spent {
            return self.after_failure(entropy);
        }
        *self = Self { failures: 0, spent: true };
        Duration::ZERO
    }

    /// The wait after a try that did not come on line.
    pub(crate) fn after_failure(&mut self, entropy: &dyn Entropy) -> Duration {
        let most = BASE.saturating_mul(1 << self.failures.min(LONGEST_FROM)).min(CAP);
        self.failures = self.failures.saturating_add(1);
        let mut bytes = [0; 4];
        entropy.fill(&mut bytes);
        most.mul_f64(f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX))
    }

    /// The server said it is too much: the next waits are long ones.
    pub(crate) fn ease(&mut self) {
        self.failures = self.failures.max(LONGEST_FROM);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::ids::SeededEntropy;

    #[test]
    fn full_jitter_within_doubling_bounds_up_to_a_minute() {
        let mut longest = [Duration::ZERO; 12];
        for seed in 0..200 {
            let entropy = SeededEntropy::new(seed);
            let mut backoff = Backoff::default();
            assert_eq!(backoff.after_loss(Duration::ZERO, &entropy), Duration::ZERO);
            for (place, longest) in longest.iter_mut().enumerate() {
                let wait = backoff.after_failure(&entropy);
                assert!(wait <= Duration::from_secs(60.min(1 << place)), "try {place} waits {wait:?}");
                *longest = wait.max(*longest);
            }
        }
        // Over many clients the whole span is used.
        assert!(longest.last().is_some_and(|wait| *wait > Duration::from_secs(50)));
    }

    #[test]
    fn a_thousand_clients_of_a_server_that_was_away_do_not_come_back_together() {
        const CLIENTS: u32 = 1_000;
        for away in [2, 5, 20, 60, 600].map(Duration::from_secs) {
            let mut coming = std::collections::BTreeMap::<u128, u32>::new();
            for client in 0..CLIENTS {
                let entropy = SeededEntropy::new(client.into());
                let mut backoff = Backoff::default();
                let mut at = backoff.after_loss(STABLE, &entropy);
                while at < away {
                    at += backoff.after_failure(&entropy);
                }
                *coming.entry(at.as_millis() / 100).or_default() += 1;
            }
            let busiest = coming.values().max().copied().unwrap_or_default();
            assert!(busiest <= CLIENTS / 10, "away {away:?}: {busiest} come within a tenth of a second");
            let last = coming.keys().max().copied().unwrap_or_default() * 100;
            assert!(last <= (away + CAP).as_millis(), "away {away:?}: the last comes after {last} ms");
        }
    }

    #[test]
    fn only_a_stable_connection_earns_another_try_at_once() {
        let entropy = SeededEntropy::new(7);
        let mut backoff = Backoff::default();
        assert_eq!(backoff.after_loss(Duration::from_secs(1), &entropy), Duration::ZERO);
        assert_ne!(backoff.after_loss(Duration::from_secs(5), &entropy), Duration::ZERO);
        assert_ne!(backoff.after_loss(Duration::from_secs(5), &entropy), Duration::ZERO);
        assert_eq!(backoff.after_loss(STABLE, &entropy), Duration::ZERO);
    }
}
