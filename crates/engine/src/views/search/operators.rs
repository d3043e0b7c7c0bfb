//! What somebody typed into a search box: words, `"exact wording"`, `from:`, `in:`, `before:`, `after:`, `has:` (F105, F109).
//!
//! Invariant: pure, and never fails: what is no operator, or an operator with a value that means nothing, is a word to look
//! for; an operator that is still being typed (`from:`) narrows nothing yet. Days are those of the reader's own clock.

use store::Has;

/// A word is not looked for beyond these, nor more of them.
const LONGEST_WORD: usize = 100;
const MOST: usize = 16;

/// A day of the calendar, or one counted from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    Date {
        year: i32,
        month: u32,
        day: u32,
    },
    /// So many days before today.
    Ago(u32),
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Contained in the text.
    pub words: Vec<String>,
    pub exact: Vec<String>,
    /// Names or addresses, as typed: one of them is the author.
    pub from: Vec<String>,
    /// Names or addresses of people and rooms: one of them is the conversation.
    pub within: Vec<String>,
    /// Before this day began.
    pub before: Option<Day>,
    /// Since this day began.
    pub after: Option<Day>,
    pub has: Option<Has>,
}

impl Wanted {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub fn parse(text: &str) -> Self {
        let mut wanted = Self::default();
        for token in tokens(text) {
            wanted.take(token);
        }
        wanted
    }

    fn take(&mut self, token: Token) {
        let Token { operator, value, quoted } = token;
        let value = value.trim();
        let known = operator.as_deref().is_some_and(|operator| self.operator(operator, value));
        if known {
            return;
        }
        if let (None, true) = (&operator, quoted) {
            push(&mut self.exact, value);
            return;
        }
        let word = operator.map_or_else(|| value.to_owned(), |operator| format!("{operator}:{value}"));
        push(&mut self.words, &word);
    }

    /// True where the operator is one.
    fn operator(&mut self, operator: &str, value: &str) -> bool {
        match operator.to_lowercase().as_str() {
            "from" => push(&mut self.from, value.trim_start_matches('@')),
            "in" => push(&mut self.within, value.trim_start_matches(['@', '#'])),
            "before" | "after" if value.is_empty() => {}
            "before" => match day(value) {
                Some(day) => self.before = Some(day),
                None => return false,
            },
            "after" => match day(value) {
                Some(day) => self.after = Some(day),
                None => return false,
            },
            "has" => match kind(value) {
                Some(has) => self.has = Some(has),
                // Still being typed.
                None => {
                    return ["file", "image", "picture", "video", "audio", "sound", "link"]
                        .iter()
                        .any(|kind| kind.starts_with(value));
                }
            },
            _ => return false,
        }
        true
    }
}

fn push(list: &mut Vec<String>, value: &str) {
    let value: String = value.chars().take(LONGEST_WORD).collect();
    if !value.trim().is_empty() && list.len() < MOST && !list.contains(&value) {
        list.push(value);
    }
}

fn kind(value: &str) -> Option<Has> {
    Some(match value.to_lowercase().as_str() {
        "file" | "files" => Has::File,
        "image" | "images" | "picture" | "pictures" | "photo" => Has::Image,
        "video" | "videos" => Has::Video,
        "audio" | "sound" | "voice" => Has::Audio,
        "link" | "links" => Has::Link,
        _ => return None,
    })
}

/// `2026-11-23`, `23.11.2026`, `2026-11`, `2026`, `today`, `yesterday`, `7d`.
fn day(value: &str) -> Option<Day> {
    match value.to_lowercase().as_str() {
        "today" => return Some(Day::Ago(0)),
        "yesterday" => return Some(Day::Ago(1)),
        value => {
            if let Some(days) = value.strip_suffix('d').and_then(|days| days.parse().ok()).filter(|days| *days <= 36_500) {
                return Some(Day::Ago(days));
            }
        }
    }
    let number = |text: &str| text.parse::<u32>().ok();
    let german: Vec<&str> = value.trim_end_matches('.').split('.').collect();
    let (year, month, day) = if let [day, month, year] = german.as_slice() {
        (number(year)?, number(month)?, number(day)?)
    } else {
        let mut pieces = value.split(['-', '/']);
        let year = number(pieces.next()?)?;
        let month = pieces.next().map_or(Some(1), number)?;
        let day = pieces.next().map_or(Some(1), number)?;
        if pieces.next().is_some() {
            return None;
        }
        (year, month, day)
    };
    let year = i32::try_from(year).ok().filter(|year| (1970..=9999).contains(year))?;
    chrono::NaiveDate::from_ymd_opt(year, month, day)?;
    Some(Day::Date { year, month, day })
}

