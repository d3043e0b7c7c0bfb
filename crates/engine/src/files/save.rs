//! A kept file into the downloads folder.
//!
//! Invariant: under a safe name that was not taken, whole or not at all; it is never opened.

use super::{Files, name};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

impl Files {
    /// Copies what is kept under `key`; where it went.
    pub fn save(&self, key: &str, called: &str, folder: &Path) -> io::Result<PathBuf> {
        let from = self.path(key).filter(|path| path.exists()).ok_or(io::ErrorKind::NotFound)?;
        fs::create_dir_all(folder)?;
        let (path, mut to) = name::create_in(folder, called)?;
        let copied = fs::File::open(from).and_then(|mut from| io::copy(&mut from, &mut to));
        match copied {
            Ok(_) => Ok(path),
            Err(error) => {
                fs::remove_file(&path).ok();
                Err(error)
            }
        }
    }
}
