//! Tree to text. Own code instead of the tree's writer, which panics on characters that XML cannot hold: here such
//! characters, which can only come from a keyboard or a file name of ours, are left out.

use minidom::{Element, Node};
use rxml::NcNameStr;

use crate::ns;

/// Writes one frame with all its namespace declarations. Elements of the streams namespace get the `stream:` prefix,
/// as RFC 7395 shows them and as some clients expect; everything else uses default declarations.
pub fn serialize(element: &Element) -> String {
    let mut out = String::with_capacity(256);
    let mut open: Vec<Open<'_>> = Vec::new();
    start(&mut out, &mut open, element, "", false);
    while let Some(top) = open.last_mut() {
        match top.nodes.next() {
            Some(Node::Text(text)) => push_text(&mut out, text),
            Some(Node::Element(child)) => {
                let (default, stream_bound) = (top.default.clone(), top.stream_bound);
                start(&mut out, &mut open, child, &default, stream_bound);
            }
            None => {
                out.push_str("</");
                out.push_str(&top.name);
                out.push('>');
                open.pop();
            }
        }
    }
    out
}

/// An element whose end tag is still to be written. Kept on a heap stack: the depth of a tree is not ours to trust.
struct Open<'e> {
    name: String,
    nodes: std::slice::Iter<'e, Node>,
    default: String,
    stream_bound: bool,
}

fn start<'e>(out: &mut String, open: &mut Vec<Open<'e>>, element: &'e Element, inherited: &str, stream_bound: bool) {
    let namespace = element.ns();
    let in_streams = namespace == ns::STREAMS;
    let name =
        if in_streams { format!("stream:{}", checked_name(element.name())) } else { checked_name(element.name()).to_owned() };
    out.push('<');
    out.push_str(&name);
    let mut default = inherited.to_owned();
    if in_streams {
        if !stream_bound {
            push_attribute(out, "xmlns:stream", ns::STREAMS);
        }
    } else if namespace != inherited {
        push_attribute(out, "xmlns", &namespace);
        default = namespace;
    }
    for (number, ((space, name), value)) in element.attrs().iter().enumerate() {
        match space.as_str() {
            "" => push_attribute(out, name.as_str(), value),
            ns::XML => push_attribute(out, &format!("xml:{name}"), value),
            space => {
                push_attribute(out, &format!("xmlns:n{number}"), space);
                push_attribute(out, &format!("n{number}:{name}"), value);
            }
        }
    }
    if element.nodes().next().is_none() {
        out.push_str("/>");
    } else {
        out.push('>');
        open.push(Open { name, nodes: element.nodes(), default, stream_bound: stream_bound || in_streams });
    }
}

/// Element names come from our own code or from a parser, but nothing in their type says so: anything else must not
/// be able to write markup.
fn checked_name(name: &str) -> &str {
    if <&NcNameStr>::try_from(name).is_ok() { name } else { "invalid" }
}

fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("='");
    push_value(out, value);
    out.push('\'');
}

/// The value of an attribute, as it stands between its quotes.
pub fn push_value(out: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '\'' => out.push_str("&apos;"),
            '"' => out.push_str("&quot;"),
            // Written as they are, the reader would turn these into spaces.
            '\n' => out.push_str("&#xA;"),
            '\t' => out.push_str("&#x9;"),
            other => push_character(out, other),
        }
    }
}

fn push_text(out: &mut String, text: &str) {
    for character in text.chars() {
        push_character(out, character);
    }
}

fn push_character(out: &mut String, character: char) {
    match character {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        // Written as it is, the reader would turn it into a line feed.
        '\r' => out.push_str("&#xD;"),
        '\n' | '\t' => out.push(character),
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
        other => out.push(other),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use crate::frame::parse;
    use crate::ids::{Entropy, SeededEntropy};
    use crate::limits::Limits;
    use crate::stanza::{element, message};

    #[test]
    fn stanzas_declare_their_namespace() {
        let stanza = message("a@b", "chat", "1").field("body", "hi").child(element("request", ns::RECEIPTS)).done();
        assert_eq!(
            serialize(&stanza),
            "<message xmlns='jabber:client' id='1' to='a@b' type='chat'><body>hi</body><request xmlns='urn:xmpp:receipts'/></message>"
        );
    }

    #[test]
    fn features_are_prefixed() {
        let features = element("features", ns::STREAMS).child(element("bind", ns::BIND)).child(element("x", ns::STREAMS)).done();
        let text = serialize(&features);
        assert_eq!(
            text,
            "<stream:features xmlns:stream='http://etherx.jabber.org/streams'>\
             <bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><stream:x/></stream:features>"
        );
        assert_eq!(parse(&text, &Limits::STANZA), Ok(features));
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        let stanza = element("a", "u").attr("b", "x\u{0}\u{ffff}y").text("p\u{8}\u{b}q").done();
        assert_eq!(serialize(&stanza), "<a xmlns='u' b='xy'>pq</a>");
        assert_eq!(serialize(&Element::bare("a><b", "u")), "<invalid xmlns='u'/>");
    }

    const HOSTILE: &[&str] = &[
        "</body></message><message from='boss'>",
        "'/><evil a=\"",
        "]]>",
        "<![CDATA[x]]>",
        "&amp;lt;",
        "&#60;",
        "\r\n\t ",
        "\u{feff}",
        "\u{202e}evil",
        "😀\u{10ffff}",
        "ä",
        "<!DOCTYPE x>",
        "<?xml?>",
        "x",
        " ",
    ];

    /// A tree drawn from the seed: hostile texts and attribute values, namespaces that come and go.
    fn tree(entropy: &SeededEntropy, depth: usize) -> Element {
        let draw = |below: usize| {
            let mut byte = [0u8; 4];
            entropy.fill(&mut byte);
            u32::from_le_bytes(byte) as usize % below
        };
        let names = ["a", "body", "message", "ä"];
        let spaces = [ns::CLIENT, "urn:b", ns::STREAMS, "", "u'\"<&>"];
        let mut node = element(names[draw(4)], spaces[draw(5)]);
        for name in ["from", "x", "y"].iter().take(draw(4)) {
            node = node.attr(name, format!("{}{}", HOSTILE[draw(HOSTILE.len())], HOSTILE[draw(HOSTILE.len())]));
        }
        let mut node = node.done();
        if draw(3) == 0 {
            node.set_attr(rxml::Namespace::from("urn:n'<"), "z".try_into().unwrap(), HOSTILE[draw(HOSTILE.len())]);
        }
        for _ in 0..draw(4) {
            if depth > 0 && draw(2) == 0 {
                node.append_child(tree(entropy, depth - 1));
            } else {
                node.append_text(HOSTILE[draw(HOSTILE.len())]);
            }
        }
        node
    }

    #[test]
    fn whatever_is_written_is_read_back_as_the_same_single_element() {
        for seed in 0..3_000 {
            let entropy = SeededEntropy::new(seed);
            let before = tree(&entropy, 5);
            let text = serialize(&before);
            assert_eq!(parse(&text, &Limits::STANZA), Ok(before), "seed {seed}: {text}");
        }
    }
}
