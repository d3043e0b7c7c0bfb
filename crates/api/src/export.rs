//! The words of an export, which the page gives in the person's language: the core speaks none.

use serde::{Deserialize, Serialize};

/// Sentences in which `{who}`, `{by}`, `{at}` and the like stand for what they are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportWords {
    /// Of the words (BCP 47).
    pub language: String,
    pub right_to_left: bool,
    /// `{at}`
    pub exported: String,
    /// Nothing is missing.
    pub whole: String,
    /// Nothing is missing from then on. `{at}`
    pub whole_since: String,
    /// Something is missing, and it is not known from when on nothing is.
    pub partly: String,
    /// In the place of what is missing.
    pub missing: String,
    pub edited: String,
    /// `{who}`
    pub taken_back: String,
    /// `{by}`
    pub removed: String,
    /// `{by}`, `{reason}`
    pub removed_because: String,
    /// `{name}`, `{at}`
    pub forwarded: String,
    /// `{by}`, `{topic}`
    pub topic: String,
    /// `{who}`
    pub joined: String,
    /// `{who}`
    pub left: String,
    /// `{who}`, `{by}`
    pub put_out: String,
    pub destroyed: String,
    /// `{reason}`
    pub destroyed_because: String,
    /// `{weekday}`, `{day}`, `{month}`, `{year}`
    pub date: String,
    /// From January on.
    pub months: Vec<String>,
    /// From Monday on.
    pub weekdays: Vec<String>,
}
