//! A stanza on its way to one session, perhaps the same as to many others.
//!
//! Invariant: what a room says to thousands is held once, and written out once. Who it is for is written in where it
//! leaves: by the connection, beside the core's thread.

use std::sync::{Arc, OnceLock};

use minidom::Element;
use wire::frame;
use wire::stanza;

/// Stands where the address comes; no address holds it.
const MARK: &str = "\u{f8ff}";

/// A stanza for many.
#[derive(Debug)]
pub struct Common {
    stanza: Element,
    /// Its text up to the address, and behind it, if it can be parted there; once somebody needed it.
    text: OnceLock<Option<(String, String)>>,
}

impl Common {
    pub fn new(stanza: Element) -> Arc<Self> {
        Arc::new(Self { stanza, text: OnceLock::new() })
    }

    fn text(&self) -> Option<&(String, String)> {
        let text = self.text.get_or_init(|| {
            let mut stanza = self.stanza.clone();
            stanza::set_attr(&mut stanza, "to", MARK);
            let text = frame::serialize(&stanza);
            // Attributes stand before all content, and no value of one holds a quote.
            let (before, behind) = text.split_once(&format!(" to='{MARK}'"))?;
            Some((format!("{before} to='"), format!("'{behind}")))
        });
        text.as_ref()
    }
}

impl PartialEq for Common {
    fn eq(&self, other: &Self) -> bool {
        self.stanza == other.stanza
    }
}

#[derive(Debug, Clone)]
enum Content {
    Own(Arc<Element>),
    Common { common: Arc<Common>, to: Arc<str> },
}

#[derive(Debug, Clone)]
pub struct Parcel(Content);

impl Parcel {
    /// One of many with the same content.
    pub fn shared(common: &Arc<Common>, to: &Arc<str>) -> Self {
        Self(Content::Common { common: Arc::clone(common), to: Arc::clone(to) })
    }

    /// What the session gets.
    pub fn open(&self) -> Element {
        match &self.0 {
            Content::Own(stanza) => Element::clone(stanza),
            Content::Common { common, to } => {
                let mut stanza = common.stanza.clone();
                stanza::set_attr(&mut stanza, "to", to);
                stanza
            }
        }
    }

    /// Its text.
    pub fn serialize(&self) -> String {
        match &self.0 {
            Content::Own(stanza) => frame::serialize(stanza),
            Content::Common { common, to } => {
                let Some((before, behind)) = common.text() else { return frame::serialize(&self.open()) };
                let mut text = String::with_capacity(before.len() + to.len() + behind.len());
                text.push_str(before);
                frame::push_value(&mut text, to);
                text.push_str(behind);
                text
            }
        }
    }
}

impl From<Element> for Parcel {
    fn from(stanza: Element) -> Self {
        Self(Content::Own(Arc::new(stanza)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use wire::stanza::element;

    #[test]
    fn everyone_gets_the_same_with_their_own_address() {
        let stanza = element("message", wire::ns::CLIENT).attr("to", "room@x").attr("id", "a").attr("type", "groupchat");
        let stanza = stanza.attr("from", "room@x/to='b'").field("body", "hi to='b'").done();
        let common = Common::new(stanza.clone());
        for to in ["anna@x/1", "bob@x/2", "eve@x/'to<&"] {
            let parcel = Parcel::shared(&common, &to.into());
            assert_eq!(parcel.open().attr("to"), Some(to));
            assert_eq!(parcel.serialize(), wire::frame::serialize(&parcel.open()));
        }
        assert_eq!(Parcel::from(stanza.clone()).open(), stanza);
    }
}
