//! What a person chose for a conversation, in a private node of their account (docs/protocol.md): one item for each
//! conversation, named by its address.
//!
//! When it may make itself heard is said as in XEP-0492, so that other programs understand it. An item counts only from
//! the own account, and is published only with the access model `whitelist` (XEP-0223 §Security).

use minidom::Element;

use crate::ns;
use crate::payload::notify_settings::{Level, Setting};
use crate::payload::pubsub::Item;
use crate::payload::stanza_id::sane;
use crate::stanza::{attr, element, is_true, prepared};
use crate::time;

/// The node.
pub const NODE: &str = ns::CONVERSATION;
/// More pinned messages in one conversation are not read.
pub const MOST_PINS: usize = 50;

/// The choices for one conversation; the default is that nothing was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// At the top of the list of conversations.
    pub pinned: bool,
    /// At the top of the contacts.
    pub favourite: bool,
    pub level: Level,
    /// Silent until then, in milliseconds since 1970.
    pub muted_until: Option<i64>,
    /// Unread from this entry of the archive on.
    pub unread_from: Option<String>,
    /// Entries of the archive that are kept at hand, in the order of pinning.
    pub pins: Vec<String>,
    /// The history up to this entry of the archive is not wanted any more.
    pub cleared_up_to: Option<String>,
}

impl Default for Chosen {
    fn default() -> Self {
        Self {
            pinned: false,
            favourite: false,
            level: Level::Always,
            muted_until: None,
            unread_from: None,
            pins: Vec::new(),
            cleared_up_to: None,
        }
    }
}

impl Chosen {
    /// `<conversation/>`, the payload of its item.
    pub fn to_element(&self) -> Element {
        // To programs that know only XEP-0492 a muted conversation is one that never calls, for a while.
        let heard = match self.muted_until {
            Some(until) => Setting { level: Level::Never, until: Some(until) },
            None => Setting { level: self.level, until: None },
        };
        let muted = self
            .muted_until
            .map(|until| element("muted", NODE).attr("until", time::format(until)).attr("then", self.level.name()).done());
        let id = |name: &str, id: &String| element(name, NODE).attr("id", id).done();
        element("conversation", NODE)
            .attr_opt("pinned", self.pinned.then_some("true"))
            .attr_opt("favourite", self.favourite.then_some("true"))
            .child(heard.to_element(None))
            .child_opt(muted)
            .child_opt(self.unread_from.as_ref().map(|from| id("unread", from)))
            .child_opt(self.cleared_up_to.as_ref().map(|up_to| id("cleared", up_to)))
            .children(self.pins.iter().map(|pin| id("pin", pin)))
            .done()
    }

    /// Reads the payload, field by field: what is not there was not chosen.
    pub fn from_element(conversation: &Element) -> Option<Chosen> {
        if !conversation.is("conversation", NODE) {
            return None;
        }
        let flag = |name: &str| attr(conversation, name).is_some_and(is_true);
        let id = |name: &str| sane(conversation.get_child(name, NODE)?.attr("id")?);
        let muted = conversation.get_child("muted", NODE);
        let muted_until = muted.and_then(|muted| time::parse(muted.attr("until")?));
        let level = match muted.filter(|_| muted_until.is_some()) {
            Some(muted) => muted.attr("then").and_then(Level::from_name),
            None => Setting::from_parent(conversation).map(|setting| setting.level),
        };
        let pins = conversation.children().filter(|child| child.is("pin", NODE)).filter_map(|pin| sane(pin.attr("id")?));
        Some(Chosen {
            pinned: flag("pinned"),
            favourite: flag("favourite"),
            level: level.unwrap_or(Level::Always),
            muted_until,
            unread_from: id("unread"),
            pins: pins.take(MOST_PINS).collect(),
            cleared_up_to: id("cleared"),
        })
    }

    /// The conversation, and what was chosen for it, in an item of the node.
    pub fn from_item(item: &Item) -> Option<(String, Chosen)> {
        Some((prepared(item.id.as_deref()?)?, Chosen::from_element(item.payload.as_ref()?)?))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::xml;

    fn everything() -> Chosen {
        Chosen {
            pinned: true,
            favourite: true,
            level: Level::OnMention,
            muted_until: Some(1_700_000_000_000),
            unread_from: Some("a3".into()),
            pins: vec!["a1".into(), "a2".into()],
            cleared_up_to: Some("a0".into()),
        }
    }

    #[test]
    fn choices_come_back() {
        for chosen in [everything(), Chosen::default(), Chosen { muted_until: None, ..everything() }] {
            let item = Item { id: Some("Bob@b".into()), payload: Some(chosen.to_element()), publisher: None };
            assert_eq!(Chosen::from_item(&item), Some(("bob@b".into(), chosen)));
        }
    }

    #[test]
    fn other_programs_can_read_whether_it_is_silent() {
        let read = |chosen: Chosen| Setting::from_parent(&chosen.to_element()).unwrap();
        assert_eq!(read(everything()), Setting { level: Level::Never, until: Some(1_700_000_000_000) });
        assert_eq!(read(Chosen { muted_until: None, ..everything() }), Setting { level: Level::OnMention, until: None });
    }

    #[test]
    fn what_is_odd_was_not_chosen() {
        let odd = "<conversation xmlns='urn:hallway:conversation:0' pinned='maybe'><muted until='soon' then='never'/><pin/>\
                   <pin id=''/><unread/><cleared id=''/></conversation>";
        assert_eq!(Chosen::from_element(&xml(odd)), Some(Chosen::default()));
        let other = Item { id: Some("bob@b".into()), payload: Some(xml("<x xmlns='u'/>")), publisher: None };
        assert_eq!(Chosen::from_item(&other), None);
    }
}
