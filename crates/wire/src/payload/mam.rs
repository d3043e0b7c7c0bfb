//! Message archive management (XEP-0313).
//!
//! **Nothing here decides whether a result may be believed.** The caller checks that it asked, that the query id is of
//! a question under way, and that the *outer* message comes from the archive it asked (§Security, a MUST).

use minidom::Element;

use crate::ns;
use crate::payload::delay::Delay;
use crate::payload::form::{Field, Form};
use crate::payload::forward::{self, Forwarded};
use crate::payload::rsm::{Page, Rsm};
use crate::payload::stanza_id::sane;
use crate::stanza::{element, is_true};
use crate::time;

/// A question to an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Repeated in each result; choose one that nobody can guess.
    pub queryid: Option<String>,
    /// Only messages with this address.
    pub with: Option<String>,
    /// Not before, milliseconds since 1970.
    pub start: Option<i64>,
    /// Not after, milliseconds since 1970.
    pub end: Option<i64>,
    /// Only what comes before this archive id; needs `urn:xmpp:mam:2#extended`.
    pub before_id: Option<String>,
    /// Only what comes after this archive id; needs `urn:xmpp:mam:2#extended`.
    pub after_id: Option<String>,
    /// Only these archive ids; needs `urn:xmpp:mam:2#extended`.
    pub ids: Vec<String>,
    /// Newest first within the page; needs `urn:xmpp:mam:2#extended`.
    pub flip: bool,
    pub rsm: Rsm,
}

/// Why a server cannot answer a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadQuery {
    /// A value that cannot be read: answer `bad-request`.
    #[error("a field of the query cannot be read")]
    BadValue,
    /// A field that is not known: answer `feature-not-implemented`.
    #[error("a field of the query is not supported")]
    UnknownField,
}

impl Query {
    /// The payload of an iq set.
    pub fn to_element(&self) -> Element {
        let mut form = Form::new("submit", ns::MAM)
            .with_opt("with", self.with.as_deref())
            .with_opt("start", self.start.map(time::format))
            .with_opt("end", self.end.map(time::format))
            .with_opt("before-id", self.before_id.as_deref())
            .with_opt("after-id", self.after_id.as_deref());
        if !self.ids.is_empty() {
            form.fields.push(Field::new("ids", "", self.ids.clone()));
        }
        element("query", ns::MAM)
            .attr_opt("queryid", self.queryid.as_deref())
            .child_opt((form.fields.len() > 1).then(|| form.to_element()))
            .child_opt(self.rsm.to_element())
            .child_opt(self.flip.then(|| element("flip-page", ns::MAM).done()))
            .done()
    }

    /// Reads a question.
    ///
    /// # Errors
    /// [`BadQuery`]; a server that ignored a filter would return messages nobody asked for.
    pub fn from_element(query: &Element) -> Result<Query, BadQuery> {
        if !query.is("query", ns::MAM) {
            return Err(BadQuery::BadValue);
        }
        let mut out = Query {
            queryid: query.attr("queryid").map(str::to_owned),
            flip: query.has_child("flip-page", ns::MAM),
            rsm: Rsm::from_parent(query),
            ..Query::default()
        };
        let moment = |value: &str| time::parse(value).map(Some).ok_or(BadQuery::BadValue);
        for field in Form::from_parent(query).unwrap_or_default().fields {
            let Some(value) = field.values.first() else { continue };
            match field.var.as_str() {
                "FORM_TYPE" if value == ns::MAM => {}
                "FORM_TYPE" => return Err(BadQuery::BadValue),
                "with" => out.with = Some(crate::stanza::prepared(value).ok_or(BadQuery::BadValue)?),
                "start" => out.start = moment(value)?,
                "end" => out.end = moment(value)?,
                "before-id" => out.before_id = Some(sane(value).ok_or(BadQuery::BadValue)?),
                "after-id" => out.after_id = Some(sane(value).ok_or(BadQuery::BadValue)?),
                "ids" => out.ids = field.values,
                _ => return Err(BadQuery::UnknownField),
            }
        }
        Ok(out)
    }
}

