//! Archives: the account's, and one for each room. Positions, gaps and floors of one have nothing to do with another's.

use super::Apply;
use crate::Result;
use rusqlite::params;

/// The account's.
pub(super) const ACCOUNT: i64 = 0;

impl Apply<'_> {
    /// The archive a conversation's messages stand in.
    pub(super) fn archive_of(&mut self, conversation: i64) -> Result<i64> {
        if let Some(archive) = self.archives.get(&conversation) {
            return Ok(*archive);
        }
        let archive = self.first("SELECT archive FROM conversation WHERE id = ?1", [conversation], |row| row.get(0))?;
        let archive = archive.unwrap_or(ACCOUNT);
        self.archives.insert(conversation, archive);
        Ok(archive)
    }

    /// The archive of a room, or the account's.
    pub(super) fn archive(&mut self, room: Option<&str>) -> Result<i64> {
        match room {
            Some(room) => self.room(room),
            None => Ok(ACCOUNT),
        }
    }

    /// The id of a room, which its archive shares. What was written to it before it was known to be one goes along.
    pub(super) fn room(&mut self, address: &str) -> Result<i64> {
        let id = self.conversation(address)?;
        if self.archive_of(id)? != id {
            self.run("UPDATE conversation SET archive = id WHERE id = ?1", [id])?;
            self.run("UPDATE message SET archive = ?1, floor = NULL WHERE conversation_id = ?1", [id])?;
            self.archives.insert(id, id);
            self.touch(id)?;
        }
        Ok(id)
    }

    /// History from before the first sign-in here, or before the first time in the room, counts as read, unless a read
    /// position says otherwise.
    pub(super) fn read_floor(&self, archive: i64) -> Result<Option<i64>> {
        Ok(self.first("SELECT read_floor FROM archive WHERE id = ?1", [archive], |row| row.get(0))?.flatten())
    }

    pub(super) fn set_read_floor(&self, archive: i64, position: i64) -> Result<()> {
        self.run(
            "INSERT INTO archive (id, read_floor) VALUES (?1, ?2)
             ON CONFLICT (id) DO UPDATE SET read_floor = coalesce(read_floor, excluded.read_floor)",
            params![archive, position],
        )?;
        Ok(())
    }

    /// Above it stands what came in the newest session.
    pub(super) fn session_floor(&self, archive: i64) -> Result<i64> {
        let floor = self.first("SELECT session_floor FROM archive WHERE id = ?1", [archive], |row| row.get(0))?;
        Ok(floor.flatten().unwrap_or(0))
    }

    pub(super) fn set_session_floor(&self, archive: i64, position: i64) -> Result<()> {
        self.run(
            "INSERT INTO archive (id, session_floor) VALUES (?1, ?2)
             ON CONFLICT (id) DO UPDATE SET session_floor = excluded.session_floor",
            params![archive, position],
        )?;
        Ok(())
    }
}
