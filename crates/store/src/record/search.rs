//! Searching messages.

use super::MessageRecord;
use crate::Millis;

/// What is looked for; all that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchQuery {
    /// Each is contained in the text, case and accents aside.
    pub words: Vec<String>,
    /// Each is contained in the text as whole words in this order, case and accents aside.
    pub exact: Vec<String>,
    /// One of these wrote it: addresses, or nicknames in rooms; the empty one is this account's owner.
    pub from: Vec<String>,
    /// In one of these.
    pub conversations: Option<Vec<String>>,
    /// Shown time: earlier than, and not earlier than.
    pub before: Option<Millis>,
    pub after: Option<Millis>,
    pub has: Option<Has>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Has {
    File,
    Image,
    Video,
    Audio,
    Link,
}

/// Where a search goes on: behind this message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchCursor {
    pub at: Millis,
    pub message: i64,
}

/// Newest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    pub rows: Vec<FoundRecord>,
    /// Where older ones are to be looked for; `None`: there are none. Rows may be few or none all the same: a search
    /// looks at so many messages at a time.
    pub older: Option<SearchCursor>,
}

/// How many match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    pub messages: u32,
    /// Where it is to be counted on, as in [`Found`].
    pub older: Option<SearchCursor>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FoundRecord {
    pub message: MessageRecord,
    /// What matched: code points of the body, from and to.
    pub marks: Vec<(u32, u32)>,
}
