//! Fallback indication (XEP-0428): which part of a body is only there for those who do not know better.
//!
//! Invariant: a text is shortened only by ranges that lie in it, in order and apart from each other; with any other
//! the whole indication is void, and people see too much rather than too little.

use std::ops::Range;

use minidom::Element;

use crate::ns;
use crate::payload::characters::{bytes, code_points, range_of};
use crate::stanza::element;

/// An indication with more parts than this is void.
const MOST_PARTS: usize = 16;

/// `<fallback/>`: the whole message is there for those who do not know `namespace`.
pub fn whole(namespace: &str) -> Element {
    element("fallback", ns::FALLBACK).attr("for", namespace).done()
}

/// `<fallback/>`: the whole body is.
pub fn body(namespace: &str) -> Element {
    element("fallback", ns::FALLBACK).attr("for", namespace).child(element("body", ns::FALLBACK)).done()
}

/// `<fallback/>`: these code points of the body are.
pub fn part(namespace: &str, range: &Range<u32>) -> Element {
    let part = element("body", ns::FALLBACK).attr("start", range.start.to_string()).attr("end", range.end.to_string());
    element("fallback", ns::FALLBACK).attr("for", namespace).child(part).done()
}

/// Whether anything in a message is there only for those who do not know `namespace`.
pub fn is_for(message: &Element, namespace: &str) -> bool {
    indications(message, namespace).next().is_some()
}

/// The `text` of a body without what is there only for those who do not know `namespace`.
pub fn without(message: &Element, namespace: &str, text: &str) -> String {
    Cut::of(message, &[namespace], text).text
}

/// A body without its fallbacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    pub text: String,
    /// What was there only for others.
    pub fallback: String,
    /// Code points of the whole body that went, in order.
    gone: Vec<Range<u32>>,
}

impl Cut {
    /// Takes from `text` what is there only for those who do not know one of the `namespaces`. An unreadable
    /// indication does not spoil those of another namespace.
    pub fn of(message: &Element, namespaces: &[&str], text: &str) -> Cut {
        let mut wanted: Vec<Range<usize>> =
            namespaces.iter().filter_map(|namespace| ranges(message, namespace, text)).flatten().collect();
        wanted.sort_by_key(|range| (range.start, range.end));
        let mut cut = Cut { text: String::with_capacity(text.len()), ..Cut::default() };
        let mut from = 0;
        for range in wanted {
            let start = range.start.max(from);
            cut.text.push_str(text.get(from..start).unwrap_or_default());
            if range.end > start {
                cut.fallback.push_str(text.get(start..range.end).unwrap_or_default());
                cut.gone.extend(code_points(text, start..range.end));
                from = range.end;
            } else {
                from = start;
            }
        }
        cut.text.push_str(text.get(from..).unwrap_or_default());
        cut
    }

    /// Where these code points of the whole body are in [`Cut::text`]; `None` if a part of them went.
    pub fn place(&self, range: &Range<u32>) -> Option<Range<u32>> {
        if self.gone.iter().any(|gone| gone.start < range.end && range.start < gone.end) {
            return None;
        }
        let before: u32 = self.gone.iter().filter(|gone| gone.end <= range.start).map(|gone| gone.end - gone.start).sum();
        Some(range.start - before..range.end - before)
    }
}

/// The text that [`without`] leaves out, as ranges of bytes; `None` if there is none, or an unreadable one.
fn ranges(message: &Element, namespace: &str, text: &str) -> Option<Vec<Range<usize>>> {
    let mut ranges = Vec::new();
    for indication in indications(message, namespace) {
        let mut children = indication.children().filter(|child| child.has_ns(ns::FALLBACK)).peekable();
        if children.peek().is_none() {
            ranges.push(0..text.len());
        }
        for part in children.filter(|child| child.name() == "body") {
            match (part.attr("start"), part.attr("end")) {
                (None, None) => ranges.push(0..text.len()),
                _ => ranges.push(bytes(text, &range_of(part, "start", "end")?)?),
            }
        }
    }
    if ranges.len() > MOST_PARTS {
        return None;
    }
    ranges.sort_by_key(|range| range.start);
    let apart = ranges.iter().zip(ranges.iter().skip(1)).all(|(first, second)| first.end <= second.start);
    (apart && !ranges.is_empty()).then_some(ranges)
}

