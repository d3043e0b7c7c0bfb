//! Am I still in the room? (XEP-0410): what the answer to a ping to one's own `room/nick` says.

use minidom::Element;

use crate::stanza::{Kind, error_condition, kind};

/// What is known now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Still in the room.
    Joined,
    /// Out of it: join again.
    Gone,
    /// Cannot be told; as if no answer had come.
    Unknown,
}

/// Reads the answer.
pub fn read(answer: &Element) -> Presence {
    match kind(answer) {
        Some(Kind::IqResult) => Presence::Joined,
        Some(Kind::IqError) => match error_condition(answer).map(|(_, condition, _)| condition).as_deref() {
            // One's own program does not answer pings, or the nickname is just changing: in the room all the same.
            Some("service-unavailable" | "feature-not-implemented" | "item-not-found") => Presence::Joined,
            Some("remote-server-not-found" | "remote-server-timeout") | None => Presence::Unknown,
            Some(_) => Presence::Gone,
        },
        _ => Presence::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::ping;
    use crate::stanza::{iq_error, iq_get, iq_result};

    #[test]
    fn answers_are_told_apart() {
        let request = iq_get(Some("tea@rooms.b/Anna"), "1", ping::ping());
        assert_eq!(read(&iq_result(&request, None)), Presence::Joined);
        for (condition, expected) in [
            ("not-acceptable", Presence::Gone),
            ("not-allowed", Presence::Gone),
            ("service-unavailable", Presence::Joined),
            ("item-not-found", Presence::Joined),
            ("remote-server-timeout", Presence::Unknown),
        ] {
            assert_eq!(read(&iq_error(&request, condition, "cancel")), expected, "{condition}");
        }
        assert_eq!(read(&request), Presence::Unknown);
    }
}
