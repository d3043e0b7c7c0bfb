//! Rooms: bookmarks, what a room says of itself, who belongs to it (XEP-0045, XEP-0402).

use super::Apply;
use crate::memory::{Effect, RoomEffect};
use crate::{Affiliation, Bookmark, Change, Member, Millis, Result, Role, RoomInfo};
use rusqlite::params;
use std::collections::HashSet;

impl Apply<'_> {
    /// The row of a room, which begins to exist when something is to be kept of it.
    fn room_row(&mut self, address: &str) -> Result<i64> {
        let id = self.room(address)?;
        self.run("INSERT INTO room (conversation_id) VALUES (?1) ON CONFLICT DO NOTHING", [id])?;
        Ok(id)
    }

    /// Tells of a room, and of its name and place in the list of conversations.
    fn told_room(&mut self, address: &str, changed: usize) {
        if changed > 0 {
            self.tell(Change::Room { room: address.to_owned() });
            self.tell(Change::Conversation { conversation: address.to_owned() });
        }
    }

    pub(super) fn bookmarks(&mut self, rooms: &[Bookmark]) -> Result<()> {
        let kept: HashSet<&str> = rooms.iter().map(|bookmark| bookmark.room.as_str()).collect();
        let before: Vec<String> = self.all(
            "SELECT c.address FROM room r JOIN conversation c ON c.id = r.conversation_id WHERE r.bookmarked = 1 ORDER BY c.address",
            [],
            |row| row.get(0),
        )?;
        for gone in before.iter().filter(|room| !kept.contains(room.as_str())) {
            self.bookmark_gone(gone)?;
        }
        for bookmark in rooms {
            self.bookmark(bookmark)?;
        }
        Ok(())
    }

    pub(super) fn bookmark(&mut self, bookmark: &Bookmark) -> Result<()> {
        let Bookmark { room, name, nick, autojoin, password, extensions } = bookmark;
        let id = self.room_row(room)?;
        let changed = self.run(
            "UPDATE room SET bookmarked = 1, bookmark_name = ?2, bookmark_nick = ?3, autojoin = ?4, password = ?5, extensions = ?6
             WHERE conversation_id = ?1 AND (bookmarked, bookmark_name, bookmark_nick, autojoin, password, extensions)
                 IS NOT (1, ?2, ?3, ?4, ?5, ?6)",
            params![id, name, nick, autojoin, password, extensions],
        )?;
        self.run("UPDATE conversation SET listed = 1 WHERE id = ?1", [id])?;
        self.invitation_answered(room)?;
        if changed > 0 {
            self.tell(Change::Bookmarks);
        }
        self.told_room(room, changed);
        Ok(())
    }

    pub(super) fn bookmark_gone(&mut self, room: &str) -> Result<()> {
        let Some(id) = self.known_conversation(room)? else { return Ok(()) };
        let changed = self.run(
            "UPDATE room SET bookmarked = 0, bookmark_name = '', bookmark_nick = NULL, autojoin = 0, password = NULL, extensions = ''
             WHERE conversation_id = ?1 AND bookmarked = 1",
            [id],
        )?;
        self.run("UPDATE conversation SET listed = 0 WHERE id = ?1", [id])?;
        if changed > 0 {
            self.tell(Change::Bookmarks);
        }
        self.told_room(room, changed);
        Ok(())
    }

    pub(super) fn room_info(&mut self, room: &str, info: &RoomInfo) -> Result<()> {
        let id = self.room_row(room)?;
        let json = serde_json::to_string(info).unwrap_or_default();
        let changed = self.run(
            "UPDATE room SET name = ?2, info = ?3 WHERE conversation_id = ?1 AND info IS NOT ?3",
            params![id, info.name, json],
        )?;
        self.told_room(room, changed);
        Ok(())
    }

    /// An older topic, as a history brings it, does not replace a newer one.
    pub(super) fn topic(&mut self, room: &str, topic: &str, by: Option<&str>, at: Millis) -> Result<()> {
        let id = self.room_row(room)?;
        let changed = self.run(
            "UPDATE room SET topic = ?2, topic_by = ?3, topic_at = ?4
             WHERE conversation_id = ?1 AND (topic, topic_by) IS NOT (?2, ?3) AND (topic_at IS NULL OR topic_at <= ?4)",
            params![id, topic, by, at],
        )?;
        self.told_room(room, changed);
        Ok(())
    }

    pub(super) fn members(&mut self, room: &str, members: &[Member]) -> Result<()> {
        let id = self.room(room)?;
        let kept: HashSet<&str> = members.iter().map(|member| member.address.as_str()).collect();
        let before: Vec<String> = self.all("SELECT address FROM member WHERE conversation_id = ?1", [id], |row| row.get(0))?;
        let mut changed = 0;
        for gone in before.iter().filter(|address| !kept.contains(address.as_str())) {
            changed += self.strike(id, gone)?;
        }
        for member in members {
            changed += self.enlist(id, member)?;
        }
        if changed > 0 {
            self.tell(Change::Members { room: room.to_owned() });
        }
        Ok(())
    }

    pub(super) fn member(&mut self, room: &str, member: &Member) -> Result<()> {
        if member.affiliation == Affiliation::None {
            return self.member_gone(room, &member.address);
        }
        let id = self.room(room)?;
        let changed = self.enlist(id, member)?;
        self.told_member(room, &member.address, changed);
        Ok(())
    }

    pub(super) fn member_gone(&mut self, room: &str, address: &str) -> Result<()> {
        let Some(id) = self.known_conversation(room)? else { return Ok(()) };
        let changed = self.strike(id, address)?;
        self.told_member(room, address, changed);
        Ok(())
    }

    fn enlist(&self, room: i64, Member { address, affiliation, nick }: &Member) -> Result<usize> {
        if *affiliation == Affiliation::None {
            return self.strike(room, address);
        }
        self.run(
            "INSERT INTO member (conversation_id, address, affiliation, nick) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (conversation_id, address)
             DO UPDATE SET affiliation = excluded.affiliation, nick = coalesce(excluded.nick, nick)
             WHERE affiliation <> excluded.affiliation OR nick IS NOT coalesce(excluded.nick, nick)",
            params![room, address, affiliation.number(), nick],
        )
    }

    fn strike(&self, room: i64, address: &str) -> Result<usize> {
        self.run("DELETE FROM member WHERE conversation_id = ?1 AND address = ?2", params![room, address])
    }

    fn told_member(&mut self, room: &str, address: &str, changed: usize) {
        if changed > 0 {
            self.tell(Change::Member { room: room.to_owned(), address: address.to_owned() });
        }
    }

    /// What this account is to a room persists; what it may do there is true while it is there.
    pub(super) fn self_in_room(&mut self, room: &str, affiliation: Affiliation, role: Role, nick: &str) -> Result<()> {
        let id = self.room_row(room)?;
        self.invitation_answered(room)?;
        let changed = self.run(
            "UPDATE room SET affiliation = ?2, nick = coalesce(?3, nick)
             WHERE conversation_id = ?1 AND (affiliation <> ?2 OR nick IS NOT coalesce(?3, nick))",
            params![id, affiliation.number(), Some(nick).filter(|nick| !nick.is_empty())],
        )?;
        if changed > 0 {
            self.tell(Change::Room { room: room.to_owned() });
        }
        self.effects.push(Effect::Room { room: room.to_owned(), effect: RoomEffect::Own { role, nick: nick.to_owned() } });
        Ok(())
    }
}
