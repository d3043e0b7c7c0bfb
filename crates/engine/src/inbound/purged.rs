//! The own account says that it has deleted a history from its archive (docs/protocol.md).
//!
//! Invariant: believed only of the own bare address.

use super::{Outcome, Scene, Why};
use minidom::Element;
use store::Fact;
use wire::{ns, payload::archive_purge::Purge, stanza};

/// `None` where the message says no such thing.
pub fn classify(element: &Element, scene: &Scene<'_>) -> Option<Outcome> {
    if !element.has_child("purged", ns::ARCHIVE_PURGE) {
        return None;
    }
    if !stanza::from_own_account(element, &scene.me.bare) {
        return Some(Outcome::Dropped(Why::ForgedPurge));
    }
    Some(match Purge::from_message(element) {
        Some(Purge { with, up_to }) => Outcome::Fact(Fact::Purged { conversation: with, up_to }),
        None => Outcome::Dropped(Why::Malformed),
    })
}
