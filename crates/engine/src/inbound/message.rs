//! Messages of one-to-one conversations (RFC 6121 §5), with their ids (XEP-0359) and stamps (XEP-0203).
//!
//! Invariant: an archive id is believed only by the own account's server, and only if it is the one such id; a
//! stamp only from the own server, never later than now. Neither orders anything: the store does, by the archive.

use super::{
    Outcome, Scene, Why, chat_state,
    content::{self, Place},
    markers, mentions, receipts, refusal,
};
use minidom::Element;
use store::{Content, Fact, Message, Millis};
use wire::{ns, stanza, time};

/// Longer ids are nobody's: they are read as missing.
const MAX_ID: usize = 512;

/// How a message came here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// From its author to this device.
    Direct,
    /// By a copy (XEP-0280).
    Copied,
    /// Out of the archive (XEP-0313).
    Archived { archive_id: String, at: Millis },
}

/// A message whose sides are known.
pub struct Sides {
    /// Bare address of the other side.
    pub conversation: String,
    pub mine: bool,
    pub author: String,
}

pub fn classify(element: &Element, scene: &Scene<'_>, route: &Route) -> Vec<Outcome> {
    match element.attr("type") {
        Some("groupchat") => return vec![Outcome::Dropped(Why::Room)],
        Some("headline") => return vec![Outcome::Dropped(Why::NothingToDo)],
        Some("error") => {
            // A copy of an error, or one out of the archive, says nothing that its original did not.
            return if *route == Route::Direct { refusal::classify(element) } else { vec![Outcome::Dropped(Why::NothingToDo)] };
        }
        _ => {}
    }
    if element.children().any(|child| child.has_ns(ns::MUC_USER) || child.has_ns(ns::CONFERENCE)) {
        return vec![Outcome::Dropped(Why::Room)];
    }
    let Some(sides) = sides(element, scene, route) else { return vec![Outcome::Dropped(Why::Malformed)] };
    let mut outcomes = Vec::new();
    match content::read(element, Place::Person, matches!(route, Route::Archived { .. })) {
        Ok(Some(content)) => {
            let words = matches!(content, Content::Text(_) | Content::Correction { .. });
            outcomes.push(Outcome::Fact(Fact::Message(message(content, element, &sides, scene, route))));
            if words {
                receipts::acknowledge(element, &sides, scene, route, &mut outcomes);
            }
        }
        Ok(None) => {}
        Err(why) => return vec![Outcome::Dropped(why)],
    }
    receipts::classify(element, &sides, &mut outcomes);
    markers::classify(element, &sides, shown_time(element, scene, route), &mut outcomes);
    if *route == Route::Direct {
        chat_state::classify(element, &sides, scene, &mut outcomes);
    }
    if outcomes.is_empty() {
        outcomes.push(Outcome::Dropped(Why::NothingToDo));
    }
    outcomes
}

fn message(content: Content, element: &Element, sides: &Sides, scene: &Scene<'_>, route: &Route) -> Message {
    let mentions_me = match &content {
        Content::Text(text) if !sides.mine => mentions::calls(element, &text.mentions, &scene.me.bare),
        _ => false,
    };
    Message {
        conversation: sides.conversation.clone(),
        mine: sides.mine,
        author: sides.author.clone(),
        content,
        mentions_me,
        at: shown_time(element, scene, route),
        archive_id: archive_id(element, scene, route),
        origin_id: origin_id(element),
        wants_marker: markers::wanted(element),
        ..Message::default()
    }
}

fn sides(element: &Element, scene: &Scene<'_>, route: &Route) -> Option<Sides> {
    let own = &scene.me.bare;
    let to = element.attr("to").map(stanza::bare);
    let author = match element.attr("from") {
        Some(from) => stanza::bare(from)?,
        // In the own archive and in copies some servers leave the own address out.
        None if *route != Route::Direct => own.clone(),
        None => return None,
    };
    let mine = author == *own;
    let conversation = match (mine, to) {
        (true, Some(to)) => to?,
        (true, None) => own.clone(),
        (false, None) => author.clone(),
        // What is not addressed to this account has no place in it.
        (false, Some(to)) => {
            let to = to?;
            (to == *own).then(|| author.clone())?
        }
    };
    Some(Sides { conversation, mine, author })
}

fn shown_time(element: &Element, scene: &Scene<'_>, route: &Route) -> Millis {
    if let Route::Archived { at, .. } = route {
        return *at;
    }
    let trusted = |delay: &Element| {
        let by = stanza::bare(delay.attr("from")?)?;
        (by == scene.me.bare || by == scene.me.domain).then(|| time::parse(delay.attr("stamp")?))?
    };
    let stamp = element.children().filter(|child| child.is("delay", ns::DELAY)).find_map(trusted);
    stamp.unwrap_or(scene.now).min(scene.now)
}

fn archive_id(element: &Element, scene: &Scene<'_>, route: &Route) -> Option<String> {
    if let Route::Archived { archive_id, .. } = route {
        return Some(archive_id.clone());
    }
    if !scene.me.stanza_ids {
        return None;
    }
    let by_own = |id: &&Element| {
        id.is("stanza-id", ns::STANZA_ID) && id.attr("by").and_then(stanza::prepared).is_some_and(|by| by == scene.me.bare)
    };
    let mut ids = element.children().filter(by_own);
    let id = ids.next()?.attr("id").filter(|id| usable(id))?;
    // Two by the same account: one is forged, and nobody can say which.
    ids.next().is_none().then(|| id.to_owned())
}

fn origin_id(element: &Element) -> Option<String> {
    let origin = stanza::child(element, "origin-id", ns::STANZA_ID).and_then(|id| id.attr("id"));
    origin.or_else(|| element.attr("id")).filter(|id| usable(id)).map(str::to_owned)
}

fn usable(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_ID
}
