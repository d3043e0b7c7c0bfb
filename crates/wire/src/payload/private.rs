//! Private XML storage (XEP-0049), and the roster's delimiter kept in it (XEP-0083).

use minidom::Element;

use crate::ns;
use crate::stanza::element;

/// Wraps what is to be stored (iq set) or, as an empty element, what is to be read (iq get).
pub fn query(stored: Element) -> Element {
    element("query", ns::PRIVATE).child(stored).done()
}

/// What is stored, or asked for.
pub fn stored(query: &Element) -> Option<&Element> {
    if query.is("query", ns::PRIVATE) { query.children().next() } else { None }
}

/// Asks for the delimiter.
pub fn delimiter_request() -> Element {
    query(element("roster", ns::ROSTER_DELIMITER).done())
}

/// The delimiter, to be stored or as a server's answer.
pub fn delimiter(text: &str) -> Element {
    query(element("roster", ns::ROSTER_DELIMITER).text(text).done())
}

/// Reads the delimiter; `None` if none is set or it is unusable.
pub fn read_delimiter(query: &Element) -> Option<String> {
    let text = stored(query).filter(|stored| stored.is("roster", ns::ROSTER_DELIMITER))?.text();
    (!text.trim().is_empty() && text.len() <= 16).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_comes_back() {
        assert_eq!(read_delimiter(&delimiter("::")).as_deref(), Some("::"));
        assert_eq!(read_delimiter(&delimiter_request()), None);
        assert_eq!(read_delimiter(&delimiter(&":".repeat(17))), None);
        assert_eq!(read_delimiter(&element("query", ns::PRIVATE).done()), None);
    }
}
