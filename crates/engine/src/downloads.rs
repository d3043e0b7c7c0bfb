//! The downloads folder: what a person saves or exports goes there, and is said for a while (View `saved`).
//!
//! Invariant: a name that is taken is never written over, and nothing that was saved is opened by itself.

use crate::shared::Shared;
use api::{Code, Error, Millis, rows::SavedRow};
use std::{
    io,
    path::{Path, PathBuf},
};

/// So many are said at once, and each for so long.
const MOST_SAID: usize = 4;
const SAID: Millis = 60_000;

/// A file that was saved, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    pub row: SavedRow,
    pub at: Millis,
}

impl Shared {
    /// Runs `write` with the downloads folder, off the network's thread, and says what came of it.
    pub async fn save_as(
        &self,
        called: String,
        write: impl FnOnce(&Path) -> io::Result<PathBuf> + Send + 'static,
    ) -> Result<(), Error> {
        let folder = self.downloads.clone();
        let mark = self.mark_downloaded;
        let written = self.ground.blocking().run(move || {
            let path = write(&folder)?;
            mark(&path);
            Ok::<_, io::Error>(path)
        });
        let written = written.await.unwrap_or_else(|error| Err(io::Error::other(error.to_string())));
        let (name, failed) = match &written {
            Ok(path) => (path.file_name().map_or(called, |name| name.to_string_lossy().into_owned()), None),
            Err(error) => (called, Some(code(error))),
        };
        self.say_saved(name, failed);
        written.map(|_| ()).map_err(|error| Error::new(code(&error), error.to_string()))
    }

    fn say_saved(&self, name: String, failed: Option<Code>) {
        let at = self.clock.now_ms();
        let id = wire::ids::random_id(self.entropy.as_ref());
        self.change(|app| {
            app.saved.retain(|saved| at - saved.at < SAID);
            app.saved.insert(0, Saved { row: SavedRow { id, name, failed }, at });
            app.saved.truncate(MOST_SAID);
        });
    }
}

fn code(error: &io::Error) -> Code {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::DiskFull,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Code::ReadOnly,
        io::ErrorKind::NotFound => Code::NotFound,
        _ => Code::Internal,
    }
}
