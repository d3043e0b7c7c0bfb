//! The contact list (RFC 6121 §2) and the delimiter of its nested groups (XEP-0083).
//!
//! Invariant: item by item; one bad item costs that item, never the list.

use minidom::Element;
use store::{Fact, Person, Subscription};
use wire::{ns, stanza};

/// Characters of a name or a group that are kept.
const MAX_NAME: usize = 300;

fn person(item: &Element) -> Option<Person> {
    let text = |text: &str| -> String { text.trim().chars().take(MAX_NAME).collect() };
    Some(Person {
        address: stanza::bare(item.attr("jid")?)?,
        name: text(item.attr("name").unwrap_or_default()),
        groups: item
            .children()
            .filter(|child| child.is("group", ns::ROSTER))
            .map(|group| text(&group.text()))
            .filter(|group| !group.is_empty())
            .collect(),
        subscription: match item.attr("subscription") {
            Some("to") => Subscription::To,
            Some("from") => Subscription::From,
            Some("both") => Subscription::Both,
            _ => Subscription::None,
        },
        asked: item.attr("ask") == Some("subscribe"),
    })
}

/// The facts of a push whose origin has been checked.
pub fn push(query: &Element) -> Vec<Fact> {
    let version = query.attr("ver").map(str::to_owned);
    let items = query.children().filter(|child| child.is("item", ns::ROSTER));
    items
        .filter_map(|item| {
            let person = person(item)?;
            let version = version.clone();
            Some(match item.attr("subscription") {
                Some("remove") => Fact::PersonGone { address: person.address, version },
                _ => Fact::Person { person, version },
            })
        })
        .collect()
}

/// The whole list; `None` where the server says that the known version is the newest (RFC 6121 §2.6.3).
pub fn roster(answer: &Element) -> Option<Fact> {
    let query = stanza::child(answer, "query", ns::ROSTER)?;
    let people = query.children().filter(|child| child.is("item", ns::ROSTER)).filter_map(person).collect();
    Some(Fact::Roster { people, version: query.attr("ver").map(str::to_owned) })
}

/// The delimiter, where the account has one.
pub fn delimiter(answer: &Element) -> Option<String> {
    let query = stanza::child(answer, "query", ns::PRIVATE)?;
    let text = stanza::child_text(query, "roster", ns::ROSTER_DELIMITER)?;
    (!text.is_empty() && text.len() <= 16).then_some(text)
}
