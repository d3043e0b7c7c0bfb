//! Uploaded files on the disk, and the rules by which they are taken and kept (XEP-0363).
//!
//! Invariant: a file has the name of its random id and nothing of what people call it; it appears complete or not at
//! all (written beside, then renamed); one without a row in the database is removed.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;

use crate::core::{AskError, Handle};
use crate::storage::{StorageError, restrict, uploads};

/// What is taken and for how long. Sizes in bytes.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Without it there is no upload at all.
    pub enabled: bool,
    pub largest: u64,
    /// What one person may send within 24 hours, in bytes and in files.
    pub daily: u64,
    pub daily_files: u64,
    /// What one person's files may take together, and everybody's.
    pub person: u64,
    pub total: u64,
    /// `type/subtype` or `type/*`; empty: every type.
    pub types: Vec<String>,
    /// Files are deleted after so many days; 0 keeps them.
    pub days: u32,
    /// How long a slot is good, in milliseconds.
    pub slot_ms: i64,
    /// `https://…` under which files are reached, if not where clients reach the server: a name of its own keeps what
    /// people upload apart from everything else.
    pub url: Option<String>,
}

/// How often files whose time is over are looked for.
const TIDY_EVERY_MS: i64 = 10 * 60 * 1000;
const MEGABYTE: u64 = 1024 * 1024;
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Pictures, sound, video, text, office documents and archives; no programs and no web pages.
const TYPES: &[&str] = &[
    "image/*",
    "audio/*",
    "video/*",
    "text/plain",
    "text/csv",
    "text/markdown",
    "text/calendar",
    "text/vcard",
    "message/rfc822",
    "application/pdf",
    "application/rtf",
    "application/json",
    "application/zip",
    "application/gzip",
    // As Windows calls a ZIP.
    "application/x-zip-compressed",
    "application/x-7z-compressed",
    "application/vnd.rar",
    "application/x-tar",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-outlook",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    // Drawings: DWG, DXF.
    "application/acad",
    "application/dxf",
    "application/vnd.ms-project",
    "application/vnd.visio",
    "application/vnd.oasis.opendocument.graphics",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
];

impl Default for Rules {
    fn default() -> Self {
        Self {
            enabled: true,
            largest: 100 * MEGABYTE,
            daily: 1024 * MEGABYTE,
            daily_files: 2_000,
            person: 5 * 1024 * MEGABYTE,
            total: 50 * 1024 * MEGABYTE,
            types: TYPES.iter().map(|&kind| kind.to_owned()).collect(),
            days: 30,
            slot_ms: 300_000,
            url: None,
        }
    }
}

impl Rules {
    /// Files stored before this moment are over; `None` if they are kept for good.
    pub fn oldest_kept(&self, now: i64) -> Option<i64> {
        (self.days > 0).then(|| now.saturating_sub(i64::from(self.days) * DAY_MS))
    }
}

/// The folder of the files.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
}

const UNFINISHED: &str = "part";

impl Shelf {
    /// Opens the folder, made if it is not there, without what an earlier run left unfinished.
    ///
    /// # Errors
    /// The folder cannot be made or read.
    pub fn open(data: &Path) -> Result<Self, StorageError> {
        let folder = data.join("uploads");
        let failed = |source| StorageError::File { path: folder.clone(), source };
        std::fs::create_dir_all(&folder).map_err(failed)?;
        restrict(&folder, 0o700)?;
        for entry in std::fs::read_dir(&folder).map_err(failed)?.flatten() {
            if entry.path().extension().is_some_and(|extension| extension == UNFINISHED) {
                // What cannot be removed now is found again by the next sweep.
                let _ = std::fs::remove_file(entry.path());
            }
        }
        Ok(Self { folder })
    }

    /// Where the file with this id is; `None` for what is no id.
    fn path(&self, id: &str) -> Option<PathBuf> {
        is_id(id).then(|| self.folder.join(id))
    }

    /// A complete file.
    pub async fn read(&self, id: &str) -> io::Result<File> {
        File::open(self.path(id).ok_or(io::ErrorKind::NotFound)?).await
    }

    /// Begins a file. It is not there for anybody before [`Draft::finish`].
    pub async fn draft(&self, id: &str) -> io::Result<Draft> {
        let place = self.path(id).ok_or(io::ErrorKind::InvalidInput)?;
        let beside = place.with_extension(UNFINISHED);
        let file = File::options().write(true).create_new(true).open(&beside).await?;
        Ok(Draft { file: Some(file), beside, place })
    }

    /// Writes a whole file at once.
    pub fn put(&self, id: &str, bytes: &[u8]) -> io::Result<()> {
        std::fs::write(self.path(id).ok_or(io::ErrorKind::InvalidInput)?, bytes)
    }

    /// The ids of the files on the disk, unfinished ones included.
    pub async fn list(&self) -> io::Result<Vec<String>> {
        let mut found = HashSet::new();
        let mut entries = fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            found.extend(entry.path().file_stem().and_then(|name| name.to_str()).map(str::to_owned));
        }
        Ok(found.into_iter().collect())
    }

    /// Removes a file, finished or not.
    pub async fn remove(&self, id: &str) {
        let Some(place) = self.path(id) else { return };
        for path in [place.with_extension(UNFINISHED), place] {
            match fs::remove_file(&path).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, path = %path.display(), "a file cannot be removed; the next sweep tries again");
                }
                _ => {}
            }
        }
    }
}

