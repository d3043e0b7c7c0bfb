//! Asking an archive (XEP-0313 with `#extended`, paged by XEP-0059): one's own here, a room's by way of [`answer`].
//!
//! Invariant: everyone reads their own archive and no other person's; results come in archive order before the answer
//! that closes the page, and an id that is not in the archive is an error, never silently something else.

use minidom::Element;
use wire::ns;
use wire::payload::mam;
use wire::payload::muc::{Item, RoomUser};
use wire::stanza::{self, Kind, element};

use super::Flow;
use super::nodes::Form;
use crate::address::Address;
use crate::core::{Incoming, Target, Turn};
use crate::storage::StorageError;
use crate::storage::archive::{self, Answer, Entry, Filter, Owner, Page, QueryError};

const DEFAULT_PAGE: usize = 50;
const MOST_IDS: usize = 250;

/// An archive that somebody may read, and how much of it.
pub struct Shelf<'a> {
    pub owner: Owner<'a>,
    /// Whom results come from.
    pub address: &'a str,
    /// The reader sees nothing up to this entry.
    pub hidden_to: Option<i64>,
    /// The reader is told who wrote what: in rooms, where the messages themselves do not say so.
    pub reveal: bool,
}

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if !matches!(incoming.kind, Kind::IqGet | Kind::IqSet) {
        return Ok(Flow::Next);
    }
    let Some(payload) = stanza::payload(&incoming.stanza).filter(|payload| payload.has_ns(ns::MAM)) else {
        return Ok(Flow::Next);
    };
    if incoming.target != Target::Own {
        return Ok(Flow::Refuse("auth", "forbidden"));
    }
    match (incoming.kind, payload.name()) {
        (Kind::IqGet, "prefs") => Ok(turn.result(incoming, Some(mam::preferences("always")))),
        // Keeping history is the company's decision, not one's own.
        (Kind::IqSet, "prefs") => Ok(Flow::Refuse("cancel", "not-allowed")),
        _ => {
            let owner = Owner::Account(&incoming.account);
            answer(turn, incoming, payload, &Shelf { owner, address: &incoming.bare, hidden_to: None, reveal: false })
        }
    }
}

/// Answers a question to an archive that the asker may read.
pub fn answer(turn: &mut Turn<'_>, incoming: &Incoming, payload: &Element, shelf: &Shelf<'_>) -> Result<Flow, StorageError> {
    match (incoming.kind, payload.name()) {
        (Kind::IqSet, "query") => match query(turn, incoming, payload, shelf) {
            Ok(flow) => Ok(flow),
            Err(QueryError::UnknownId) => Ok(Flow::Refuse("cancel", "item-not-found")),
            Err(QueryError::Storage(error)) => Err(error),
        },
        (Kind::IqGet, "query") => Ok(turn.result(incoming, Some(mam::query_form()))),
        (Kind::IqGet, "metadata") => metadata(turn, incoming, shelf),
        _ => Ok(Flow::Refuse("cancel", "feature-not-implemented")),
    }
}

/// What a query asks for, read field by field.
struct Request {
    filter: Filter,
    page: Page,
    max: usize,
    flipped: bool,
    count: bool,
}

