//! Messages that came back (RFC 6120 §8.3): which one, and why in the words of the api.

use super::{Outcome, Scene, Why, rooms};
use api::Code;
use minidom::Element;
use store::Fact;
use wire::stanza;

pub fn classify(element: &Element, scene: &Scene<'_>) -> Vec<Outcome> {
    if let Some(returned) = rooms::message::returned(element, scene) {
        return vec![returned];
    }
    let refused = || {
        let from = element.attr("from")?;
        let conversation = if scene.is_room(from) { stanza::prepared(from)? } else { stanza::bare(from)? };
        let origin_id = element.attr("id").filter(|id| !id.is_empty())?.to_owned();
        let (_, condition, _) = stanza::error_condition(element)?;
        let code = crate::codes::name(code(&condition));
        Some(Outcome::Fact(Fact::Refused { conversation, origin_id, code, at: scene.now }))
    };
    vec![refused().unwrap_or(Outcome::Dropped(Why::Malformed))]
}

/// A stanza error's condition as a code. Unknown ones are simply refusals.
pub fn code(condition: &str) -> Code {
    match condition {
        // An account that is not there is "unavailable" too (RFC 6121 §8.5.1): who has one is reached also when away.
        "service-unavailable" | "item-not-found" | "remote-server-not-found" | "jid-malformed" | "gone" => Code::RecipientUnknown,
        "recipient-unavailable" | "remote-server-timeout" => Code::RecipientUnavailable,
        "resource-constraint" => Code::ServerBusy,
        "forbidden" | "not-allowed" | "not-acceptable" | "not-authorized" | "subscription-required" => Code::NotAllowed,
        _ => Code::Refused,
    }
}

/// The same for what was asked of a server or a room.
pub fn code_of_service(condition: &str) -> Code {
    match condition {
        "item-not-found" | "gone" => Code::NotFound,
        "feature-not-implemented" | "service-unavailable" => Code::NotOffered,
        "conflict" => Code::NameTaken,
        "bad-request" | "jid-malformed" => Code::InvalidArgument,
        "forbidden" | "not-allowed" | "not-acceptable" | "not-authorized" | "registration-required" => Code::NotAllowed,
        "remote-server-timeout" | "remote-server-not-found" | "recipient-unavailable" => Code::RecipientUnavailable,
        "resource-constraint" => Code::ServerBusy,
        _ => Code::Refused,
    }
}
