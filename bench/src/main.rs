//! `cargo xtask bench [--json FILE] [--only WHAT]`: the real app and the real server, in a company of 2,000 people; a room
//! of thousands; and what is read and searched of a million messages.
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
mod crowd;
#[cfg(target_os = "linux")]
mod figures;
#[cfg(target_os = "linux")]
mod large;
#[cfg(target_os = "linux")]
mod measures;
#[cfg(target_os = "linux")]
mod screen;
#[cfg(target_os = "linux")]
mod server;

use anyhow::Result;
use clap::{Parser, ValueEnum};
use std::path::PathBuf;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    /// Start, memory, receipts, burst and catch-up of the app.
    App,
    /// A room of thousands on the server.
    Room,
    /// A large store: what is read and searched of it.
    Store,
    /// The same store, as the page shows it in a browser.
    Page,
}

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
    /// Only this; may be given several times.
    #[arg(long, value_enum)]
    only: Vec<Only>,
    /// How many people the room has.
    #[arg(long, default_value_t = 5_000)]
    crowd: usize,
    /// How many messages the large store has.
    #[arg(long, default_value_t = 1_000_000)]
    messages: usize,
    /// Where the large store is kept from one run to the next; without it, it is made anew.
    #[arg(long)]
    store: Option<PathBuf>,
    /// Serves the room instead of measuring.
    #[arg(long, hide = true)]
    serve: Option<PathBuf>,
    /// Seconds of idling that are measured.
    #[arg(long, default_value_t = 30)]
    idle: u64,
}

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(data) = &arguments.serve {
        return crowd::serve(data, arguments.crowd).await;
    }
    let wanted = |what| arguments.only.is_empty() || arguments.only.contains(&what);
    let mut figures = figures::Figures::default();
    if wanted(Only::App) {
        measures::all(&arguments, &mut figures).await?;
    }
    if wanted(Only::Room) {
        crowd::measure(arguments.crowd, &mut figures).await?;
    }
    if wanted(Only::Store) || wanted(Only::Page) {
        large::measure(&arguments, wanted(Only::Store), wanted(Only::Page), &mut figures)?;
    }
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
