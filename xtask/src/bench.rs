//! `cargo xtask bench [--json FILE] [--only app|room|store|page]`: builds what is shipped, optimised, and measures it.
//!
//! The measuring itself is the `bench` crate's; `docs/performance.md` explains its figures.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::{command, project, setup};

/// Optimised without the long link-time optimisation of a release: close enough, and built in minutes.
const PROFILE: &str = "bench-app";

pub fn bench(arguments: &[String]) -> Result<()> {
    let chosen = chosen(arguments);
    let wants = |part| chosen.is_empty() || chosen.contains(&part);
    setup::packages(&[setup::Purpose::Build])?;
    if wants("app") {
        setup::packages(&[setup::Purpose::Desktop])?;
    }
    if wants("page") {
        setup::browser()?;
        setup::test_packages()?;
    }
    if wants("app") || wants("page") {
        setup::page()?;
        setup::build_page()?;
    }
    let mut build = project::cargo();
    build.args(["build", "--profile", PROFILE, "--package", "server", "--package", "bench", "--package", "tests"]);
    // It takes longest to build.
    if wants("app") {
        build.args(["--package", "hallway"]);
    }
    build.args(["--package", "store", "--bins", "--example", "scale", "--locked"]);
    command::run(&mut build)?;

    let folder = project::target().join(PROFILE);
    let program = folder.join(format!("bench{}", std::env::consts::EXE_SUFFIX));
    ensure!(program.exists(), "cargo built no {}", program.display());
    measure(&program, &folder, arguments)
}

/// The parts that alone are to be measured, in both ways in which the figures' program takes them; all, if there are none.
fn chosen(arguments: &[String]) -> Vec<&str> {
    let behind = arguments.windows(2).filter_map(|pair| match pair {
        [flag, part] if flag == "--only" => Some(part.as_str()),
        _ => None,
    });
    behind.chain(arguments.iter().filter_map(|argument| argument.strip_prefix("--only="))).collect()
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

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn parts_are_chosen_in_either_way_and_as_many_as_are_wanted() {
        let of = |line: &str| chosen(&line.split(' ').map(str::to_owned).collect::<Vec<_>>()).join(" ");
        assert_eq!(of("--json figures --people 20"), "");
        assert_eq!(of("--only store --people 20 --only page"), "store page");
        assert_eq!(of("--only=app --only room"), "room app");
    }
}
