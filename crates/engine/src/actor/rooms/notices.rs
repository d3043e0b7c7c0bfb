//! What happened in a room, as lines between what was said: who came to belong to it, who no longer does, its end.
//!
//! Invariant: coming and going for the day says nothing; belonging does.

use crate::actor::{
    Actor,
    commit::{After, Batch},
};
use api::Code;
use store::{Content, Fact, Message, Notice, Occupant};

/// What happened to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    Joined,
    Left,
    Removed { by: String },
}

impl Actor {
    pub(super) fn happened(&mut self, room: &str, who: &Occupant, me: bool, what: Happening, batch: &mut Batch) {
        let shown = self.rooms.get(room).is_some_and(|room| room.seat.traits.non_anonymous);
        let author = match &who.address {
            Some(address) if shown || who.nick.is_empty() => address.clone(),
            _ => format!("{room}/{}", who.nick),
        };
        let notice = match what {
            Happening::Joined => Notice::Joined,
            Happening::Left => Notice::Left,
            Happening::Removed { by } => Notice::Removed { by },
        };
        batch.facts.push(Fact::Message(Message {
            conversation: room.to_owned(),
            room: true,
            mine: me,
            author,
            nick: Some(who.nick.clone()).filter(|nick| !nick.is_empty()),
            occupant: who.occupant_id.clone(),
            content: Content::Notice(notice),
            at: self.now(),
            ..Message::default()
        }));
    }

    /// The room is no more, for everybody (§10.9): nobody means to be there any longer.
    pub(super) fn room_destroyed(&mut self, address: &str, reason: String, batch: &mut Batch) {
        let message = Message {
            conversation: address.to_owned(),
            room: true,
            author: address.to_owned(),
            content: Content::Notice(Notice::Destroyed { reason }),
            at: self.now(),
            ..Message::default()
        };
        batch.facts.push(Fact::Message(message));
        self.stay_out(address, Code::RoomGone, batch);
        batch.after.push(After::Unbookmark(address.to_owned()));
    }
}
