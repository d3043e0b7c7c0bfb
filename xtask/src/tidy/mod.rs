//! `cargo xtask tidy`: the project's own rules, each with its reason in `STYLE.md` or `ARCHITECTURE.md`.
//!
//! Invariant: every rule is run and every finding is printed before the command fails, so that one run
//! shows the whole work.

mod arrows;
mod capabilities;
mod floors;
mod headers;
mod licences;
mod migrations;
mod page;
mod words;

use anyhow::{Result, bail};

use crate::{codegen, project};

/// What the rules found: `serious` fails the command, `notes` are only shown.
#[derive(Default)]
pub struct Findings {
    serious: Vec<String>,
    notes: Vec<String>,
}

impl Findings {
    pub fn add(&mut self, finding: impl Into<String>) {
        self.serious.push(finding.into());
    }

    pub fn note(&mut self, finding: impl Into<String>) {
        self.notes.push(finding.into());
    }
}

pub fn tidy() -> Result<()> {
    let mut findings = Findings::default();
    let files = project::files()?;

    arrows::check(&project::metadata(false)?, &mut findings);
    headers::check(&files, &mut findings)?;
    words::check(&files, &mut findings)?;
    page::check(&files, &mut findings)?;
    migrations::check(&files, &mut findings)?;
    capabilities::check(&files, &mut findings)?;
    floors::check(&mut findings)?;
    licences::check(&mut findings)?;
    for name in codegen::drift()? {
        findings.add(format!("ui/src/ipc/generated/{name} is not what the api crate exports now: run `cargo xtask codegen`"));
    }

    for note in &findings.notes {
        println!("note: {note}");
    }
    for finding in &findings.serious {
        println!("tidy: {finding}");
    }
    match findings.serious.len() {
        0 => {
            println!("tidy: {} files, no rule broken", files.len());
            Ok(())
        }
        1 => bail!("one rule is broken"),
        several => bail!("{several} rules are broken"),
    }
}
