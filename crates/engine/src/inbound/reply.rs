//! Answers (XEP-0461), and the quote in their body that is only there for those who do not know them (XEP-0428).
//!
//! Invariant: whom an answer names as the author of what it answers is a hint, shown only while the message itself is not
//! here; so is the quote.

use minidom::Element;
use store::Reply;
use wire::{
    ns,
    payload::{fallback::Cut, reply},
};

/// Characters of a quote that are kept.
const MOST_QUOTE: usize = 1_000;

pub fn read(element: &Element) -> Option<reply::Reply> {
    reply::Reply::from_message(element)
}

/// The answer, with what its body `whole` quotes.
pub fn with_quote(answer: reply::Reply, element: &Element, whole: &str) -> Reply {
    let quote = reply::quoted(&Cut::of(element, &[ns::REPLY], whole).fallback);
    let author = answer.to.as_deref().map(|to| bare_or_occupant(element, to));
    Reply { id: answer.id, author, quote: quote.chars().take(MOST_QUOTE).collect() }
}

/// Somebody in the very room is known by nickname, everybody else by bare address.
fn bare_or_occupant(element: &Element, to: &str) -> String {
    let bare = wire::stanza::bare(to).unwrap_or_else(|| to.to_owned());
    let room =
        element.attr("type") == Some("groupchat") && element.attr("from").is_some_and(|from| wire::stanza::same_bare(from, to));
    if room { to.to_owned() } else { bare }
}
