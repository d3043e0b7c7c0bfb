//! Telling who wrote that it was read (XEP-0333).
//!
//! Invariant: only where they asked for it, may see the own presence, and the person agrees to it. Looking at old
//! messages tells nobody anything.

use super::Actor;
use crate::{
    inbound::People,
    outbound::{compose, rooms},
};

impl Actor {
    pub(super) fn tell_author(&mut self, conversation: &str) {
        if self.rooms.get(conversation).is_some() {
            self.tell_room(conversation);
            return;
        }
        if !self.shared.app().settings.read_markers || !self.standing.may_see_me(conversation) {
            return;
        }
        let Ok(Some(message)) = self.store.marker_due(conversation) else { return };
        if self.marked.get(conversation) == Some(&message) {
            return;
        }
        let stanza = compose::displayed(conversation, &self.random_id(), &message);
        self.marked.insert(conversation.to_owned(), message);
        self.send(stanza);
    }

    /// In a room the message goes by the id that the room gave it, and to everybody: only where these are few.
    fn tell_room(&mut self, room: &str) {
        if !self.shared.app().settings.read_markers || !self.rooms.is_ready(room) || !self.rooms.is_small(room) {
            return;
        }
        let Ok(Some(archive_id)) = self.store.read_mark(room) else { return };
        if self.marked.get(room) == Some(&archive_id) {
            return;
        }
        let stanza = rooms::displayed(room, &self.random_id(), &archive_id);
        self.marked.insert(room.to_owned(), archive_id);
        self.send(stanza);
    }
}
