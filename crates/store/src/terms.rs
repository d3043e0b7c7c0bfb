//! Terms: what the search index holds of a message, and what is asked of it.
//!
//! Each three neighbouring characters of the folded text are a term, so that any part of a text is found by its terms, in
//! any script. A term is a token of SQLite's `ascii` tokenizer: letters and digits stand for themselves, other ASCII
//! characters for one of a private range. Two characters of padding at each end of a text let each character begin a
//! term: words of one or two characters are found as the beginnings of terms. Tags (in which conversation, by whom, with
//! what) are terms that no text can make.
//!
//! Invariant: the index says where something may be; whether it is there is looked up in the text itself.

use crate::fold::fold;
use crate::{File, Has, Text};
use std::collections::BTreeSet;

const TAG: char = '\u{e000}';
const PAD: char = '\u{e0ff}';
const PUNCTUATION: u32 = 0xe100;
/// A blank between two words, as it stands in a term.
const BLANK: char = '\u{e120}';

/// Ids of the index fall with time, so that the newest comes first: so many to an hour.
const PER_HOUR: i64 = 1 << 20;
const HOURS: i64 = 1 << 21;
const HOUR_MS: i64 = 3_600_000;

/// The hour of a shown time.
pub(crate) fn hour(at: i64) -> i64 {
    at.div_euclid(HOUR_MS).clamp(0, HOURS - 1)
}

pub(crate) fn begin_of(hour: i64) -> i64 {
    hour.saturating_mul(HOUR_MS)
}

/// The lowest and the highest id of an hour; within it the highest is given first.
pub(crate) fn ids_of(hour: i64) -> (i64, i64) {
    let highest = (HOURS - hour) * PER_HOUR;
    (highest - PER_HOUR + 1, highest)
}

pub(crate) fn hour_of_id(id: i64) -> i64 {
    HOURS - (id + PER_HOUR - 1).div_euclid(PER_HOUR)
}

fn term_char(c: char) -> char {
    match c {
        _ if c.is_ascii_alphanumeric() => c,
        _ if c.is_ascii() => char::from_u32(PUNCTUATION + u32::from(c)).unwrap_or(c),
        '\u{e000}'..='\u{e1ff}' => '\u{fffd}',
        _ => c,
    }
}

fn term_chars(folded: &str) -> Vec<char> {
    folded.chars().map(term_char).collect()
}

/// What a message can be found by, beside its words.
pub(crate) struct Traits<'m> {
    pub conversation: i64,
    pub mine: bool,
    pub author: &'m str,
    pub nick: Option<&'m str>,
}

pub(crate) fn conversation_tag(conversation: i64) -> String {
    format!("{TAG}c{conversation}")
}

/// By whom; the empty name is this account's owner.
pub(crate) fn author_tag(name: &str) -> String {
    if name.is_empty() {
        return format!("{TAG}me");
    }
    format!("{TAG}a{}", crate::content::print(0, &fold(name), None))
}

pub(crate) fn has_tag(has: Has) -> String {
    let name = match has {
        Has::File => "file",
        Has::Image => "image",
        Has::Video => "video",
        Has::Audio => "audio",
        Has::Link => "link",
    };
    format!("{TAG}h{name}")
}

fn has(text: &Text) -> Vec<Has> {
    let mut found = Vec::new();
    if let Some(File { mime, .. }) = &text.file {
        found.push(Has::File);
        let kinds = [("image/", Has::Image), ("video/", Has::Video), ("audio/", Has::Audio)];
        found.extend(kinds.into_iter().filter(|(kind, _)| mime.starts_with(kind)).map(|(_, has)| has));
    }
    if ["http://", "https://", "xmpp:", "mailto:"].iter().any(|scheme| text.body.contains(scheme)) {
        found.push(Has::Link);
    }
    found
}

