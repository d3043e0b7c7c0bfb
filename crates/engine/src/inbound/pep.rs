//! Events of personal nodes (XEP-0163): pictures (XEP-0084), and what one's own devices tell each other: read marks
//! (XEP-0490), bookmarks (XEP-0402), what was chosen for a conversation, what was viewed (docs/protocol.md).
//!
//! Invariant: a private node is believed only of the own account (XEP-0223 §Security), whatever the event says.

use super::{Me, Outcome, PictureSource, Scene, Why, avatar, rooms::bookmarks};
use crate::outbound::chosen;
use minidom::Element;
use store::{Fact, Millis, Preferences};
use wire::{
    ns,
    payload::{conversation::Chosen, pubsub::Item, viewed::Viewed},
    stanza,
};

/// The nodes that only one's own devices read and write.
const PERSONAL: [&str; 3] = [ns::DISPLAYED_SYNC, ns::CONVERSATION, ns::VIEWED];

/// `None` where the message carries no event.
pub fn classify(element: &Element, scene: &Scene<'_>) -> Option<Vec<Outcome>> {
    let event = stanza::child(element, "event", ns::PUBSUB_EVENT)?;
    let of_bookmarks = event.children().any(|child| child.attr("node") == Some(bookmarks::NODE));
    let outcomes = match stanza::child(event, "items", ns::PUBSUB_EVENT) {
        _ if of_bookmarks && !stanza::from_own_account(element, &scene.me.bare) => vec![Outcome::Dropped(Why::ForgedPrivateNode)],
        _ if of_bookmarks => bookmarks::changed(element).into_iter().map(Outcome::Fact).collect(),
        Some(items) => items_of(element, items, scene),
        None => Vec::new(),
    };
    Some(if outcomes.is_empty() { vec![Outcome::Dropped(Why::NothingToDo)] } else { outcomes })
}

fn items_of(element: &Element, items: &Element, scene: &Scene<'_>) -> Vec<Outcome> {
    match items.attr("node") {
        Some(node) if PERSONAL.contains(&node) => {
            if !stanza::from_own_account(element, &scene.me.bare) {
                return vec![Outcome::Dropped(Why::ForgedPrivateNode)];
            }
            items.children().filter_map(|item| told(node, item, scene.me, scene.now)).map(Outcome::Fact).collect()
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

/// What one item of such a node says, heard now.
fn told(node: &str, item: &Element, me: &Me, now: Millis) -> Option<Fact> {
    if node == ns::DISPLAYED_SYNC {
        return seen(item, me);
    }
    if node == ns::CONVERSATION && item.name() == "retract" {
        let conversation = stanza::prepared(item.attr("id")?)?;
        return Some(Fact::Preferences { conversation, preferences: Preferences::default() });
    }
    let item = Item { id: item.attr("id").map(str::to_owned), payload: item.children().next().cloned(), publisher: None };
    if node == ns::CONVERSATION {
        let (conversation, chosen) = Chosen::from_item(&item)?;
        return Some(Fact::Preferences { conversation, preferences: chosen::from_wire(chosen) });
    }
    let viewed = Viewed::from_item(&item)?;
    Some(Fact::ViewedElsewhere { up_to: viewed.up_to, ids: viewed.ids, at: now })
}

/// All items of such a node, as the answer to a query.
pub fn personal(answer: &Element, me: &Me, now: Millis) -> Vec<Fact> {
    let items = stanza::child(answer, "pubsub", ns::PUBSUB).and_then(|pubsub| stanza::child(pubsub, "items", ns::PUBSUB));
    let Some(items) = items else { return Vec::new() };
    let node = items.attr("node").unwrap_or_default();
    items.children().filter(|_| PERSONAL.contains(&node)).filter_map(|item| told(node, item, me, now)).collect()
}

/// One read mark: the item's id is the conversation, its payload the newest id seen there.
fn seen(item: &Element, me: &Me) -> Option<Fact> {
    let conversation = stanza::prepared(item.attr("id")?)?;
    let displayed = stanza::child(item, "displayed", ns::DISPLAYED_SYNC)?;
    let id = stanza::child(displayed, "stanza-id", ns::STANZA_ID)?;
    // Of a room's archive the room gives the ids.
    let by_own = id.attr("by").and_then(stanza::prepared).is_some_and(|by| by == me.bare || by == conversation);
    let archive_id = id.attr("id").filter(|id| by_own && !id.is_empty() && id.len() <= 1024)?.to_owned();
    Some(Fact::SeenElsewhere { conversation, archive_id })
}
