//! The spans of plain lines: styles first, then within each style whom the author marked, links, and names, in this order.
//!
//! Invariant: the spans of a paragraph, put together, are its lines (less what [`clean`] takes out), and one body makes at
//! most about [`MOST_SPANS`] of them; what comes after is plain text.

use super::{
    Source,
    clean::clean,
    links,
    names::Names,
    references::References,
    spans::{Closings, Kind},
};
use api::text::{Span, Style};
use std::ops::Range;

/// More would only be there to slow the page down.
pub const MOST_SPANS: usize = 1500;

pub struct Writer<'a> {
    body: &'a str,
    references: &'a References<'a>,
    names: &'a Names,
    unstyled: bool,
    /// How many spans and blocks may still be made.
    left: usize,
}

impl<'a> Writer<'a> {
    pub fn new(body: &'a str, references: &'a References<'a>, source: &Source<'a>) -> Self {
        Self { body, references, names: source.names, unstyled: source.unstyled, left: MOST_SPANS }
    }

    /// Counts a block. False where there were enough.
    pub fn admits_block(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left > 0
    }

    pub fn paragraph(&mut self, lines: &[Range<usize>]) -> Vec<Span> {
        let mut spans = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                self.text("\n", Style::default(), &mut spans);
            }
            if self.unstyled || self.left == 0 {
                self.run(line.clone(), Style::default(), &mut spans);
            } else {
                let closings = Closings::new(self.body, line.clone());
                self.styled(line.clone(), Style::default(), &closings, &mut spans);
            }
        }
        spans
    }

    fn part(&self, range: &Range<usize>) -> &'a str {
        self.body.get(range.clone()).unwrap_or_default()
    }

    /// The line, or the inside of a span. Calls itself for the inside of spans, of which no kind nests in itself.
    fn styled(&mut self, range: Range<usize>, style: Style, closings: &Closings<'_>, spans: &mut Vec<Span>) {
        let mut at = range.start;
        while self.left > 0
            && let Some(found) = closings.next(&range, at)
        {
            let inside = found.range.start + 1..found.range.end - 1;
            let style_inside = match found.kind {
                Kind::Strong => Style { bold: true, ..style },
                Kind::Emphasis => Style { italic: true, ..style },
                Kind::Strike => Style { strike: true, ..style },
                Kind::Code => style,
            };
            let mark = Style { mark: true, ..style_inside };
            self.run(at..found.range.start, style, spans);
            self.text(self.part(&(found.range.start..inside.start)), mark, spans);
            if found.kind == Kind::Code {
                self.push(Span::Code { text: clean(self.part(&inside)).into_owned(), style }, spans);
            } else {
                self.styled(inside.clone(), style_inside, closings, spans);
            }
            self.text(self.part(&(inside.end..found.range.end)), mark, spans);
            at = found.range.end;
        }
        self.run(at..range.end, style, spans);
    }

    /// Text of one style.
    fn run(&mut self, range: Range<usize>, style: Style, spans: &mut Vec<Span>) {
        let mut at = range.start;
        if self.left > 0 {
            for (place, address) in self.references.within(&range) {
                self.linked(at..place.start, style, spans);
                self.mention(&place, address, self.names.is_me(address), style, spans);
                at = place.end;
            }
        }
        self.linked(at..range.end, style, spans);
    }

    fn linked(&mut self, range: Range<usize>, style: Style, spans: &mut Vec<Span>) {
        let mut at = range.start;
        if self.left > 0 {
            for link in links::find(self.part(&range)) {
                let place = link.range.start + range.start..link.range.end + range.start;
                if self.left == 0 {
                    break;
                }
                self.named(at..place.start, style, spans);
                let room = crate::links::room(&link.url);
                self.push(Span::Link { text: link.text, url: link.url, host: link.host, room, style }, spans);
                at = place.end;
            }
        }
        self.named(at..range.end, style, spans);
    }

    fn named(&mut self, range: Range<usize>, style: Style, spans: &mut Vec<Span>) {
        let mut at = range.start;
        if self.left > 0 {
            let names = self.names;
            for (place, occupant) in names.find(self.body, &range) {
                if self.left == 0 {
                    break;
                }
                self.text(self.part(&(at..place.start)), style, spans);
                self.mention(&place, &occupant.address, occupant.me || names.is_me(&occupant.address), style, spans);
                at = place.end;
            }
        }
        self.text(self.part(&(at..range.end)), style, spans);
    }

    fn mention(&mut self, place: &Range<usize>, address: &str, me: bool, style: Style, spans: &mut Vec<Span>) {
        let text = clean(self.part(place)).into_owned();
        self.push(Span::Mention { text, address: address.to_owned(), me, style }, spans);
    }

    /// Adds text; where it looks like what stands before it, to that.
    fn text(&mut self, text: &str, style: Style, spans: &mut Vec<Span>) {
        let text = clean(text);
        match spans.last_mut() {
            _ if text.is_empty() => {}
            Some(Span::Text { text: before, style: same }) if *same == style => before.push_str(&text),
            _ => self.push(Span::Text { text: text.into_owned(), style }, spans),
        }
    }

    fn push(&mut self, span: Span, spans: &mut Vec<Span>) {
        if !span.text().is_empty() {
            self.left = self.left.saturating_sub(1);
            spans.push(span);
        }
    }
}
