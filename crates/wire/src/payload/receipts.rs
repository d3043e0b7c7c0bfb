//! Delivery receipts (XEP-0184).

use minidom::Element;

use crate::ns;
use crate::payload::stanza_id::sane;
use crate::stanza::element;

/// `<request/>`: asks the receiving client to confirm.
pub fn request() -> Element {
    element("request", ns::RECEIPTS).done()
}

/// Whether a message asks for a receipt. Only those who may see our presence get one.
pub fn is_requested(message: &Element) -> bool {
    message.has_child("request", ns::RECEIPTS)
}

/// `<received/>` for the message with this id.
pub fn received(id: &str) -> Element {
    element("received", ns::RECEIPTS).attr("id", id).done()
}

/// The id of the message that has been received. Believe it only of the person the message went to.
pub fn received_id(message: &Element) -> Option<String> {
    sane(message.get_child("received", ns::RECEIPTS)?.attr("id")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn asked_and_answered() {
        assert!(is_requested(&message("a@b", "chat", "1").child(request()).done()));
        assert_eq!(received_id(&message("a@b", "chat", "2").child(received("1")).done()), Some("1".into()));
        let nameless = message("a@b", "chat", "2").child(element("received", ns::RECEIPTS)).done();
        assert_eq!(received_id(&nameless), None);
    }
}
