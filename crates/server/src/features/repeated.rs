//! What a sender's next run sends again though it has arrived (XEP-0359 §3.1, XEP-0198 §5).
//!
//! A program that died with a message under way looks for it in the archive when it runs again, and sends what is not there
//! once more, with the same origin-id. What was under way may be read only after that: then it came twice.
//!
//! Invariant: only what the same account says to the same person from another resource, word for word, with the same
//! origin-id and within [`WITHIN`] is a repetition. Another's id never hides anything, and neither does one that a program
//! gives twice in one run.

use minidom::Element;
use wire::ns;
use wire::payload::stanza_id;
use wire::stanza;

use crate::core::{Incoming, Turn};
use crate::storage::{StorageError, archive};

/// Longer than this nothing is under way, in milliseconds.
const WITHIN: i64 = 10 * 60_000;

/// Whether this was said to `recipient` by an earlier run of the sender's program.
pub fn is_repeated(turn: &Turn<'_>, incoming: &Incoming, recipient: &str) -> Result<bool, StorageError> {
    let Some(id) = stanza_id::origin_id(&incoming.stanza) else { return Ok(false) };
    let (peer, since) = (turn.bare_of(recipient), turn.now.saturating_sub(WITHIN));
    let kept = archive::holding(turn.db, &incoming.account, &peer, since, &id)?;
    let author = incoming.stanza.attr("from");
    let words = words(&incoming.stanza);
    Ok(kept.iter().filter_map(|kept| wire::frame::parse(kept, &wire::limits::Limits::READING).ok()).any(|kept| {
        let from = kept.attr("from");
        from != author && from.and_then(stanza::bare).as_ref() == Some(&incoming.bare) && self::words(&kept) == words
    }))
}

/// A message without what tells its copies apart: who sent it, and that it is late.
fn words(message: &Element) -> String {
    let mut message = message.clone();
    stanza::remove_attr(&mut message, "from");
    while message.remove_child("delay", ns::DELAY).is_some() {}
    wire::frame::serialize(&message)
}
