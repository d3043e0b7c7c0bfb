//! Client state indication (XEP-0352): whether anybody is looking.

use minidom::Element;

use crate::ns;
use crate::stanza::element;

/// Whether the stream's features offer it.
pub fn is_offered(features: &Element) -> bool {
    features.has_child("csi", ns::CSI)
}

/// The stream feature.
pub fn feature() -> Element {
    element("csi", ns::CSI).done()
}

/// Somebody is looking.
pub fn active() -> Element {
    element("active", ns::CSI).done()
}

/// Nobody is looking; the server may hold back what can wait. Not counted by stream management.
pub fn inactive() -> Element {
    element("inactive", ns::CSI).done()
}
