//! Files handed over by the page, piece by piece, until they are sent.
//!
//! Invariant: a file is staged only when all its bytes are here and what it is was looked at: its kind by its bytes, the
//! size of a picture, and a picture's traces (place, camera) taken out. It stays until it is sent or let go of, over any restart; what nobody
//! waits for is removed.

use super::{Files, hex, name, picture};
use crate::draft;
use api::{
    Code, Error, StagedId,
    rows::{FileOffer, UploadRow},
};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    fs::{self, File},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};
use store::FileSource;
use wire::{ids::Entropy, payload::upload};

/// Files that may be arriving at once.
const MOST_ARRIVING: usize = 50;
/// Bytes, where the server says nothing of a limit.
const LARGEST: u64 = 4 * 1024 * 1024 * 1024;
/// The type of what nobody knows.
const OCTETS: &str = "application/octet-stream";
/// Bytes of one piece.
const LARGEST_PIECE: usize = 8 * 1024 * 1024;
/// Pictures larger than this are sent as they are.
const LARGEST_CLEANED: u64 = 64 * 1024 * 1024;

pub struct Arriving {
    file: File,
    name: String,
    mime: String,
    size: u64,
    recorded_ms: Option<u64>,
    written: u64,
}

fn refused(error: &std::io::Error) -> Error {
    let code = match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Code::DiskFull,
        std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => Code::ReadOnly,
        _ => Code::Internal,
    };
    Error::new(code, error.to_string())
}

impl Files {
    /// Announces a file of so many bytes; its id. Refused at once where the server would not take it.
    pub fn stage(&self, entropy: &dyn Entropy, terms: Option<&UploadRow>, offer: &FileOffer) -> Result<StagedId, Error> {
        let FileOffer { ref name, ref mime, size, recorded_ms } = *offer;
        let mime = media_type(name, mime);
        if size == 0 {
            return Err(Error::new(Code::InvalidArgument, "an empty file"));
        }
        if size > terms.and_then(|terms| terms.max_size).unwrap_or(LARGEST) {
            return Err(Error::new(Code::FileTooLarge, format!("{size} bytes")));
        }
        if let Some(terms) = terms.filter(|terms| !terms.types.is_empty())
            && !terms.types.iter().any(|pattern| upload::matches(pattern, &mime))
        {
            return Err(Error::new(Code::FileTypeRefused, mime));
        }
        let mut random = [0; 20];
        entropy.fill(&mut random);
        let id = hex(&random);
        let mut state = self.state();
        if state.arriving.len() >= MOST_ARRIVING {
            return Err(Error::new(Code::NotAllowed, "too many files at once"));
        }
        let file = File::create_new(self.staged.join(&id)).map_err(|error| refused(&error))?;
        state.arriving.insert(id.clone(), Arriving { file, name: name::safe(name), mime, size, recorded_ms, written: 0 });
        Ok(id)
    }

    /// The next piece. With the last one the file is staged.
    pub fn append(&self, id: &str, offset: u64, bytes: &[u8]) -> Result<(), Error> {
        let arriving = {
            let mut state = self.state();
            let arriving = state.arriving.get_mut(id).ok_or_else(|| Error::new(Code::NotFound, "no such file is arriving"))?;
            let whole = offset.saturating_add(bytes.len() as u64);
            if offset != arriving.written || whole > arriving.size || bytes.len() > LARGEST_PIECE {
                return Err(Error::new(Code::InvalidArgument, "not the next piece"));
            }
            if let Err(error) = arriving.file.write_all(bytes) {
                state.arriving.remove(id);
                fs::remove_file(self.staged.join(id)).ok();
                return Err(refused(&error));
            }
            arriving.written = whole;
            if arriving.written < arriving.size {
                return Ok(());
            }
            state.arriving.remove(id)
        };
        let Some(arriving) = arriving else { return Ok(()) };
        let file = described(&self.staged.join(id), id, arriving).map_err(|error| refused(&error))?;
        self.state().ready.insert(id.to_owned(), file);
        Ok(())
    }

