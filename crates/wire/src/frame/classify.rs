//! What a frame is for, and the frames that open, close and break a stream (RFC 7395 §3, RFC 6120 §4.9).

use minidom::Element;

use crate::ns;
use crate::stanza::{Draft, child_text, element};

/// A frame by its place in the stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// `<open/>`
    Open(Element),
    /// `<close/>`, perhaps with the place where to go instead (RFC 7395 §3.6.1).
    Close { see_other_uri: Option<String> },
    /// `<stream:error/>`. For `see-other-host` the text is the host.
    StreamError { condition: String, text: Option<String> },
    /// `<stream:features/>`
    Features(Element),
    /// Anything of the SASL namespace.
    Sasl(Element),
    /// Anything of stream management (XEP-0198).
    Sm(Element),
    /// `<message/>`, `<presence/>` or `<iq/>`, its type unchecked.
    Stanza(Element),
    /// Anything else.
    Unknown(Element),
}

/// Sorts a frame by name and namespace.
pub fn classify(element: Element) -> Frame {
    if element.has_ns(ns::FRAMING) {
        return match element.name() {
            "open" => Frame::Open(element),
            "close" => Frame::Close { see_other_uri: element.attr("see-other-uri").map(str::to_owned) },
            _ => Frame::Unknown(element),
        };
    }
    if element.has_ns(ns::STREAMS) {
        return match element.name() {
            "features" => Frame::Features(element),
            "error" => read_error(&element),
            _ => Frame::Unknown(element),
        };
    }
    if element.has_ns(ns::SASL) {
        return Frame::Sasl(element);
    }
    if element.has_ns(ns::SM) {
        return Frame::Sm(element);
    }
    match element.name() {
        "message" | "presence" | "iq" if element.has_ns(ns::CLIENT) => Frame::Stanza(element),
        _ => Frame::Unknown(element),
    }
}

fn read_error(error: &Element) -> Frame {
    let condition = error.children().find(|child| child.has_ns(ns::STREAM_ERRORS) && child.name() != "text");
    let text = child_text(error, "text", ns::STREAM_ERRORS).or_else(|| condition.map(Element::text));
    Frame::StreamError {
        condition: condition.map_or("undefined-condition", Element::name).to_owned(),
        text: match condition {
            // The host is the answer here, whatever else is said about it.
            Some(condition) if condition.name() == "see-other-host" => Some(condition.text()),
            _ => text,
        }
        .filter(|text| !text.trim().is_empty()),
    }
}

/// `<open/>` as a client sends it.
pub fn open(to: &str, from: Option<&str>) -> Element {
    opening().attr("to", to).attr_opt("from", from).done()
}

/// `<open/>` as a server answers it, with the id of the stream.
pub fn open_reply(from: &str, to: Option<&str>, id: &str) -> Element {
    opening().attr("from", from).attr_opt("to", to).attr("id", id).done()
}

fn opening() -> Draft {
    element("open", ns::FRAMING).attr("version", "1.0").lang("en")
}

/// `<close/>`
pub fn close() -> Element {
    element("close", ns::FRAMING).done()
}

/// `<close/>` that sends the client elsewhere.
pub fn close_see_other(uri: &str) -> Element {
    element("close", ns::FRAMING).attr("see-other-uri", uri).done()
}

/// `<stream:error/>`; send [`close`] after it.
pub fn stream_error(condition: &str, text: Option<&str>) -> Element {
    element("error", ns::STREAMS)
        .child(element(condition, ns::STREAM_ERRORS))
        .child_opt(text.map(|text| element("text", ns::STREAM_ERRORS).text(text).done()))
        .done()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use crate::frame::{parse, serialize};
    use crate::limits::Limits;

    fn sort(text: &str) -> Frame {
        classify(parse(text, &Limits::STANZA).unwrap())
    }

    #[test]
    fn every_place_in_the_stream() {
        assert!(
            matches!(sort(&serialize(&open("example.com", None))), Frame::Open(open) if open.attr("to") == Some("example.com"))
        );
        assert_eq!(sort(&serialize(&close())), Frame::Close { see_other_uri: None });
        assert_eq!(sort(&serialize(&close_see_other("wss://b"))), Frame::Close { see_other_uri: Some("wss://b".into()) });
        assert!(matches!(sort("<message xmlns='jabber:client'/>"), Frame::Stanza(_)));
        assert!(matches!(sort("<message xmlns='jabber:server'/>"), Frame::Unknown(_)));
        assert!(matches!(sort("<message/>"), Frame::Unknown(_)));
        assert!(matches!(sort("<r xmlns='urn:xmpp:sm:3'/>"), Frame::Sm(_)));
        assert!(matches!(sort("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"), Frame::Sasl(_)));
    }

    #[test]
    fn stream_errors_with_and_without_sense() {
        let error =
            |condition: &str, text: Option<&str>| Frame::StreamError { condition: condition.into(), text: text.map(str::to_owned) };
        assert_eq!(sort(&serialize(&stream_error("conflict", Some("replaced")))), error("conflict", Some("replaced")));
        assert_eq!(sort("<error xmlns='http://etherx.jabber.org/streams'/>"), error("undefined-condition", None));
        assert_eq!(
            sort(
                "<e:error xmlns:e='http://etherx.jabber.org/streams'><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>b.example</see-other-host></e:error>"
            ),
            error("see-other-host", Some("b.example"))
        );
    }
}
