//! Files on this device: those handed over to be sent, and those fetched. One `Files` for each account.
//!
//! Invariant: everything lies under two folders beside the account's store, under names made here (hex): what a message
//! calls its file never becomes a path before a person saves it. What is true only while it happens (how far a transfer
//! is) is kept in memory and told to the views.

mod arrivals;
mod carrier;
mod fetch;
pub mod name;
mod part;
pub mod picture;
mod places;
mod put;
mod row;
mod save;
mod service;
mod staging;

pub use arrivals::{download, record};
pub use carrier::run as carry;
use part::Part;
pub use places::Places;

use api::{Code, StagedId};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};
use tokio::{sync::OwnedMutexGuard, task::AbortHandle};
use url::Url;

/// What was fetched is kept up to so many bytes; the oldest goes first.
const MOST_KEPT: u64 = 2 * 1024 * 1024 * 1024;
/// Bytes of a file that are given to the page in one answer.
pub const MOST_PIECE: u64 = 4 * 1024 * 1024;

/// The media types the page may show itself; everything else is only saved.
const SHOWN: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// How far a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transfer {
    Up { percent: u8 },
    Down { percent: u8 },
    DownFailed { code: Code },
}

#[derive(Default)]
struct State {
    arriving: HashMap<StagedId, staging::Arriving>,
    /// Handed over as a whole, and not sent yet.
    ready: HashMap<StagedId, store::File>,
    transfers: HashMap<i64, Transfer>,
    downloads: HashMap<i64, Option<AbortHandle>>,
    /// Who fetches what is kept under a key: one at a time.
    turns: HashMap<String, Arc<tokio::sync::Mutex<()>>>,
    /// Media types of what the page was offered to play, by key.
    playable: HashMap<String, String>,
    /// Under which key what was handed over is kept now that it is sent: a page still asks for it by the old one.
    moved: HashMap<String, String>,
    places: Places,
}

/// The files of one account.
pub struct Files {
    staged: PathBuf,
    kept: PathBuf,
    state: Mutex<State>,
}

/// A piece of a file for the page.
pub struct Media {
    pub mime: String,
    pub bytes: Vec<u8>,
    /// Where the piece begins, and the length of the whole.
    pub from: u64,
    pub total: u64,
}

impl Files {
    /// `account` is the folder of the account's store; `places` is where its server is known to keep files.
    /// `unsent` is what was handed over before and is still wanted.
    pub fn open(account: &Path, places: Places, unsent: Vec<store::File>) -> Self {
        let state = Mutex::new(State { places, ..State::default() });
        let files = Self { staged: account.join("staged"), kept: account.join("files"), state };
        for folder in [&files.staged, &files.kept] {
            // Where it cannot be made, using it says why.
            fs::create_dir_all(folder).ok();
        }
        prune(&files.kept);
        files.resume(unsent);
        files
    }

