//! Message processing hints (XEP-0334).

use minidom::Element;

use crate::ns;
use crate::stanza::element;

/// What a server is asked to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Keep it in the archive although it has no body.
    Store,
    /// Keep it nowhere.
    NoStore,
    /// Keep it for offline delivery at most.
    NoPermanentStore,
    /// No carbons.
    NoCopy,
}

impl Hint {
    fn name(self) -> &'static str {
        match self {
            Hint::Store => "store",
            Hint::NoStore => "no-store",
            Hint::NoPermanentStore => "no-permanent-store",
            Hint::NoCopy => "no-copy",
        }
    }

    /// The element to put into a message.
    pub fn to_element(self) -> Element {
        element(self.name(), ns::HINTS).done()
    }

    /// Whether a message carries this hint.
    pub fn is_in(self, message: &Element) -> bool {
        message.has_child(self.name(), ns::HINTS)
    }
}
