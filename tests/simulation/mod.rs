//! The simulation: real engines and the real server in one thread, with a made-up clock, a made-up network and chance
//! from a seed. People write, read and go away while connections break at any byte, programs are killed between any
//! two commits, and the server restarts; in the end nothing may be lost and nothing there twice.
//!
//! Invariant: a seed is the same run every time. So nothing here may depend on threads, on the system's clock, or on
//! the order of a hash map.

mod archive;
mod check;
mod company;
mod device;
pub mod dice;
mod life;
mod pipe;
mod plan;
mod road;
mod room;
mod run;
pub mod seeds;
mod shrink;
mod trace;

pub use plan::Plan;
pub use run::{Outcome, run};
pub use shrink::shrink;

use std::path::PathBuf;

/// Where the disks of a simulation are: in memory, where the system has such a place.
fn memory() -> PathBuf {
    let shared = PathBuf::from("/dev/shm");
    if cfg!(target_os = "linux") && shared.is_dir() { shared } else { std::env::temp_dir() }
}
