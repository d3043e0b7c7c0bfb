//! Presence (RFC 6121 §3 and §4), with idle time (XEP-0319) and the picture's hash (XEP-0153).
//!
//! Invariant: presence is kept only of people on the contact list and of the own account. A stranger can do one
//! thing: ask.

use super::{Outcome, PictureSource, Scene, Why};
use minidom::Element;
use store::{Fact, Presence, Show};
use wire::{ns, stanza, time};

/// Characters of a status text or a nickname that are kept.
const MAX_TEXT: usize = 1_000;

pub fn classify(element: &Element, scene: &Scene<'_>) -> Vec<Outcome> {
    let Some(from) = element.attr("from") else { return vec![Outcome::Dropped(Why::Malformed)] };
    let Some(address) = stanza::bare(from) else { return vec![Outcome::Dropped(Why::Malformed)] };
    match element.attr("type") {
        None | Some("unavailable") => state(element, from, address, scene),
        Some("subscribe") => vec![request(element, address, scene)],
        Some("unsubscribe") => vec![Outcome::Fact(Fact::ContactRequestAnswered { address })],
        // The contact list tells the same with a push (RFC 6121 §3.1.6).
        _ => vec![Outcome::Dropped(Why::NothingToDo)],
    }
}

fn request(element: &Element, address: String, scene: &Scene<'_>) -> Outcome {
    if address == scene.me.bare {
        return Outcome::Dropped(Why::NothingToDo);
    }
    if scene.people.may_see_me(&address) {
        // Agreed before: their server only missed it (RFC 6121 §3.1.3).
        return Outcome::Reply(stanza::element("presence", ns::CLIENT).attr("to", address).attr("type", "subscribed").done());
    }
    let nick = stanza::child_text(element, "nick", ns::NICK).map(|nick| cut(&nick));
    let name = nick.filter(|nick| !nick.is_empty()).or_else(|| stanza::local(&address)).unwrap_or_else(|| address.clone());
    Outcome::Fact(Fact::ContactRequest { address, name, at: scene.now })
}

fn state(element: &Element, from: &str, address: String, scene: &Scene<'_>) -> Vec<Outcome> {
    if element.children().any(|child| child.has_ns(ns::MUC_USER)) {
        return vec![Outcome::Dropped(Why::Room)];
    }
    if address != scene.me.bare && !scene.people.is_contact(&address) {
        return vec![Outcome::Dropped(Why::Stranger)];
    }
    let show = show(element);
    let idle = stanza::child(element, "idle", ns::IDLE).and_then(|idle| time::parse(idle.attr("since")?));
    let mut outcomes = vec![Outcome::Fact(Fact::Presence(Presence {
        address: address.clone(),
        resource: stanza::resource(from).unwrap_or_default(),
        show,
        status: status(element),
        priority: text(element, "priority").trim().parse().unwrap_or(0),
        idle_since: idle.map(|since| since.min(scene.now)),
    }))];
    if show != Show::Offline
        && let Some(hash) = picture(element)
    {
        outcomes.push(Outcome::Picture { address, hash, from: PictureSource::Card });
    }
    outcomes
}

fn text(element: &Element, name: &str) -> String {
    stanza::child_text(element, name, ns::CLIENT).unwrap_or_default()
}

pub fn show(element: &Element) -> Show {
    match (element.attr("type"), text(element, "show").trim()) {
        (Some(_), _) => Show::Offline,
        (None, "away" | "xa") => Show::Away,
        (None, "dnd") => Show::DoNotDisturb,
        (None, _) => Show::Available,
    }
}

pub fn status(element: &Element) -> String {
    cut(&text(element, "status"))
}

/// `None`: nothing said. `Some(None)`: there is no picture.
fn picture(element: &Element) -> Option<Option<String>> {
    let photo = stanza::child(element, "x", ns::VCARD_UPDATE).and_then(|x| stanza::child_text(x, "photo", ns::VCARD_UPDATE))?;
    let hash = photo.trim().to_ascii_lowercase();
    if hash.is_empty() {
        return Some(None);
    }
    super::avatar::is_sha1(&hash).then_some(Some(hash))
}

fn cut(text: &str) -> String {
    text.trim().chars().take(MAX_TEXT).collect()
}
