//! Results of archives (XEP-0313), the account's and those of rooms: forwarded messages beside the answer to a query.
//!
//! Invariant: believed only while a query of that id is open, and only from whom it went to (§Sender Impersonation).

use super::{Outcome, Receipt, Scene, Why, message, purged, rooms};
use minidom::Element;
use store::Fact;
use wire::{ns, stanza, time};

/// `None` where the message carries no archive result.
pub fn classify(element: &Element, scene: &Scene<'_>) -> Option<Vec<Outcome>> {
    let result = element.children().find(|child| child.name() == "result" && child.ns().starts_with("urn:xmpp:mam:"))?;
    Some(vec![archived(element, result, scene).unwrap_or_else(Outcome::Dropped)])
}

fn archived(element: &Element, result: &Element, scene: &Scene<'_>) -> Result<Outcome, Why> {
    let query = result.attr("queryid").ok_or(Why::ForgedArchive)?;
    let archive = scene.asked.archive_of(query).filter(|_| result.ns() == ns::MAM).ok_or(Why::ForgedArchive)?;
    let from_it = match archive {
        Some(room) => element.attr("from").and_then(stanza::prepared).is_some_and(|from| from == room),
        None => stanza::from_own_account(element, &scene.me.bare),
    };
    if !from_it {
        return Err(Why::ForgedArchive);
    }
    let archive_id = result.attr("id").filter(|id| !id.is_empty() && id.len() <= 1024).ok_or(Why::Malformed)?;
    let forwarded = stanza::child(result, "forwarded", ns::FORWARD).ok_or(Why::Malformed)?;
    let inner = stanza::child(forwarded, "message", ns::CLIENT).ok_or(Why::Malformed)?;
    let stamp = stanza::child(forwarded, "delay", ns::DELAY).and_then(|delay| time::parse(delay.attr("stamp")?));
    let at = stamp.unwrap_or(scene.now).min(scene.now);
    let (facts, receipt) = match archive {
        Some(room) => (rooms::message::archived(inner, room, scene, archive_id, at)?, None),
        None => {
            let route = message::Route::Archived { archive_id: archive_id.to_owned(), at };
            let outcomes = match purged::classify(inner, scene) {
                Some(outcome) => vec![outcome],
                None => message::classify(inner, scene, &route),
            };
            said(outcomes)
        }
    };
    let (archive, query) = (archive.map(str::to_owned), query.to_owned());
    Ok(Outcome::Archived { archive, query, archive_id: archive_id.to_owned(), facts, receipt })
}

fn said(outcomes: Vec<Outcome>) -> (Vec<Fact>, Option<Receipt>) {
    let (mut facts, mut receipt) = (Vec::new(), None);
    for outcome in outcomes {
        match outcome {
            Outcome::Fact(fact) => facts.push(fact),
            Outcome::Receipt(wanted) => receipt = Some(wanted),
            _ => {}
        }
    }
    (facts, receipt)
}

/// The end of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fin {
    pub complete: bool,
    pub first: Option<String>,
    pub last: Option<String>,
}

/// Reads `<fin/>` of the answer to a query; what is missing is read as "there may be more".
pub fn fin(answer: &Element) -> Fin {
    let Some(fin) = stanza::child(answer, "fin", ns::MAM) else { return Fin::default() };
    let id = |name: &str| {
        let set = stanza::child(fin, "set", ns::RSM)?;
        stanza::child_text(set, name, ns::RSM).filter(|id| !id.is_empty())
    };
    Fin { complete: fin.attr("complete").is_some_and(stanza::is_true), first: id("first"), last: id("last") }
}
