//! Ping (XEP-0199).

use minidom::Element;

use crate::ns;
use crate::stanza::element;

/// `<ping/>`, the payload of an iq get. An empty result answers it; so does an error.
pub fn ping() -> Element {
    element("ping", ns::PING).done()
}

/// Whether the payload of an iq is a ping.
pub fn is_ping(payload: &Element) -> bool {
    payload.is("ping", ns::PING)
}
