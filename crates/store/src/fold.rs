//! Text as it is searched: case, accents and width folded, white space as single blanks.
//!
//! Invariant: folding is done character by character, so that a match in folded text has a place in the text itself; the
//! folded text of a part is a part of the folded text.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

fn each(text: &str, mut put: impl FnMut(char)) {
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            if !blank {
                put(' ');
            }
            blank = true;
            continue;
        }
        blank = false;
        fold_char(c, &mut put);
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
    each(text, |c| folded.push(c));
    folded
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
}