/// The form that tells which fields a server knows, the answer to an iq get.
pub fn query_form() -> Element {
    let mut form = Form::new("form", ns::MAM);
    let plain = ["start", "end", "before-id", "after-id"].map(|var| (var, "text-single"));
    for (var, kind) in [("with", "jid-single")].into_iter().chain(plain).chain([("ids", "list-multi")]) {
        form.fields.push(Field::new(var, kind, Vec::new()));
    }
    element("query", ns::MAM).child(form.to_element()).done()
}

/// One archived message.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub queryid: Option<String>,
    /// Its id in the archive.
    pub id: String,
    /// The message, and when the archive got it.
    pub forwarded: Forwarded,
}

/// Whether a message has the form of a result, believable or not: for a filter that drops the others.
pub fn is_result(message: &Element) -> bool {
    message.has_child("result", ns::MAM)
}

/// The archived message inside a result.
pub fn read_result(message: &Element) -> Option<Entry> {
    let result = message.get_child("result", ns::MAM)?;
    Some(Entry {
        queryid: result.attr("queryid").map(str::to_owned),
        id: sane(result.attr("id")?)?,
        forwarded: forward::read(result)?,
    })
}

/// `<result/>`, to be put into a message to whoever asked. `stamp` in milliseconds since 1970.
pub fn result(queryid: Option<&str>, id: &str, message: Element, stamp: i64) -> Element {
    element("result", ns::MAM)
        .attr_opt("queryid", queryid)
        .attr("id", id)
        .child(forward::wrap(message, Some(&Delay { from: None, stamp })))
        .done()
}

/// The end of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fin {
    /// There is nothing more in this direction. Missing means no.
    pub complete: bool,
    /// Whether pages keep their content; missing means yes.
    pub stable: bool,
    pub page: Page,
}

impl Fin {
    /// The payload of the iq result.
    pub fn to_element(&self) -> Element {
        element("fin", ns::MAM)
            .attr_opt("complete", self.complete.then_some("true"))
            .attr_opt("stable", (!self.stable).then_some("false"))
            .child(self.page.to_element())
            .done()
    }

    /// Reads the payload of an iq result.
    pub fn from_element(fin: &Element) -> Option<Fin> {
        if !fin.is("fin", ns::MAM) {
            return None;
        }
        Some(Fin {
            complete: fin.attr("complete").is_some_and(is_true),
            stable: fin.attr("stable").is_none_or(is_true),
            page: Page::from_parent(fin),
        })
    }
}

/// Asks what the server keeps (§Archiving Preferences).
pub fn preferences_request() -> Element {
    element("prefs", ns::MAM).done()
}

/// Preferences with this default: `always`, `never` or `roster`. Payload of an iq set, and of the answer.
pub fn preferences(default: &str) -> Element {
    element("prefs", ns::MAM).attr("default", default).child(element("always", ns::MAM)).child(element("never", ns::MAM)).done()
}

/// The default in a server's preferences.
pub fn read_preferences(prefs: &Element) -> Option<String> {
    if prefs.is("prefs", ns::MAM) { prefs.attr("default").map(str::to_owned) } else { None }
}

/// Asks for the first and last entry of an archive; needs `urn:xmpp:mam:2#extended`.
pub fn metadata_request() -> Element {
    element("metadata", ns::MAM).done()
}

/// First and last entry, each with id and time in milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    pub start: Option<(String, i64)>,
    pub end: Option<(String, i64)>,
}

impl Metadata {
    /// The payload of the answer.
    pub fn to_element(&self) -> Element {
        let edge = |name: &str, edge: &Option<(String, i64)>| {
            edge.as_ref().map(|(id, at)| element(name, ns::MAM).attr("id", id).attr("timestamp", time::format(*at)).done())
        };
        element("metadata", ns::MAM).child_opt(edge("start", &self.start)).child_opt(edge("end", &self.end)).done()
    }

