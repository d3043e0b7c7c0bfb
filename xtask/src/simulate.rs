//! `cargo xtask simulate [--seeds N] [--first S]`: clients and the server in one process, with chance from a seed; see
//! `tests/simulation`.
//!
//! Invariant: built with every check of a debug build and optimised, under a profile of its own.

use anyhow::Result;

use crate::{command, project, setup};

/// Everything behind the command goes to the program, which knows what it means.
pub fn simulate(arguments: &[String]) -> Result<()> {
    setup::packages(&[setup::Purpose::Build])?;
    let mut run = project::cargo();
    run.args(["run", "--locked", "--quiet", "--package", "tests", "--bin", "simulate", "--profile", "simulate", "--"]);
    command::run(run.args(arguments))
}
