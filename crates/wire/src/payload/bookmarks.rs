//! Bookmarked rooms (XEP-0402), one item a room in a private node.
//!
//! The node is published to nobody (access model `whitelist`), and an event counts only from the own account (XEP-0223
//! §Security): otherwise a stranger could make us join rooms. What other programs keep in `<extensions/>` is kept.

use minidom::Element;

use crate::ns;
use crate::payload::private;
use crate::payload::pubsub::{self, Access, Item, MaxItems, Options};
use crate::stanza::{bare, child_text, element, field, is_true};

/// The node.
pub const NODE: &str = ns::BOOKMARKS;

/// One bookmarked room.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bookmark {
    /// Prepared address of the room.
    pub room: String,
    pub name: Option<String>,
    /// To be joined at sign-in.
    pub autojoin: bool,
    pub nick: Option<String>,
    pub password: Option<String>,
    /// What others put there, and we (XEP-0492): kept when the item is published again.
    pub extensions: Vec<Element>,
}

impl Bookmark {
    /// The payload that publishes it. Where the server refuses the options, see [`pubsub::is_precondition_refused`].
    pub fn publish(&self) -> Element {
        pubsub::publish(NODE, &self.room, self.to_payload(), Some(&options()))
    }

    /// The same without options, for a node that was configured before with [`options`].
    pub fn publish_plainly(&self) -> Element {
        pubsub::publish(NODE, &self.room, self.to_payload(), None)
    }

    /// `<conference/>`
    pub fn to_payload(&self) -> Element {
        let extensions =
            (!self.extensions.is_empty()).then(|| element("extensions", NODE).children(self.extensions.iter().cloned()).done());
        element("conference", NODE)
            .attr_opt("name", self.name.as_deref())
            .attr_opt("autojoin", self.autojoin.then_some("true"))
            .field_opt("nick", self.nick.as_deref())
            .field_opt("password", self.password.as_deref())
            .child_opt(extensions)
            .done()
    }

    /// Reads an item of the node; `None` if its id is not the address of a room.
    pub fn from_item(item: &Item) -> Option<Bookmark> {
        let conference = item.payload.as_ref().filter(|payload| payload.is("conference", NODE))?;
        let extensions = conference.get_child("extensions", NODE);
        Some(Bookmark {
            room: bare(item.id.as_deref()?).filter(|room| room.contains('@'))?,
            name: conference.attr("name").filter(|name| !name.trim().is_empty()).map(str::to_owned),
            autojoin: conference.attr("autojoin").is_some_and(is_true),
            nick: field(conference, "nick"),
            password: field(conference, "password"),
            extensions: extensions.map(|extensions| extensions.children().cloned().collect()).unwrap_or_default(),
        })
    }
}

/// Asks for the bookmarks of before (XEP-0048), which were kept in private XML (XEP-0049).
pub fn request_before() -> Element {
    private::query(element("storage", ns::BOOKMARKS_BEFORE).done())
}

/// Reads them, one by one; what is no room's is left out.
pub fn read_before(query: &Element) -> Vec<Bookmark> {
    let Some(storage) = private::stored(query).filter(|stored| stored.is("storage", ns::BOOKMARKS_BEFORE)) else {
        return Vec::new();
    };
    let conferences = storage.children().filter(|child| child.is("conference", ns::BOOKMARKS_BEFORE));
    conferences
        .filter_map(|conference| {
            Some(Bookmark {
                room: conference.attr("jid").and_then(bare).filter(|room| room.contains('@'))?,
                name: conference.attr("name").filter(|name| !name.trim().is_empty()).map(str::to_owned),
                autojoin: conference.attr("autojoin").is_some_and(is_true),
                nick: child_text(conference, "nick", ns::BOOKMARKS_BEFORE).filter(|nick| !nick.trim().is_empty()),
                password: child_text(conference, "password", ns::BOOKMARKS_BEFORE).filter(|password| !password.is_empty()),
                extensions: Vec::new(),
            })
        })
        .collect()
}

/// Takes a bookmark away; the other devices hear of it.
pub fn remove(room: &str) -> Element {
    pubsub::retract(NODE, room, true)
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
    fn those_of_before_are_read_one_by_one() {
        let stored = "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'>\
            <conference jid='Tea@rooms.b' name='Tea' autojoin='1'><nick>Anna</nick></conference>\
            <conference name='nowhere'/><url name='x' url='https://b/'/><conference jid='plan@rooms.b' autojoin='false'/>\
            </storage></query>";
        let read = read_before(&crate::payload::xml(stored));
        let rooms: Vec<_> = read.iter().map(|one| (one.room.as_str(), one.autojoin, one.nick.as_deref())).collect();
        assert_eq!(rooms, [("tea@rooms.b", true, Some("Anna")), ("plan@rooms.b", false, None)]);
        assert_eq!(read_before(&request_before()), []);
    }

    #[test]
    fn bookmarks_come_back_with_what_others_put_there() {
        let bookmark = Bookmark {
            room: "tea@rooms.b".into(),
            name: Some("Tea".into()),
            autojoin: true,
            nick: Some("Anna".into()),
            password: Some("s".into()),
            extensions: vec![element("notify", "urn:xmpp:notification-settings:0").done(), element("x", "theirs").done()],
        };
        let Some(Request::Publish { node, items, options: Some(form) }) = Request::from_element(&bookmark.publish()) else {
            unreachable!("it is a publish request");
        };
        assert_eq!((node.as_str(), form.access), (NODE, Some(Access::Whitelist)));
        assert_eq!(Bookmark::from_item(items.first().unwrap()), Some(bookmark));
    }

    #[test]
    fn the_smallest_bookmark_and_broken_ones() {
        let item = |id: Option<&str>, name: &str| Item {
            id: id.map(str::to_owned),
            payload: Some(element(name, NODE).done()),
            publisher: None,
        };
        let smallest = Bookmark { room: "tea@rooms.b".into(), ..Bookmark::default() };
        assert_eq!(Bookmark::from_item(&item(Some("Tea@rooms.b"), "conference")), Some(smallest));
        for broken in [item(None, "conference"), item(Some("rooms.b"), "conference"), item(Some("tea@rooms.b"), "x")] {
            assert_eq!(Bookmark::from_item(&broken), None);
        }
    }
}
