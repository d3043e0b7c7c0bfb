//! Entity time (XEP-0202): what this computer's clock says, and what another's does.

use api::Millis;
use minidom::Element;
use wire::{ns, payload::entity_time::EntityTime, stanza};

/// The answer to who may ask.
pub fn time(now: Millis) -> Element {
    let utc = chrono::DateTime::from_timestamp_millis(now).unwrap_or_default();
    EntityTime { utc: now, offset: utc.with_timezone(&chrono::Local).offset().local_minus_utc() / 60 }.to_element()
}

/// Minutes east of Greenwich.
pub fn offset(answer: &Element) -> Option<i32> {
    stanza::child(answer, "time", ns::TIME).and_then(EntityTime::from_element).map(|time| time.offset)
}
