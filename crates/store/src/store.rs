//! The store's face: opening, applying facts, hearing of changes, reading.

use crate::{
    Around, Change, ContactRequestRecord, ConversationRecord, Fact, GapRecord, MessageRecord, NotificationRecord, OutboxEntry,
    PersonRecord, PresenceRecord, Result, Slice, Unread,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::broadcast;

/// One account's store. Clones share it; the last one dropped closes it.
#[derive(Clone)]
pub struct Store {}

#[allow(unused_variables)]
impl Store {
    /// Opens or creates the database file `path` (its directory is created).
    pub fn open(path: &Path) -> Result<Self> {
        todo!()
    }
    /// Where a damaged database was put aside when this one was opened.
    pub fn recovered(&self) -> Option<PathBuf> {
        todo!()
    }
    /// Whether nothing can be written here: the profile is on a medium that is read-only.
    pub fn read_only(&self) -> bool {
        todo!()
    }
    /// Removes a closed store from the disk, with all that was put aside.
    pub fn erase(path: &Path) -> Result<()> {
        todo!()
    }
    /// Applies the facts in order in one transaction: all of them, or on an error none.
    pub async fn apply(&self, facts: Vec<Fact>) -> Result<Vec<Change>> {
        todo!()
    }
    /// The same for threads outside of an async runtime.
    pub fn apply_blocking(&self, facts: Vec<Fact>) -> Result<Vec<Change>> {
        todo!()
    }
    /// The changes of every commit from now on. Who lags reads everything again.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<[Change]>> {
        todo!()
    }
    /// Waits for what is queued, then closes all files. Later calls give `StoreError::Closed`.
    pub fn close(self) {
        todo!()
    }

    // People
    /// Everyone in the contact list.
    pub fn people(&self) -> Result<Vec<PersonRecord>> {
        todo!()
    }
    /// One person, listed or not.
    pub fn person(&self, address: &str) -> Result<Option<PersonRecord>> {
        todo!()
    }
    pub fn roster_version(&self) -> Result<Option<String>> {
        todo!()
    }
    pub fn group_delimiter(&self) -> Result<Option<String>> {
        todo!()
    }
    /// MIME type and bytes of a picture.
    pub fn avatar(&self, hash: &str) -> Result<Option<(String, Vec<u8>)>> {
        todo!()
    }
    pub fn presence(&self, address: &str) -> PresenceRecord {
        todo!()
    }
    /// Whether they are writing to us.
    pub fn typing(&self, conversation: &str) -> bool {
        todo!()
    }
    pub fn contact_requests(&self) -> Result<Vec<ContactRequestRecord>> {
        todo!()
    }
    /// Newest first.
    pub fn notifications(&self, limit: u32, offset: u32) -> Result<Vec<NotificationRecord>> {
        todo!()
    }

    // Conversations and messages
    /// Latest first; those with only a draft come last.
    pub fn conversations(&self, limit: u32, offset: u32) -> Result<Vec<ConversationRecord>> {
        todo!()
    }
    pub fn conversation(&self, id: &str) -> Result<Option<ConversationRecord>> {
        todo!()
    }
    pub fn timeline(&self, conversation: &str, around: Around, limit: u32) -> Result<Slice> {
        todo!()
    }
    pub fn message(&self, id: i64) -> Result<Option<MessageRecord>> {
        todo!()
    }
    pub fn unread(&self) -> Result<Unread> {
        todo!()
    }
    /// What is to be sent, in order of writing.
    pub fn outbox(&self) -> Result<Vec<OutboxEntry>> {
        todo!()
    }

    // Catching up
    /// The gaps of the archive, oldest first. After each page: read again; a filled gap is not there any more.
    pub fn gaps(&self) -> Result<Vec<GapRecord>> {
        todo!()
    }
    /// The oldest archive id known of a conversation: a conversation page is asked for `before` this.
    pub fn oldest(&self, conversation: &str) -> Result<Option<String>> {
        todo!()
    }
    /// The archive id to publish as read position (XEP-0490) after `Change::SeenHere`.
    pub fn read_mark(&self, conversation: &str) -> Result<Option<String>> {
        todo!()
    }
    /// The id of the newest message seen whose author takes displayed markers (XEP-0333).
    pub fn marker_due(&self, conversation: &str) -> Result<Option<String>> {
        todo!()
    }

    // Small things
    pub fn kept(&self, key: &str) -> Result<Option<String>> {
        todo!()
    }
    /// The ids of the folded departments.
    pub fn folded(&self) -> Result<Vec<String>> {
        todo!()
    }
}
