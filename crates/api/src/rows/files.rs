//! A file of a message (XEP-0363, XEP-0446, XEP-0447).

use crate::Code;
use serde::{Deserialize, Serialize};

/// A file that a page is about to hand over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FileOffer {
    pub name: String,
    /// As the web view has it; empty where it does not know.
    pub mime: String,
    /// Bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub size: u64,
    /// Milliseconds of a voice message recorded in the page; `None` for every other file.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub recorded_ms: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FileRow {
    /// Safe to show and to save under: no path, no control characters.
    pub name: String,
    pub kind: FileKind,
    pub mime: String,
    /// Bytes, where known.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub size: Option<u64>,
    /// Pixels, where known: the place is kept before the picture is there.
    pub width: Option<u32>,
    pub height: Option<u32>,
    #[cfg_attr(test, ts(type = "number | null"))]
    pub duration_ms: Option<u64>,
    /// A voice message rather than a sound file.
    pub voice: bool,
    pub state: FileState,
    /// Id under `media://thumbnail/…`, for images.
    pub thumbnail: Option<String>,
    /// Id under `media://file/…`, once its bytes are here.
    pub media: Option<String>,
    /// The host it comes from, where that is not the own server: nothing is fetched from there unasked.
    pub foreign_host: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum FileKind {
    Image,
    Audio,
    Video,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FileState {
    /// One's own, on its way; goes on after a restart.
    Uploading {
        percent: u8,
    },
    /// On the server.
    Remote,
    Downloading {
        percent: u8,
    },
    /// Its bytes are here.
    Local,
    /// The server has it no longer.
    Expired,
    Failed {
        code: Code,
    },
}

/// What the server takes (XEP-0363), said before sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct UploadRow {
    /// Bytes; `None`: it does not say.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub max_size: Option<u64>,
    /// Media types such as `image/*`; empty: all.
    pub types: Vec<String>,
    pub expiry_days: Option<u32>,
    /// Bytes that one person may send in a day; `None`: it does not say.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub daily_size: Option<u64>,
}

/// A file that was written into the downloads folder, latest first; gone again after a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SavedRow {
    pub id: String,
    /// The file's name in the downloads folder.
    pub name: String,
    /// Why it could not be written.
    pub failed: Option<Code>,
}
