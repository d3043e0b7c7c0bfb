//! Message displayed synchronisation (XEP-0490): how far the account has read, in a private node of its own.
//!
//! The node says what was read: it is published to nobody (access model `whitelist`), and an event counts only from
//! the own account (XEP-0223 §Security).

use minidom::Element;

use crate::ns;
use crate::payload::pubsub::{self, Access, Item, MaxItems, Options};
use crate::payload::stanza_id::{self, sane};
use crate::stanza::{element, prepared};

/// The node.
pub const NODE: &str = ns::DISPLAYED_SYNC;

/// How far one conversation has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Displayed {
    /// Prepared address of the person or room.
    pub conversation: String,
    /// The archive that gave the id: the own account, or the room.
    pub by: String,
    /// Archive id of the last message read.
    pub id: String,
}

impl Displayed {
    /// The payload that publishes it. Where the server refuses the options, see [`pubsub::is_precondition_refused`].
    pub fn publish(&self) -> Element {
        pubsub::publish(NODE, &self.conversation, self.to_payload(), Some(&options()))
    }

    /// The same without options, for a node that was configured before with [`options`].
    pub fn publish_plainly(&self) -> Element {
        pubsub::publish(NODE, &self.conversation, self.to_payload(), None)
    }

    /// `<displayed/>`
    pub fn to_payload(&self) -> Element {
        element("displayed", NODE).child(stanza_id::stanza_id(&self.by, &self.id)).done()
    }

    /// Reads an item of the node.
    pub fn from_item(item: &Item) -> Option<Displayed> {
        let displayed = item.payload.as_ref().filter(|payload| payload.is("displayed", NODE))?;
        let stanza_id = displayed.get_child("stanza-id", ns::STANZA_ID)?;
        Some(Displayed {
            conversation: prepared(item.id.as_deref()?)?,
            by: prepared(stanza_id.attr("by")?)?,
            id: sane(stanza_id.attr("id")?)?,
        })
    }
}

/// How the node has to be configured.
pub fn options() -> Options {
    Options {
        access: Some(Access::Whitelist),
        persist: Some(true),
        max_items: Some(MaxItems::Max),
        send_last_published_item: Some("never".into()),
        ..Options::default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::pubsub::Request;

    #[test]
    fn read_state_comes_back_and_stays_private() {
        let displayed = Displayed { conversation: "bob@b".into(), by: "anna@b".into(), id: "a7".into() };
        let Some(Request::Publish { node, items, options: Some(form) }) = Request::from_element(&displayed.publish()) else {
            unreachable!("it is a publish request");
        };
        assert_eq!(node, NODE);
        assert_eq!(form.access, Some(Access::Whitelist));
        assert_eq!(form.max_items, Some(MaxItems::Max));
        assert_eq!(Displayed::from_item(items.first().unwrap()), Some(displayed));
    }

    #[test]
    fn broken_items_are_none() {
        let stanza_id = stanza_id::stanza_id("anna@b", "1");
        let payload = element("displayed", NODE).child(stanza_id).done();
        assert_eq!(Displayed::from_item(&Item { id: Some("@".into()), payload: Some(payload), publisher: None }), None);
        assert_eq!(Displayed::from_item(&Item { id: Some("b@b".into()), payload: None, publisher: None }), None);
        let empty = element("displayed", NODE).done();
        assert_eq!(Displayed::from_item(&Item { id: Some("b@b".into()), payload: Some(empty), publisher: None }), None);
    }
}
