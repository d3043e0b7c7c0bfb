//! A message's file as the page shows it.

use super::{Files, Transfer, is_shown, name};
use api::{
    Code,
    rows::{FileKind, FileRow, FileState},
};
use store::{FileRecord, FileSource};
use url::Url;

pub fn kind(mime: &str) -> FileKind {
    match mime.split('/').next() {
        _ if is_shown(mime) => FileKind::Image,
        Some("audio") => FileKind::Audio,
        Some("video") => FileKind::Video,
        _ => FileKind::Other,
    }
}

impl Files {
    /// `failed` is the message's own failure.
    pub fn row(&self, message: i64, record: &FileRecord, failed: Option<Code>) -> FileRow {
        let file = &record.file;
        let (key, url) = match &file.source {
            FileSource::Staged { staged } => (staged.clone(), None),
            FileSource::Url { url } => (Self::key(url), Url::parse(url).ok()),
        };
        let here = self.has(&key);
        let kind = kind(&file.mime);
        FileRow {
            name: name::safe(&file.name),
            kind,
            mime: file.mime.clone(),
            size: file.size,
            width: file.width,
            height: file.height,
            duration_ms: file.duration_ms,
            voice: file.voice,
            state: self.file_state(message, record, here, failed),
            thumbnail: self.has_small(&key).then(|| key.clone()),
            media: (here && (is_shown(&file.mime) || self.offer(&key, &file.mime))).then_some(key),
            foreign_host: url.filter(|url| !self.is_own(url)).and_then(|url| url.host_str().map(str::to_owned)),
        }
    }

    fn file_state(&self, message: i64, record: &FileRecord, here: bool, failed: Option<Code>) -> FileState {
        if matches!(record.file.source, FileSource::Staged { .. }) {
            return match (failed, self.transfer(message)) {
                (Some(code), _) => FileState::Failed { code },
                (None, Some(Transfer::Up { percent })) => FileState::Uploading { percent },
                (None, _) => FileState::Uploading { percent: 0 },
            };
        }
        match self.transfer(message) {
            Some(Transfer::Down { percent }) => FileState::Downloading { percent },
            Some(Transfer::DownFailed { code }) if !here => FileState::Failed { code },
            _ if here => FileState::Local,
            _ if record.gone => FileState::Expired,
            _ => FileState::Remote,
        }
    }
}
