//! What may be done with a message: by what it is, and by what one may do where it was said.
//!
//! Invariant: nothing is offered here that the command for it would refuse for a reason known beforehand.

use super::Scene;
use crate::{commands::found::target, room_rights};
use api::rows::{MessageRight, RoomRight};
use store::{MessageRecord, MessageState, StoreError};

/// What one may do in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Talk {
    pub room: bool,
    /// In a room: one is there, and has a voice.
    pub write: bool,
    /// Others' messages can be removed, and by oneself.
    pub moderate: bool,
}

impl Talk {
    pub fn of(conversation: &str, scene: &Scene<'_>) -> Result<Self, StoreError> {
        let Some(store) = scene.store else { return Ok(Self::default()) };
        let room = store.conversation(conversation)?.filter(|record| record.room);
        let Some(room) = room.map(|_| store.room(conversation)).transpose()? else {
            return Ok(Self { room: false, write: true, moderate: false });
        };
        let rights = room.as_ref().map(room_rights::of).unwrap_or_default();
        let may = |right: RoomRight| rights.contains(&right);
        Ok(Self { room: true, write: may(RoomRight::Write), moderate: may(RoomRight::Moderate) })
    }

    pub fn rights(self, record: &MessageRecord) -> Vec<MessageRight> {
        let mut rights = Vec::new();
        if record.retracted.is_some() || record.notice.is_some() {
            // What was pinned and then taken back can still be let go.
            rights.extend(record.pinned.then_some(MessageRight::Pin));
            return rights;
        }
        let failed = record.state == Some(MessageState::Failed);
        let known = target(record, self.room).is_some() && !failed;
        if known && self.write {
            rights.extend([MessageRight::Reply, MessageRight::React]);
        }
        // Another's words are not put differently in their name.
        let own = record.mine && record.forwarded.is_none();
        if own && self.write && !failed && record.origin_id.is_some() && !record.body.is_empty() {
            rights.push(MessageRight::Correct);
        }
        if record.mine && known && self.write {
            rights.push(MessageRight::Retract);
        }
        if self.moderate && record.archive_id.is_some() {
            rights.push(MessageRight::Moderate);
        }
        if record.archive_id.is_some() || record.pinned {
            rights.push(MessageRight::Pin);
        }
        rights
    }
}
