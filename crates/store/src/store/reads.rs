//! What can be read. Each is one read transaction of its own.

use super::Store;
use crate::{
    ArchiveState, Around, ContactRequestRecord, ConversationRecord, Counted, File, Found, GapRecord, MemberRecord, MessageInfo,
    MessageRecord, Millis, NotificationFilter, NotificationRecord, Occupant, OutboxEntry, PersonRecord, PresenceRecord, Result,
    RoomRecord, SearchCursor, SearchQuery, Slice, Unread, Viewed, read,
};

/// People.
impl Store {
    /// Everyone in the contact list.
    pub fn people(&self) -> Result<Vec<PersonRecord>> {
        self.read(read::people::all_listed)
    }

    /// Bare addresses of those chosen as favourites.
    pub fn favourites(&self) -> Result<Vec<String>> {
        self.read(read::people::favourites)
    }

    /// Bare addresses of those with whom something was said and who are not in the contact list.
    pub fn unlisted(&self) -> Result<Vec<String>> {
        self.read(read::people::unlisted)
    }

    /// One person, listed or not.
    pub fn person(&self, address: &str) -> Result<Option<PersonRecord>> {
        self.read(|db| read::people::one(db, address))
    }

    /// The version of the contact list that is stored (RFC 6121 §2.6).
    pub fn roster_version(&self) -> Result<Option<String>> {
        self.read(read::people::roster_version)
    }

    /// What separates nested group names (XEP-0083).
    pub fn group_delimiter(&self) -> Result<Option<String>> {
        self.read(read::people::group_delimiter)
    }

    /// MIME type and bytes of a picture.
    pub fn avatar(&self, hash: &str) -> Result<Option<(String, Vec<u8>)>> {
        self.read(|db| read::people::avatar(db, hash))
    }

    /// The best of someone's resources.
    pub fn presence(&self, address: &str) -> PresenceRecord {
        self.memory().presence(address)
    }

    /// Whether they are writing to us.
    pub fn typing(&self, conversation: &str) -> bool {
        self.memory().typing(conversation)
    }

    /// How far their clock is from Greenwich's: minutes east, where a device of theirs has told.
    pub fn zone(&self, address: &str) -> Option<i32> {
        self.memory().zone(address)
    }

    pub fn contact_requests(&self) -> Result<Vec<ContactRequestRecord>> {
        self.read(read::notifications::contact_requests)
    }

    /// The notification center, newest first.
    pub fn notifications(&self, filter: &NotificationFilter, limit: u32, offset: u32) -> Result<Vec<NotificationRecord>> {
        self.read(|db| read::notifications::page(db, filter, limit, offset))
    }

    /// One entry of it, by its id.
    pub fn notification(&self, id: &str) -> Result<Option<NotificationRecord>> {
        self.read(|db| read::notifications::one(db, id))
    }

    /// What other devices are to hear of after [`crate::Change::ViewedHere`].
    pub fn viewed(&self) -> Result<Viewed> {
        self.read(read::notifications::viewed)
    }
}

/// Conversations and messages.
impl Store {
    /// Latest first; those with only a draft come last.
    pub fn conversations(&self, limit: u32, offset: u32) -> Result<Vec<ConversationRecord>> {
        self.read(|db| read::conversations::page(db, limit, offset))
    }

    /// Those of these that are known, in no order.
    pub fn conversations_named(&self, ids: &[&str]) -> Result<Vec<ConversationRecord>> {
        self.read(|db| read::conversations::some(db, ids))
    }

    /// How many [`Store::conversations`] has in all.
    pub fn conversation_count(&self) -> Result<u32> {
        self.read(read::conversations::total)
    }

    /// One conversation; `None` where nothing was ever said or written.
    pub fn conversation(&self, id: &str) -> Result<Option<ConversationRecord>> {
        self.read(|db| read::conversations::one(db, id))
    }

    /// At most `limit` messages around a place, with the gaps that stand before them.
    pub fn timeline(&self, conversation: &str, around: Around, limit: u32) -> Result<Slice> {
        self.read(|db| read::timeline::slice(db, conversation, around, limit))
    }

    /// Whether a message of someone else in a conversation between two is here, by its own id or by the archive's.
    pub fn is_here(&self, conversation: &str, origin_id: Option<&str>, archive_id: Option<&str>) -> Result<bool> {
        self.read(|db| read::messages::is_here(db, conversation, origin_id, archive_id))
    }

    pub fn message(&self, id: i64) -> Result<Option<MessageRecord>> {
        self.read(|db| read::messages::one(db, id))
    }

    /// At most `limit` messages, newest first, behind `older`.
    pub fn search(&self, query: &SearchQuery, older: Option<SearchCursor>, limit: u32) -> Result<Found> {
        self.read(|db| read::search::search(db, query, older, limit))
    }

    /// Counts, behind `older`, no further than `limit`.
    pub fn count_found(&self, query: &SearchQuery, older: Option<SearchCursor>, limit: u32) -> Result<Counted> {
        self.read(|db| read::search::count(db, query, older, limit))
    }

