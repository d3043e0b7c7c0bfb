//! Out of band data (XEP-0066): the address of a file beside the body that repeats it.

use minidom::Element;

use crate::ns;
use crate::stanza::{child_text, element};

const LONGEST_URL: usize = 4_096;

/// `<x/>` with an address.
pub fn url(url: &str) -> Element {
    element("x", ns::OOB).field("url", url).done()
}

/// The address in a message. Whoever sent it chose it: nothing is fetched from it without being asked.
pub fn read(message: &Element) -> Option<String> {
    let url = child_text(message.get_child("x", ns::OOB)?, "url", ns::OOB)?.trim().to_owned();
    (!url.is_empty() && url.len() <= LONGEST_URL).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn addresses_come_back() {
        let address = "https://upload.example.com/a/b.jpg";
        assert_eq!(read(&message("a@b", "chat", "1").child(url(address)).done()).as_deref(), Some(address));
        assert_eq!(read(&message("a@b", "chat", "1").child(url(" ")).done()), None);
        assert_eq!(read(&message("a@b", "chat", "1").child(url(&"x".repeat(5_000))).done()), None);
    }
}
