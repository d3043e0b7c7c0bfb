//! Where things are: the project's folders and its files as git sees them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::command;

/// The project's top folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Cargo's output folder.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// A program that cargo built with the development profile.
pub fn built(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The cargo that runs this program, so that the same toolchain does everything.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

/// Every file of the project, tracked or new, as paths from the top folder with `/` between the parts.
pub fn files() -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listing = command::output(&mut git).context("the list of files comes from git: install git, and work in a clone")?;
    let mut files: Vec<String> = listing.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    files.sort();
    files.dedup();
    files.retain(|path| root().join(path).is_file());
    Ok(files)
}

/// The text of one file; `None` where it is not text.
pub fn text(path: &str) -> Result<Option<String>> {
    let bytes = std::fs::read(root().join(path)).with_context(|| format!("cannot read {path}"))?;
    Ok(String::from_utf8(bytes).ok())
}

/// What cargo knows of the workspace. `with_dependencies` adds every crate of the tree.
pub fn metadata(with_dependencies: bool) -> Result<serde_json::Value> {
    let mut cargo = cargo();
    cargo.args(["metadata", "--format-version", "1", "--locked"]);
    if !with_dependencies {
        cargo.arg("--no-deps");
    }
    let text = command::output(&mut cargo)?;
    serde_json::from_str(&text).context("cargo metadata printed something that is not JSON")
}
