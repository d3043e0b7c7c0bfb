//! `cargo xtask cross` on systems other than Linux, where it does not exist.

use anyhow::{Result, bail};

use crate::steps::Tests;

pub fn cross(_: &[String]) -> Result<()> {
    bail!("this needs Debian 12 or newer; on this system `cargo xtask test` tests the system itself")
}

pub fn all(_: &mut Tests) -> Result<()> {
    cross(&[])
}
