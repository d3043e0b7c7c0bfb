//! Displayed markers (XEP-0333).

use minidom::Element;

use crate::ns;
use crate::payload::stanza_id::sane;
use crate::stanza::element;

/// How far somebody has come, with the id of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marker {
    Received(String),
    Displayed(String),
    Acknowledged(String),
}

/// `<markable/>`: asks for markers.
pub fn markable() -> Element {
    element("markable", ns::MARKERS).done()
}

/// Whether a message asks for markers. Only those who may see our presence get them.
pub fn is_markable(message: &Element) -> bool {
    message.has_child("markable", ns::MARKERS)
}

/// `<displayed/>`: the message with this id, and all before it, have been read.
pub fn displayed(id: &str) -> Element {
    element("displayed", ns::MARKERS).attr("id", id).done()
}

/// The marker in a message, if any.
pub fn read(message: &Element) -> Option<Marker> {
    message.children().filter(|child| child.has_ns(ns::MARKERS)).find_map(|child| {
        let id = sane(child.attr("id")?)?;
        Some(match child.name() {
            "received" => Marker::Received(id),
            "displayed" => Marker::Displayed(id),
            "acknowledged" => Marker::Acknowledged(id),
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn markers_need_an_id() {
        assert_eq!(read(&message("a@b", "chat", "1").child(displayed("m")).done()), Some(Marker::Displayed("m".into())));
        assert_eq!(read(&message("a@b", "chat", "1").child(element("displayed", ns::MARKERS)).done()), None);
        let asking = message("a@b", "chat", "1").child(markable()).done();
        assert!(is_markable(&asking) && read(&asking).is_none());
    }
}
