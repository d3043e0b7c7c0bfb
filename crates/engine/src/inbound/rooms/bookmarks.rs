//! Bookmarked rooms (XEP-0402): the list, and what other devices change in it.
//!
//! Invariant: believed of the own account alone (XEP-0223 §Security); the caller has checked it. What other programs keep in
//! `<extensions/>` stays as it is.

use minidom::Element;
use store::{Bookmark, Choice, Fact, Notify, Preferences};
use wire::{
    ns,
    payload::{
        bookmarks,
        notify_settings::{Level, Setting},
        pubsub::{self, Event, Item},
    },
    stanza,
};

pub const NODE: &str = bookmarks::NODE;
/// Characters of a name.
const MOST: usize = 500;
/// Bytes of what others keep there; more is not carried along.
const MOST_EXTENSIONS: usize = 32 * 1024;

fn read(item: &Item) -> Option<Bookmark> {
    bookmarks::Bookmark::from_item(item).map(kept)
}

/// The list of before (XEP-0048), from private XML.
pub fn list_before(answer: &Element) -> Vec<Bookmark> {
    let stored = stanza::child(answer, "query", ns::PRIVATE).map(bookmarks::read_before).unwrap_or_default();
    stored.into_iter().map(kept).collect()
}

/// As it is kept here.
fn kept(read: bookmarks::Bookmark) -> Bookmark {
    let extensions = (!read.extensions.is_empty())
        .then(|| String::from(&stanza::element("extensions", NODE).children(read.extensions).done()))
        .filter(|text| text.len() <= MOST_EXTENSIONS);
    Bookmark {
        room: read.room,
        name: read.name.unwrap_or_default().trim().chars().take(MOST).collect(),
        nick: read.nick,
        autojoin: read.autojoin,
        password: read.password,
        extensions: extensions.unwrap_or_default(),
    }
}

/// The same for the way out.
pub fn to_wire(bookmark: &Bookmark) -> bookmarks::Bookmark {
    bookmarks::Bookmark {
        room: bookmark.room.clone(),
        name: Some(bookmark.name.clone()).filter(|name| !name.is_empty()),
        autojoin: bookmark.autojoin,
        nick: bookmark.nick.clone(),
        password: bookmark.password.clone(),
        extensions: extensions(bookmark),
    }
}

/// What is kept in `<extensions/>`.
pub fn extensions(bookmark: &Bookmark) -> Vec<Element> {
    let kept = bookmark.extensions.parse::<Element>().ok();
    kept.map(|kept| kept.children().cloned().collect()).unwrap_or_default()
}

/// What is chosen there of when the room makes itself heard (XEP-0492).
fn notify(bookmark: &Bookmark) -> Option<Notify> {
    let kept = bookmark.extensions.parse::<Element>().ok()?;
    Some(match Setting::from_parent(&kept)?.level {
        Level::Always => Notify::All,
        Level::OnMention => Notify::Mentions,
        Level::Never => Notify::None,
    })
}

/// The choice as the bookmark says it, where it says one.
pub fn chosen(bookmark: &Bookmark) -> Option<Fact> {
    let choice = Choice::Notify(notify(bookmark)?);
    Some(Fact::Choice { conversation: bookmark.room.clone(), choice, here: false })
}

/// Puts it there. False where it says so already.
pub fn choose(bookmark: &mut Bookmark, preferences: &Preferences) -> bool {
    if notify(bookmark).unwrap_or_default() == preferences.notify {
        return false;
    }
    let level = match preferences.notify {
        Notify::All => Level::Always,
        Notify::Mentions => Level::OnMention,
        Notify::None => Level::Never,
    };
    let kept = extensions(bookmark);
    let (former, others): (Vec<Element>, Vec<Element>) =
        kept.into_iter().partition(|child| child.is("notify", ns::NOTIFY_SETTINGS) || child.is("notify", ns::NOTIFY_SETTINGS_0));
    let setting = Setting { level, until: None }.to_element(former.first());
    bookmark.extensions = String::from(&stanza::element("extensions", NODE).children(others).child(setting).done());
    true
}

/// The whole list, as the answer to a query of the node.
pub fn list(answer: &Element) -> Option<Vec<Bookmark>> {
    let (_, items, _) = pubsub::read_items(stanza::child(answer, "pubsub", ns::PUBSUB)?)?;
    Some(items.iter().filter_map(read).collect())
}

/// What an event of the node says.
pub fn changed(message: &Element) -> Vec<Fact> {
    match Event::from_message(message) {
        Some(Event::Items { items, retracted, .. }) => {
            let gone = retracted.iter().filter_map(|id| Some(Fact::BookmarkGone { room: stanza::bare(id)? }));
            items.iter().filter_map(read).map(Fact::Bookmark).chain(gone).collect()
        }
        Some(Event::Purged { .. } | Event::Deleted { .. }) => vec![Fact::Bookmarks { rooms: Vec::new() }],
        None => Vec::new(),
    }
}
