//! References (XEP-0372), used for mentions: who is meant by a part of the body.
//!
//! Positions are half open and count code points (XEP-0426), as clients do it, whatever "last character" in the text
//! of the specification may mean. A mention of oneself is worth a notification; it proves nothing.

use std::ops::Range;

use jid::Jid;
use minidom::Element;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::ns;
use crate::payload::characters::range_of;
use crate::stanza::element;

/// More in one message are not read.
pub const MOST: usize = 128;
const LONGEST_URI: usize = 4_096;

/// What may not stand in the path of an `xmpp:` address as it is (RFC 5122 §2.2).
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Something a part of the body, or all of it, refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// `mention` or `data`.
    pub kind: String,
    pub uri: String,
    /// Code points of the body; `None` where no part of it is meant.
    pub range: Option<Range<u32>>,
}

impl Reference {
    /// A mention of this person, or of this occupant of a room, in these code points of the body.
    pub fn mention(jid: &str, range: Option<Range<u32>>) -> Reference {
        Reference { kind: "mention".into(), uri: format!("xmpp:{}", utf8_percent_encode(jid, ESCAPED)), range }
    }

    /// `<reference/>`
    pub fn to_element(&self) -> Element {
        element("reference", ns::REFERENCES)
            .attr("type", &self.kind)
            .attr("uri", &self.uri)
            .attr_opt("begin", self.range.as_ref().map(|range| range.start.to_string()))
            .attr_opt("end", self.range.as_ref().map(|range| range.end.to_string()))
            .done()
    }

    /// Reads a `<reference/>` to a part of the message it is in. One with an unreadable range refers to no part.
    pub fn from_element(reference: &Element) -> Option<Reference> {
        if !reference.is("reference", ns::REFERENCES) || reference.attr("anchor").is_some() {
            return None;
        }
        let uri = reference.attr("uri").filter(|uri| !uri.is_empty() && uri.len() <= LONGEST_URI)?;
        let kind = reference.attr("type")?.to_owned();
        Some(Reference { kind, uri: uri.to_owned(), range: range_of(reference, "begin", "end") })
    }

    /// Who is mentioned, prepared; with a resource it is an occupant of a room.
    pub fn mentioned(&self) -> Option<String> {
        if self.kind != "mention" {
            return None;
        }
        let path = self.uri.strip_prefix("xmpp:")?.split(['?', '#']).next()?;
        Some(Jid::new(&percent_decode_str(path).decode_utf8().ok()?).ok()?.to_string())
    }
}

/// The references in a message.
pub fn read(message: &Element) -> Vec<Reference> {
    message.children().filter_map(Reference::from_element).take(MOST).collect()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::payload::xml;
    use crate::stanza::message;

    #[test]
    fn mentions_come_back() {
        for who in ["anna@example.com", "room@rooms.example.com/Änne Berg?#%", "j\\27o@example.com"] {
            let mention = Reference::mention(who, Some(3..8));
            let stanza = message("a@b", "chat", "1").child(mention.to_element()).done();
            let read = read(&stanza);
            assert_eq!(read, [mention]);
            assert_eq!(read[0].mentioned().as_deref(), Some(who));
        }
        assert_eq!(Reference::mention("a@b/c d", None).uri, "xmpp:a@b/c%20d");
    }

    #[test]
    fn odd_references_mention_nobody() {
        let text = "<message xmlns='jabber:client'>\
            <reference xmlns='urn:xmpp:reference:0' type='mention' uri='https://example.com'/>\
            <reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:@@'/>\
            <reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:a%ff@b'/>\
            <reference xmlns='urn:xmpp:reference:0' type='data' uri='xmpp:anna@b'/>\
            <reference xmlns='urn:xmpp:reference:0' type='mention'/>\
            <reference xmlns='urn:xmpp:reference:0' type='mention' anchor='xmpp:x@b' uri='xmpp:anna@b'/></message>";
        let read = read(&xml(text));
        assert_eq!(read.len(), 4);
        assert!(read.iter().all(|reference| reference.mentioned().is_none()));
        let backwards = "<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:Anna@b?message' begin='9' end='2'/>";
        let backwards = Reference::from_element(&xml(backwards));
        assert_eq!(backwards.as_ref().and_then(|one| one.range.clone()), None);
        assert_eq!(backwards.and_then(|one| one.mentioned()).as_deref(), Some("anna@b"));
    }
}
