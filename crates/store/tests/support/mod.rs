//! What the store's tests share: a store in a directory of its own, and short ways to say what happened.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::path::PathBuf;
use store::{ArchivePage, Around, Change, Content, Fact, Message, Person, Scope, Store, TimelineRecord};
use tempfile::TempDir;

pub const BOB: &str = "bob@x";
pub const CID: &str = "cid@x";
pub const ME: &str = "me@x";

pub struct Home {
    dir: TempDir,
}

impl Home {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// In memory where the system has such a place: for tests that simulate the disk themselves.
    pub fn light() -> Self {
        Self { dir: tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap() }
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("profile").join("store.db")
    }

    pub fn open(&self) -> Store {
        Store::open(&self.path()).unwrap()
    }
}

pub fn apply(store: &Store, fact: Fact) -> Vec<Change> {
    store.apply_blocking(vec![fact]).unwrap()
}

pub fn message(conversation: &str, body: &str, archive_id: &str) -> Message {
    Message {
        conversation: conversation.into(),
        mine: false,
        author: conversation.into(),
        content: Content::text(body),
        at: 1_000,
        archive_id: Some(archive_id.into()).filter(|id: &String| !id.is_empty()),
        origin_id: Some(format!("o-{body}")),
        wants_marker: true,
        ..Message::default()
    }
}

/// Sent by another of one's own devices.
pub fn mine(conversation: &str, body: &str, archive_id: &str) -> Message {
    Message { mine: true, author: ME.into(), ..message(conversation, body, archive_id) }
}

/// The archive's copy of something written here.
pub fn echo(conversation: &str, origin_id: &str, body: &str, archive_id: &str) -> Message {
    Message { origin_id: Some(origin_id.into()), ..mine(conversation, body, archive_id) }
}

pub fn written(conversation: &str, origin_id: &str) -> Fact {
    Fact::Written { conversation: conversation.into(), origin_id: origin_id.into(), content: Content::text(origin_id), at: 5 }
}

pub fn page(scope: Scope, messages: Vec<Message>, complete: bool) -> Fact {
    Fact::ArchivePage(ArchivePage {
        archive: None,
        scope,
        first: messages.first().and_then(|m| m.archive_id.clone()),
        last: messages.last().and_then(|m| m.archive_id.clone()),
        messages,
        complete,
    })
}

pub fn person(address: &str, name: &str, groups: &[&str]) -> Person {
    Person {
        address: address.into(),
        name: name.into(),
        groups: groups.iter().map(|&group| group.into()).collect(),
        ..Person::default()
    }
}

/// A conversation in one line: bodies, gaps as `…` (filled) or `!` (lost).
pub fn line(store: &Store, conversation: &str) -> String {
    show(&store.timeline(conversation, Around::Oldest, 1_000).unwrap().rows)
}

pub fn show(rows: &[TimelineRecord]) -> String {
    let words: Vec<&str> = rows
        .iter()
        .map(|row| match row {
            TimelineRecord::Message(message) => message.body.as_str(),
            TimelineRecord::Gap { lost: false, .. } => "…",
            TimelineRecord::Gap { lost: true, .. } => "!",
        })
        .collect();
    words.join(" ")
}

/// The id of the row with this text.
pub fn id(store: &Store, conversation: &str, body: &str) -> i64 {
    store.timeline(conversation, Around::Oldest, 1_000).unwrap().messages().find(|m| m.body == body).unwrap().id
}

pub fn unread(store: &Store, conversation: &str) -> u32 {
    store.conversation(conversation).unwrap().unwrap().unread
}

pub fn gap(store: &Store) -> i64 {
    store.gaps(None).unwrap().last().unwrap().id
}