    /// Reads the payload of an answer.
    pub fn from_element(metadata: &Element) -> Option<Metadata> {
        if !metadata.is("metadata", ns::MAM) {
            return None;
        }
        let edge = |name: &str| {
            let edge = metadata.get_child(name, ns::MAM)?;
            Some((sane(edge.attr("id")?)?, time::parse(edge.attr("timestamp")?)?))
        };
        Some(Metadata { start: edge("start"), end: edge("end") })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::xml;
    use crate::stanza::message;

    #[test]
    fn questions_come_back_as_asked() {
        let rsm = Rsm { max: Some(50), before: Some(String::new()), after: None };
        let query = Query {
            queryid: Some("q".into()),
            with: Some("bob@b".into()),
            start: Some(1_000),
            end: Some(2_000),
            before_id: Some("9".into()),
            after_id: Some("0".into()),
            ids: vec!["1".into(), "2".into()],
            flip: true,
            rsm: rsm.clone(),
        };
        assert_eq!(Query::from_element(&query.to_element()), Ok(query));
        let last_page = Query { rsm, ..Query::default() };
        assert_eq!(Query::from_element(&last_page.to_element()), Ok(last_page));
        assert_eq!(Query::from_element(&Query::default().to_element()), Ok(Query::default()));
    }

    #[test]
    fn a_server_answers_no_question_it_does_not_understand() {
        let with = |var: &str, value: &str| {
            let form = Form::new("submit", ns::MAM).with(var, value).to_element();
            Query::from_element(&element("query", ns::MAM).child(form).done()).err()
        };
        assert_eq!(with("start", "yesterday"), Some(BadQuery::BadValue));
        assert_eq!(with("with", "@@"), Some(BadQuery::BadValue));
        assert_eq!(with("{urn:xmpp:fulltext:0}fulltext", "x"), Some(BadQuery::UnknownField));
        assert_eq!(with("with", "Bob@B"), None);
    }

    #[test]
    fn results_and_their_end() {
        let inner = message("bob@b", "chat", "1").field("body", "hi").done();
        let outer = message("anna@b/x", "normal", "2").child(result(Some("q"), "a1", inner.clone(), 1_000)).done();
        let entry = read_result(&outer).unwrap();
        assert_eq!((entry.queryid.as_deref(), entry.id.as_str()), (Some("q"), "a1"));
        assert_eq!(entry.forwarded, Forwarded { stanza: inner, delay: Some(Delay { from: None, stamp: 1_000 }) });
        let page = Page { first: Some("a1".into()), index: Some(0), last: Some("a9".into()), count: Some(9) };
        for (complete, stable) in [(true, true), (false, false)] {
            let fin = Fin { complete, stable, page: page.clone() };
            assert_eq!(Fin::from_element(&fin.to_element()), Some(fin));
        }
        let empty = Fin::from_element(&xml("<fin xmlns='urn:xmpp:mam:2'/>")).unwrap();
        assert_eq!(empty, Fin { complete: false, stable: true, page: Page::default() });
    }

    #[test]
    fn broken_results_are_none() {
        for text in [
            "<result xmlns='urn:xmpp:mam:2' id='1'/>",
            "<result xmlns='urn:xmpp:mam:2'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/></forwarded></result>",
            "<result xmlns='urn:xmpp:mam:2' id='1'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/>\
             <message xmlns='jabber:client'/></forwarded></result>",
            "<result xmlns='urn:xmpp:mam:2' id='1'><forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client'/></forwarded></result>",
        ] {
            let outer = message("a@b", "chat", "1").child(xml(text)).done();
            assert!(is_result(&outer) && read_result(&outer).is_none(), "{text}");
        }
    }

    #[test]
    fn edges_and_preferences() {
        let metadata = Metadata { start: Some(("1".into(), 1_000)), end: None };
        assert_eq!(Metadata::from_element(&metadata.to_element()), Some(metadata));
        assert_eq!(read_preferences(&preferences("always")).as_deref(), Some("always"));
        assert!(query_form().has_child("x", ns::DATA_FORMS));
    }
}
