//! Last user interaction in presence (XEP-0319).

use minidom::Element;

use crate::ns;
use crate::stanza::element;
use crate::time;

/// `<idle/>` since a time in milliseconds since 1970.
pub fn since(ms: i64) -> Element {
    element("idle", ns::IDLE).attr("since", time::format(ms)).done()
}

/// Since when somebody has been idle, as claimed.
pub fn read(presence: &Element) -> Option<i64> {
    time::parse(presence.get_child("idle", ns::IDLE)?.attr("since")?)
}
