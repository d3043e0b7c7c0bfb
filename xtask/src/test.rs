//! `cargo xtask test` and `cargo xtask ci`: every check and every test, in one order, on every system.
//!
//! Quick checks come first. The first step that fails ends the run with its name.

use std::process::Command;

use anyhow::{Context, Result};

use crate::command;
use crate::setup::Purpose;
use crate::steps::{Steps, counted};
use crate::{cross, project, setup, tidy};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Settings {
    Developer,
    /// No incremental files, no colours, and a limit of time for each run of tests.
    BuildMachine,
}

impl Settings {
    /// Build machines say that they are one, by the variable `CI`.
    pub fn of_this_machine() -> Settings {
        let says_so = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0");
        if says_so { Settings::BuildMachine } else { Settings::Developer }
    }
}

/// Building with other features would replace the program that is running now.
pub const ALL_BUT_THIS: [&str; 3] = ["--workspace", "--exclude", "xtask"];
/// Seconds after which a run of tests on a build machine counts as hung.
const LIMIT: &str = "2400";

pub fn test(settings: Settings) -> Result<()> {
    let mut steps = Steps::default();
    let outcome = all(settings, &mut steps);
    steps.close();
    outcome
}

fn all(settings: Settings, steps: &mut Steps) -> Result<()> {
    steps.step("set-up", |_| {
        setup::toolchain()?;
        setup::packages(&[Purpose::Build, Purpose::Desktop, Purpose::Servers])?;
        setup::browser()?;
        setup::page()?;
        setup::test_packages()
    })?;
    steps.step("format", |_| command::run(cargo(settings).args(["fmt", "--all", "--check"])))?;
    steps.step("tidy", |_| tidy::tidy())?;
    steps.step("page: types and rules", |_| command::run(&mut setup::npm("ui", &["run", "check"])))?;
    steps.step("page: tests", |tests| counted(&mut setup::npm("ui", &["test"]), tests))?;
    steps.step("page: build", |_| setup::build_page())?;
    steps.step("lint", |_| {
        let mut lint = cargo(settings);
        lint.args(["clippy", "--workspace", "--all-targets", "--locked"]).args(["--", "--deny", "warnings"]);
        command::run(&mut lint)
    })?;
    // The tests start these programs; built together with the tests, so that nothing is compiled twice.
    steps.step("build", |_| {
        let mut build = cargo(settings);
        build.args(["build", "--bins", "--tests", "--locked"]).args(ALL_BUT_THIS);
        command::run(&mut build)
    })?;
    steps.step("tests of the project's commands", |tests| {
        counted(cargo(settings).args(["test", "--package", "xtask", "--locked"]), tests)
    })?;
    steps.step("tests", |tests| {
        let mut run = limited(settings, &cargo(settings));
        run.args(["test", "--locked"]).args(ALL_BUT_THIS);
        counted(&mut run, tests)
    })?;
    steps.step("page in a browser", |tests| {
        let mut npm = setup::npm("tests/web", &["test"]);
        npm.env("HALLWAY_CHROMIUM", setup::chromium().context("no Chromium, no Chrome")?);
        counted(&mut limited(settings, &npm), tests)
    })?;
    if setup::cross_compilers() {
        steps.step("Windows and macOS", cross::all)?;
    } else {
        println!("\nnot on this system: `cross`, which needs the compilers of Debian (rustc-web and others)");
    }
    Ok(())
}

fn cargo(settings: Settings) -> Command {
    let mut cargo = project::cargo();
    if settings == Settings::BuildMachine {
        cargo.env("CARGO_INCREMENTAL", "0").env("CARGO_TERM_COLOR", "never").env("CARGO_TERM_PROGRESS_WHEN", "never");
    }
    cargo
}

/// The same command, ended with all it started when a build machine has waited long enough.
fn limited(settings: Settings, command: &Command) -> Command {
    let bound = settings == Settings::BuildMachine && cfg!(target_os = "linux");
    let mut limited = if bound {
        let mut timeout = Command::new("timeout");
        timeout.args(["--kill-after=20", LIMIT]).arg(command.get_program());
        timeout
    } else {
        Command::new(command.get_program())
    };
    limited.args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        limited.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited
}
