//! What this program says of itself: features (XEP-0030) and their fingerprint (XEP-0115), own presence.
//!
//! Invariant: no host name, no operating system, no version in what everyone on the contact list gets.

use api::{Millis, rows::Availability};
use base64::Engine as _;
use minidom::Element;
use sha1::{Digest as _, Sha1};
use wire::{ns, stanza, time};

const NODE: &str = "urn:x-hallway";
const CATEGORY: &str = "client";
const KIND: &str = "pc";
const NAME: &str = "Hallway";

/// Sorted, as the fingerprint needs them (XEP-0115 §5.1).
fn features() -> Vec<&'static str> {
    let mut features = vec![
        ns::AVATAR_METADATA_NOTIFY,
        ns::BOOKMARKS_NOTIFY,
        ns::CAPS,
        ns::CHAT_STATES,
        ns::CONVERSATION_NOTIFY,
        ns::CORRECT,
        ns::CONFERENCE,
        ns::DISCO_INFO,
        ns::DISPLAYED_SYNC_NOTIFY,
        ns::FALLBACK,
        ns::FILE_SHARING,
        ns::MARKERS,
        ns::MUC,
        ns::PING,
        ns::REACTIONS,
        ns::RECEIPTS,
        ns::REPLY,
        ns::RETRACT,
        ns::STYLING,
        ns::TIME,
        ns::VERSION,
        ns::VIEWED_NOTIFY,
    ];
    features.sort_unstable();
    features
}

fn fingerprint() -> String {
    let mut text = format!("{CATEGORY}/{KIND}//{NAME}<");
    for feature in features() {
        text.push_str(feature);
        text.push('<');
    }
    base64::engine::general_purpose::STANDARD.encode(Sha1::digest(text.as_bytes()))
}

/// The answer to a disco#info query; the node is given back as it was asked for.
pub fn info(node: Option<&str>) -> Element {
    stanza::element("query", ns::DISCO_INFO)
        .attr_opt("node", node)
        .child(stanza::element("identity", ns::DISCO_INFO).attr("category", CATEGORY).attr("type", KIND).attr("name", NAME))
        .children(features().into_iter().map(|feature| stanza::element("feature", ns::DISCO_INFO).attr("var", feature).done()))
        .done()
}

/// Own presence for everyone on the contact list (RFC 6121 §4), with idle time where there is some (XEP-0319).
pub fn presence(availability: Availability, status: &str, idle_since: Option<Millis>) -> Element {
    let presence = stanza::element("presence", ns::CLIENT);
    let status = (!status.is_empty()).then_some(status);
    let show = match availability {
        Availability::Offline | Availability::AwaitingConfirmation => {
            return presence.attr("type", "unavailable").field_opt("status", status).done();
        }
        Availability::Away => Some("away"),
        Availability::DoNotDisturb => Some("dnd"),
        Availability::Available => idle_since.map(|_| "away"),
    };
    let caps = stanza::element("c", ns::CAPS).attr("hash", "sha-1").attr("node", NODE).attr("ver", fingerprint());
    let idle = idle_since.map(|since| stanza::element("idle", ns::IDLE).attr("since", time::format(since)).done());
    presence.field_opt("show", show).field_opt("status", status).child(caps).child_opt(idle).done()
}