#[derive(Debug, PartialEq, Eq)]
struct Token {
    operator: Option<String>,
    value: String,
    quoted: bool,
}

/// Parted by white space, unless in quotes; a quote that is not ended goes to the end.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || is_quote(c)).unwrap_or(rest.len());
        let (head, tail) = rest.split_at(end);
        let operator = head.split_once(':');
        let quoted =
            tail.chars().next().is_some_and(is_quote) && (head.is_empty() || operator.is_some_and(|(_, value)| value.is_empty()));
        if quoted {
            let inner = tail.trim_start_matches(is_quote);
            let (value, after) = inner.split_once(is_quote).unwrap_or((inner, ""));
            tokens.push(Token { operator: operator.map(|(name, _)| name.to_owned()), value: value.to_owned(), quoted: true });
            rest = after.trim_start();
            continue;
        }
        if !head.is_empty() {
            tokens.push(match operator.filter(|(name, _)| !name.is_empty()) {
                Some((name, value)) => Token { operator: Some(name.to_owned()), value: value.to_owned(), quoted: false },
                None => Token { operator: None, value: head.to_owned(), quoted: false },
            });
        }
        rest = tail.trim_start_matches(|c: char| c.is_whitespace());
    }
    tokens
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn words_and_exact_wording() {
        let wanted = Wanted::parse("  budget \"final draft\" März „genau so“ ");
        assert_eq!(wanted.words, words(&["budget", "März"]));
        assert_eq!(wanted.exact, words(&["final draft", "genau so"]));
        assert_eq!(Wanted::parse("say\"hi there\" now").exact, words(&["hi there"]));
        // Still being typed.
        assert_eq!(Wanted::parse("\"final dra").exact, words(&["final dra"]));
        assert!(Wanted::parse(" \" ").is_empty());
        assert!(Wanted::parse("\"\"").is_empty());
    }

    #[test]
    fn operators_take_words_and_quoted_names() {
        let wanted = Wanted::parse("from:anna FROM:\"Ben Brown\" in:@Sales in:#tea has:file x");
        assert_eq!(wanted.from, words(&["anna", "Ben Brown"]));
        assert_eq!(wanted.within, words(&["Sales", "tea"]));
        assert_eq!((wanted.has, wanted.words), (Some(Has::File), words(&["x"])));
        for (text, has) in
            [("has:image", Has::Image), ("has:Link", Has::Link), ("has:voice", Has::Audio), ("has:video", Has::Video)]
        {
            assert_eq!(Wanted::parse(text).has, Some(has), "{text}");
        }
    }

    #[test]
    fn days_are_written_in_several_ways() {
        let date = |year, month, day| Some(Day::Date { year, month, day });
        for (text, day) in [
            ("2026-11-23", date(2026, 11, 23)),
            ("2026/11/23", date(2026, 11, 23)),
            ("23.11.2026", date(2026, 11, 23)),
            ("2026-11", date(2026, 11, 1)),
            ("2026", date(2026, 1, 1)),
            ("today", Some(Day::Ago(0))),
            ("Yesterday", Some(Day::Ago(1))),
            ("30d", Some(Day::Ago(30))),
        ] {
            assert_eq!(Wanted::parse(&format!("after:{text}")).after, day, "{text}");
            assert_eq!(Wanted::parse(&format!("before:{text}")).before, day, "{text}");
        }
    }

    #[test]
    fn what_means_nothing_is_a_word_and_what_is_being_typed_is_nothing_yet() {
        for text in
            ["before:soon", "after:2026-13-01", "after:2026-02-30", "has:cake", "https://example.com/x", "10:30", ":", "a:b"]
        {
            assert_eq!(Wanted::parse(text).words, words(&[text]), "{text}");
        }
        for text in ["from:", "in:", "before:", "after:", "has:", "has:im", "from:\"\"", "from:@"] {
            assert!(Wanted::parse(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn nothing_is_too_long_or_too_much() {
        let many: String = (0..1_000).map(|n| format!("w{n} ")).collect();
        assert_eq!(Wanted::parse(&many).words.len(), MOST);
        assert_eq!(Wanted::parse(&"x".repeat(10_000)).words[0].len(), LONGEST_WORD);
        assert_eq!(Wanted::parse("tea tea tea").words, words(&["tea"]));
        for odd in ["\"".repeat(999), "from:\"from:\"from:\"".into(), "\u{202e}\"x".into(), "a\"b\"c\"d".into()] {
            let _ = Wanted::parse(&odd);
        }
        assert_eq!(Wanted::parse("a\"b\"c").words, words(&["a", "c"]));
    }
}