    /// Forgets a file that is not to be sent.
    pub fn unstage(&self, id: &str) {
        let mut state = self.state();
        state.arriving.remove(id);
        state.ready.remove(id);
        drop(state);
        if id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let path = self.staged.join(id);
            fs::remove_file(path.with_extension("small")).ok();
            fs::remove_file(path).ok();
        }
    }

    /// A file that was handed over as a whole, as a message says it.
    pub fn handed_over(&self, id: &str) -> Option<store::File> {
        self.state().ready.get(id).cloned()
    }

    /// One that can be sent: its bytes are still here.
    pub fn sendable(&self, id: &str) -> Result<store::File, Error> {
        let file = self.handed_over(id).filter(|_| self.staged.join(id).exists());
        file.ok_or_else(|| Error::new(Code::NotFound, "no such file was handed over"))
    }

    /// Goes on with what is not sent yet, and removes copies that nothing waits for: of pages that ended before they wrote
    /// down what they had.
    pub(super) fn resume(&self, unsent: Vec<store::File>) {
        let ready = unsent.into_iter().filter_map(|file| Some((draft::staged(&file)?.clone(), file))).collect();
        for entry in fs::read_dir(&self.staged).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let id = name.split('.').next().unwrap_or_default();
            let wanted: &HashMap<StagedId, store::File> = &ready;
            if !wanted.contains_key(id) {
                fs::remove_file(entry.path()).ok();
            }
        }
        self.state().ready = ready;
    }
}

/// All that can be said of a file whose bytes are here.
fn described(path: &Path, id: &str, arriving: Arriving) -> std::io::Result<store::File> {
    let mime = look_at(path, arriving.mime);
    let dimensions = mime.starts_with("image/").then(|| picture::dimensions(path)).flatten();
    Ok(store::File {
        name: arriving.name,
        mime,
        size: Some(fs::metadata(path)?.len()),
        width: dimensions.map(|(width, _)| width),
        height: dimensions.map(|(_, height)| height),
        duration_ms: arriving.recorded_ms,
        voice: arriving.recorded_ms.is_some(),
        hash: Some(hash(path)?),
        source: FileSource::Staged { staged: id.to_owned() },
    })
}

/// What a file is by what the page's system says, or by its name's ending where that says nothing (`octet-stream`) or has
/// a word of its own: Windows calls a ZIP `application/x-zip-compressed`.
fn media_type(name: &str, said: &str) -> String {
    let said = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let said = Some(said).filter(|said| wire::payload::files::is_media_type(said));
    let vague = |said: &String| said == OCTETS || said.split('/').nth(1).is_some_and(|kind| kind.starts_with("x-"));
    match said {
        Some(said) if !vague(&said) => said,
        said => mime_guess::from_path(name).first_raw().map(str::to_owned).or(said).unwrap_or_else(|| OCTETS.to_owned()),
    }
}

/// What the bytes say the file is; pictures lose their traces and get their small copy.
fn look_at(path: &Path, said: String) -> String {
    let Some(kind) = File::open(path).ok().and_then(|mut file| picture::kind_of(&mut file)) else { return said };
    if fs::metadata(path).is_ok_and(|about| about.len() <= LARGEST_CLEANED) {
        if let Err(error) = picture::without_traces(path) {
            tracing::info!(%error, "a picture is sent as it is");
        }
        if let Err(error) = picture::thumbnail(path, &path.with_extension("small")) {
            fs::remove_file(path.with_extension("small")).ok();
            tracing::info!(%error, "a picture cannot be shown");
        }
    }
    kind.to_owned()
}

/// SHA-256.
pub(super) fn hash(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex(&hasher.finalize())),
            read => hasher.update(piece.get(..read).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn a_type_is_what_the_system_says_unless_the_name_says_more() {
        for (name, said, kind) in [
            ("a.zip", "application/x-zip-compressed", "application/zip"),
            ("Plan.DWG", "", "application/acad"),
            ("server.log", "application/octet-stream", "text/plain"),
            ("voice-1.webm", "audio/webm;codecs=opus", "audio/webm"),
            ("report.pdf", "application/pdf", "application/pdf"),
            ("a.zip", "image/png", "image/png"),
            ("thing", "application/x-thing", "application/x-thing"),
            ("thing", "", "application/octet-stream"),
            ("thing", "not a type", "application/octet-stream"),
        ] {
            assert_eq!(media_type(name, said), kind, "{name} {said}");
        }
    }
}
