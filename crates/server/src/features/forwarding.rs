//! IQ stanzas between clients (RFC 6121 §8.5.3.1.1): to a full JID they go to that session and nowhere else.
//!
//! Invariant: a request to nobody is answered with an error; an answer to nobody is dropped.

use wire::stanza::Kind;

use super::Flow;
use crate::core::{Incoming, Target, Turn};
use crate::storage::StorageError;

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    let request = matches!(incoming.kind, Kind::IqGet | Kind::IqSet);
    let Target::Person { account, resource: Some(resource) } = &incoming.target else {
        return Ok(if request { Flow::Next } else { Flow::Done });
    };
    let recipient = turn.hall.by_resource(account, resource).map(|session| session.id);
    Ok(match recipient {
        Some(recipient) => {
            turn.send(recipient, incoming.stanza.clone());
            Flow::Done
        }
        None if request => Flow::Refuse("cancel", "service-unavailable"),
        None => Flow::Done,
    })
}
