//! The large store: a million messages in two thousand conversations, fifty thousand people. Filled and read by the example
//! `scale` of the store; shown by the page in a browser, which `tests/web/bench` times.

use crate::{Arguments, figures::Figures, server::program};
use anyhow::{Context, Result, ensure};
use std::{path::Path, process::Command};

pub fn measure(arguments: &Arguments, store: bool, page: bool, figures: &mut Figures) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("hallway-large").tempdir()?;
    let file = arguments.store.clone().unwrap_or_else(|| folder.path().join("large.db"));
    let told = folder.path().join("figures.json");
    let mut scale = Command::new(program("examples/scale")?);
    scale.arg("--file").arg(&file).args(["--messages", &arguments.messages.to_string()]).arg("--json").arg(&told);
    // The page is shown the store as it was filled: it is read, and written to, only afterwards.
    run(Command::new(scale.get_program()).args(scale.get_args()).arg("--fill"))?;
    if page {
        browse(&file, &told)?;
        figures.read(&told)?;
    }
    if store {
        run(&mut scale)?;
        figures.read(&told)?;
    }
    Ok(())
}

/// The page over a copy of the store, in a browser.
fn browse(store: &Path, told: &Path) -> Result<()> {
    let mut playwright = Command::new(if cfg!(windows) { "npx.cmd" } else { "npx" });
    playwright.args(["playwright", "test", "--config", "playwright.bench.config.ts"]).current_dir("tests/web");
    playwright.env("HALLWAY_LARGE_STORE", std::path::absolute(store)?).env("HALLWAY_FIGURES", told);
    playwright.env("HALLWAY_BRIDGE", program("bridge")?);
    run(&mut playwright)
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{} cannot be started", command.get_program().display()))?;
    ensure!(status.success(), "{} failed", command.get_program().display());
    Ok(())
}
