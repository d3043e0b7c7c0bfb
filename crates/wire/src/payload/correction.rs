//! Last message correction (XEP-0308).
//!
//! Believe a correction only of whoever wrote the corrected message: the same bare address, in a room the same
//! occupant id. A chain of corrections names the original each time.

use minidom::Element;

use crate::ns;
use crate::payload::stanza_id::sane;
use crate::stanza::element;

/// `<replace/>`: the message it is in stands in the place of the one with this id.
pub fn replace(id: &str) -> Element {
    element("replace", ns::CORRECT).attr("id", id).done()
}

/// The id of the message that is corrected. One that would correct itself corrects nothing.
pub fn replaced_id(message: &Element) -> Option<String> {
    let id = sane(message.get_child("replace", ns::CORRECT)?.attr("id")?)?;
    (message.attr("id") != Some(&id)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn a_correction_names_another_message() {
        let correction = message("a@b", "chat", "2").field("body", "better").child(replace("1")).done();
        assert_eq!(replaced_id(&correction), Some("1".into()));
        for id in ["", "2", &"x".repeat(5_000)] {
            assert_eq!(replaced_id(&message("a@b", "chat", "2").child(replace(id)).done()), None, "{id}");
        }
        assert_eq!(replaced_id(&message("a@b", "chat", "2").child(element("replace", ns::CORRECT)).done()), None);
    }
}
