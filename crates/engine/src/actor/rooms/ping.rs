//! Am I still in the room? (XEP-0410): asked after silence and after every wake, since a room can forget somebody without
//! a word.

use super::door;
use crate::{
    actor::{Actor, agenda::Task, commit::Batch},
    inbound::{Question, Refused},
    outbound::rooms,
};
use api::{Code, Millis};
use minidom::Element;
use tokio::time::Duration;

/// How often rooms are looked after.
const ROUND: Duration = Duration::from_secs(30);
/// A room that was silent for so long is asked.
const SILENCE: Millis = 15 * 60 * 1000;
/// So long one waits for one's own words to come back before one asks.
const ECHO: Millis = 30_000;

impl Actor {
    /// Now and then: rooms that do not answer, rooms that have been silent.
    pub(in crate::actor) async fn look_after_rooms(&mut self) {
        if !self.online {
            return;
        }
        let now = self.now();
        let mut batch = Batch::default();
        let mut any = false;
        for address in self.rooms.addresses() {
            let Some(room) = self.rooms.get(&address) else { continue };
            any |= room.on_the_way() || room.seat.inside();
            if room.on_the_way() && now - room.since > door::PATIENCE {
                self.stay_out(&address, Code::RecipientUnavailable, &mut batch);
            } else if room.seat.inside() {
                let waiting = self.pump.waits_for(&address) && now - room.heard_at > ECHO;
                if waiting || now - room.heard_at > SILENCE {
                    self.ping_room(&address);
                }
            }
        }
        if any {
            self.agenda.add(Task::Rooms, ROUND);
        }
        self.commit(batch).await;
    }

    /// The stream goes on after a while: the rooms may have gone on without one.
    pub(in crate::actor) fn ping_rooms(&mut self) {
        for address in self.rooms.addresses() {
            if self.rooms.get(&address).is_some_and(|room| room.seat.inside()) {
                self.ping_room(&address);
            }
        }
        self.agenda.add(Task::Rooms, ROUND);
    }

    fn ping_room(&mut self, address: &str) {
        let is_open = |question: &Question| matches!(question, Question::SelfPing { room } if room == address);
        if self.asked.any(is_open) {
            return;
        }
        let Some(room) = self.rooms.get(address) else { return };
        let place = format!("{address}/{}", room.seat.nick);
        self.ask(Some(&place), Question::SelfPing { room: address.to_owned() }, |id| rooms::ping(&place, id));
    }

    pub(in crate::actor) fn pinged(&mut self, address: &str, answer: Result<Element, Refused>, batch: &mut Batch) {
        let inside = match answer.as_ref().map_err(|refused| refused.condition.as_str()) {
            // One's own program does not answer strangers, or the name is just changing.
            Ok(_) | Err("service-unavailable" | "feature-not-implemented" | "item-not-found") => true,
            // Cannot be told: asked again in the next round.
            Err("remote-server-not-found" | "remote-server-timeout") => return,
            Err(_) => false,
        };
        if inside {
            self.heard_from(address);
        } else if self.rooms.get(address).is_some_and(|room| room.seat.inside()) {
            self.found_out(address, batch);
        }
    }
}
