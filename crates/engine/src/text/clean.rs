//! Characters that would make text look like something else: taken out before anything is shown.
//!
//! Invariant: what comes out turns no direction and hides nothing. Marks that only belong to one place between two
//! characters (U+200E, U+200F, U+061C, joiners) stay, because right-to-left texts and emoji need them.

use std::borrow::Cow;

/// Bidirectional embeddings, overrides and isolates (UAX #9): they reach beyond where they stand.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Control characters but for tab and line end, the old layout controls, and what marks annotations.
fn has_no_shape(c: char) -> bool {
    (c.is_control() && c != '\t' && c != '\n') || matches!(c, '\u{206a}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{feff}')
}

/// The text without them.
pub fn clean(text: &str) -> Cow<'_, str> {
    let unwanted = |c: char| turns_direction(c) || has_no_shape(c);
    if text.contains(unwanted) { Cow::Owned(text.replace(unwanted, "")) } else { Cow::Borrowed(text) }
}

/// An address without them and without marks of direction, which no address needs.
pub fn clean_address(text: &str) -> String {
    let invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{61c}' | '\u{2060}'..='\u{2064}' | '\u{ad}');
    clean(text).replace(invisible, "")
}
