//! People called by name in a text: `@Anna` in any letters, `Anna` only as it is written.
//!
//! Invariant: a name counts only as whole words, the longest that fits wins, and what is looked up for each word of the
//! text is bounded, however many people a room has.

use std::collections::BTreeMap;
use std::ops::Range;

/// Someone who may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupant {
    pub nick: String,
    /// Bare JID where it is known, else the address in the room.
    pub address: String,
    /// This name means oneself.
    pub me: bool,
}

/// Longer names are not looked for.
const LONGEST: usize = 128;
/// So many people may have the same first name.
const NAMESAKES: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// By the first word, folded; the longest names first.
    by_first: BTreeMap<String, Vec<Name>>,
    own: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    folded: String,
    occupant: Occupant,
}

impl Names {
    pub const fn nobody() -> Self {
        Self { by_first: BTreeMap::new(), own: Vec::new() }
    }

    /// `own` are one's own addresses, as references may name them: the bare JID, and in a room one's place there.
    pub fn new(own: impl IntoIterator<Item = String>, occupants: impl IntoIterator<Item = Occupant>) -> Self {
        let mut by_first: BTreeMap<String, Vec<Name>> = BTreeMap::new();
        for occupant in occupants {
            let nick = occupant.nick.trim();
            if nick.is_empty() || nick.len() > LONGEST {
                continue;
            }
            let occupant = Occupant { nick: nick.to_owned(), ..occupant };
            let namesakes = by_first.entry(first_word(&occupant.nick)).or_default();
            // Oneself is never lost among namesakes.
            if namesakes.len() < NAMESAKES || occupant.me {
                namesakes.push(Name { folded: occupant.nick.to_lowercase(), occupant });
            }
        }
        for namesakes in by_first.values_mut() {
            namesakes.sort_by(|a, b| b.folded.len().cmp(&a.folded.len()).then_with(|| a.occupant.nick.cmp(&b.occupant.nick)));
        }
        Self { by_first, own: own.into_iter().collect() }
    }

    /// Whether this address is one's own.
    pub fn is_me(&self, address: &str) -> bool {
        self.own.iter().any(|own| own == address)
    }

    /// Who is called in this part of the body, in order.
    pub fn find(&self, body: &str, range: &Range<usize>) -> Vec<(Range<usize>, &Occupant)> {
        let mut found = Vec::new();
        if self.by_first.is_empty() {
            return found;
        }
        let mut before = body.get(..range.start).and_then(|text| text.chars().next_back());
        let mut at = range.start;
        while let Some(c) = body.get(at..range.end).and_then(|rest| rest.chars().next()) {
            let called = c == '@';
            let begins = before.is_none_or(|before| !joins(before, called));
            let name = begins.then(|| body.get(at + usize::from(called)..range.end)).flatten();
            if let Some((length, occupant)) = name.and_then(|rest| self.at(rest, called))
                && ends_word(body.get(at + usize::from(called) + length..).unwrap_or_default())
            {
                let end = at + usize::from(called) + length;
                found.push((at..end, occupant));
                before = body.get(at..end).and_then(|name| name.chars().next_back());
                at = end;
                continue;
            }
            before = Some(c);
            at += c.len_utf8();
        }
        found
    }

    /// The longest name a text begins with, and its length there.
    fn at(&self, text: &str, called: bool) -> Option<(usize, &Occupant)> {
        text.chars().next().filter(|c| !c.is_whitespace())?;
        self.by_first.get(&first_word(text))?.iter().find_map(|name| {
            let length = if called { folded_prefix(text, &name.folded)? } else { written_prefix(text, &name.occupant.nick)? };
            ends_word(text.get(length..)?).then_some((length, &name.occupant))
        })
    }
}

/// Letters and digits up to anything else, folded; or the one character that is none.
fn first_word(text: &str) -> String {
    let end = text
        .char_indices()
        .find(|(_, c)| !c.is_alphanumeric())
        .map_or(text.len(), |(at, c)| if at == 0 { c.len_utf8() } else { at });
    text.get(..end).unwrap_or_default().chars().take(LONGEST).flat_map(char::to_lowercase).collect()
}

fn written_prefix(text: &str, nick: &str) -> Option<usize> {
    // A single letter is a word far more often than a call.
    (text.starts_with(nick) && nick.chars().nth(1).is_some()).then_some(nick.len())
}

fn folded_prefix(text: &str, folded: &str) -> Option<usize> {
    let mut wanted = folded.chars();
    for (at, c) in text.char_indices() {
        if wanted.as_str().is_empty() {
            return Some(at);
        }
        for lower in c.to_lowercase() {
            if wanted.next() != Some(lower) {
                return None;
            }
        }
    }
    wanted.as_str().is_empty().then_some(text.len())
}

/// What stands before a name, or before its `@`, and makes it a part of something else.
fn joins(c: char, called: bool) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '@') || (!called && matches!(c, '/' | '-' | '.' | '#'))
}

/// Whether a word may end before this text: `Anna's` calls Anna, `anna@home`, `anna-lena` and `anna.txt` do not.
fn ends_word(rest: &str) -> bool {
    let mut characters = rest.chars();
    match characters.next() {
        None => true,
        Some('-' | '.' | '/') => !characters.next().is_some_and(char::is_alphanumeric),
        Some(c) => !(c.is_alphanumeric() || c == '_' || c == '@'),
    }
}
