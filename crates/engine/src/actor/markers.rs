//! Telling who wrote that it was read (XEP-0333).
//!
//! Invariant: only where they asked for it, may see the own presence, and the person agrees to it. Looking at old
//! messages tells nobody anything.

use super::Actor;
use crate::{inbound::People, outbound::compose};

impl Actor {
    pub(super) fn tell_author(&mut self, conversation: &str) {
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
}
