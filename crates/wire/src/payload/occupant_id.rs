//! Occupant ids (XEP-0421): who in a room wrote something, whatever nickname they had.
//!
//! An id is worth something only if the room advertises the feature: otherwise a client could have written it.

use minidom::Element;

use crate::ns;
use crate::payload::stanza_id::sane;
use crate::stanza::element;

/// `<occupant-id/>`
pub fn occupant_id(id: &str) -> Element {
    element("occupant-id", ns::OCCUPANT_ID).attr("id", id).done()
}

/// The id in a message, presence or `<moderated/>`; `None` if there is none, or more than one.
pub fn read(parent: &Element) -> Option<String> {
    let mut ids = parent.children().filter(|child| child.is("occupant-id", ns::OCCUPANT_ID));
    let id = ids.next()?.attr("id")?;
    if ids.next().is_some() { None } else { sane(id) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn one_id_counts_and_two_do_not() {
        let one = message("a@b", "groupchat", "1").child(occupant_id("o1"));
        assert_eq!(read(&one.clone().done()), Some("o1".into()));
        assert_eq!(read(&one.child(occupant_id("o2")).done()), None);
        assert_eq!(read(&message("a@b", "groupchat", "1").child(occupant_id("")).done()), None);
    }
}
