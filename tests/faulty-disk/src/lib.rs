//! A disk that fails as it is told: what lies under a folder is full, broken, read-only, or loses its power.
//!
//! It stands between SQLite and the system's own files for the whole process, as SQLite's default, so that what is under
//! test opens its databases as it always does and has no part in this. Folders that nobody named are left alone.
//! Invariant: what a test asks of the disk is done at exactly the deed it named, counted from [`Disk::count_from_here`].

mod image;
mod state;
#[allow(unsafe_code, reason = "SQLite calls a disk through pointers, and is called back through them")]
mod vfs;

use state::State;
use std::path::Path;
use std::sync::Arc;

/// What is wrong with a disk. Each names what SQLite then hears from a real one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No room: writes, and new files, are refused.
    Full,
    /// Whatever would change something fails (`EIO`).
    Broken,
    /// It is mounted read-only: open files cannot be written any more, others can only be read.
    ReadOnly,
    /// Only what was written cannot be brought to the disk (`fsync` fails).
    Unsynced,
}

/// What SQLite asks of a disk that changes something on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A file is opened for writing that is not there yet.
    Create,
    Write,
    Truncate,
    Sync,
    Delete,
    /// Shared memory is made larger.
    Grow,
}

/// A folder on a disk that does as it is told, as long as this lives.
pub struct Disk {
    state: Arc<State>,
}

impl Disk {
    /// Takes over what SQLite does in this folder and below it.
    pub fn at(folder: &Path) -> Self {
        let state = Arc::new(State::new(folder));
        vfs::watch(&state);
        Self { state }
    }

    /// Deeds since the count began.
    pub fn deeds(&self) -> u64 {
        self.state.deeds()
    }

    /// The next deed is the first.
    pub fn count_from_here(&self) {
        self.state.count_from_here();
    }

    /// The first deed, from the `nth` on, that this trouble stops is stopped: once.
    pub fn fail_once(&self, nth: u64, trouble: Trouble) {
        self.state.trouble(nth, trouble, true);
    }

    /// From the `nth` deed on this trouble stays, until [`Disk::heal`].
    pub fn fail_from(&self, nth: u64, trouble: Trouble) {
        self.state.trouble(nth, trouble, false);
    }

    /// All is well again.
    pub fn heal(&self) {
        self.state.heal();
    }

    /// How often something was refused.
    pub fn refusals(&self) -> u64 {
        self.state.refusals()
    }

    /// The power goes at the `nth` deed: nothing works from there on, until [`Disk::power_returns`].
    pub fn lose_power_at(&self, nth: u64) {
        self.state.lose_power_at(nth);
    }

    /// Not the power went, but the program was killed: all that it wrote is there. Everything must be closed.
    pub fn program_returns(&self) {
        self.state.program_returns();
    }

    /// The files are what was brought to the disk, and of what was only written, any part of it that the seed says, in
    /// sectors. Everything that had them open must be closed.
    ///
    /// # Errors
    /// Where the files cannot be written.
    pub fn power_returns(&self, seed: u64) -> std::io::Result<()> {
        self.state.power_returns(seed)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        vfs::forget(&self.state);
    }
}