fn read(query: &Element, most: usize) -> Result<Request, Flow> {
    let bad = || Flow::Refuse("modify", "bad-request");
    let form = query.get_child("x", ns::DATA_FORMS).map(Form::read).unwrap_or_default();
    let time = |name: &str| match form.get(name) {
        Some(text) => wire::time::parse(text).map(Some).ok_or_else(bad),
        None => Ok(None),
    };
    let ids: Vec<String> = query
        .get_child("x", ns::DATA_FORMS)
        .and_then(|x| x.children().find(|field| field.attr("var") == Some("ids")))
        .map(|field| field.children().filter(|value| value.name() == "value").map(Element::text).collect())
        .unwrap_or_default();
    if ids.len() > MOST_IDS {
        return Err(bad());
    }
    let with = match form.get("with") {
        Some(text) => Some(Address::parse(text).ok_or_else(bad)?.bare()),
        None => None,
    };
    let filter = Filter {
        with,
        start: time("start")?,
        end: time("end")?,
        after_id: form.get("after-id").map(str::to_owned),
        before_id: form.get("before-id").map(str::to_owned),
        ids,
        hidden_to: None,
    };
    let set = query.get_child("set", ns::RSM);
    let text = |name: &str| set.and_then(|set| stanza::child_text(set, name, ns::RSM));
    let asked: Option<usize> = text("max").and_then(|max| max.trim().parse().ok());
    let page = match (text("before"), text("after")) {
        (Some(id), _) if id.is_empty() => Page::Last,
        (Some(id), _) => Page::Before(id),
        (None, Some(id)) if !id.is_empty() => Page::After(id),
        _ => Page::First,
    };
    let max = asked.unwrap_or(DEFAULT_PAGE).min(most);
    Ok(Request { filter, page, max, flipped: query.has_child("flip-page", ns::MAM), count: asked == Some(0) })
}

fn query(turn: &mut Turn<'_>, incoming: &Incoming, query: &Element, shelf: &Shelf<'_>) -> Result<Flow, QueryError> {
    let mut request = match read(query, turn.house.bounds.page) {
        Ok(request) => request,
        Err(refusal) => return Ok(refusal),
    };
    if matches!(shelf.owner, Owner::Room(_)) && request.filter.with.is_some() {
        // Everything in a room is with the room. A filter that was ignored would return what nobody asked for.
        return Ok(Flow::Refuse("cancel", "feature-not-implemented"));
    }
    request.filter.hidden_to = shelf.hidden_to;
    let count = if request.count { Some(archive::count(turn.db, shelf.owner, &request.filter)?) } else { None };
    let mut answer = archive::query(turn.db, shelf.owner, &request.filter, &request.page, request.max)?;
    let ends = (answer.entries.first().map(|entry| entry.id.clone()), answer.entries.last().map(|entry| entry.id.clone()));
    if request.flipped {
        answer.entries.reverse();
    }
    send_results(turn, incoming, &answer, query.attr("queryid"), shelf);
    let mut set = element("set", ns::RSM);
    if let (Some(first), Some(last)) = ends {
        set = set.field("first", first).field("last", last);
    }
    let set = set.field_opt("count", count.map(|count| count.to_string()));
    let fin = element("fin", ns::MAM)
        .attr_opt("queryid", query.attr("queryid"))
        .attr_opt("complete", answer.complete.then_some("true"))
        .child(set)
        .done();
    Ok(turn.result(incoming, Some(fin)))
}

fn send_results(turn: &mut Turn<'_>, incoming: &Incoming, answer: &Answer, queryid: Option<&str>, shelf: &Shelf<'_>) {
    for entry in &answer.entries {
        let Some(message) = reopen(entry, shelf.reveal) else { continue };
        let result = mam::result(queryid, &entry.id, message, entry.at);
        let message = element("message", ns::CLIENT).attr("from", shelf.address).child(result).done();
        turn.send_to(incoming.session, &message);
    }
}

/// The message of an entry. What was written was valid; a record that no longer reads is left out instead of breaking
/// the page.
pub fn reopen(entry: &Entry, reveal: bool) -> Option<Element> {
    let mut message = wire::frame::parse(&entry.stanza, &wire::limits::Limits::READING).ok()?;
    if reveal && !message.has_child("x", ns::MUC_USER) {
        let item = Item { jid: Some(entry.peer.clone()), ..Item::default() };
        message.append_child(RoomUser { item: Some(item), ..RoomUser::default() }.to_element());
    }
    Some(message)
}

fn metadata(turn: &mut Turn<'_>, incoming: &Incoming, shelf: &Shelf<'_>) -> Result<Flow, StorageError> {
    let mut metadata = mam::Metadata::default();
    if let Some([oldest, newest]) = archive::ends(turn.db, shelf.owner, shelf.hidden_to)? {
        metadata = mam::Metadata { start: Some(oldest), end: Some(newest) };
    }
    Ok(turn.result(incoming, Some(metadata.to_element())))
}
