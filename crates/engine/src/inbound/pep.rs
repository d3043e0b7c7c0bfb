//! Events of personal nodes (XEP-0163): read marks (XEP-0490) and pictures (XEP-0084).
//!
//! Invariant: a private node is believed only of the own account (XEP-0223 §Security), whatever the event says.

use super::{Me, Outcome, PictureSource, Scene, Why, avatar};
use minidom::Element;
use store::Fact;
use wire::{ns, stanza};

/// `None` where the message carries no event.
pub fn classify(element: &Element, scene: &Scene<'_>) -> Option<Vec<Outcome>> {
    let event = stanza::child(element, "event", ns::PUBSUB_EVENT)?;
    let outcomes = match stanza::child(event, "items", ns::PUBSUB_EVENT) {
        Some(items) => items_of(element, items, scene),
        None => Vec::new(),
    };
    Some(if outcomes.is_empty() { vec![Outcome::Dropped(Why::NothingToDo)] } else { outcomes })
}

fn items_of(element: &Element, items: &Element, scene: &Scene<'_>) -> Vec<Outcome> {
    match items.attr("node") {
        Some(ns::DISPLAYED_SYNC) => {
            if !stanza::from_own_account(element, &scene.me.bare) {
                return vec![Outcome::Dropped(Why::ForgedPrivateNode)];
            }
            items.children().filter_map(|item| seen(item, scene.me)).map(Outcome::Fact).collect()
        }
        Some(ns::AVATAR_METADATA) => {
            // A node speaks for a person only under that person's bare address.
            let from = element.attr("from").map_or_else(|| Some(scene.me.bare.clone()), stanza::prepared);
            let Some(address) = from.filter(|from| *from == scene.me.bare || scene.people.is_contact(from)) else {
                return vec![Outcome::Dropped(Why::Stranger)];
            };
            let offers = items.children().filter(|child| child.name() == "item").filter_map(avatar::offer);
            offers.map(|hash| Outcome::Picture { address: address.clone(), hash, from: PictureSource::Node }).take(1).collect()
        }
        _ => Vec::new(),
    }
}

/// One read mark: the item's id is the conversation, its payload the newest id seen there.
fn seen(item: &Element, me: &Me) -> Option<Fact> {
    let conversation = stanza::prepared(item.attr("id")?)?;
    let displayed = stanza::child(item, "displayed", ns::DISPLAYED_SYNC)?;
    let id = stanza::child(displayed, "stanza-id", ns::STANZA_ID)?;
    let by_own = id.attr("by").and_then(stanza::prepared).is_some_and(|by| by == me.bare);
    let archive_id = id.attr("id").filter(|id| by_own && !id.is_empty() && id.len() <= 1024)?.to_owned();
    Some(Fact::SeenElsewhere { conversation, archive_id })
}

/// All read marks, as the answer to a query of the node.
pub fn seen_list(answer: &Element, me: &Me) -> Vec<Fact> {
    let items = stanza::child(answer, "pubsub", ns::PUBSUB).and_then(|pubsub| stanza::child(pubsub, "items", ns::PUBSUB));
    items.into_iter().flat_map(Element::children).filter_map(|item| seen(item, me)).collect()
}
