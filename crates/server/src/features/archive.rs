//! Asking the archive (XEP-0313 with `#extended`, paged by XEP-0059).
//!
//! Invariant: everyone reads their own archive and no other; results come in archive order before the answer that
//! closes the page, and an id that is not in the archive is an error, never silently something else.

use minidom::Element;
use wire::ns;
use wire::stanza::{self, Kind, element};

use super::Flow;
use super::nodes::Form;
use crate::address::Address;
use crate::core::{Incoming, Target, Turn};
use crate::storage::StorageError;
use crate::storage::archive::{self, Answer, Filter, Page, QueryError};

const DEFAULT_PAGE: usize = 50;
const MOST_IDS: usize = 250;

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
        (Kind::IqSet, "query") => match query(turn, incoming, payload) {
            Ok(flow) => Ok(flow),
            Err(QueryError::UnknownId) => Ok(Flow::Refuse("cancel", "item-not-found")),
            Err(QueryError::Storage(error)) => Err(error),
        },
        (Kind::IqGet, "query") => Ok(turn.result(incoming, Some(search_form()))),
        (Kind::IqGet, "metadata") => metadata(turn, incoming),
        (Kind::IqGet, "prefs") => {
            let prefs = element("prefs", ns::MAM).attr("default", "always");
            let prefs = prefs.child(element("always", ns::MAM)).child(element("never", ns::MAM)).done();
            Ok(turn.result(incoming, Some(prefs)))
        }
        // Keeping history is the company's decision, not one's own.
        (Kind::IqSet, "prefs") => Ok(Flow::Refuse("cancel", "not-allowed")),
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

fn query(turn: &mut Turn<'_>, incoming: &Incoming, query: &Element) -> Result<Flow, QueryError> {
    let request = match read(query, turn.house.bounds.page) {
        Ok(request) => request,
        Err(refusal) => return Ok(refusal),
    };
    let count = if request.count { Some(archive::count(turn.db, &incoming.account, &request.filter)?) } else { None };
    let mut answer = archive::query(turn.db, &incoming.account, &request.filter, &request.page, request.max)?;
    let ends = (answer.entries.first().map(|entry| entry.id.clone()), answer.entries.last().map(|entry| entry.id.clone()));
    if request.flipped {
        answer.entries.reverse();
    }
    send_results(turn, incoming, &answer, query.attr("queryid"));
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

fn send_results(turn: &mut Turn<'_>, incoming: &Incoming, answer: &Answer, queryid: Option<&str>) {
    for entry in &answer.entries {
        // What was written was valid; a record that no longer reads is left out instead of breaking the page.
        let Ok(message) = wire::frame::parse(&entry.stanza, &wire::limits::Limits::READING) else { continue };
        let delay = element("delay", ns::DELAY).attr("stamp", wire::time::format(entry.at));
        let result = element("result", ns::MAM)
            .attr_opt("queryid", queryid)
            .attr("id", &entry.id)
            .child(element("forwarded", ns::FORWARD).child(delay).child(message));
        let message = element("message", ns::CLIENT).attr("from", &incoming.bare).child(result).done();
        turn.send_to(incoming.session, &message);
    }
}

fn search_form() -> Element {
    let field = |name: &str, kind: &str| element("field", ns::DATA_FORMS).attr("var", name).attr("type", kind);
    let form_type = field("FORM_TYPE", "hidden").field("value", ns::MAM);
    let fields = [
        ("with", "jid-single"),
        ("start", "text-single"),
        ("end", "text-single"),
        ("before-id", "text-single"),
        ("after-id", "text-single"),
        ("ids", "list-multi"),
    ];
    let form = element("x", ns::DATA_FORMS).attr("type", "form").child(form_type);
    let form = form.children(fields.into_iter().map(|(name, kind)| field(name, kind).done()));
    element("query", ns::MAM).child(form).done()
}

fn metadata(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    let mut metadata = element("metadata", ns::MAM);
    if let Some([oldest, newest]) = archive::ends(turn.db, &incoming.account)? {
        let end = |name: &str, (id, at): (String, i64)| {
            element(name, ns::MAM).attr("id", id).attr("timestamp", wire::time::format(at)).done()
        };
        metadata = metadata.child(end("start", oldest)).child(end("end", newest));
    }
    Ok(turn.result(incoming, Some(metadata.done())))
}
