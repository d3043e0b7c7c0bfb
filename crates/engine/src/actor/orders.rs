//! What the person, or the shell on their behalf, wants of the account's loop.

use super::{Actor, Order, agenda::Task};
use crate::outbound::compose;

impl Actor {
    pub(super) async fn order(&mut self, order: Order) {
        match order {
            Order::Link { session, events, first } => self.link(session, events, first).await,
            Order::Reconnect => {
                if let Some(session) = &self.session {
                    session.reconnect_now();
                }
            }
            Order::Typing { conversation, active } => self.say_typing(conversation, active),
            Order::Presence => self.say_presence(),
            Order::Subscription { address, kind } => self.send(compose::subscription(&address, kind)),
            Order::Card { address } => self.look_at(address),
            Order::Fill { conversation } => {
                self.step_aside();
                self.fill(&conversation);
            }
            Order::Older { conversation } => {
                self.step_aside();
                self.ask_older(&conversation);
            }
            Order::Ask { to, set, payload, answer } => self.errand(to, set, payload, answer),
            Order::Say(stanza) => self.send(stanza),
            Order::Enter { room, entry } => self.enter_by_order(&room, entry),
            Order::Bookmark(bookmark) => self.bookmark(bookmark).await,
            Order::Unbookmark { room } => self.unbookmark(room).await,
            Order::LookAtRoom { room } => self.look_at_room(&room),
            Order::ListRooms => self.list_rooms(),
            Order::AskPublicRooms { rooms } => self.ask_public_rooms(rooms),
            Order::SetTopic { room, topic, done } => self.set_topic(&room, topic, done),
            Order::Leave { room } => self.leave(&room).await,
            Order::Idle(since) => {
                self.said.idle_since = since;
                self.agenda.remove(&Task::Idle);
                self.say_presence();
            }
            // Taken by the loop itself.
            Order::Close(done) => {
                done.send(()).ok();
            }
        }
    }
}
