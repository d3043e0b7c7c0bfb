//! What a message says or does: words, or something to another message. The same for people and rooms.
//!
//! Invariant: one message is one thing, and the first that it is counts, in the order of [`read`]. Whether an author may
//! do such a thing to the message named is the store's to judge, which has that message; that a moderation comes from the
//! room itself is judged here.

use super::{Why, file, mentions, reactions, reply, retraction};
use minidom::Element;
use store::{Content, Forwarded, Text};
use wire::{
    ns,
    payload::{correction, fallback::Cut, forward::Source, styling_hint},
    stanza,
};

/// Where something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Person,
    /// By somebody in a room.
    Room,
    /// By a room itself: from its bare address.
    RoomItself,
}

/// The content of a message; `None` where it has none that is kept. `archived`: it came out of an archive.
pub fn read(element: &Element, place: Place, archived: bool) -> Result<Option<Content>, Why> {
    if let Some(content) = retraction::read(element, place)? {
        return Ok(Some(content));
    }
    if archived && let Some(tombstone) = retraction::tombstone(element, place) {
        // In the place of a correction it says nothing: what was corrected has one of its own.
        return Ok(Some(tombstone).filter(|_| correction::replaced_id(element).is_none()));
    }
    if let Some(reactions) = reactions::read(element) {
        return Ok(Some(reactions));
    }
    let text = words(element);
    Ok(text.map(|text| match correction::replaced_id(element) {
        Some(target) => Content::Correction { target, text },
        None => Content::Text(text),
    }))
}

/// The words of a message with what belongs to them; `None` where there are none.
fn words(element: &Element) -> Option<Text> {
    let whole = stanza::body(element).unwrap_or_default();
    let answers = reply::read(element);
    let shared = file::read(element, &whole);
    let source = Source::from_message(element);
    let mut understood = Vec::new();
    understood.extend(answers.is_some().then_some(ns::REPLY));
    understood.extend(source.is_some().then_some(ns::FORWARD));
    understood.extend(shared.as_ref().map(|shared| shared.understood.clone()).unwrap_or_default());
    let cut = Cut::of(element, &understood, &whole);
    let file = shared.map(|shared| shared.file);
    let mut text = Text {
        mentions: mentions::read(element, &cut),
        reply: answers.map(|answers| reply::with_quote(answers, element, &whole)),
        unstyled: styling_hint::is_unstyled(element),
        body: cut.text,
        file,
        forwarded: source.map(|Source { name, at }| Forwarded { name, at }),
    };
    if let Some(file) = &text.file
        && file::is_address_of(file, &text.body)
    {
        text.body.clear();
        text.mentions.clear();
    }
    (text.file.is_some() || !text.body.trim().is_empty()).then_some(text)
}
