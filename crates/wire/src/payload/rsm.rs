//! Result set management (XEP-0059): one page of a long list.

use minidom::Element;

use crate::ns;
use crate::stanza::{attr_number, child_text, element};

/// Which page is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rsm {
    /// At most this many items.
    pub max: Option<u32>,
    /// The page that ends before this id; `Some("")` is the last page of all.
    pub before: Option<String>,
    /// The page that begins after this id.
    pub after: Option<String>,
}

impl Rsm {
    /// `<set/>`, or nothing if nothing is asked for.
    pub fn to_element(&self) -> Option<Element> {
        if *self == Rsm::default() {
            return None;
        }
        Some(
            element("set", ns::RSM)
                .field_opt("max", self.max.map(|max| max.to_string()))
                .field_opt("after", self.after.as_deref())
                .field_opt("before", self.before.as_deref())
                .done(),
        )
    }

    /// Reads the `<set/>` of a question; an empty value if there is none.
    pub fn from_parent(parent: &Element) -> Rsm {
        let Some(set) = parent.get_child("set", ns::RSM) else { return Rsm::default() };
        Rsm {
            max: number(set, "max"),
            before: child_text(set, "before", ns::RSM),
            after: child_text(set, "after", ns::RSM).filter(|after| !after.is_empty()),
        }
    }
}

/// Which page was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub first: Option<String>,
    /// Place of the first item in the whole list.
    pub index: Option<u32>,
    pub last: Option<String>,
    /// Length of the whole list, perhaps estimated.
    pub count: Option<u32>,
}

impl Page {
    /// `<set/>`
    pub fn to_element(&self) -> Element {
        let first = self
            .first
            .as_deref()
            .map(|first| element("first", ns::RSM).attr_opt("index", self.index.map(|index| index.to_string())).text(first).done());
        element("set", ns::RSM)
            .child_opt(first)
            .field_opt("last", self.last.as_deref())
            .field_opt("count", self.count.map(|count| count.to_string()))
            .done()
    }

    /// Reads the `<set/>` of an answer; an empty value if there is none.
    pub fn from_parent(parent: &Element) -> Page {
        let Some(set) = parent.get_child("set", ns::RSM) else { return Page::default() };
        let text = |name| child_text(set, name, ns::RSM).filter(|text| !text.is_empty());
        Page {
            first: text("first"),
            index: set.get_child("first", ns::RSM).and_then(|first| attr_number(first, "index")),
            last: text("last"),
            count: number(set, "count"),
        }
    }
}

fn number(set: &Element, name: &str) -> Option<u32> {
    child_text(set, name, ns::RSM)?.trim().parse().ok()
}
