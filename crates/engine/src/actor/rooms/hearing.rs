//! What rooms say, beside words: taken in the order in which it is said.

use super::door;
use crate::{
    actor::{
        Actor,
        agenda::Task,
        commit::{After, Batch},
    },
    codes,
    inbound::{refusal, rooms::Event},
};
use store::{Content, Fact, Message};
use tokio::time::Duration;

/// A typing notice is believed for so long.
const TYPING: Duration = Duration::from_secs(30);

impl Actor {
    pub(in crate::actor) fn room_says(&mut self, address: String, event: Event, batch: &mut Batch) {
        self.heard_from(&address);
        match event {
            Event::There { occupant, me, codes } => self.occupant_there(&address, occupant, me, &codes, batch),
            Event::Gone { nick, me, why, affiliation } => self.occupant_gone(&address, &nick, me, &why, affiliation, batch),
            Event::Renamed { nick, to, me } => self.occupant_renamed(&address, &nick, to, me, batch),
            Event::Affiliated { address: who, nick, affiliation, by } => {
                self.affiliated(&address, who, nick, affiliation, by, batch);
            }
            Event::Refused { condition } => self.refused_entry(&address, &condition, batch),
            Event::Destroyed { reason } => self.room_destroyed(&address, reason, batch),
            Event::Changed => self.ask_room_info(&address),
            Event::Topic { topic, by, at } => {
                if let Some(room) = self.rooms.get_mut(&address) {
                    room.seat.settled = true;
                }
                self.topic_said(&address, &topic, by.as_deref());
                batch.facts.push(Fact::Topic { room: address, topic, by, at: at.unwrap_or(self.now()) });
            }
            Event::Typing { nick, active } => {
                let task = Task::TypingInEnds { room: address.clone(), nick: nick.clone() };
                if active {
                    self.agenda.postpone(task, TYPING)
                } else {
                    self.agenda.remove(&task)
                }
                batch.facts.push(Fact::TypingIn { room: address, nick, active });
            }
            Event::Seen { nick, id } => {
                let author = self.person_of(&address, &nick).unwrap_or(nick);
                batch.facts.push(Fact::SeenBy { conversation: address, author, id, at: self.now() });
            }
            Event::Returned { origin_id, condition } => self.returned(address, origin_id, &condition, batch),
        }
    }

    /// Words in a room, seen live.
    pub(in crate::actor) fn said_in_room(&mut self, message: &Message, batch: &mut Batch) {
        self.heard_from(&message.conversation);
        if message.mine {
            if let Some(origin_id) = &message.origin_id
                && self.pump.settled(origin_id)
            {
                batch.after.push(After::Accepted);
            }
            return;
        }
        if let (Content::Text(_), Some(nick)) = (&message.content, &message.nick) {
            let (room, nick) = (message.conversation.clone(), nick.clone());
            let typing = Task::TypingInEnds { room: room.clone(), nick: nick.clone() };
            if self.agenda.has(&typing) {
                self.agenda.remove(&typing);
                batch.facts.push(Fact::TypingIn { room: room.clone(), nick, active: false });
            }
            self.meet(&message.author);
        }
    }

    pub(in crate::actor) fn heard_from(&mut self, address: &str) {
        let now = self.now();
        if let Some(room) = self.rooms.get_mut(address) {
            room.heard_at = now;
        }
    }

    /// Somebody's own address, where the room shows it to everybody.
    fn person_of(&self, room: &str, nick: &str) -> Option<String> {
        let seat = &self.rooms.get(room)?.seat;
        seat.occupant(nick)?.address.clone().filter(|_| seat.traits.non_anonymous)
    }

    /// Own words came back. A room that says one is not in it is believed, and what was said goes once one is in again.
    fn returned(&mut self, address: String, origin_id: String, condition: &str, batch: &mut Batch) {
        let now = self.now();
        let out = condition == "not-acceptable"
            && self.rooms.get(&address).is_some_and(|room| room.seat.inside() && now - room.since > door::PATIENCE);
        if out {
            self.pump.forget(&address);
            self.found_out(&address, batch);
            return;
        }
        if self.topic_refused(&address, &origin_id, condition) {
            return;
        }
        self.pump.settled(&origin_id);
        let code = codes::name(refusal::code_of_service(condition));
        batch.facts.push(Fact::Refused { conversation: address, origin_id, code, at: now });
        batch.after.push(After::Accepted);
    }

    /// It turned out that one is not in the room any more: come again.
    pub(super) fn found_out(&mut self, address: &str, batch: &mut Batch) {
        let Some(room) = self.rooms.get_mut(address) else { return };
        room.seat.stage = crate::inbound::rooms::Stage::Outside;
        room.sync.restart();
        self.pump.forget(address);
        batch.after.push(After::EnterRoom(address.to_owned()));
    }
}
