//! Stanza forwarding (XEP-0297), the envelope of carbons and archive results.

use minidom::Element;

use crate::ns;
use crate::payload::delay::Delay;
use crate::stanza::element;

/// A stanza in its envelope. Whether the envelope may be believed depends on who sent it.
#[derive(Clone, Debug, PartialEq)]
pub struct Forwarded {
    pub stanza: Element,
    /// When the stanza was sent, by whoever wrapped it.
    pub delay: Option<Delay>,
}

impl Forwarded {
    /// `<forwarded/>`
    pub fn to_element(&self) -> Element {
        wrap(self.stanza.clone(), self.delay.as_ref())
    }
}

/// `<forwarded/>` around a stanza.
pub fn wrap(stanza: Element, delay: Option<&Delay>) -> Element {
    element("forwarded", ns::FORWARD).child_opt(delay.map(Delay::to_element)).child(stanza).done()
}

/// The one message inside the `<forwarded/>` of `parent`; `None` if there is none or more than one.
pub fn read(parent: &Element) -> Option<Forwarded> {
    let forwarded = parent.get_child("forwarded", ns::FORWARD)?;
    let mut stanzas = forwarded.children().filter(|child| child.is("message", ns::CLIENT));
    let stanza = stanzas.next()?.clone();
    if stanzas.next().is_some() {
        return None;
    }
    let delay = forwarded.children().find_map(Delay::from_element);
    Some(Forwarded { stanza, delay })
}
