//! Questions and notices as stanzas. Pure: ids are given, nothing is sent here.

use minidom::Element;
use wire::{ns, payload::entity_time, stanza};

/// The other side's message has arrived (XEP-0184).
pub fn received(to: &str, chat: bool, id: &str, message: &str) -> Element {
    stanza::message(to, if chat { "chat" } else { "normal" }, id)
        .child(stanza::element("received", ns::RECEIPTS).attr("id", message))
        .child(stanza::element("store", ns::HINTS))
        .done()
}

/// The other side's message has been shown (XEP-0333).
pub fn displayed(to: &str, id: &str, message: &str) -> Element {
    stanza::message(to, "chat", id)
        .child(stanza::element("displayed", ns::MARKERS).attr("id", message))
        .child(stanza::element("store", ns::HINTS))
        .done()
}

/// The person is, or is no longer, writing (XEP-0085); nobody keeps it (XEP-0334).
pub fn typing(to: &str, id: &str, active: bool) -> Element {
    stanza::message(to, "chat", id)
        .child(stanza::element(if active { "composing" } else { "paused" }, ns::CHAT_STATES))
        .child(stanza::element("no-store", ns::HINTS))
        .done()
}

/// Asking for, agreeing to or declining someone's presence (RFC 6121 §3).
pub fn subscription(to: &str, kind: &str) -> Element {
    stanza::element("presence", ns::CLIENT).attr("to", to).attr("type", kind).done()
}

/// The contact list; with the version known, where the server keeps versions (RFC 6121 §2.6).
pub fn roster(id: &str, version: Option<&str>) -> Element {
    stanza::iq_get(None, id, stanza::element("query", ns::ROSTER).attr_opt("ver", version).done())
}

/// The group delimiter (XEP-0083).
pub fn delimiter(id: &str) -> Element {
    let roster = stanza::element("roster", ns::ROSTER_DELIMITER);
    stanza::iq_get(None, id, stanza::element("query", ns::PRIVATE).child(roster).done())
}

pub fn carbons(id: &str) -> Element {
    stanza::iq_set(None, id, stanza::element("enable", ns::CARBONS).done())
}

pub fn features(to: &str, id: &str) -> Element {
    stanza::iq_get(Some(to), id, stanza::element("query", ns::DISCO_INFO).done())
}

pub fn card(of: Option<&str>, id: &str) -> Element {
    stanza::iq_get(of, id, stanza::element("vCard", ns::VCARD).done())
}

/// What time it is where this device is.
pub fn time(device: &str, id: &str) -> Element {
    stanza::iq_get(Some(device), id, entity_time::request())
}

fn items(node: &str) -> stanza::Draft {
    stanza::element("items", ns::PUBSUB).attr("node", node)
}

/// A picture's bytes (XEP-0084 §3).
pub fn picture(of: &str, hash: &str, id: &str) -> Element {
    let item = stanza::element("item", ns::PUBSUB).attr("id", hash);
    stanza::iq_get(Some(of), id, stanza::element("pubsub", ns::PUBSUB).child(items(ns::AVATAR_DATA).child(item)).done())
}

/// The bookmarked rooms (XEP-0402 §4.1).
pub fn bookmarks(id: &str) -> Element {
    stanza::iq_get(None, id, stanza::element("pubsub", ns::PUBSUB).child(items(ns::BOOKMARKS)).done())
}

/// Those of before XEP-0402.
pub fn bookmarks_before(id: &str) -> Element {
    stanza::iq_get(None, id, wire::payload::bookmarks::request_before())
}

/// Which page of the archive (XEP-0313, XEP-0059).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// What follows this id, or the beginning.
    After(Option<String>),
    /// What precedes this id, or the end.
    Before(Option<String>),
}

/// A query for at most `max` entries, of one conversation or of all.
pub fn archive(id: &str, query: &str, with: Option<&str>, page: &Page, max: u32) -> Element {
    let field = |var: &str, value: &str, kind: Option<&str>| {
        stanza::element("field", ns::DATA_FORMS).attr("var", var).attr_opt("type", kind).field("value", value).done()
    };
    let form = with.map(|with| {
        stanza::element("x", ns::DATA_FORMS)
            .attr("type", "submit")
            .child(field("FORM_TYPE", ns::MAM, Some("hidden")))
            .child(field("with", with, None))
            .done()
    });
    let set = stanza::element("set", ns::RSM).field("max", max.to_string());
    let set = match page {
        Page::After(None) => set,
        Page::After(Some(id)) => set.field("after", id),
        Page::Before(id) => set.field("before", id.as_deref().unwrap_or_default()),
    };
    stanza::iq_set(None, id, stanza::element("query", ns::MAM).attr("queryid", query).child_opt(form).child(set).done())
}
