//! What is being written in a conversation and is not sent.

use crate::{Mention, MessageId, StagedId};
use serde::{Deserialize, Serialize};

/// A draft, whole: with it one goes on where one stopped.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DraftRow {
    pub words: Words,
    /// The message that is being answered or corrected.
    pub of: Option<DraftOf>,
    pub files: Vec<DraftFile>,
    /// What was being written when a correction began.
    pub aside: Option<Words>,
}

/// A text with the people it names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Words {
    pub text: String,
    #[serde(default)]
    pub mentions: Vec<Mention>,
}

/// A file that was handed over and goes with the next message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DraftFile {
    pub id: StagedId,
    pub name: String,
    /// Bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub size: u64,
    /// There is a small picture of it under its id.
    pub thumbnail: bool,
    /// Its bytes are not here any more: it cannot be sent.
    pub gone: bool,
}

/// What the next message will be to another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum DraftOf {
    Reply { to: MessageId },
    Correction { of: MessageId },
}
