//! What is being written in a conversation and is not sent.
//!
//! Invariant: a draft is whole. With what it says here it can be gone on with after any restart; the bytes of its files lie
//! beside the store under the ids it tells.

use super::{File, Mention};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    pub words: Words,
    /// What the next message will be to another one.
    pub of: Option<DraftOf>,
    /// Handed over already, in the order in which they go.
    pub files: Vec<File>,
    /// What was being written when a correction began.
    pub aside: Option<Words>,
}

/// A text with the people it names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    pub text: String,
    pub mentions: Vec<Mention>,
}

/// What a draft is going to be; row ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DraftOf {
    Reply(i64),
    Correction(i64),
}

/// What is kept as JSON beside the text.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct More {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<Mention>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<File>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aside: Option<Words>,
}

impl Draft {
    /// New words, and nothing else.
    pub fn text(text: &str) -> Self {
        Self { words: Words { text: text.to_owned(), mentions: Vec::new() }, ..Self::default() }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// As two columns beside the text: what it is (0 new, 1 a reply, 2 a correction), and of which message.
    pub(crate) fn kind(&self) -> (i64, Option<i64>) {
        match self.of {
            None => (0, None),
            Some(DraftOf::Reply(message)) => (1, Some(message)),
            Some(DraftOf::Correction(message)) => (2, Some(message)),
        }
    }

    /// The rest, as JSON; nothing where there is none.
    pub(crate) fn more(&self) -> String {
        let Self { words, files, aside, of: _ } = self.clone();
        let more = More { mentions: words.mentions, files, aside };
        serde_json::to_string(&more).ok().filter(|json| json != "{}").unwrap_or_default()
    }

    pub(crate) fn stored(text: String, (is, message): (i64, Option<i64>), more: &str) -> Self {
        let More { mentions, files, aside } = serde_json::from_str(more).unwrap_or_default();
        let of = match is {
            1 => message.map(DraftOf::Reply),
            2 => message.map(DraftOf::Correction),
            _ => None,
        };
        Self { words: Words { text, mentions }, of, files, aside }
    }
}
