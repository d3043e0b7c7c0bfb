//! Settings and updates: what is the program's own.

use crate::{Code, Settings};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SettingsRow {
    /// Always "settings".
    pub id: String,
    pub settings: Settings,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct UpdateRow {
    /// Always "update".
    pub id: String,
    pub version: String,
    pub state: UpdateState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum UpdateState {
    /// Nothing asked yet.
    Unknown,
    /// The intranet names no feed: updates come from whoever installed the program.
    NoFeed,
    Checking,
    UpToDate,
    Available {
        version: String,
        notes: String,
    },
    Installing {
        percent: u8,
    },
    /// Installed; the next start is the new version.
    RestartNeeded {
        version: String,
    },
    Failed {
        code: Code,
    },
}