/// Tidies at once and then every ten minutes of the server's clock, until it is dropped.
pub async fn keep_tidy(core: Handle, shelf: Shelf) {
    let mut every = tokio::time::interval(Duration::from_secs(1));
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut tidied_at = None;
    loop {
        every.tick().await;
        let now = core.house.clock.now_ms();
        if tidied_at.is_none_or(|at| !(at..at + TIDY_EVERY_MS).contains(&now)) {
            tidied_at = Some(now);
            tidy(&core, &shelf).await;
        }
    }
}

/// Removes files whose time is over, slots nobody used, and files nobody knows of.
///
/// Files go before their rows, so that a full disk empties although the database cannot grow.
async fn tidy(core: &Handle, shelf: &Shelf) {
    let outcome = async {
        let over = core.ask(|turn| match turn.house.uploads.oldest_kept(turn.now) {
            Some(oldest) => uploads::stored_before(turn.db, oldest),
            None => Ok(Vec::new()),
        });
        for id in over.await? {
            shelf.remove(&id).await;
        }
        // First the files, then the ids: a file that comes in between is not taken for one that nobody knows.
        let found = shelf.list().await.unwrap_or_default();
        let known = core.ask(|turn| {
            let rules = &turn.house.uploads;
            uploads::forget_unused(turn.db, turn.now.saturating_sub(rules.slot_ms))?;
            uploads::forget_broken(turn.db, turn.now.saturating_sub(DAY_MS))?;
            if let Some(oldest) = rules.oldest_kept(turn.now) {
                uploads::forget_stored(turn.db, oldest)?;
            }
            uploads::ids(turn.db)
        });
        let known = known.await?;
        for id in found.into_iter().filter(|id| !known.contains(id)) {
            shelf.remove(&id).await;
        }
        Ok::<_, AskError>(())
    };
    if let Err(error) = outcome.await {
        tracing::warn!(%error, "files whose time is over could not be removed");
    }
}

/// The ids made here: base64url, nothing that means anything to a file system.
fn is_id(id: &str) -> bool {
    (16..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// A file being written; removed when it is dropped before it is finished.
pub struct Draft {
    file: Option<File>,
    beside: PathBuf,
    place: PathBuf,
}

impl Draft {
    /// The file to write to.
    pub fn file(&mut self) -> io::Result<&mut File> {
        self.file.as_mut().ok_or_else(|| io::ErrorKind::NotConnected.into())
    }

    /// Makes it durable and gives it its name, at once.
    pub async fn finish(mut self) -> io::Result<()> {
        let file = self.file()?;
        // Only this reports what went wrong with the last piece.
        file.flush().await?;
        file.sync_all().await?;
        self.file = None;
        fs::rename(&self.beside, &self.place).await
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After `finish` there is nothing left of this name.
        self.file = None;
        let _ = std::fs::remove_file(&self.beside);
    }
}

/// The last part of what a client calls a file, without what could mislead (control and direction characters).
pub fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let name: String = last.chars().filter(|c| !hidden(*c)).collect();
    match name.trim().trim_matches('.') {
        "" => "file".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    const ID: &str = "abcdefghijklmnop_-123456";

    #[tokio::test]
    async fn a_file_is_there_complete_or_not_at_all() {
        let directory = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(directory.path()).unwrap();
        let mut draft = shelf.draft(ID).await.unwrap();
        draft.file().unwrap().write_all(b"half").await.unwrap();
        assert!(shelf.read(ID).await.is_err());
        assert!(shelf.draft(ID).await.is_err(), "somebody is writing it");
        drop(draft);
        assert!(shelf.list().await.unwrap().is_empty());
        let mut draft = shelf.draft(ID).await.unwrap();
        draft.file().unwrap().write_all(b"whole").await.unwrap();
        draft.finish().await.unwrap();
        assert_eq!(shelf.read(ID).await.unwrap().metadata().await.unwrap().len(), 5);
        assert_eq!(shelf.list().await.unwrap(), [ID]);
        // What a killed server left behind goes at the next start.
        std::fs::write(directory.path().join("uploads/leftoverleftover.part"), b"x").unwrap();
        let shelf = Shelf::open(directory.path()).unwrap();
        assert_eq!(shelf.list().await.unwrap(), [ID]);
        shelf.remove(ID).await;
        assert!(shelf.list().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn only_ids_are_paths() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("server.db"), b"secret").unwrap();
        let shelf = Shelf::open(directory.path()).unwrap();
        for odd in
            ["../server.db", "..", "", "/etc/passwd", "C:\\x", "aaaaaaaaaaaaaaaaaaa/../../server.db", "abcdefghijklmnop.part"]
        {
            assert!(shelf.read(odd).await.is_err() && shelf.draft(odd).await.is_err(), "{odd}");
        }
    }

    #[test]
    fn names_lose_their_folders_and_tricks() {
        for (given, shown) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\report.pdf", "report.pdf"),
            ("inv\u{202e}fdp.exe", "invfdp.exe"),
            ("...", "file"),
            ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
            ("Ärger 1.png", "Ärger 1.png"),
        ] {
            assert_eq!(shown_name(given), shown);
        }
    }
}
