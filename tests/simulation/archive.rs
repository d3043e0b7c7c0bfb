//! What the server's archives say was said, read apart from the engine: each message once, in its place, as it is after
//! all that was done to it.
//!
//! Invariant: what belongs to a message is told by the rules alone: the sender's id (XEP-0308, and XEP-0424 and XEP-0444
//! between two), the room's id (the same in a room), and only from those who may.

use anyhow::{Context, Result};
use minidom::Element;
use server::storage::archive::Entry;
use std::collections::BTreeMap;
use wire::{limits::Limits, ns, stanza};

/// A message as it is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// The conversation: the other person, or the room.
    pub with: String,
    pub author: String,
    pub body: String,
    pub edited: bool,
    pub retracted: bool,
    /// The emojis of each person.
    pub reactions: BTreeMap<String, Vec<String>>,
    /// What others name it by.
    sender_id: Option<String>,
    target: String,
}

impl Archived {
    /// The same as [`super::device::Shown::text`].
    pub fn text(&self) -> String {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for emoji in self.reactions.values().flatten() {
            *counts.entry(emoji).or_default() += 1;
        }
        text(&self.body, self.edited, self.retracted, &counts)
    }
}

/// A message as it is compared.
pub fn text(body: &str, edited: bool, retracted: bool, reactions: &BTreeMap<&str, u32>) -> String {
    if retracted {
        return "(removed)".to_owned();
    }
    let reactions: String = reactions.iter().map(|(emoji, count)| format!("{emoji}{count}")).collect();
    format!("{body}{}{reactions}", if edited { "*" } else { "" })
}

/// Reads an account's archive (`own` is its address), or a room's.
pub fn read(entries: &[Entry], own: &str, room: bool) -> Result<Vec<Archived>> {
    let mut archived: Vec<Archived> = Vec::new();
    for entry in entries {
        let message = wire::frame::parse(&entry.stanza, &Limits::READING)?;
        let side = |name: &str| message.attr(name).and_then(stanza::bare).context("archived with both sides");
        let (with, author) = if room {
            (own.to_owned(), entry.peer.clone())
        } else {
            let (from, to) = (side("from")?, side("to")?);
            (if from == own { to } else { from.clone() }, from)
        };
        if !amend(&mut archived, &message, &with, &author, room) {
            archived.extend(said(entry, &message, with, author, room));
        }
    }
    Ok(archived)
}

fn said(entry: &Entry, message: &Element, with: String, author: String, room: bool) -> Option<Archived> {
    let retracted = message.has_child("retracted", ns::RETRACT);
    let body = stanza::body(message).or_else(|| retracted.then(String::new))?;
    let sender_id = message.attr("id").map(str::to_owned);
    let target = if room { entry.id.clone() } else { sender_id.clone().unwrap_or_default() };
    Some(Archived { with, author, body, edited: false, retracted, reactions: BTreeMap::new(), sender_id, target })
}

/// The id of the message that a part of this one speaks of.
fn named<'a>(message: &'a Element, child: &str, namespace: &str) -> Option<&'a str> {
    message.get_child(child, namespace)?.attr("id")
}

/// Whether this does something to a message; then it was done, if it may be.
fn amend(archived: &mut [Archived], message: &Element, with: &str, author: &str, room: bool) -> bool {
    let correct = named(message, "replace", ns::CORRECT);
    let done = named(message, "retract", ns::RETRACT).or_else(|| named(message, "reactions", ns::REACTIONS));
    if correct.is_none() && done.is_none() {
        return false;
    }
    let is_it = |entry: &&mut Archived| match correct {
        Some(id) => entry.sender_id.as_deref() == Some(id),
        None => done == Some(entry.target.as_str()),
    };
    let Some(target) = archived.iter_mut().rev().filter(|entry| entry.with == with).find(is_it) else { return true };
    let own = target.author == author;
    if let Some(reactions) = stanza::child(message, "reactions", ns::REACTIONS) {
        let emojis = reactions.children().filter(|child| child.is("reaction", ns::REACTIONS)).map(Element::text);
        target.reactions.insert(author.to_owned(), emojis.collect());
    } else if correct.is_some() && own {
        // A tombstone stands for a correction that was taken back with what it corrected.
        if let Some(body) = stanza::body(message) {
            (target.body, target.edited) = (body, true);
        }
    } else if own || (room && message.attr("from") == Some(with)) {
        target.retracted = true;
    }
    true
}
