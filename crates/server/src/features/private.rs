//! Private XML (XEP-0049), and in it the delimiter that nests group names (XEP-0083).
//!
//! Invariant: only the owner reads and writes it. Whatever a client stores as delimiter, the company's own is told:
//! its departments are written with it.

use wire::ns;
use wire::stanza::{self, Kind, element};

use super::Flow;
use crate::core::{Incoming, Target, Turn};
use crate::storage::company::DELIMITER;
use crate::storage::{StorageError, personal};

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if !matches!(incoming.kind, Kind::IqGet | Kind::IqSet) {
        return Ok(Flow::Next);
    }
    let Some(query) = stanza::payload(&incoming.stanza).filter(|payload| payload.is("query", ns::PRIVATE)) else {
        return Ok(Flow::Next);
    };
    if incoming.target != Target::Own {
        return Ok(Flow::Refuse("auth", "forbidden"));
    }
    let Some(content) = stanza::payload(query) else { return Ok(Flow::Refuse("modify", "bad-request")) };
    let content_ns = content.ns();
    if content_ns == ns::ROSTER_DELIMITER && incoming.kind == Kind::IqGet {
        let delimiter = element("roster", ns::ROSTER_DELIMITER).text(DELIMITER);
        let answer = element("query", ns::PRIVATE).child(delimiter).done();
        return Ok(turn.result(incoming, Some(answer)));
    }
    if incoming.kind == Kind::IqSet {
        let text = wire::frame::serialize(content);
        if !personal::set_private(turn.db, &incoming.account, content.name(), &content_ns, &text)? {
            return Ok(Flow::Refuse("wait", "resource-constraint"));
        }
        return Ok(turn.result(incoming, None));
    }
    let stored = personal::private(turn.db, &incoming.account, content.name(), &content_ns)?
        .and_then(|text| wire::frame::parse(&text, &wire::limits::Limits::STANZA).ok());
    let shown = stored.unwrap_or_else(|| element(content.name(), &content_ns).done());
    let answer = element("query", ns::PRIVATE).child(shown).done();
    Ok(turn.result(incoming, Some(answer)))
}
