//! Building and reading stanzas (RFC 6120 §8) on plain elements.
//!
//! Invariant: readers go field by field and never refuse a stanza for one bad field. Addresses are compared only
//! after preparation (RFC 7622), never as raw text.

use jid::{BareJid, Jid};
use minidom::Element;
use rxml::{Namespace, NcName};

use crate::ns;

/// An element under construction.
#[derive(Clone, Debug)]
pub struct Draft(Element);

/// Starts an element.
pub fn element(name: &str, namespace: &str) -> Draft {
    Draft(Element::bare(name, namespace))
}

impl Draft {
    /// Sets an attribute. A name that is not an XML name is left out: it could only be a mistake in our own code.
    pub fn attr(mut self, name: &str, value: impl AsRef<str>) -> Draft {
        set_attr(&mut self.0, name, value.as_ref());
        self
    }

    /// Sets an attribute if there is a value.
    pub fn attr_opt(self, name: &str, value: Option<impl AsRef<str>>) -> Draft {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Sets `xml:lang`.
    pub fn lang(mut self, lang: &str) -> Draft {
        if let Ok(name) = NcName::try_from("lang") {
            self.0.set_attr(Namespace::XML, name, lang);
        }
        self
    }

    /// Appends a child element.
    pub fn child(mut self, child: impl Into<Element>) -> Draft {
        self.0.append_child(child.into());
        self
    }

    /// Appends a child element if there is one.
    pub fn child_opt(self, child: Option<Element>) -> Draft {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// Appends several child elements.
    pub fn children(mut self, children: impl IntoIterator<Item = Element>) -> Draft {
        for child in children {
            self.0.append_child(child);
        }
        self
    }

    /// Appends text.
    pub fn text(mut self, text: impl Into<String>) -> Draft {
        let text = text.into();
        if !text.is_empty() {
            self.0.append_text(text);
        }
        self
    }

    /// Appends a child of the same namespace that holds only text.
    pub fn field(self, name: &str, text: impl Into<String>) -> Draft {
        let namespace = self.0.ns();
        self.child(element(name, &namespace).text(text))
    }

    /// Like [`Draft::field`], if there is a text.
    pub fn field_opt(self, name: &str, text: Option<impl Into<String>>) -> Draft {
        match text {
            Some(text) => self.field(name, text),
            None => self,
        }
    }

    /// The finished element.
    pub fn done(self) -> Element {
        self.0
    }
}

impl From<Draft> for Element {
    fn from(draft: Draft) -> Element {
        draft.0
    }
}

/// Sets or replaces an attribute without namespace.
pub fn set_attr(element: &mut Element, name: &str, value: &str) {
    if let Ok(name) = NcName::try_from(name) {
        element.set_attr(Namespace::NONE, name, value);
    }
}

/// Takes an attribute without namespace away.
pub fn remove_attr(element: &mut Element, name: &str) {
    element.attrs_mut().remove(&Namespace::NONE, name);
}

/// The value of an attribute without namespace.
pub fn attr<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.attrs().iter().find(|((space, known), _)| space.is_none() && known.as_str() == name).map(|(_, value)| value.as_str())
}

/// The value of an attribute that holds a number, if it does.
pub fn attr_number<T: std::str::FromStr>(element: &Element, name: &str) -> Option<T> {
    element.attr(name)?.trim().parse().ok()
}

/// `true` and `1` are true (XML Schema booleans).
pub fn is_true(text: &str) -> bool {
    matches!(text.trim(), "true" | "1")
}

/// `xml:lang` of this very element.
pub fn lang(element: &Element) -> Option<&str> {
    element.attr_ns(ns::XML, "lang")
}

/// The first child with this name and namespace.
pub fn child<'a>(element: &'a Element, name: &str, namespace: &'a str) -> Option<&'a Element> {
    element.get_child(name, namespace)
}

/// The text of the first child with this name and namespace.
pub fn child_text(element: &Element, name: &str, namespace: &str) -> Option<String> {
    element.get_child(name, namespace).map(Element::text)
}

/// The text of the first child with this name in the namespace of its parent; `None` if it is empty.
pub fn field(element: &Element, name: &str) -> Option<String> {
    let text = child_text(element, name, &element.ns())?;
    (!text.trim().is_empty()).then_some(text)
}

/// What a top-level element is (RFC 6120 §8.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Message,
    Presence,
    IqGet,
    IqSet,
    IqResult,
    IqError,
}

