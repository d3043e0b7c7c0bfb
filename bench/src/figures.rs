//! Named figures with their units, as a table and as JSON.

use anyhow::Result;
use serde::Serialize;

#[derive(Serialize)]
pub struct Figure {
    pub name: &'static str,
    pub value: f64,
    pub unit: &'static str,
}

#[derive(Default, Serialize)]
pub struct Figures {
    pub figures: Vec<Figure>,
}

impl Figures {
    pub fn add(&mut self, name: &'static str, value: f64, unit: &'static str) {
        println!("{name}: {value:.2} {unit}");
        self.figures.push(Figure { name, value, unit });
    }

    pub fn table(&self) -> String {
        let width = self.figures.iter().map(|figure| figure.name.len()).max().unwrap_or_default();
        let line = |figure: &Figure| format!("{:width$}  {:>10.2} {}\n", figure.name, figure.value, figure.unit);
        self.figures.iter().map(line).collect()
    }

    pub fn json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// The middle one; 0 of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
