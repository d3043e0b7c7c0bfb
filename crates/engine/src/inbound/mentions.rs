//! Who is named in a text (XEP-0372). Places are code points, counted in the whole body as it came.

use super::rooms::Seat;
use crate::text::{self, Names, Occupant, Source};
use minidom::Element;
use store::{Mention, Text};
use wire::{
    payload::{fallback::Cut, references},
    stanza,
};

/// The mentions in what is left of a body. One in a quote that was cut away is none.
pub fn read(element: &Element, cut: &Cut) -> Vec<Mention> {
    let characters = u32::try_from(cut.text.chars().count()).unwrap_or(u32::MAX);
    let mention = |reference: references::Reference| {
        let who = reference.mentioned()?;
        let range = cut.place(reference.range.as_ref()?).filter(|range| range.end <= characters)?;
        let room =
            element.attr("type") == Some("groupchat") && element.attr("from").is_some_and(|from| stanza::same_bare(from, &who));
        let address = if room { who } else { stanza::bare(&who)? };
        Some(Mention { begin: range.start, end: range.end, address })
    };
    references::read(element).into_iter().filter_map(mention).collect()
}

/// Whether a message calls somebody of these addresses, with or without a place in its words; not in what it quotes.
pub fn calls(element: &Element, mentions: &[Mention], own: &[String]) -> bool {
    let is_own = |who: &str| own.iter().any(|own| own == who) || stanza::bare(who).is_some_and(|bare| own.first() == Some(&bare));
    let as_a_whole = references::read(element)
        .into_iter()
        .any(|reference| reference.range.is_none() && reference.mentioned().is_some_and(|who| is_own(&who)));
    as_a_whole || mentions.iter().any(|mention| own.contains(&mention.address))
}

/// Whether a text in a room calls oneself by the name one has there, as most programs do it: in whole words, and neither in
/// a quote nor in code.
pub fn calls_by_name(said: &Text, seat: &Seat) -> bool {
    let own = seat.nick.trim();
    if own.is_empty() || !said.body.to_lowercase().contains(&own.to_lowercase()) {
        return false;
    }
    // Of somebody whose name begins as one's own does, the longer name counts.
    let namesakes = seat.occupants.keys().filter(|nick| nick.starts_with(own) && **nick != own);
    let occupant = |nick: &str, me| Occupant { nick: nick.to_owned(), address: nick.to_owned(), me };
    let names = Names::new([], namesakes.map(|nick| occupant(nick, false)).chain([occupant(own, true)]));
    text::mentions_me(&Source { body: &said.body, unstyled: said.unstyled, references: &[], names: &names })
}