/// All terms of a message, as one text for the tokenizer.
pub(crate) fn of(text: &Text, traits: &Traits<'_>) -> String {
    let mut terms = BTreeSet::new();
    let name = text.file.as_ref().map(|file| file.name.as_str()).unwrap_or_default();
    for part in [text.body.as_str(), name] {
        let mut chars = term_chars(&fold(part));
        if !chars.is_empty() {
            chars.extend([PAD, PAD]);
            terms.extend(chars.windows(3).map(|three| three.iter().collect::<String>()));
        }
    }
    terms.insert(conversation_tag(traits.conversation));
    if traits.mine {
        terms.insert(author_tag(""));
    } else {
        terms.insert(author_tag(traits.author));
        terms.extend(traits.nick.filter(|nick| !nick.is_empty()).map(author_tag));
    }
    terms.extend(has(text).into_iter().map(has_tag));
    let mut all = String::with_capacity(terms.len() * 5);
    for term in terms {
        all.push_str(&term);
        all.push(' ');
    }
    all
}

/// Terms that every text with this folded part has; none for parts that are too short for it. Those of a word lie end to
/// end, and there is one where a word meets the next: texts with both words are many, those in which they meet are few.
pub(crate) fn within(folded: &str) -> Vec<String> {
    let chars = term_chars(folded);
    let meeting = chars.windows(3).filter(|three| three.get(1) == Some(&BLANK));
    let of_words = chars.split(|c| *c == BLANK).flat_map(|word| {
        let last = word.len().checked_sub(3);
        word.windows(3).enumerate().filter(move |(start, _)| start % 3 == 0 || Some(*start) == last).map(|(_, three)| three)
    });
    of_words.chain(meeting).map(|three| three.iter().collect()).collect()
}

/// What some term of every text with this short folded part begins with.
pub(crate) fn beginning(folded: &str) -> String {
    term_chars(folded).into_iter().collect()
}

/// A term as an expression for the index.
pub(crate) fn quoted(term: &str) -> String {
    format!("\"{term}\"")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn hours_have_ids_that_fall_with_time() {
        for at in [0, 1, HOUR_MS - 1, HOUR_MS, 1_770_000_000_000, i64::MAX, i64::MIN] {
            let (lowest, highest) = ids_of(hour(at));
            assert_eq!((hour_of_id(lowest), hour_of_id(highest)), (hour(at), hour(at)), "{at}");
            assert!(lowest > 0);
        }
        assert!(ids_of(5).1 < ids_of(4).0);
    }

    #[test]
    fn no_text_makes_a_tag() {
        let text = Text { body: format!("{TAG}c7 {TAG}me"), ..Text::default() };
        let terms = of(&text, &Traits { conversation: 1, mine: false, author: "a@x", nick: None });
        assert!(terms.split(' ').all(|term| term != conversation_tag(7) && term != author_tag("")));
    }

    #[test]
    fn a_part_is_found_by_terms_of_the_whole() {
        let text = Text { body: "Grüße aus Köln, 東京!".into(), ..Text::default() };
        let all = of(&text, &Traits { conversation: 1, mine: true, author: "", nick: None });
        let terms: BTreeSet<&str> = all.split(' ').collect();
        for part in ["grusse", "se aus k", "koln, 東", "京!", "東京!", "!"] {
            let within = within(part);
            assert!(within.iter().all(|term| terms.contains(term.as_str())), "{part}");
            let beginning = beginning(part);
            assert!(!within.is_empty() || terms.iter().any(|term| term.starts_with(&beginning)), "{part}");
        }
    }

    #[test]
    fn each_word_and_each_meeting_of_two_is_asked_for() {
        let within = |text: &str| within(text).join("|").replace(BLANK, " ");
        assert_eq!(within("an"), "");
        assert_eq!(within("haus"), "hau|aus");
        assert_eq!(within("hausboot"), "hau|sbo|oot");
        assert_eq!(within("im haus am see"), "hau|aus|see|m h|s a|m s");
        assert_eq!(within("a b"), "a b");
    }
}
