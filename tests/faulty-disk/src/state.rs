//! What is wrong with one folder at the moment, and what would be left of its files without power.

use crate::image::Image;
use crate::{Deed, Trouble};
use rusqlite::ffi;
use std::collections::BTreeMap;
use std::os::raw::c_int;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub struct State {
    pub folder: PathBuf,
    now: Mutex<Now>,
}

#[derive(Default)]
struct Now {
    deeds: u64,
    refusals: u64,
    trouble: Option<(u64, Trouble, bool)>,
    power_goes_at: Option<u64>,
    dark: bool,
    /// What is on the disk for sure, by name; with the file that had the name.
    images: BTreeMap<PathBuf, (u64, Image)>,
}

impl State {
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), now: Mutex::default() }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn deeds(&self) -> u64 {
        self.now().deeds
    }

    pub fn refusals(&self) -> u64 {
        self.now().refusals
    }

    pub fn count_from_here(&self) {
        self.now().deeds = 0;
    }

    pub fn trouble(&self, nth: u64, trouble: Trouble, once: bool) {
        self.now().trouble = Some((nth, trouble, once));
    }

    pub fn heal(&self) {
        self.now().trouble = None;
    }

    pub fn lose_power_at(&self, nth: u64) {
        self.now().power_goes_at = Some(nth);
    }

    /// Whether this can be done: SQLite's code for why not.
    pub fn may(&self, deed: Deed) -> Result<(), c_int> {
        let mut now = self.now();
        if now.dark {
            return Err(ffi::SQLITE_IOERR);
        }
        now.deeds += 1;
        if now.power_goes_at.is_some_and(|nth| now.deeds >= nth) {
            now.dark = true;
            return Err(ffi::SQLITE_IOERR);
        }
        let Some((nth, trouble, once)) = now.trouble else { return Ok(()) };
        let Some(code) = refusal(trouble, deed).filter(|_| now.deeds >= nth) else { return Ok(()) };
        if once {
            now.trouble = None;
        }
        now.refusals += 1;
        Err(code)
    }

    /// Files can be opened for reading only. Not counted: nothing changes.
    pub fn is_read_only(&self) -> bool {
        let now = self.now();
        matches!(now.trouble, Some((nth, Trouble::ReadOnly, _)) if now.deeds >= nth)
    }

    pub fn is_dark(&self) -> bool {
        self.now().dark
    }

    /// A file was opened that holds this now; what it was before it was first seen is on the disk for sure.
    pub fn opened(&self, file: &Path, content: impl FnOnce() -> Option<Vec<u8>>) {
        let number = number(file);
        let mut now = self.now();
        if now.images.get(file).is_some_and(|(other, _)| *other == number) {
            return;
        }
        // It may have had another name.
        let before = now.images.iter().find(|(_, (other, _))| *other == number).map(|(name, _)| name.clone());
        let image = match before.and_then(|name| now.images.remove(&name)) {
            Some((_, image)) => image,
            None => content().map_or_else(Image::new, Image::of),
        };
        now.images.insert(file.to_owned(), (number, image));
    }

    pub fn deleted(&self, file: &Path) {
        self.now().images.remove(file);
    }

    pub fn with_image(&self, file: &Path, change: impl FnOnce(&mut Image)) {
        if let Some((_, image)) = self.now().images.get_mut(file) {
            change(image);
        }
    }

    pub fn program_returns(&self) {
        let mut now = self.now();
        now.dark = false;
        now.power_goes_at = None;
    }

    pub fn power_returns(&self, seed: u64) -> std::io::Result<()> {
        let mut now = self.now();
        let mut dice = Dice(seed ^ 0x9e37_79b9_7f4a_7c15);
        for (file, (before, image)) in std::mem::take(&mut now.images) {
            // Another file has the name now.
            if number(&file) != before {
                continue;
            }
            match image.after_power_loss(&mut || dice.coin()) {
                Some(bytes) => std::fs::write(&file, bytes)?,
                None => remove(&file)?,
            }
            let mut memory = file.into_os_string();
            memory.push("-shm");
            remove(Path::new(&memory))?;
        }
        now.dark = false;
        now.power_goes_at = None;
        Ok(())
    }
}

/// What tells files apart whatever they are called; 0 where nothing does.
fn number(file: &Path) -> u64 {
    #[cfg(unix)]
    return std::fs::metadata(file).map_or(0, |file| std::os::unix::fs::MetadataExt::ino(&file));
    #[cfg(not(unix))]
    return u64::from(file.exists());
}

fn remove(file: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What SQLite's own layer makes of the system's error.
fn refusal(trouble: Trouble, deed: Deed) -> Option<c_int> {
    match (trouble, deed) {
        (Trouble::Full, Deed::Write) => Some(ffi::SQLITE_FULL),
        (Trouble::Full | Trouble::ReadOnly | Trouble::Broken, Deed::Create) => Some(ffi::SQLITE_CANTOPEN),
        (Trouble::Full | Trouble::Broken, Deed::Grow) => Some(ffi::SQLITE_IOERR_SHMSIZE),
        (Trouble::Broken | Trouble::ReadOnly, Deed::Write) => Some(ffi::SQLITE_IOERR_WRITE),
        (Trouble::Broken | Trouble::ReadOnly, Deed::Truncate) => Some(ffi::SQLITE_IOERR_TRUNCATE),
        (Trouble::Broken | Trouble::ReadOnly, Deed::Delete) => Some(ffi::SQLITE_IOERR_DELETE),
        (Trouble::Broken | Trouble::Unsynced, Deed::Sync) => Some(ffi::SQLITE_IOERR_FSYNC),
        _ => None,
    }
}

/// A fair coin for each seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn coin(&mut self) -> bool {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 63 == 1
    }
}
