//! Stanza forwarding (XEP-0297): the envelope of carbons and archive results, and what a message that somebody sends on says
//! of the one it repeats.

use minidom::Element;

use crate::ns;
use crate::payload::delay::Delay;
use crate::payload::fallback;
use crate::stanza::element;
use crate::time;

/// Code points of a name that are read.
const LONGEST_NAME: usize = 100;

/// A stanza in its envelope. Whether the envelope may be believed depends on who sent it.
#[derive(Clone, Debug, PartialEq)]
pub struct Forwarded {
    pub stanza: Element,
    /// When the stanza was sent, by whoever wrapped it.
    pub delay: Option<Delay>,
}

impl Forwarded {
    /// `<forwarded/>`
    pub fn to_element(&self) -> Element {
        wrap(self.stanza.clone(), self.delay.as_ref())
    }
}

/// `<forwarded/>` around a stanza.
pub fn wrap(stanza: Element, delay: Option<&Delay>) -> Element {
    element("forwarded", ns::FORWARD).child_opt(delay.map(Delay::to_element)).child(stanza).done()
}

/// The one message inside the `<forwarded/>` of `parent`; `None` if there is none or more than one.
pub fn read(parent: &Element) -> Option<Forwarded> {
    let forwarded = parent.get_child("forwarded", ns::FORWARD)?;
    let mut stanzas = forwarded.children().filter(|child| child.is("message", ns::CLIENT));
    let stanza = stanzas.next()?.clone();
    if stanzas.next().is_some() {
        return None;
    }
    let delay = forwarded.children().find_map(Delay::from_element);
    Some(Forwarded { stanza, delay })
}

/// Who said first what a message repeats, and when. Never more than the claim of whoever sends it on: the words stand in
/// their message, and an address, which might be nobody's business there, is not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    /// Milliseconds since 1970.
    pub at: i64,
}

impl Source {
    /// `<forwarded/>` around a message of which only the name (XEP-0172) and the time are told.
    pub fn to_element(&self) -> Element {
        let nick = element("nick", ns::NICK).text(&self.name);
        let message = element("message", ns::CLIENT).child(nick).done();
        wrap(message, Some(&Delay { from: None, stamp: self.at }))
    }

    /// Reads it from a message that is sent on. Another program may tell the address only.
    pub fn from_message(message: &Element) -> Option<Self> {
        let Forwarded { stanza, delay } = read(message)?;
        let nick = stanza.get_child("nick", ns::NICK).map(Element::text);
        let name = nick.filter(|nick| !nick.trim().is_empty()).or_else(|| called(&stanza))?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_NAME).collect();
        Some(Self { name, at: delay?.stamp })
    }

    /// The line above the words for those who do not know this, and the `<fallback/>` that marks it (XEP-0428).
    pub fn headline(&self) -> (String, Element) {
        let at = time::format(self.at);
        let minute = at.get(..16).unwrap_or(&at).replace('T', " ");
        let line = format!("↪ {}, {minute} UTC\n", self.name);
        let end = u32::try_from(line.chars().count()).unwrap_or(u32::MAX);
        (line, fallback::part(ns::FORWARD, &(0..end)))
    }
}

/// What to call somebody of whom only the address is known: the first part of it, or the name in a room.
fn called(message: &Element) -> Option<String> {
    let jid = jid::Jid::new(message.attr("from")?).ok()?;
    let nick = jid.resource().filter(|_| message.attr("type") == Some("groupchat")).map(|nick| nick.to_string());
    nick.or_else(|| jid.node().map(|node| node.to_string())).or_else(|| Some(jid.domain().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::{fallback::Cut, xml};
    use crate::stanza::{body, message};

    const AT: i64 = 1_794_492_180_000;

    #[test]
    fn a_claim_comes_back_and_its_line_goes() {
        let source = Source { name: "Änne 👩‍🚀".into(), at: AT };
        let (mut words, marked) = source.headline();
        assert_eq!(words, "↪ Änne 👩‍🚀, 2026-11-12 14:03 UTC\n");
        words.push_str("See you");
        let stanza = message("a@b", "chat", "1").field("body", &words).child(marked).child(source.to_element()).done();
        assert_eq!(Source::from_message(&stanza), Some(source));
        let whole = body(&stanza).unwrap_or_default();
        assert_eq!(Cut::of(&stanza, &[ns::FORWARD], &whole).text, "See you");
        assert!(!String::from(&stanza).contains("from="), "no address is told");
    }

    #[test]
    fn odd_claims_are_none() {
        let of = |inside: &str| {
            let forwarded = format!("<forwarded xmlns='urn:xmpp:forward:0'>{inside}</forwarded>");
            Source::from_message(&message("a@b", "chat", "1").child(xml(&forwarded)).done()).map(|source| source.name)
        };
        let at = "<delay xmlns='urn:xmpp:delay' stamp='2026-11-12T14:03:00Z'/>";
        let by = |from: &str, inside: &str| format!("{at}<message xmlns='jabber:client' from='{from}'>{inside}</message>");
        let nick = |nick: &str| format!("<nick xmlns='http://jabber.org/protocol/nick'>{nick}</nick>");
        assert_eq!(of(&by("anna@x/desk", "")).as_deref(), Some("anna"));
        assert_eq!(of(&by("x", "")).as_deref(), Some("x"));
        assert_eq!(of(&by("anna@x", &nick(" Anna\n Adams "))).as_deref(), Some("Anna Adams"));
        assert_eq!(of(&by("", &nick(&"x".repeat(5_000)))).map(|name| name.len()), Some(LONGEST_NAME));
        assert_eq!(of(&by("", &nick(" "))), None);
        assert_eq!(of(&format!("<message xmlns='jabber:client'>{}</message>", nick("Anna"))), None, "no time");
        assert_eq!(of(at), None);
        assert_eq!(of(&format!("{}<message xmlns='jabber:client'/>", by("anna@x", ""))), None);
    }
}
