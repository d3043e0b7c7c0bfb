//! What others ask of this program (RFC 6120 §8.2.3): roster pushes (RFC 6121 §2.1.6), ping (XEP-0199), discovery
//! (XEP-0030), version (XEP-0092), entity time (XEP-0202).
//!
//! Invariant: a stranger gets the very answer that an absent device would give, so that asking reveals nothing.

use super::{Outcome, Scene, clock, roster};
use minidom::Element;
use wire::{ns, stanza};

pub fn classify(element: &Element, scene: &Scene<'_>) -> Vec<Outcome> {
    let own = stanza::from_own_account(element, &scene.me.bare);
    let set = element.attr("type") == Some("set");
    let unavailable = || vec![Outcome::Reply(stanza::iq_error(element, "service-unavailable", "cancel"))];
    let Some(payload) = stanza::payload(element) else { return unavailable() };
    let namespace = payload.ns();
    let answer = match (payload.name(), namespace.as_str(), set) {
        ("query", ns::ROSTER, true) if own => {
            let mut outcomes: Vec<Outcome> = roster::push(payload).into_iter().map(Outcome::Fact).collect();
            outcomes.push(Outcome::Reply(stanza::iq_result(element, None)));
            return outcomes;
        }
        ("block" | "unblock", ns::BLOCKING, true) if own => None,
        ("ping", ns::PING, false) if scene.trusts(element.attr("from")) => None,
        ("query", ns::DISCO_INFO, false) if scene.trusts(element.attr("from")) => {
            let info = crate::outbound::identity::info(payload.attr("node"));
            let mut outcomes = vec![Outcome::Reply(stanza::iq_result(element, Some(info)))];
            if own || element.attr("from") == Some(scene.me.domain.as_str()) {
                outcomes.push(Outcome::Introduced);
            }
            return outcomes;
        }
        ("query", ns::VERSION, false) if scene.trusts(element.attr("from")) => {
            Some(stanza::element("query", ns::VERSION).field("name", "Hallway").field("version", scene.version).done())
        }
        ("time", ns::TIME, false) if scene.trusts(element.attr("from")) => Some(clock::time(scene.now)),
        _ => return unavailable(),
    };
    vec![Outcome::Reply(stanza::iq_result(element, answer))]
}
