//! The topic that somebody here sets (XEP-0045 §8.1): it is set once the room has said so to everybody.
//!
//! Invariant: whoever waits is answered, at the latest when one is in the room no longer: then nobody knows.

use super::Room;
use crate::{actor::Actor, inbound::refusal, outbound::rooms};
use api::Code;
use tokio::sync::oneshot;

/// A topic on its way.
#[derive(Debug)]
pub struct Setting {
    id: String,
    topic: String,
    done: oneshot::Sender<Result<(), Code>>,
}

impl Actor {
    pub(in crate::actor) fn set_topic(&mut self, address: &str, topic: String, done: oneshot::Sender<Result<(), Code>>) {
        let id = self.random_id();
        match self.rooms.get_mut(address).filter(|room| self.online && room.seat.inside()) {
            Some(room) => {
                let stanza = rooms::topic(address, &id, &topic);
                // Who waited too long is not there any more.
                room.topics.retain(|setting| !setting.done.is_closed());
                room.topics.push(Setting { id, topic, done });
                self.send(stanza);
            }
            None => drop(done.send(Err(Code::Offline))),
        }
    }

    /// The room says what it is about now.
    pub(super) fn topic_said(&mut self, address: &str, topic: &str, by: Option<&str>) {
        let Some(room) = self.rooms.get_mut(address).filter(|room| by == Some(room.seat.nick.as_str())) else { return };
        answer(room, |setting| setting.topic == topic, Ok(()));
    }

    /// It does not take the topic. False where what came back was none.
    pub(super) fn topic_refused(&mut self, address: &str, id: &str, condition: &str) -> bool {
        let code = refusal::code_of_service(condition);
        self.rooms.get_mut(address).is_some_and(|room| answer(room, |setting| setting.id == id, Err(code)))
    }
}

/// Answers the first that fits.
fn answer(room: &mut Room, fits: impl Fn(&Setting) -> bool, with: Result<(), Code>) -> bool {
    let Some(at) = room.topics.iter().position(fits) else { return false };
    room.topics.remove(at).done.send(with).ok();
    true
}
