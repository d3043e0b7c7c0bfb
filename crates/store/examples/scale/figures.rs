//! Named figures: printed, and kept for a file.

use std::time::{Duration, Instant};

#[derive(Default)]
pub struct Figures(Vec<serde_json::Value>);

impl Figures {
    pub fn add(&mut self, name: &str, value: f64, unit: &str) {
        println!("{name:<58} {value:>10.2} {unit}");
        self.0.push(serde_json::json!({ "name": name, "value": value, "unit": unit }));
    }

    /// Does something so many times; the median, and the longest time it took.
    pub fn measure(&mut self, what: &str, times: usize, mut act: impl FnMut(usize) -> usize) {
        let mut taken: Vec<Duration> = (0..times)
            .map(|n| {
                let begun = Instant::now();
                std::hint::black_box(act(n));
                begun.elapsed()
            })
            .collect();
        taken.sort_unstable();
        self.add(what, millis(taken[taken.len() / 2]), "ms");
        self.add(&format!("{what}: longest"), millis(taken[taken.len() - 1]), "ms");
    }

    pub fn json(&self) -> String {
        serde_json::to_string_pretty(&serde_json::json!({ "figures": self.0 })).unwrap() + "\n"
    }
}

pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
