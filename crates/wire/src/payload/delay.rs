//! Delayed delivery (XEP-0203).
//!
//! The time is a claim of whoever wrote it: it is shown, clamped to the time of receipt, and never orders anything.

use minidom::Element;

use crate::ns;
use crate::stanza::{element, same_bare};
use crate::time;

/// When a stanza was first sent, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    /// The address that held the stanza back.
    pub from: Option<String>,
    /// Milliseconds since 1970.
    pub stamp: i64,
}

impl Delay {
    /// `<delay/>`
    pub fn to_element(&self) -> Element {
        element("delay", ns::DELAY).attr_opt("from", self.from.as_deref()).attr("stamp", time::format(self.stamp)).done()
    }

    /// Reads one `<delay/>`; `None` if its time is nonsense.
    pub fn from_element(delay: &Element) -> Option<Delay> {
        if !delay.is("delay", ns::DELAY) {
            return None;
        }
        Some(Delay { from: delay.attr("from").map(str::to_owned), stamp: time::parse(delay.attr("stamp")?)? })
    }
}

/// `<delay/>` in the name of `from`, with a time in milliseconds since 1970.
pub fn delay(from: &str, stamp: i64) -> Element {
    Delay { from: Some(from.to_owned()), stamp }.to_element()
}

/// Every readable delay of a stanza.
pub fn all(stanza: &Element) -> Vec<Delay> {
    stanza.children().filter_map(Delay::from_element).collect()
}

/// The earliest time that one of `trusted` (the own account, the own server, the room) claims, or that is claimed
/// without a name.
pub fn stamp_by(stanza: &Element, trusted: &[&str]) -> Option<i64> {
    let named = |delay: &Delay| delay.from.as_deref().is_none_or(|from| trusted.iter().any(|known| same_bare(known, from)));
    all(stanza).into_iter().filter(named).map(|delay| delay.stamp).min()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn only_the_trusted_are_heard_and_nonsense_is_skipped() {
        let now = 1_715_000_000_000;
        let stanza = message("a@b", "chat", "1")
            .child(element("delay", ns::DELAY).attr("stamp", "0001-01-01T00:00:00Z"))
            .child(element("delay", ns::DELAY))
            .child(delay("eve@evil", 5))
            .child(delay("b", now))
            .done();
        assert_eq!(all(&stanza).len(), 2);
        assert_eq!(stamp_by(&stanza, &["b"]), Some(now));
        assert_eq!(stamp_by(&stanza, &["c"]), None);
        let nameless = message("a@b", "chat", "1").child(Delay { from: None, stamp: now }.to_element()).done();
        assert_eq!(stamp_by(&nameless, &[]), Some(now));
    }
}
