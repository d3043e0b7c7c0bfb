//! Small requests to the server: ping (XEP-0199), entity time (XEP-0202), version (XEP-0092), last activity of the
//! server (XEP-0012 is not offered), and the session request of old clients (RFC 3921 §3).
//!
//! Invariant: the answers tell nothing about the machine the server runs on beyond its clock and name.

use wire::ns;
use wire::stanza::{self, Kind, element};

use super::Flow;
use crate::core::{Incoming, Target, Turn};
use crate::storage::StorageError;

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if !matches!(incoming.target, Target::Own | Target::Server) || !matches!(incoming.kind, Kind::IqGet | Kind::IqSet) {
        return Ok(Flow::Next);
    }
    let Some(payload) = stanza::payload(&incoming.stanza) else { return Ok(Flow::Refuse("modify", "bad-request")) };
    let answer = if payload.is("ping", ns::PING) || payload.is("session", ns::SESSION) {
        None
    } else if payload.is("time", ns::TIME) {
        let utc = wire::time::format(turn.now);
        Some(element("time", ns::TIME).field("tzo", "+00:00").field("utc", utc).done())
    } else if payload.is("query", ns::VERSION) {
        let query = element("query", ns::VERSION);
        Some(query.field("name", "hallway-server").field("version", env!("CARGO_PKG_VERSION")).done())
    } else {
        return Ok(Flow::Next);
    };
    Ok(turn.result(incoming, answer))
}
