//! One run of a device's program, from its start to its end, by its own will or by kill -9.
//!
//! Invariant: when it is killed, the disk is what was committed at that very moment. What the program goes on doing
//! in the simulation reaches neither that disk nor the network.

use super::{pipe::Pipe, trace::Trace};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// When the program is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fuse {
    Now,
    /// Right after so many more commits.
    Commits(u32),
    /// Right after so many more frames that were sent or received.
    Frames(u32),
}

struct State {
    fuse: Option<Fuse>,
    dead: bool,
    frames: u64,
    pipe: Option<Pipe>,
}

pub struct Life {
    name: String,
    /// Where it runs, and where a copy goes of what a kill leaves of that.
    disk: PathBuf,
    left: PathBuf,
    trace: Trace,
    state: Mutex<State>,
}

impl Life {
    pub fn new(name: &str, disk: &Path, left: &Path, trace: Trace) -> Self {
        let state = Mutex::new(State { fuse: None, dead: false, frames: 0, pipe: None });
        Self { name: name.to_owned(), disk: disk.to_owned(), left: left.to_owned(), trace, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn is_dead(&self) -> bool {
        self.state().dead
    }

    pub fn light(&self, fuse: Fuse) {
        if fuse == Fuse::Now {
            return self.die();
        }
        self.state().fuse = Some(fuse);
    }

    pub fn put_out(&self) {
        self.state().fuse = None;
    }

    /// It has connected; what it had before is over.
    pub fn connected(&self, pipe: Pipe) {
        self.state().pipe = Some(pipe);
    }

    pub fn pipe(&self) -> Option<Pipe> {
        self.state().pipe.clone()
    }

    pub fn committed(&self) {
        self.burn(|fuse| if let Fuse::Commits(left) = fuse { Some(Fuse::Commits(left.saturating_sub(1))) } else { None });
    }

    /// Stanzas that went by so far.
    pub fn frames(&self) -> u64 {
        self.state().frames
    }

    /// A frame went by. Asking whether the other side is still there, and answering that, is nothing.
    pub fn framed(&self, text: &str) {
        if ["<message", "<iq", "<presence"].iter().any(|begin| text.starts_with(begin)) {
            self.state().frames += 1;
        }
        self.burn(|fuse| if let Fuse::Frames(left) = fuse { Some(Fuse::Frames(left.saturating_sub(1))) } else { None });
    }

    fn burn(&self, shorter: impl Fn(Fuse) -> Option<Fuse>) {
        let mut state = self.state();
        let Some(left) = state.fuse.and_then(shorter) else { return };
        state.fuse = Some(left);
        drop(state);
        if matches!(left, Fuse::Commits(0) | Fuse::Frames(0)) {
            self.die();
        }
    }

    /// kill -9.
    fn die(&self) {
        let mut state = self.state();
        if std::mem::replace(&mut state.dead, true) {
            return;
        }
        self.trace.write(&self.name, "is killed");
        if let Some(pipe) = state.pipe.take() {
            pipe.abandon();
        }
        if let Err(error) = copy(&self.disk, &self.left) {
            self.trace.fault(&self.name, &format!("the simulation cannot copy its disk: {error}"));
        }
    }
}

/// What SQLite keeps beside a database for its own connections, and locks, go with the process.
fn is_of_the_process(path: &Path) -> bool {
    path.to_str().is_some_and(|name| name.ends_with("-shm") || name.ends_with(".lock"))
}

/// A folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (path, target) = {
            let entry = entry?;
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            copy(&path, &target)?;
        } else if !is_of_the_process(&path) {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
