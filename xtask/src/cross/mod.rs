//! `cargo xtask cross`: what Windows and macOS would say, asked on Debian.
//!
//! The whole workspace is type-checked and linted for both, and the tests of the portable crates run as
//! Windows programs under Wine. macOS is checked only: its C and Objective-C are stood in for by stubs,
//! nothing is linked for it.

mod stubs;
mod toolchain;
mod wine;

use std::process::Command;

use anyhow::{Result, bail};

use crate::setup::{self, Purpose};
use crate::steps::{Steps, Tests, counted};
use crate::{command, project};
use toolchain::Toolchain;

const WINDOWS: &str = "x86_64-pc-windows-gnu";
const MACOS: &str = "aarch64-apple-darwin";

/// What runs under Wine: everything with code of its own for Windows, and everything under it.
const TESTED: &[&str] = &["--package", "wire", "--package", "store", "--package", "session", "--package", "hallway", "--lib"];
const WORKSPACE: &[&str] = &["--workspace", "--all-targets"];

/// Lints that fail here. Debian's compiler moves by itself, so that "all warnings" would fail one day without a
/// change of ours; unused code and the workspace's own rules are what differs between systems.
const DENIED: &[&str] = &[
    "unused",
    "clippy::correctness",
    "clippy::suspicious",
    "clippy::unwrap_used",
    "clippy::expect_used",
    "clippy::indexing_slicing",
    "clippy::panic",
];

/// `cross`, `cross lint [CARGO ARGUMENTS]`, `cross test [CARGO ARGUMENTS]`.
pub fn cross(arguments: &[String]) -> Result<()> {
    if !setup::cross_compilers() {
        bail!("this needs Debian 12 or newer, with its packages rustc-web, cargo-web, rust-web-src, mingw-w64 and wine");
    }
    let mut steps = Steps::default();
    let rest: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    let or = |given: &[&'static str]| if rest.is_empty() { given.to_vec() } else { Vec::new() };
    let outcome = match arguments.first().map(String::as_str) {
        None => steps.step("Windows and macOS", all),
        Some("lint") => steps.step("lint", |_| lint(&prepare(&[WINDOWS, MACOS])?, &[or(WORKSPACE), rest.clone()].concat())),
        Some("test") => {
            steps.step("tests under Wine", |tests| run_tests(&prepare(&[WINDOWS])?, &[or(TESTED), rest.clone()].concat(), tests))
        }
        Some(other) => bail!("cross knows `lint` and `test`, not `{other}`"),
    };
    steps.close();
    outcome
}

/// The whole workspace for both systems, then the tests.
pub fn all(tests: &mut Tests) -> Result<()> {
    setup::page()?;
    setup::build_page()?;
    let toolchain = prepare(&[WINDOWS, MACOS])?;
    lint(&toolchain, WORKSPACE)?;
    run_tests(&toolchain, TESTED, tests)
}

fn prepare(targets: &[&str]) -> Result<Toolchain> {
    setup::packages(&[Purpose::Cross])?;
    Toolchain::prepare(targets)
}

/// Both systems in one go: what is compiled for this machine, build scripts and macros, is compiled once.
fn lint(toolchain: &Toolchain, arguments: &[&str]) -> Result<()> {
    let mut clippy = toolchain.clippy(&[WINDOWS, MACOS])?;
    clippy.args(["--locked", "--target", WINDOWS, "--target", MACOS]).args(arguments).arg("--");
    for lint in DENIED {
        clippy.args(["--deny", lint]);
    }
    command::run(&mut clippy)
}

fn run_tests(toolchain: &Toolchain, arguments: &[&str], tests: &mut Tests) -> Result<()> {
    let wine = wine::prepare(toolchain)?;
    let cargo = toolchain.cargo(&[WINDOWS])?;
    // Windows programs that make windows want a screen, even an empty one.
    let mut run = Command::new("xvfb-run");
    run.arg("--auto-servernum").arg(cargo.get_program()).current_dir(project::root());
    for (name, value) in cargo.get_envs() {
        match value {
            Some(value) => run.env(name, value),
            None => run.env_remove(name),
        };
    }
    run.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", wine.runner());
    run.args(["test", "--locked", "--target", WINDOWS]).args(arguments);
    counted(&mut run, tests)
}
