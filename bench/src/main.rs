//! `cargo xtask bench [--json FILE]`: the real app and the real server, in a company of 2,000 people.
//!
//! Figures are medians where a thing is measured several times. One machine's figures compare only with each other:
//! `docs/performance.md` says how to read them.

#![allow(clippy::print_stdout, reason = "a program whose output is its purpose")]

#[cfg(target_os = "linux")]
mod app;
#[cfg(target_os = "linux")]
mod client;
#[cfg(target_os = "linux")]
mod company;
#[cfg(target_os = "linux")]
mod figures;
#[cfg(target_os = "linux")]
mod measures;
#[cfg(target_os = "linux")]
mod server;

use anyhow::Result;
use clap::Parser;
use std::path::PathBuf;

/// Measures the app and the server.
#[derive(Parser)]
struct Arguments {
    /// Where the figures go, as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// How many people the company has.
    #[arg(long, default_value_t = 2_000)]
    people: usize,
    /// Messages of the burst.
    #[arg(long, default_value_t = 2_000)]
    burst: usize,
    /// Messages that came while the app was off.
    #[arg(long, default_value_t = 5_000)]
    missed: usize,
    /// Seconds of idling that are measured.
    #[arg(long, default_value_t = 30)]
    idle: u64,
}

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let figures = measures::all(&arguments).await?;
    print!("{}", figures.table());
    if let Some(file) = &arguments.json {
        std::fs::write(file, figures.json()?)?;
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() -> Result<()> {
    let _ = Arguments::parse();
    anyhow::bail!("the app is measured on a private X11 desktop: Linux only")
}
