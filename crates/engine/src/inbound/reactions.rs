//! Reactions (XEP-0444): all that an author thinks of another message.

use minidom::Element;
use store::Content;
use wire::{
    ns,
    payload::{fallback::Cut, reactions::Reactions},
    stanza,
};

/// `None` too where the message has words of its own beside: then those count, and nothing that was said is lost.
pub fn read(element: &Element) -> Option<Content> {
    let reactions = Reactions::from_message(element)?;
    let body = stanza::body(element).unwrap_or_default();
    if !Cut::of(element, &[ns::REACTIONS], &body).text.trim().is_empty() {
        return None;
    }
    Some(Content::Reactions { target: reactions.id, emojis: reactions.emojis })
}
