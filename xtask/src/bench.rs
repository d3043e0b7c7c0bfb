//! `cargo xtask bench [--json FILE]`: builds what is shipped, optimised, and measures it.
//!
//! The measuring itself is the `bench` crate's; `docs/performance.md` explains its figures.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::{command, project, setup};

/// Optimised without the long link-time optimisation of a release: close enough, and built in minutes.
const PROFILE: &str = "bench-app";

pub fn bench(arguments: &[String]) -> Result<()> {
    setup::packages(&[setup::Purpose::Build, setup::Purpose::Desktop])?;
    setup::page()?;
    setup::build_page()?;
    let mut build = project::cargo();
    build.args(["build", "--profile", PROFILE, "--package", "hallway", "--package", "server", "--package", "bench"]);
    build.args(["--bins", "--locked"]);
    command::run(&mut build)?;

    let folder = project::target().join(PROFILE);
    let program = folder.join(format!("bench{}", std::env::consts::EXE_SUFFIX));
    ensure!(program.exists(), "cargo built no {}", program.display());
    measure(&program, &folder, arguments)
}

/// The figures' program finds the app and the server beside itself.
fn measure(program: &Path, folder: &Path, arguments: &[String]) -> Result<()> {
    let mut bench = std::process::Command::new(program);
    let app = folder.join(format!("hallway{}", std::env::consts::EXE_SUFFIX));
    bench.current_dir(project::root()).env("HALLWAY_BENCH_PROGRAMS", folder).env("HALLWAY_APP", app).args(arguments);
    command::run(&mut bench)
}