    /// At most `limit` messages of a conversation, oldest first, behind the message `after`: to be written out.
    pub fn export(&self, conversation: &str, after: Option<i64>, limit: u32) -> Result<Vec<MessageRecord>> {
        self.read(|db| read::export::page(db, conversation, after, limit))
    }

    /// How much of the history is here.
    pub fn archive_state(&self) -> Result<ArchiveState> {
        self.read(read::archive::state)
    }

    /// All versions of a message, and who has seen it.
    pub fn message_info(&self, id: i64) -> Result<Option<MessageInfo>> {
        self.read(|db| read::message_info::one(db, id))
    }

    /// The numbers at `now`, by which mutes end.
    pub fn unread(&self, now: Millis) -> Result<Unread> {
        self.read(|db| read::unread::all_unread(db, now))
    }

    /// Pinned messages that are here, in the order of pinning.
    pub fn pins(&self, conversation: &str) -> Result<Vec<MessageRecord>> {
        self.read(|db| read::pins::pinned(db, conversation))
    }

    /// Files handed over that are not on the server: of drafts, of messages that wait, and of those that were refused.
    pub fn handed_over(&self) -> Result<Vec<File>> {
        self.read(read::handed_over::every)
    }

    /// What is to be sent, in order of writing.
    pub fn outbox(&self) -> Result<Vec<OutboxEntry>> {
        self.read(read::outbox::entries)
    }
}

/// Rooms.
impl Store {
    /// Rooms that are bookmarked, entered, or have messages here, by address.
    pub fn rooms(&self) -> Result<Vec<RoomRecord>> {
        let memory = self.memory();
        self.read(|db| read::rooms::every(db, &memory.rooms))
    }

    pub fn room(&self, room: &str) -> Result<Option<RoomRecord>> {
        let memory = self.memory();
        self.read(|db| read::rooms::one(db, room, &memory.rooms))
    }

    /// Whether this conversation is one of a room.
    pub fn is_room(&self, address: &str) -> Result<bool> {
        self.read(|db| read::rooms::is_room(db, address))
    }

    /// Addresses of rooms in which something was said, the latest talks first.
    pub fn rooms_by_talk(&self) -> Result<Vec<String>> {
        self.read(read::rooms::by_talk)
    }

    /// Those of a room's list whose name, nickname or address contains `filter`: owners first, those banned last.
    pub fn members(&self, room: &str, filter: &str, limit: u32, offset: u32) -> Result<Vec<MemberRecord>> {
        let memory = self.memory();
        self.read(|db| read::rooms::members(db, room, memory.rooms.get(room), filter, limit, offset))
    }

    /// One of a room's list; whether they are there is not said.
    pub fn member(&self, room: &str, address: &str) -> Result<Option<MemberRecord>> {
        self.read(|db| read::rooms::member(db, room, address))
    }

    /// Who is in a room now, by nickname.
    pub fn occupants(&self, room: &str) -> Vec<Occupant> {
        self.memory().rooms.get(room).map(|room| room.occupants.values().cloned().collect()).unwrap_or_default()
    }

    pub fn occupant(&self, room: &str, nick: &str) -> Option<Occupant> {
        self.memory().rooms.get(room)?.occupants.get(nick).cloned()
    }

    /// Nicknames of those who are writing in a room.
    pub fn typists(&self, room: &str) -> Vec<String> {
        self.memory().rooms.get(room).map(|room| room.typists.iter().cloned().collect()).unwrap_or_default()
    }
}

/// Catching up, and what other devices and people are to be told.
impl Store {
    /// The gaps of a room's archive, or of the account's, oldest first. Read again after each page: a filled gap is not
    /// there any more.
    pub fn gaps(&self, archive: Option<&str>) -> Result<Vec<GapRecord>> {
        self.read(|db| read::archive::gaps(db, archive))
    }

    /// The oldest archive id known of a conversation: ask for its page `before` this, or for its newest page.
    pub fn oldest(&self, conversation: &str) -> Result<Option<String>> {
        self.read(|db| read::archive::oldest(db, conversation))
    }

    /// The archive id to publish as read position (XEP-0490) after [`Change::SeenHere`]. `None`: nothing to publish.
    pub fn read_mark(&self, conversation: &str) -> Result<Option<String>> {
        self.read(|db| read::archive::read_mark(db, conversation))
    }

    /// The id of the newest message seen whose author takes displayed markers (XEP-0333).
    pub fn marker_due(&self, conversation: &str) -> Result<Option<String>> {
        self.read(|db| read::archive::marker_due(db, conversation))
    }
}

/// Small things kept by name.
impl Store {
    pub fn kept(&self, key: &str) -> Result<Option<String>> {
        self.read(|db| read::kept::value(db, key))
    }

    /// The ids of the folded departments.
    pub fn folded(&self) -> Result<Vec<String>> {
        self.read(read::kept::folded)
    }
}
