//! How much a signed-in client may send: what comes faster is read later.

use std::time::Duration;

use tokio::time::Instant;

/// A sustained rate and a burst, in bytes. Beyond it the server reads later, not less.
pub struct Budget {
    rate: f64,
    burst: f64,
    left: f64,
    at: Instant,
}

impl Budget {
    pub fn new(per_second: u64, burst: u64) -> Self {
        let (rate, burst) = (per_second as f64, burst as f64);
        Self { rate, burst, left: burst, at: Instant::now() }
    }

    pub fn spend(&mut self, bytes: usize) {
        let now = Instant::now();
        self.left = (self.left + now.duration_since(self.at).as_secs_f64() * self.rate).min(self.burst) - bytes as f64;
        self.at = now;
    }

    /// When reading may go on, if not now.
    pub fn open_at(&self) -> Option<Instant> {
        if self.left >= 0.0 || self.rate <= 0.0 {
            return None;
        }
        let at = self.at + Duration::from_secs_f64(-self.left / self.rate);
        (at > Instant::now()).then_some(at)
    }
}
