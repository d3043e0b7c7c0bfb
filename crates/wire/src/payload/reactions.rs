//! Message reactions (XEP-0444): every message with them says all that its sender thinks of another message, none
//! takes everything back.

use minidom::Element;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::ns;
use crate::payload::stanza_id::sane;
use crate::stanza::element;

/// More of one sender to one message are not read.
pub const MOST: usize = 32;
/// The longest emoji sequences stay far below this, in bytes.
const LONGEST: usize = 64;

/// What one sender thinks of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reactions {
    /// The message: its id, in a room the id the room gave it.
    pub id: String,
    /// Each once, in the sender's order.
    pub emojis: Vec<String>,
}

impl Reactions {
    /// `<reactions/>`. The message it goes in has no body and asks to be stored (XEP-0334).
    pub fn to_element(&self) -> Element {
        let reaction = |emoji: &String| element("reaction", ns::REACTIONS).text(emoji).done();
        element("reactions", ns::REACTIONS).attr("id", &self.id).children(self.emojis.iter().map(reaction)).done()
    }

    /// The reactions in a message. What is not one printed character is left out.
    pub fn from_message(message: &Element) -> Option<Reactions> {
        let reactions = message.get_child("reactions", ns::REACTIONS)?;
        let id = sane(reactions.attr("id")?)?;
        let mut emojis: Vec<String> = Vec::new();
        for child in reactions.children().filter(|child| child.is("reaction", ns::REACTIONS)) {
            let emoji = child.text().trim().to_owned();
            if emojis.len() < MOST && is_one_character(&emoji) && !emojis.contains(&emoji) {
                emojis.push(emoji);
            }
        }
        Some(Reactions { id, emojis })
    }
}

/// Whether a text is one printed character, of whatever many code points.
pub fn is_one_character(text: &str) -> bool {
    let hidden = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.len() <= LONGEST && text.graphemes(true).count() == 1 && !text.chars().any(hidden)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::stanza::message;

    fn with(emojis: &[&str]) -> Element {
        let reactions = Reactions { id: "m".into(), emojis: emojis.iter().map(|&emoji| emoji.to_owned()).collect() };
        message("a@b", "chat", "1").child(reactions.to_element()).done()
    }

    #[test]
    fn reactions_come_back_once_each() {
        let read = Reactions::from_message(&with(&["👍", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩🏽‍❤️‍💋‍👨🏻", "👍"])).unwrap();
        assert_eq!(read.id, "m");
        assert_eq!(read.emojis, ["👍", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩🏽‍❤️‍💋‍👨🏻"]);
        assert!(Reactions::from_message(&with(&[])).unwrap().emojis.is_empty());
    }

    #[test]
    fn what_is_no_emoji_is_left_out() {
        let zalgo = format!("a{}", "\u{0301}".repeat(500));
        let read = Reactions::from_message(&with(&["", "You are fired", "\u{202e}", "\n", &zalgo, "🎉"])).unwrap();
        assert_eq!(read.emojis, ["🎉"]);
        let many: Vec<String> = (0..500u32).filter_map(|n| char::from_u32(0x1f300 + n)).map(String::from).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(Reactions::from_message(&with(&many)).unwrap().emojis.len(), MOST);
        let nameless = message("a@b", "chat", "1").child(element("reactions", ns::REACTIONS)).done();
        assert_eq!(Reactions::from_message(&nameless), None);
    }
}
