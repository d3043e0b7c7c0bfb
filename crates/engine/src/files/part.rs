//! What has come of a file that is not whole yet, and which version of the file it is of.
//!
//! Invariant: bytes of two versions never come together. Where the server names no version that is sure to change with the
//! bytes (RFC 9110 §8.8.1), nothing of a part is used again.

use http::{HeaderMap, HeaderName, header};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Longer ones are no version.
const LONGEST_VERSION: usize = 512;

/// One part, on the disk.
#[derive(Debug, Clone)]
pub struct Part {
    pub bytes: PathBuf,
    about: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct About {
    /// Whose file it is.
    message: i64,
    version: Option<String>,
}

/// Bytes that are here, and what `If-Range` says of them.
pub struct Held {
    pub bytes: u64,
    pub version: String,
}

impl Part {
    /// Of the file that will be kept under this name.
    pub fn of(folder: &Path, key: &str) -> Self {
        Self { bytes: folder.join(format!("{key}.part")), about: folder.join(format!("{key}.about")) }
    }

    /// All that are in a folder, with the messages whose files they are.
    pub fn messages(folder: &Path) -> Vec<i64> {
        let found = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let parts = found.filter(|path| path.extension().is_some_and(|ending| ending == "part"));
        parts.filter_map(|bytes| Self { about: bytes.with_extension("about"), bytes }.about().map(|about| about.message)).collect()
    }

    fn about(&self) -> Option<About> {
        serde_json::from_slice(&fs::read(&self.about).ok()?).ok()
    }

    /// How many bytes are here.
    pub fn len(&self) -> u64 {
        fs::metadata(&self.bytes).map_or(0, |about| about.len())
    }

    /// What can be gone on with.
    pub fn held(&self) -> Option<Held> {
        let bytes = Some(self.len()).filter(|bytes| *bytes > 0)?;
        Some(Held { bytes, version: self.about()?.version? })
    }

    /// Begins anew, with the version the answer names.
    pub fn begin(&self, message: i64, answer: &HeaderMap) -> io::Result<fs::File> {
        let about = About { message, version: version(answer) };
        let file = fs::File::create(&self.bytes)?;
        fs::write(&self.about, serde_json::to_vec(&about)?)?;
        Ok(file)
    }

    /// Goes on behind what is here.
    pub fn go_on(&self) -> io::Result<fs::File> {
        fs::File::options().append(true).open(&self.bytes)
    }

    /// Nothing of it is wanted any more, or all of it was taken.
    pub fn forget(&self) {
        fs::remove_file(&self.bytes).ok();
        fs::remove_file(&self.about).ok();
    }
}

/// What names the version an answer holds: a strong entity tag, else a time of change that is older than the answer by more
/// than its own exactness, one second (RFC 9110 §8.8.2.2).
pub fn version(answer: &HeaderMap) -> Option<String> {
    let text =
        |name: HeaderName| answer.get(name).and_then(|value| value.to_str().ok()).filter(|text| text.len() <= LONGEST_VERSION);
    if answer.contains_key(header::ETAG) {
        return text(header::ETAG).filter(|tag| tag.starts_with('"')).map(str::to_owned);
    }
    let changed = text(header::LAST_MODIFIED)?;
    let time = |text: &str| chrono::DateTime::parse_from_rfc2822(text).ok().map(|time| time.timestamp());
    (time(text(header::DATE)?)? > time(changed)?.saturating_add(1)).then(|| changed.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn only_what_changes_with_the_bytes_names_a_version() {
        const CHANGED: &str = "Tue, 24 Nov 2026 02:00:00 GMT";
        let of = |lines: &[(HeaderName, &str)]| {
            let headers = lines.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()));
            version(&headers.collect())
        };
        assert_eq!(of(&[(header::ETAG, "\"a\"")]).as_deref(), Some("\"a\""));
        assert_eq!(
            of(&[(header::ETAG, "W/\"a\""), (header::LAST_MODIFIED, CHANGED), (header::DATE, "Tue, 24 Nov 2026 03:00:00 GMT")]),
            None
        );
        assert_eq!(of(&[(header::ETAG, &format!("\"{}\"", "a".repeat(600)))]), None);
        let changed = |date| of(&[(header::LAST_MODIFIED, CHANGED), (header::DATE, date)]);
        assert_eq!(changed("Tue, 24 Nov 2026 02:00:02 GMT").as_deref(), Some(CHANGED));
        assert_eq!(changed("Tue, 24 Nov 2026 02:00:01 GMT"), None);
        assert_eq!(changed("yesterday"), None);
        assert_eq!(of(&[(header::LAST_MODIFIED, CHANGED)]), None);
    }

    #[test]
    fn a_part_is_gone_on_with_only_where_its_version_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let part = Part::of(folder.path(), "0123456789");
        assert!(part.held().is_none() && Part::messages(folder.path()).is_empty());
        io::Write::write_all(&mut part.begin(7, &HeaderMap::new()).unwrap(), b"abc").unwrap();
        assert!(part.held().is_none());
        assert_eq!(Part::messages(folder.path()), [7]);
        let tagged = HeaderMap::from_iter([(header::ETAG, HeaderValue::from_static("\"t\""))]);
        io::Write::write_all(&mut part.begin(7, &tagged).unwrap(), b"abc").unwrap();
        io::Write::write_all(&mut part.go_on().unwrap(), b"d").unwrap();
        let held = part.held().unwrap();
        assert_eq!((held.bytes, held.version.as_str()), (4, "\"t\""));
        assert_eq!(fs::read(&part.bytes).unwrap(), b"abcd");
        part.forget();
        assert!(part.held().is_none() && Part::messages(folder.path()).is_empty());
    }
}
