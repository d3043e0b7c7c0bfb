//! Named figures with their units, as a table and as JSON.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::path::Path;

#[derive(Serialize, Deserialize)]
pub struct Figure {
    pub name: String,
    pub value: f64,
    pub unit: String,
}

#[derive(Default, Serialize, Deserialize)]
pub struct Figures {
    pub figures: Vec<Figure>,
}

impl Figures {
    pub fn add(&mut self, name: &str, value: f64, unit: &str) {
        println!("{name}: {value:.2} {unit}");
        self.figures.push(Figure { name: name.to_owned(), value, unit: unit.to_owned() });
    }

    /// Adds what another program measured and wrote down.
    pub fn read(&mut self, file: &Path) -> Result<()> {
        let others: Self = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        self.figures.extend(others.figures);
        Ok(())
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