    /// Removes all files of an account that is signed out.
    pub fn erase(account: &Path) -> io::Result<()> {
        for folder in ["staged", "files"] {
            match fs::remove_dir_all(account.join(folder)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn transfer(&self, message: i64) -> Option<Transfer> {
        self.state().transfers.get(&message).copied()
    }

    /// True where this is news.
    pub fn set_transfer(&self, message: i64, transfer: Option<Transfer>) -> bool {
        let transfers = &mut self.state().transfers;
        match transfer {
            Some(transfer) => transfers.insert(message, transfer) != Some(transfer),
            None => transfers.remove(&message).is_some(),
        }
    }

    /// Begins a download; false where there is one already.
    pub fn begin_download(&self, message: i64) -> bool {
        let mut state = self.state();
        let new = !state.downloads.contains_key(&message);
        if new {
            state.downloads.insert(message, None);
            state.transfers.insert(message, Transfer::Down { percent: 0 });
        }
        new
    }

    /// How to end it early.
    pub fn attach_download(&self, message: i64, handle: AbortHandle) {
        if let Some(download) = self.state().downloads.get_mut(&message) {
            *download = Some(handle);
        }
    }

    /// Nobody wants it any more.
    pub fn cancel_download(&self, message: i64) {
        let mut state = self.state();
        if let Some(Some(handle)) = state.downloads.remove(&message) {
            handle.abort();
        }
        state.transfers.remove(&message);
    }

    /// It ended by itself.
    pub fn end_download(&self, message: i64, failed: Option<Code>) {
        let mut state = self.state();
        state.downloads.remove(&message);
        match failed {
            Some(code) => state.transfers.insert(message, Transfer::DownFailed { code }),
            None => state.transfers.remove(&message),
        };
    }

    /// Nothing is fetched any more; the parts stay.
    pub fn end_downloads(&self) {
        let mut state = self.state();
        state.downloads.drain().filter_map(|(_, handle)| handle).for_each(|handle| handle.abort());
    }

    /// The messages whose files were on their way when the last run ended.
    pub fn interrupted(&self) -> Vec<i64> {
        Part::messages(&self.kept)
    }

    /// What has come of the file at this address.
    fn part(&self, url: &str) -> Part {
        Part::of(&self.kept, &Self::key(url))
    }

    /// Nobody wants the file at this address any more.
    pub fn forget_part(&self, url: &str) {
        self.part(url).forget();
    }

    /// The right to fetch from this address.
    async fn turn(&self, url: &str) -> OwnedMutexGuard<()> {
        let mutex = {
            let turns = &mut self.state().turns;
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry(Self::key(url)).or_default())
        };
        mutex.lock_owned().await
    }

    /// Whether this is an address of the own server's files.
    pub fn is_own(&self, url: &Url) -> bool {
        self.state().places.hold(url)
    }

    pub fn knows_no_place(&self) -> bool {
        self.state().places.is_empty()
    }

    /// The own server gave a slot with this address; what is to be kept, where that is news.
    fn learn_place(&self, address: &str) -> Option<String> {
        let places = &mut self.state().places;
        places.learn(address).then(|| places.kept())
    }

    /// The name a file from this address is kept under.
    pub fn key(url: &str) -> String {
        hex(&Sha256::digest(url.as_bytes())).chars().take(40).collect()
    }

    /// Whether the bytes kept under this name are here.
    pub fn has(&self, key: &str) -> bool {
        self.path(key).is_some_and(|path| path.exists())
    }

    pub fn has_small(&self, key: &str) -> bool {
        self.small_path(key).is_some_and(|path| path.exists())
    }

    /// Of a kept file, or of one that is still to be sent.
    pub fn path(&self, key: &str) -> Option<PathBuf> {
        let plain = (8..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_hexdigit());
        let staged = plain.then(|| self.staged.join(key))?;
        Some(if staged.exists() { staged } else { self.kept.join(key) })
    }

    fn small_path(&self, key: &str) -> Option<PathBuf> {
        Some(self.path(key)?.with_extension("small"))
    }

    /// Takes over what was fetched or sent under the name for its address, with its small copy.
    pub fn keep(&self, from: &Path, url: &str) -> io::Result<String> {
        let key = Self::key(url);
        let to = self.kept.join(&key);
        fs::rename(from, &to)?;
        if let Some(before) = from.file_name().and_then(|name| name.to_str()) {
            self.state().moved.insert(before.to_owned(), key.clone());
        }
        let small = from.with_extension("small");
        if small.exists() {
            fs::rename(small, to.with_extension("small"))?;
        } else if is_picture(&to) && picture::thumbnail(&to, &to.with_extension("small")).is_err() {
            // A picture that cannot be made small is a file like any other.
            fs::remove_file(to.with_extension("small")).ok();
        }
        Ok(key)
    }

    /// The page was offered to play this; true where it is sound or video at all.
    fn offer(&self, key: &str, mime: &str) -> bool {
        let playable = is_playable(mime);
        if playable {
            self.state().playable.insert(key.to_owned(), mime.to_owned());
        }
        playable
    }

    /// What the page asks for under `media://thumbnail/…` and `media://file/…`: pictures, sound and video only, by what
    /// their bytes say where that can be told.
    pub fn media(&self, kind: &str, key: &str, range: Option<(u64, Option<u64>)>) -> Option<Media> {
        let asked = key;
        let moved = self.state().moved.get(asked).cloned();
        let key = moved.as_deref().unwrap_or(asked);
        let path = match kind {
            "thumbnail" => self.small_path(key)?,
            "file" => self.path(key)?,
            _ => return None,
        };
        let mut file = File::open(path).ok()?;
        let mime = match picture::kind_of(&mut file) {
            Some(kind) => kind.to_owned(),
            None => {
                let state = self.state();
                state.playable.get(key).or_else(|| state.playable.get(asked))?.clone()
            }
        };
        let total = file.metadata().ok()?.len();
        let (from, to) = range.unwrap_or((0, None));
        let to = to.map_or(total, |to| total.min(to.saturating_add(1)));
        let to = if range.is_some() { to.min(from.saturating_add(MOST_PIECE)) } else { to };
        if from > to {
            return None;
        }
        file.seek(SeekFrom::Start(from)).ok()?;
        let mut bytes = Vec::new();
        file.take(to - from).read_to_end(&mut bytes).ok()?;
        Some(Media { mime, bytes, from, total })
    }
}

/// Sound and video, which a web view plays and nothing runs in.
fn is_playable(mime: &str) -> bool {
    wire::payload::files::is_media_type(mime) && (mime.starts_with("audio/") || mime.starts_with("video/"))
}

pub fn is_shown(mime: &str) -> bool {
    SHOWN.contains(&mime)
}

fn is_picture(path: &Path) -> bool {
    File::open(path).is_ok_and(|mut file| picture::kind_of(&mut file).is_some())
}

/// Never 100 before the end is known.
fn percent(done: u64, whole: u64) -> u8 {
    let percent = done.saturating_mul(100).checked_div(whole).unwrap_or(0);
    u8::try_from(percent.min(99)).unwrap_or(99)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Removes the oldest while there is too much, whole or not.
fn prune(folder: &Path) {
    let mut found: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(about) = entry.metadata() else { continue };
        found.push((about.modified().unwrap_or(SystemTime::UNIX_EPOCH), about.len(), path));
    }
    let mut sum: u64 = found.iter().map(|(_, size, _)| size).sum();
    found.sort();
    for (_, size, path) in found {
        if sum <= MOST_KEPT {
            break;
        }
        fs::remove_file(path).ok();
        sum = sum.saturating_sub(size);
    }
}
