//! The company's people and departments (F16-F45).

use super::Availability;
use serde::{Deserialize, Serialize};

/// A line of the contacts view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ContactRow {
    Department {
        id: String,
        name: String,
        depth: u8,
        folded: bool,
        online: u32,
        total: u32,
    },
    Person {
        /// The department's id and the address: someone may be in two departments.
        id: String,
        address: String,
        name: String,
        depth: u8,
        availability: Availability,
        status: String,
        title: String,
        avatar: Option<String>,
        unread: u32,
        mentions: u32,
        marked: bool,
        calling: u32,
        favourite: bool,
        /// The parts of the name that match the filter, as UTF-16 offsets `[start, end)`.
        matches: Vec<(u32, u32)>,
    },
}

impl ContactRow {
    pub fn id(&self) -> &str {
        match self {
            Self::Department { id, .. } | Self::Person { id, .. } => id,
        }
    }
}