/// `None` for what is no stanza: another name or namespace, or an `<iq/>` of unknown type.
pub fn kind(element: &Element) -> Option<Kind> {
    if !element.has_ns(ns::CLIENT) {
        return None;
    }
    match (element.name(), element.attr("type")) {
        ("message", _) => Some(Kind::Message),
        ("presence", _) => Some(Kind::Presence),
        ("iq", Some("get")) => Some(Kind::IqGet),
        ("iq", Some("set")) => Some(Kind::IqSet),
        ("iq", Some("result")) => Some(Kind::IqResult),
        ("iq", Some("error")) => Some(Kind::IqError),
        _ => None,
    }
}

/// The prepared bare address (`user@host` or `host`) of any address, or `None` if it is none (RFC 7622).
pub fn bare(jid: &str) -> Option<String> {
    Some(Jid::new(jid).ok()?.into_bare().to_string())
}

/// The prepared address with its resource if it has one, or `None` if it is no address.
pub fn prepared(jid: &str) -> Option<String> {
    Some(Jid::new(jid).ok()?.to_string())
}

/// Prepares `user` and `host` as parts of one bare address.
pub fn bare_from_parts(user: &str, domain: &str) -> Option<String> {
    let domain = jid::DomainPart::new(domain).ok()?;
    let node = jid::NodePart::new(user).ok()?;
    Some(BareJid::from_parts(Some(&node), &domain).to_string())
}

/// The part before the `@`, prepared.
pub fn local(jid: &str) -> Option<String> {
    Some(Jid::new(jid).ok()?.node()?.to_string())
}

/// The domain, prepared.
pub fn domain(jid: &str) -> Option<String> {
    Some(Jid::new(jid).ok()?.domain().to_string())
}

/// The part after the `/`, prepared.
pub fn resource(jid: &str) -> Option<String> {
    Some(Jid::new(jid).ok()?.resource()?.to_string())
}

/// Whether two addresses mean the same account, domain or room, resources aside.
pub fn same_bare(a: &str, b: &str) -> bool {
    matches!((bare(a), bare(b)), (Some(a), Some(b)) if a == b)
}

/// Whether a stanza with this `from` speaks for the account itself: no `from` at all, or the bare address of the
/// account. This is the origin check of carbons, roster pushes and private nodes (RFC 6121 §2.1.6, XEP-0280 §Security,
/// XEP-0223 §Security). The full address does not count.
pub fn from_own_account(stanza: &Element, own_bare: &str) -> bool {
    match stanza.attr("from") {
        None => true,
        Some(from) => matches!((prepared(from), bare(own_bare)), (Some(from), Some(own)) if from == own),
    }
}

/// `<message to type id/>`, to be filled.
pub fn message(to: &str, kind: &str, id: &str) -> Draft {
    element("message", ns::CLIENT).attr("to", to).attr("type", kind).attr("id", id)
}

/// An `<iq type='get'/>`; without `to` it is for the own account.
pub fn iq_get(to: Option<&str>, id: &str, payload: Element) -> Element {
    element("iq", ns::CLIENT).attr("type", "get").attr_opt("to", to).attr("id", id).child(payload).done()
}

/// An `<iq type='set'/>`; without `to` it is for the own account.
pub fn iq_set(to: Option<&str>, id: &str, payload: Element) -> Element {
    element("iq", ns::CLIENT).attr("type", "set").attr_opt("to", to).attr("id", id).child(payload).done()
}

/// The result that answers `request`: same id, addresses swapped.
pub fn iq_result(request: &Element, payload: Option<Element>) -> Element {
    answer(request, "iq", "result").child_opt(payload).done()
}

/// The error that answers the iq `request` (RFC 6120 §8.3): `condition` as `item-not-found`, `kind` as `cancel`.
pub fn iq_error(request: &Element, condition: &str, kind: &str) -> Element {
    error_reply(request, condition, kind, None)
}

/// The error that answers any stanza, with a text for people if there is something to say.
pub fn error_reply(request: &Element, condition: &str, kind: &str, text: Option<&str>) -> Element {
    answer(request, request.name(), "error").child(error(condition, kind, text)).done()
}

