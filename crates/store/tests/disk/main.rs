//! Disks as they are: full, broken, read-only, without power. Whatever they do: nothing that was answered is lost,
//! nothing is half done, what is there can be read, and work goes on when they are well again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

#[path = "../support/mod.rs"]
mod support;

mod damage;
mod full_at_start;
mod migration;
mod power;
mod trouble;
mod work;
