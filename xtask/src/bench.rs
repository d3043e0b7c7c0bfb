//! `cargo xtask bench [--json FILE] [--only app|room|store|page]`: builds what is shipped, optimised, and measures it.
//!
//! The measuring itself is the `bench` crate's; `docs/performance.md` explains its figures.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::{command, project, setup};

/// Optimised without the long link-time optimisation of a release: close enough, and built in minutes.
const PROFILE: &str = "bench-app";

pub fn bench(arguments: &[String]) -> Result<()> {
    setup::packages(&[setup::Purpose::Build, setup::Purpose::Desktop])?;
    setup::browser()?;
    setup::page()?;
    setup::test_packages()?;
    setup::build_page()?;
    let mut build = project::cargo();
    build.args(["build", "--profile", PROFILE, "--package", "server", "--package", "bench", "--package", "tests"]);
    if needs_app(arguments) {
        build.args(["--package", "hallway"]);
    }
    build.args(["--package", "store", "--bins", "--example", "scale", "--locked"]);
    command::run(&mut build)?;

    let folder = project::target().join(PROFILE);
    let program = folder.join(format!("bench{}", std::env::consts::EXE_SUFFIX));
    ensure!(program.exists(), "cargo built no {}", program.display());
    measure(&program, &folder, arguments)
}

/// The app takes longest to build, and is not always measured.
fn needs_app(arguments: &[String]) -> bool {
    let only = |pair: &[String]| pair.first().is_some_and(|flag| flag == "--only");
    let app = |pair: &[String]| pair.get(1).is_some_and(|what| what == "app");
    !arguments.windows(2).any(only) || arguments.windows(2).any(|pair| only(pair) && app(pair))
}

/// The figures' program finds the app and the server beside itself.
fn measure(program: &Path, folder: &Path, arguments: &[String]) -> Result<()> {
    let mut bench = std::process::Command::new(program);
    let app = folder.join(format!("hallway{}", std::env::consts::EXE_SUFFIX));
    bench.current_dir(project::root()).env("HALLWAY_BENCH_PROGRAMS", folder).env("HALLWAY_APP", app).args(arguments);
    if let Some(chromium) = setup::chromium() {
        bench.env("HALLWAY_CHROMIUM", chromium);
    }
    command::run(&mut bench)
}
