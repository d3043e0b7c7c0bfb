//! Files: what a message says of one (XEP-0446, XEP-0447), or a draft of one that was handed over.
//!
//! Everything in [`File`] is its sender's word; a name is not fit for a file system.

use serde::{Deserialize, Serialize};

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct File {
    pub name: String,
    pub mime: String,
    /// Bytes.
    pub size: Option<u64>,
    /// Pixels.
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub duration_ms: Option<u64>,
    /// Recorded to be heard as a message.
    pub voice: bool,
    /// SHA-256 in hex.
    pub hash: Option<String>,
    pub source: FileSource,
}

/// Where the bytes are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FileSource {
    /// Here, not uploaded yet: the id it was handed over under.
    Staged {
        staged: String,
    },
    Url {
        url: String,
    },
}

impl Default for FileSource {
    fn default() -> Self {
        Self::Url { url: String::new() }
    }
}
