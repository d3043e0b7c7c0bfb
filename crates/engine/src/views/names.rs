//! Names as people type them: case, accents and a few letters folded, so that `soren` finds Søren and
//! `strasse` finds Straße.
//!
//! Invariant: offsets that come out are UTF-16 code units of the name that went in, and never split a
//! character or part it from its combining marks.

use std::fmt::Write as _;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Appends what one character becomes: nothing for a mark, ` ` for what parts words.
fn fold_char(c: char, out: &mut String) {
    match c {
        'ß' | 'ẞ' => out.push_str("ss"),
        'ø' | 'Ø' => out.push('o'),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
        'ł' | 'Ł' => out.push('l'),
        'þ' | 'Þ' => out.push_str("th"),
        'ħ' | 'Ħ' => out.push('h'),
        'ı' | 'İ' => out.push('i'),
        'ς' => out.push('σ'),
        _ if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
        // Apostrophes, soft hyphen and zero-width characters stand inside words without being part of them.
        '\'' | '\u{2019}' | '\u{2bc}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
        _ if c.is_ascii() => out.push(' '),
        _ => {
            for part in std::iter::once(c).nfkd() {
                match part {
                    _ if is_combining_mark(part) => {}
                    // What a decomposition leaves may itself be one of the letters above (ǿ, ǽ).
                    _ if part != c => fold_char(part, out),
                    _ if part.is_alphanumeric() => out.extend(part.to_lowercase().filter(|c| !is_combining_mark(*c))),
                    _ => out.push(' '),
                }
            }
        }
    }
}

/// Scripts without spaces: each character may begin a word.
fn begins_a_word(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The words of a text, folded, each behind one space: ` anna berg`. Empty where there are none.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut piece = String::new();
    let mut between = true;
    for c in text.chars() {
        piece.clear();
        fold_char(c, &mut piece);
        if begins_a_word(c) {
            between = true;
        }
        for folded in piece.chars() {
            if folded == ' ' {
                between = true;
            } else {
                if std::mem::take(&mut between) {
                    out.push(' ');
                }
                out.push(folded);
            }
        }
    }
    out
}

/// What someone typed, ready to compare: each word with the space that must stand before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    words: Vec<String>,
}

impl Query {
    /// At most eight words count.
    pub fn new(text: &str) -> Self {
        let mut words = Vec::new();
        for word in fold(text).split(' ').filter(|word| !word.is_empty()).take(8) {
            let mut with_space = String::with_capacity(word.len() + 1);
            let _ = write!(with_space, " {word}");
            words.push(with_space);
        }
        Self { words }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whatever matches this one matches the other as well: it was typed further.
    pub fn narrows(&self, other: &Self) -> bool {
        other.words.iter().all(|shorter| self.words.iter().any(|word| word.starts_with(shorter.as_str())))
    }

    /// Each typed word begins a word of this folded text.
    pub fn matches(&self, folded: &str) -> bool {
        self.words.iter().all(|word| folded.contains(word.as_str()))
    }

    /// Each typed word begins a word of one of both folded texts.
    pub fn matches_either(&self, first: &str, second: &str) -> bool {
        self.words.iter().all(|word| first.contains(word.as_str()) || second.contains(word.as_str()))
    }

    /// The parts of a name that were typed, as UTF-16 offsets `[start, end)`, in order and without overlap.
    pub fn ranges(&self, name: &str) -> Vec<(u32, u32)> {
        let letters = letters(name);
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for (at, letter) in letters.iter().enumerate() {
            if !letter.begins {
                continue;
            }
            let longest =
                self.words.iter().filter_map(|word| matched(letters.get(at..).unwrap_or_default(), word.trim_start())).max();
            if let Some(end) = longest {
                match ranges.last_mut() {
                    Some(last) if last.1 >= letter.start => last.1 = last.1.max(end),
                    _ => ranges.push((letter.start, end)),
                }
            }
        }
        ranges
    }
}

/// A folded character and where it came from.
struct Letter {
    folded: char,
    begins: bool,
    start: u32,
    end: u32,
}

fn letters(name: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    let mut between = true;
    let mut offset = 0u32;
    let mut piece = String::new();
    for c in name.chars() {
        piece.clear();
        fold_char(c, &mut piece);
        let end = offset + c.len_utf16() as u32;
        if begins_a_word(c) {
            between = true;
        }
        if piece.is_empty()
            && let Some(last) = letters.last_mut()
            && last.end == offset
        {
            last.end = end;
        }
        for folded in piece.chars() {
            if folded == ' ' {
                between = true;
            } else {
                letters.push(Letter { folded, begins: std::mem::take(&mut between), start: offset, end });
            }
        }
        offset = end;
    }
    letters
}

/// Where the match of `word` at the beginning of `letters` ends; it stays within one word.
fn matched(letters: &[Letter], word: &str) -> Option<u32> {
    let mut end = None;
    for (at, wanted) in word.chars().enumerate() {
        let letter = letters.get(at)?;
        if letter.folded != wanted || (at > 0 && letter.begins) {
            return None;
        }
        end = Some(letter.end);
    }
    end
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_accents_and_letters_without_decomposition() {
        for (name, folded) in [
            ("Anna Berg", " anna berg"),
            ("  Søren   Ærø ", " soren aero"),
            ("GROẞE Straße", " grosse strasse"),
            ("Łukasz Żółć", " lukasz zolc"),
            ("O’Neill-d'Arc", " oneill darc"),
            ("Jose\u{301} N\u{303}", " jose n"),
            ("İbrahim Işık", " ibrahim isik"),
            ("山田 Tarō", " 山 田 taro"),
            ("ﬁona", " fiona"),
            ("---", ""),
        ] {
            assert_eq!(fold(name), folded, "{name}");
        }
    }

    #[test]
    fn each_typed_word_begins_a_word() {
        let anna = fold("Anna-Lena Bergström");
        for (typed, found) in
            [("an", true), ("berg", true), ("bergstrom a", true), ("lena", true), ("nna", false), ("an xx", false)]
        {
            assert_eq!(Query::new(typed).matches(&anna), found, "{typed}");
        }
        assert!(Query::new("anna sales").matches_either(&anna, &fold("Sales")));
        assert!(Query::new(" - ").is_empty());
    }

    #[test]
    fn ranges_are_utf16_and_keep_marks_with_their_letter() {
        assert_eq!(Query::new("be an").ranges("Anna Berg"), vec![(0, 2), (5, 7)]);
        assert_eq!(Query::new("strass").ranges("😀 Straße"), vec![(3, 8)]);
        assert_eq!(Query::new("jose").ranges("Jose\u{301} X"), vec![(0, 5)]);
        assert_eq!(Query::new("a ann").ranges("Anna"), vec![(0, 3)]);
        assert_eq!(Query::new("oneill").ranges("O'Neill"), vec![(0, 7)]);
        assert_eq!(Query::new("zz").ranges("Anna"), Vec::new());
    }
}
