//! Message replies (XEP-0461), with the quote for those who do not know them (XEP-0428).

use minidom::Element;

use crate::ns;
use crate::payload::fallback;
use crate::payload::stanza_id::sane;
use crate::stanza::{element, prepared};

/// Which message is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its id, in a room the id the room gave it.
    pub id: String,
    /// Who wrote it, prepared. Never more than a hint: the message itself says who wrote it.
    pub to: Option<String>,
}

impl Reply {
    /// `<reply/>`
    pub fn to_element(&self) -> Element {
        element("reply", ns::REPLY).attr_opt("to", self.to.as_deref()).attr("id", &self.id).done()
    }

    /// The reply in a message, if it is one.
    pub fn from_message(message: &Element) -> Option<Reply> {
        let reply = message.get_child("reply", ns::REPLY)?;
        Some(Reply { id: sane(reply.attr("id")?)?, to: reply.attr("to").and_then(prepared) })
    }
}

/// The body of an answer that begins with a quote, and the `<fallback/>` that marks the quote.
pub fn with_quote(quoted: &str, answer: &str) -> (String, Element) {
    let mut body = String::with_capacity(quoted.len() + answer.len() + 16);
    for line in quoted.lines() {
        body.push_str(if line.starts_with('>') { ">" } else { "> " });
        body.push_str(line);
        body.push('\n');
    }
    let end = u32::try_from(body.chars().count()).unwrap_or(u32::MAX);
    body.push_str(answer);
    (body, fallback::part(ns::REPLY, &(0..end)))
}

/// What an answer quotes, from the part of its body that is only there for the quote.
pub fn quoted(fallback: &str) -> String {
    let line = |line: &str| {
        let line = line.strip_prefix('>').unwrap_or(line);
        line.strip_prefix(' ').unwrap_or(line).to_owned()
    };
    fallback.trim_end().lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::fallback::Cut;
    use crate::stanza::message;

    #[test]
    fn replies_come_back() {
        let reply = Reply { id: "1".into(), to: Some("anna@b/x".into()) };
        assert_eq!(Reply::from_message(&message("a@b", "chat", "2").child(reply.to_element()).done()), Some(reply));
        let odd = message("a@b", "chat", "2").child(element("reply", ns::REPLY).attr("id", "1").attr("to", "@@")).done();
        assert_eq!(Reply::from_message(&odd), Some(Reply { id: "1".into(), to: None }));
        let nameless = message("a@b", "chat", "2").child(element("reply", ns::REPLY).attr("to", "anna@b")).done();
        assert_eq!(Reply::from_message(&nameless), None);
    }

    #[test]
    fn a_quote_is_marked_and_taken_away_again() {
        let (body, marked) = with_quote("Grüße 👋\n> earlier", "Danke\nauch");
        assert_eq!(body, "> Grüße 👋\n>> earlier\nDanke\nauch");
        let stanza = message("a@b", "chat", "2").field("body", &body).child(marked).done();
        let cut = Cut::of(&stanza, &[ns::REPLY], &body);
        assert_eq!((cut.text.as_str(), quoted(&cut.fallback).as_str()), ("Danke\nauch", "Grüße 👋\n> earlier"));
        let (body, marked) = with_quote("", "Hello");
        let stanza = message("a@b", "chat", "2").child(marked).done();
        assert_eq!(Cut::of(&stanza, &[ns::REPLY], &body).text, "Hello");
    }
}
