//! Software version (XEP-0092).

use minidom::Element;

use crate::ns;
use crate::stanza::{element, field};

/// What a program says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    pub name: Option<String>,
    pub version: Option<String>,
    pub os: Option<String>,
}

impl Version {
    /// The payload of the answer.
    pub fn to_element(&self) -> Element {
        element("query", ns::VERSION)
            .field_opt("name", self.name.as_deref())
            .field_opt("version", self.version.as_deref())
            .field_opt("os", self.os.as_deref())
            .done()
    }

    /// Reads the payload of an answer.
    pub fn from_element(query: &Element) -> Option<Version> {
        if !query.is("query", ns::VERSION) {
            return None;
        }
        Some(Version { name: field(query, "name"), version: field(query, "version"), os: field(query, "os") })
    }
}

/// The payload of the question.
pub fn request() -> Element {
    element("query", ns::VERSION).done()
}