/// `<error/>` itself.
pub fn error(condition: &str, kind: &str, text: Option<&str>) -> Element {
    element("error", ns::CLIENT)
        .attr("type", kind)
        .child(element(condition, ns::STANZA_ERRORS))
        .child_opt(text.map(|text| element("text", ns::STANZA_ERRORS).text(text).done()))
        .done()
}

fn answer(request: &Element, name: &str, kind: &str) -> Draft {
    element(name, ns::CLIENT)
        .attr("type", kind)
        .attr_opt("id", request.attr("id"))
        .attr_opt("to", request.attr("from"))
        .attr_opt("from", request.attr("to"))
}

/// Type, condition and text of the error in a stanza, if it has one. What is missing is read as
/// `cancel` and `undefined-condition`.
pub fn error_condition(stanza: &Element) -> Option<(String, String, Option<String>)> {
    let error = stanza.children().find(|child| child.name() == "error")?;
    let condition = error
        .children()
        .find(|child| child.has_ns(ns::STANZA_ERRORS) && child.name() != "text")
        .map_or("undefined-condition", Element::name);
    let text = child_text(error, "text", ns::STANZA_ERRORS).filter(|text| !text.trim().is_empty());
    Some((error.attr("type").unwrap_or("cancel").to_owned(), condition.to_owned(), text))
}

/// The application's own condition beside it (RFC 6120 §8.3.4), by its name.
pub fn error_detail(stanza: &Element) -> Option<String> {
    let error = stanza.children().find(|child| child.name() == "error")?;
    error.children().find(|child| !child.has_ns(ns::STANZA_ERRORS)).map(|detail| detail.name().to_owned())
}

/// The payload of an `<iq/>`: its first child that is no error.
pub fn payload(iq: &Element) -> Option<&Element> {
    iq.children().find(|child| child.name() != "error" || !child.has_ns(ns::CLIENT))
}

/// The text of a message: its first `<body/>`, `None` without one. An empty body is a body.
pub fn body(message: &Element) -> Option<String> {
    child_text(message, "body", ns::CLIENT)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn answers_swap_addresses_and_keep_the_id() {
        let mut request = iq_get(Some("example.com"), "1", element("ping", ns::PING).done());
        set_attr(&mut request, "from", "anna@example.com/x");
        let error = iq_error(&request, "item-not-found", "cancel");
        assert_eq!(
            (error.attr("to"), error.attr("from"), error.attr("id")),
            (Some("anna@example.com/x"), Some("example.com"), Some("1"))
        );
        assert_eq!(error_condition(&error), Some(("cancel".into(), "item-not-found".into(), None)));
        assert_eq!(kind(&error), Some(Kind::IqError));
        assert_eq!(payload(&error), None);
        assert_eq!(payload(&request).unwrap().name(), "ping");
    }

    #[test]
    fn a_broken_error_is_still_an_error() {
        let bare = element("iq", ns::CLIENT).attr("type", "error").child(element("error", ns::CLIENT)).done();
        assert_eq!(error_condition(&bare), Some(("cancel".into(), "undefined-condition".into(), None)));
    }

    #[test]
    fn only_the_bare_own_address_speaks_for_the_account() {
        let from = |from: &str| element("iq", ns::CLIENT).attr("from", from).done();
        assert!(from_own_account(&element("iq", ns::CLIENT).done(), "anna@example.com"));
        assert!(from_own_account(&from("Anna@EXAMPLE.com"), "anna@example.com"));
        for other in
            ["anna@example.com/phone", "example.com", "eve@example.com", "anna@example.com.evil", "", "@", "anna@@example.com"]
        {
            assert!(!from_own_account(&from(other), "anna@example.com"), "{other}");
        }
    }

    #[test]
    fn addresses_are_prepared() {
        assert_eq!(bare("Anna@Example.COM/Desk"), Some("anna@example.com".into()));
        assert_eq!(resource("anna@example.com/Desk"), Some("Desk".into()));
        assert!(same_bare("ANNA@example.com/a", "anna@example.com/b"));
        assert!(!same_bare("", ""));
        assert_eq!(bare_from_parts("Anna", "Example.com"), Some("anna@example.com".into()));
        assert_eq!(bare_from_parts("an na", "example.com"), None);
    }
}
