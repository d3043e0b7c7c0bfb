//! `cargo xtask codegen`: the TypeScript types of everything that crosses between the core and the page.
//!
//! Invariant: `ui/src/ipc/generated` holds exactly what the `api` crate exports, and nobody edits it.
//! The exports are tests of `api` (ts-rs), so that no shipped code depends on the generator.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{command, project};

/// Writes the types to their place, and removes those whose Rust type is gone.
pub fn write() -> Result<()> {
    let fresh = export()?;
    let kept = read(&generated())?;
    std::fs::create_dir_all(generated())?;
    for (name, text) in &fresh {
        if kept.get(name) != Some(text) {
            std::fs::write(generated().join(name), text)?;
            println!("wrote {name}");
        }
    }
    for name in kept.keys().filter(|name| !fresh.contains_key(*name)) {
        std::fs::remove_file(generated().join(name))?;
        println!("removed {name}");
    }
    Ok(())
}

/// The files that differ from what the `api` crate exports now.
pub fn drift() -> Result<Vec<String>> {
    let fresh = export()?;
    let kept = read(&generated())?;
    let mut names: Vec<String> =
        fresh.iter().filter(|(name, text)| kept.get(*name) != Some(*text)).map(|(name, _)| name.clone()).collect();
    names.extend(kept.keys().filter(|name| !fresh.contains_key(*name)).cloned());
    Ok(names)
}

fn generated() -> PathBuf {
    project::root().join("ui/src/ipc/generated")
}

/// Exports into an empty folder of its own: the committed one stays as it is until the result is known.
fn export() -> Result<BTreeMap<String, String>> {
    let folder = project::target().join("codegen");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context("cannot empty the folder of the last export")?;
    }
    std::fs::create_dir_all(&folder)?;
    let mut cargo = project::cargo();
    cargo.args(["test", "--quiet", "--package", "api", "--lib", "export_bindings"]).env("TS_RS_EXPORT_DIR", &folder);
    command::output(&mut cargo)?;
    read(&folder)
}

fn read(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(name) = path.file_name().and_then(|name| name.to_str())
            && path.is_file()
        {
            // A checkout on Windows may have turned line ends.
            files.insert(name.to_owned(), std::fs::read_to_string(&path)?.replace("\r\n", "\n"));
        }
    }
    Ok(files)
}