fn indications<'a>(message: &'a Element, namespace: &'a str) -> impl Iterator<Item = &'a Element> {
    message.children().filter(move |child| child.is("fallback", ns::FALLBACK) && child.attr("for") == Some(namespace))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::xml;
    use crate::stanza::message;

    const TEXT: &str = "> Änne 👩‍🚀\nGreat";

    fn shortened(children: impl IntoIterator<Item = Element>) -> String {
        without(&message("a@b", "chat", "1").children(children).done(), ns::REPLY, TEXT)
    }

    #[test]
    fn only_the_marked_part_goes() {
        assert_eq!(shortened([part(ns::REPLY, &(0..11))]), "Great");
        assert_eq!(shortened([part(ns::REPLY, &(0..2)), part(ns::REPLY, &(11..16))]), "Änne 👩‍🚀\n");
        assert_eq!(shortened([body(ns::REPLY)]), "");
        assert_eq!(shortened([whole(ns::REPLY)]), "");
        assert_eq!(shortened([part(ns::REACTIONS, &(0..11))]), TEXT);
        let subject = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><subject/></fallback>";
        assert_eq!(shortened([xml(subject)]), TEXT);
        assert_eq!(shortened([]), TEXT);
    }

    #[test]
    fn what_is_left_is_found_again() {
        let marks = [part(ns::REPLY, &(0..7)), part(ns::REACTIONS, &(11..13)), part(ns::STYLING, &(12..14))];
        let stanza = message("a@b", "chat", "1").children(marks).done();
        let cut = Cut::of(&stanza, &[ns::REPLY, ns::REACTIONS, ns::STYLING], TEXT);
        assert_eq!((cut.text.as_str(), cut.fallback.as_str()), ("👩‍🚀\nat", "> Änne Gre"));
        assert_eq!(cut.place(&(7..10)), Some(0..3));
        assert_eq!(cut.place(&(14..16)), Some(4..6));
        for gone in [0..1, 6..8, 10..12, 13..15, 0..16] {
            assert_eq!(cut.place(&gone), None, "{gone:?}");
        }
        // One that cannot be read leaves the other as it is.
        let stanza = message("a@b", "chat", "1").child(part(ns::REPLY, &(0..99))).child(part(ns::STYLING, &(11..16))).done();
        assert_eq!(Cut::of(&stanza, &[ns::REPLY, ns::STYLING], TEXT).text, "> Änne 👩‍🚀\n");
    }

    #[test]
    fn hostile_ranges_hide_nothing() {
        for (start, end) in [("0", "17"), ("5", "2"), ("3", "3"), ("-1", "4"), ("0", "99999999999999"), ("x", "4"), ("4", "")] {
            let part = element("body", ns::FALLBACK).attr("start", start).attr("end", end);
            let fallback = element("fallback", ns::FALLBACK).attr("for", ns::REPLY).child(part).done();
            assert_eq!(shortened([fallback]), TEXT, "{start}..{end}");
        }
        assert_eq!(shortened([part(ns::REPLY, &(0..5)), part(ns::REPLY, &(4..9))]), TEXT);
        assert_eq!(shortened([part(ns::REPLY, &(0..11)), body(ns::REPLY)]), TEXT);
        let halved = xml("<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='3'/></fallback>");
        assert_eq!(shortened([halved]), TEXT);
        let many = (0..16).map(|n| part(ns::REPLY, &(n..n + 1))).chain([part(ns::REPLY, &(16..17))]);
        assert_eq!(shortened(many), TEXT);
    }
}
