//! Node for building the page, and npm packages by their lock files.
//!
//! Invariant: what is in `node_modules` is exactly what the lock file says, and `npm ci` runs only when
//! that file has changed.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::{debian, version_of};
use crate::command;

/// The oldest Node that Vite 8 runs on.
const OLDEST: (u32, u32) = (20, 19);

pub fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Node and npm, new enough.
pub fn present() -> Result<()> {
    if new_enough() {
        return Ok(());
    }
    if debian::here()
        && debian::candidate("nodejs").is_some_and(|version| version_of(&version).is_some_and(|found| found >= OLDEST))
    {
        debian::install_names(&["nodejs", "npm"])?;
    }
    if new_enough() {
        return Ok(());
    }
    let (major, minor) = OLDEST;
    bail!("Node.js {major}.{minor} or newer, with npm, is missing. Install it from https://nodejs.org/en/download")
}

fn new_enough() -> bool {
    let node = command::output(Command::new("node").arg("--version")).ok().and_then(|text| version_of(text.trim()));
    node.is_some_and(|found| found >= OLDEST) && command::succeeds(npm().arg("--version"))
}

/// `npm ci`, unless the packages of this very lock file are there.
pub fn packages(folder: &Path) -> Result<()> {
    let lock_file = folder.join("package-lock.json");
    let lock = std::fs::read(&lock_file).with_context(|| format!("cannot read {}", lock_file.display()))?;
    let installed = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&installed).is_ok_and(|kept| kept == lock) {
        return Ok(());
    }
    let mut npm = npm();
    npm.current_dir(folder).args(["ci", "--no-audit", "--no-fund"]);
    // The browser of the tests is the system's.
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command::run(&mut npm)?;
    ensure!(folder.join("node_modules").exists(), "npm ci left no node_modules in {}", folder.display());
    std::fs::write(&installed, lock).context("cannot note which lock file was installed")
}
