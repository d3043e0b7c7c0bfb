//! Which entries of the notification center were viewed, in a private node of the account (docs/protocol.md): one item,
//! [`ITEM`].
//!
//! Everything up to a time, and single entries after it. Counts only from the own account, and is published only with
//! the access model `whitelist` (XEP-0223 §Security).

use minidom::Element;

use crate::ns;
use crate::payload::pubsub::Item;
use crate::payload::stanza_id::sane;
use crate::stanza::element;
use crate::time;

/// The node.
pub const NODE: &str = ns::VIEWED;
/// The id of its one item.
pub const ITEM: &str = "current";
/// More single entries are not read.
pub const MOST: usize = 500;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewed {
    /// All entries up to then, in milliseconds since 1970.
    pub up_to: i64,
    /// And these.
    pub ids: Vec<String>,
}

impl Viewed {
    /// `<viewed/>`, the payload of the item.
    pub fn to_element(&self) -> Element {
        let entry = |id: &String| element("entry", NODE).attr("id", id).done();
        element("viewed", NODE).attr("up-to", time::format(self.up_to)).children(self.ids.iter().map(entry)).done()
    }

    /// Reads an item of the node.
    pub fn from_item(item: &Item) -> Option<Viewed> {
        let viewed = item.payload.as_ref().filter(|payload| payload.is("viewed", NODE))?;
        let entries = viewed.children().filter(|child| child.is("entry", NODE)).filter_map(|entry| sane(entry.attr("id")?));
        Some(Viewed { up_to: viewed.attr("up-to").and_then(time::parse).unwrap_or(0), ids: entries.take(MOST).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn what_was_viewed_comes_back() {
        let viewed = Viewed { up_to: 1_700_000_000_000, ids: vec!["request:bob@b".into()] };
        let item = |payload| Item { id: Some(ITEM.into()), payload: Some(payload), publisher: None };
        assert_eq!(Viewed::from_item(&item(viewed.to_element())), Some(viewed));
        let odd = "<viewed xmlns='urn:hallway:viewed:0' up-to='soon'><entry/><entry id=''/><x/></viewed>";
        assert_eq!(Viewed::from_item(&item(xml(odd))), Some(Viewed::default()));
        assert_eq!(Viewed::from_item(&item(xml("<x xmlns='u'/>"))), None);
    }
}
