//! What happened in a run, line by line, and a fingerprint of it: the same seed gives the same one.

use std::{
    fmt::Write as _,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::time::Instant;

struct Lines {
    begun: Instant,
    kept: Option<String>,
    fingerprint: DefaultHasher,
    faults: Vec<String>,
}

#[derive(Clone)]
pub struct Trace(Arc<Mutex<Lines>>);

impl Trace {
    /// `keeps`: whether the lines are wanted, and not only what is wrong.
    pub fn new(keeps: bool) -> Self {
        let kept = keeps.then(String::new);
        Self(Arc::new(Mutex::new(Lines { begun: Instant::now(), kept, fingerprint: DefaultHasher::new(), faults: Vec::new() })))
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn write(&self, who: &str, what: &str) {
        let mut lines = self.lines();
        let at = lines.begun.elapsed();
        (at, who, what).hash(&mut lines.fingerprint);
        if let Some(kept) = &mut lines.kept {
            // Writing to a text cannot fail.
            let _ = writeln!(kept, "{:>9.3} {who:<9} {what}", at.as_secs_f64());
        }
    }

    /// Something is as it must never be.
    pub fn fault(&self, who: &str, what: &str) {
        self.write(who, &format!("FAULT: {what}"));
        self.lines().faults.push(format!("{who}: {what}"));
    }

    pub fn faults(&self) -> Vec<String> {
        self.lines().faults.clone()
    }

    pub fn fingerprint(&self) -> u64 {
        self.lines().fingerprint.finish()
    }

    pub fn text(&self) -> String {
        self.lines().kept.clone().unwrap_or_default()
    }
}
