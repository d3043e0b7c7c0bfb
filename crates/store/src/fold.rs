//! Text as it is searched: case, accents and width folded, white space as single blanks.
//!
//! Invariant: folding is done character by character, so that a match in folded text has a place in the text itself; the
//! folded text of a part is a part of the folded text.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Calls `put` with each folded character and the number of the code point it is from.
fn each(text: &str, mut put: impl FnMut(char, usize)) {
    let mut blank = false;
    for (index, c) in text.chars().enumerate() {
        if c.is_whitespace() {
            if !blank {
                put(' ', index);
            }
            blank = true;
            continue;
        }
        blank = false;
        fold_char(c, &mut |c| put(c, index));
    }
}

fn fold_char(c: char, put: &mut impl FnMut(char)) {
    match c {
        _ if c.is_ascii() => put(c.to_ascii_lowercase()),
        'ß' | 'ẞ' => {
            put('s');
            put('s');
        }
        'ø' | 'Ø' => put('o'),
        'æ' | 'Æ' => {
            put('a');
            put('e');
        }
        'œ' | 'Œ' => {
            put('o');
            put('e');
        }
        'đ' | 'Đ' => put('d'),
        'ł' | 'Ł' => put('l'),
        'ħ' | 'Ħ' => put('h'),
        'ı' | 'İ' => put('i'),
        'ς' => put('σ'),
        // Characters of no width stand inside words without being part of them.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => {}
        '\u{2018}' | '\u{2019}' => put('\''),
        _ => {
            for part in std::iter::once(c).nfkd() {
                match part {
                    _ if is_combining_mark(part) => {}
                    _ if part != c => fold_char(part, put),
                    _ => part.to_lowercase().filter(|c| !is_combining_mark(*c)).for_each(&mut *put),
                }
            }
        }
    }
}

pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    each(text, |c, _| folded.push(c));
    folded
}

/// A folded text with the code point that each of its bytes is from.
pub(crate) struct Folded {
    pub text: String,
    from: Vec<u32>,
}

impl Folded {
    pub fn new(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), from: Vec::with_capacity(text.len()) };
        each(text, |c, index| {
            folded.text.push(c);
            folded.from.resize(folded.text.len(), u32::try_from(index).unwrap_or(u32::MAX));
        });
        folded
    }

    /// Code points of the text for bytes of the folded text.
    pub fn source(&self, start: usize, end: usize) -> Option<(u32, u32)> {
        let first = self.from.get(start).filter(|_| start < end)?;
        let last = self.from.get(end.checked_sub(1)?)?;
        Some((*first, last.saturating_add(1)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_width_and_blanks_do_not_matter() {
        for (one, other) in [
            ("Grüße", "grusse"),
            ("CAFÉ\n\t au  lait", "cafe au lait"),
            ("Ｆｕｌｌ", "full"),
            ("Ångström", "angstrom"),
            ("e\u{301}te\u{301}", "ete"),
            ("ΣΊΣΥΦΟΣ", "σισυφος"),
            ("İstanbul", "istanbul"),
            ("ﬁne", "fine"),
            ("日本語", "日本語"),
            ("co\u{ad}op", "coop"),
        ] {
            assert_eq!(fold(one), fold(other), "{one}");
        }
        assert_ne!(fold("日"), fold("本"));
    }

    #[test]
    fn a_match_has_a_place_in_the_text() {
        let folded = Folded::new("Die Straße, ö");
        let at = folded.text.find("asse").unwrap();
        assert_eq!(folded.source(at, at + 4), Some((7, 10)));
        let at = folded.text.find('o').unwrap();
        assert_eq!(folded.source(at, at + 1), Some((12, 13)));
        assert_eq!(folded.source(3, 3), None);
    }
}
