//! The hint that a body is not to be styled (XEP-0393 §Disabling Styling).

use minidom::Element;

use crate::ns;
use crate::stanza::element;

/// `<unstyled/>`
pub fn unstyled() -> Element {
    element("unstyled", ns::STYLING).done()
}

/// Whether the body of a message is to be shown as it is.
pub fn is_unstyled(message: &Element) -> bool {
    message.has_child("unstyled", ns::STYLING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn said_or_not() {
        assert!(is_unstyled(&message("a@b", "chat", "1").child(unstyled()).done()));
        assert!(!is_unstyled(&message("a@b", "chat", "1").done()));
    }
}
