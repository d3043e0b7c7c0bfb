//! Whether a body is nothing but a few emoji (UTS #51), which are shown larger.

use unicode_properties::{EmojiStatus, UnicodeEmoji};
use unicode_segmentation::UnicodeSegmentation;

const FEW: usize = 5;
/// Longer than five families of four.
const LONGEST: usize = 240;

pub fn only_a_few(body: &str) -> bool {
    let body = body.trim();
    if body.is_empty() || body.len() > LONGEST {
        return false;
    }
    let mut count = 0;
    body.graphemes(true).filter(|cluster| !cluster.trim().is_empty()).all(|cluster| {
        count += 1;
        count <= FEW && is_emoji(cluster)
    })
}

/// One character as people see it.
fn is_emoji(cluster: &str) -> bool {
    let mut characters = cluster.chars();
    let Some(first) = characters.next() else { return false };
    let rest = characters.as_str();
    if rest.contains('\u{fe0e}') {
        // Asked to be shown as text.
        return false;
    }
    match first {
        '0'..='9' | '#' | '*' => rest.ends_with('\u{20e3}'),
        '\u{1f1e6}'..='\u{1f1ff}' => matches!(rest.chars().next(), Some('\u{1f1e6}'..='\u{1f1ff}')),
        // ©, ® and the arrows are text unless they ask to be more.
        '\0'..='\u{2fff}' if rest.is_empty() => {
            matches!(first.emoji_status(), EmojiStatus::EmojiPresentation | EmojiStatus::EmojiPresentationAndModifierBase)
                || first == '\u{2764}'
        }
        _ => first.is_emoji_char() && only_parts(rest),
    }
}

/// No letters and no foreign marks hang on it.
fn only_parts(rest: &str) -> bool {
    rest.chars().all(|c| c.is_emoji_char_or_emoji_component())
}
