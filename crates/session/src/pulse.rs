//! Is the other side still there?
//!
//! Invariants: 30 s without a sign of life make a probe due, 15 s more end the connection; after the computer slept, or when
//! somebody asks, the probe is due at once and only its own answer within 5 s counts, because bytes that arrived before
//! the sleep prove nothing. Pure: the time is passed in. XEP-0198 §4, XEP-0199 §4.2.

use std::time::Duration;

use tokio::time::Instant;

/// Silence after which a probe is sent.
pub(crate) const SILENCE: Duration = Duration::from_secs(30);
/// Time for any sign of life after that.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);
/// Time for the answer after a sleep.
pub(crate) const AFTER_SLEEP: Duration = Duration::from_secs(5);
/// How often the two clocks are compared.
pub(crate) const TICK: Duration = Duration::from_secs(5);
/// A tick that took longer than this, by either clock, was a sleep.
const SLEPT: Duration = Duration::from_secs(20);

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beat {
    Nothing,
    Probe,
    Dead,
}

#[derive(Clone, Copy, Debug)]
struct Probe {
    deadline: Instant,
    /// Only the answer to the probe itself counts.
    strict: bool,
}

#[derive(Debug)]
pub(crate) struct Pulse {
    heard: Instant,
    probe: Option<Probe>,
}

impl Pulse {
    pub(crate) fn new(now: Instant) -> Self {
        Self { heard: now, probe: None }
    }

    /// Something arrived.
    pub(crate) fn heard(&mut self, now: Instant) {
        self.heard = now;
        if self.probe.is_some_and(|probe| !probe.strict) {
            self.probe = None;
        }
    }

    /// The answer to a probe arrived.
    pub(crate) fn answered(&mut self, now: Instant) {
        self.heard = now;
        self.probe = None;
    }

    /// Nothing is read at the moment, so silence means nothing.
    pub(crate) fn hold(&mut self, now: Instant) {
        self.answered(now);
    }

    /// Something was sent that the server has to answer: silence is now worth [`PATIENCE`].
    pub(crate) fn asked(&mut self, now: Instant) {
        if self.probe.is_none() {
            self.probe = Some(Probe { deadline: now + PATIENCE, strict: false });
        }
    }

    /// A probe is sent at once, and must be answered soon.
    pub(crate) fn challenge(&mut self, now: Instant) {
        if !self.probe.is_some_and(|probe| probe.strict) {
            self.probe = Some(Probe { deadline: now + AFTER_SLEEP, strict: true });
        }
    }

    /// When [`Pulse::beat`] wants to be called.
    pub(crate) fn due(&self) -> Instant {
        self.probe.map_or(self.heard + SILENCE, |probe| probe.deadline)
    }

    /// At the due time.
    pub(crate) fn beat(&mut self, now: Instant) -> Beat {
        if now < self.due() {
            return Beat::Nothing;
        }
        if self.probe.is_some() {
            return Beat::Dead;
        }
        self.asked(now);
        Beat::Probe
    }
}

/// Notices that the computer slept. The monotonic clock stands still in sleep on some systems, the wall clock on none; but
/// the wall clock may also be set, which costs one needless probe.
#[derive(Debug)]
pub(crate) struct SleepWatch {
    monotonic: Instant,
    wall_ms: i64,
}

impl SleepWatch {
    pub(crate) fn new(now: Instant, wall_ms: i64) -> Self {
        Self { monotonic: now, wall_ms }
    }

    /// At each [`TICK`]: whether the computer slept since the one before.
    pub(crate) fn slept(&mut self, now: Instant, wall_ms: i64) -> bool {
        let wall = u64::try_from(wall_ms.saturating_sub(self.wall_ms)).unwrap_or(0);
        let slept = Duration::from_millis(wall) > SLEPT || now.duration_since(self.monotonic) > SLEPT;
        *self = Self::new(now, wall_ms);
        slept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn silence_makes_a_probe_and_then_an_end() {
        let start = Instant::now();
        let mut pulse = Pulse::new(start);
        assert_eq!(pulse.beat(start + seconds(29)), Beat::Nothing);
        assert_eq!(pulse.beat(start + seconds(30)), Beat::Probe);
        assert_eq!(pulse.due(), start + seconds(45));
        assert_eq!(pulse.beat(start + seconds(45)), Beat::Dead);
        pulse.heard(start + seconds(45));
        assert_eq!(pulse.due(), start + seconds(75));
    }

    #[test]
    fn after_a_sleep_only_the_answer_counts() {
        let start = Instant::now();
        let mut pulse = Pulse::new(start);
        pulse.challenge(start);
        pulse.heard(start + seconds(1));
        assert_eq!(pulse.beat(start + seconds(5)), Beat::Dead);
        pulse.answered(start + seconds(5));
        assert_eq!(pulse.beat(start + seconds(6)), Beat::Nothing);
    }

    #[test]
    fn a_jump_of_either_clock_is_a_sleep_and_a_step_back_is_not() {
        let start = Instant::now();
        let mut watch = SleepWatch::new(start, 1_000_000);
        assert!(!watch.slept(start + seconds(5), 1_005_000));
        assert!(watch.slept(start + seconds(10), 37_005_000));
        assert!(!watch.slept(start + seconds(15), 5_000));
        assert!(watch.slept(start + seconds(60), 50_000));
    }
}
