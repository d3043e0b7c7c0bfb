//! Counting characters in a body (XEP-0426): positions on the wire are Unicode code points, never bytes.
//!
//! Invariant: a range that does not lie in the text is no range; nothing is clamped or guessed.

use std::ops::Range;

use minidom::Element;

use crate::stanza::attr_number;

/// The bytes of `text` that a range of code points means; `None` if it is empty, backwards or beyond the text.
pub fn bytes(text: &str, range: &Range<u32>) -> Option<Range<usize>> {
    if range.is_empty() {
        return None;
    }
    let place = |wanted: u32| {
        let wanted = usize::try_from(wanted).ok()?;
        text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(wanted)
    };
    Some(place(range.start)?..place(range.end)?)
}

/// The code points that a range of bytes is; `None` if it does not lie on characters of `text`.
pub fn code_points(text: &str, bytes: Range<usize>) -> Option<Range<u32>> {
    let start = text.get(..bytes.start)?.chars().count();
    let within = text.get(bytes)?.chars().count();
    Some(u32::try_from(start).ok()?..u32::try_from(start + within).ok()?)
}

/// The half-open range in two attributes of an element; `None` if one is missing or the range is empty.
pub(crate) fn range_of(element: &Element, start: &str, end: &str) -> Option<Range<u32>> {
    let range = attr_number(element, start)?..attr_number(element, end)?;
    (!range.is_empty()).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_code_points() {
        let text = "aä👩‍🚀b";
        assert_eq!(bytes(text, &(0..1)), Some(0..1));
        assert_eq!(bytes(text, &(1..2)), Some(1..3));
        assert_eq!(bytes(text, &(2..5)), Some(3..14));
        assert_eq!(bytes(text, &(0..6)), Some(0..text.len()));
        for (start, end) in [(0, 7), (6, 7), (2, 2), (3, 1), (u32::MAX - 1, u32::MAX)] {
            assert_eq!(bytes(text, &(start..end)), None, "{start}..{end}");
        }
        assert_eq!(code_points(text, 3..14), Some(2..5));
        assert_eq!(code_points(text, 2..3), None);
    }
}
