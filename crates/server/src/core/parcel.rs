//! A stanza on its way to one session, perhaps the same as to many others.
//!
//! Invariant: what a room says to thousands is held once. Who it is for is written in where it leaves: by the
//! connection, beside the core's thread.

use std::sync::Arc;

use minidom::Element;
use wire::stanza;

#[derive(Debug, Clone)]
pub struct Parcel {
    stanza: Arc<Element>,
    /// The address to be written in; `None` where the stanza is complete.
    to: Option<Arc<str>>,
}

impl Parcel {
    /// One of many with the same content.
    pub fn shared(stanza: &Arc<Element>, to: &Arc<str>) -> Self {
        Self { stanza: Arc::clone(stanza), to: Some(Arc::clone(to)) }
    }

    /// What the session gets.
    pub fn open(&self) -> Element {
        let mut stanza = Element::clone(&self.stanza);
        if let Some(to) = &self.to {
            stanza::set_attr(&mut stanza, "to", to);
        }
        stanza
    }

    /// Its text.
    pub fn serialize(&self) -> String {
        match &self.to {
            Some(_) => wire::frame::serialize(&self.open()),
            None => wire::frame::serialize(&self.stanza),
        }
    }
}

impl From<Element> for Parcel {
    fn from(stanza: Element) -> Self {
        Self { stanza: Arc::new(stanza), to: None }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use wire::stanza::element;

    #[test]
    fn everyone_gets_the_same_with_their_own_address() {
        let stanza = Arc::new(element("message", wire::ns::CLIENT).attr("to", "room@x").field("body", "hi").done());
        for to in ["anna@x/1", "bob@x/2"] {
            let parcel = Parcel::shared(&stanza, &to.into());
            assert_eq!(parcel.open().attr("to"), Some(to));
            assert_eq!(parcel.serialize(), wire::frame::serialize(&parcel.open()));
        }
        assert_eq!(Parcel::from(Element::clone(&stanza)).open(), *stanza);
    }
}
