//! Styled spans of one line (XEP-0393 §6.2): strong, emphasis, strike through, preformatted.
//!
//! Invariant: linear in the line. A span is matched lazily, so inside it no mark of its own kind can close: spans of
//! the same kind never nest, and no text is visited more than once for each kind.

use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Strong,
    Emphasis,
    Strike,
    Code,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Strong, Self::Emphasis, Self::Strike, Self::Code];

    fn of(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.mark() == byte)
    }

    const fn mark(self) -> u8 {
        match self {
            Self::Strong => b'*',
            Self::Emphasis => b'_',
            Self::Strike => b'~',
            Self::Code => b'`',
        }
    }
}

/// A span with its marks: the marks are the first and the last byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Styled {
    pub kind: Kind,
    pub range: Range<usize>,
}

/// Where marks of each kind may close a span: no white space before them.
pub struct Closings<'a> {
    body: &'a str,
    places: [Vec<usize>; 4],
}

impl<'a> Closings<'a> {
    pub fn new(body: &'a str, line: Range<usize>) -> Self {
        let mut places = [const { Vec::new() }; 4];
        let mut before = None;
        for (at, c) in body.get(line.clone()).unwrap_or_default().char_indices() {
            let closes = before.is_some_and(|before: char| !before.is_whitespace());
            if closes
                && let Some(kind) = u8::try_from(c).ok().and_then(Kind::of)
                && let Some(places) = places.get_mut(kind as usize)
            {
                places.push(line.start + at);
            }
            before = Some(c);
        }
        Self { body, places }
    }

    /// The first styled span of `range` that begins at or behind `from`. `range` is a line, or the inside of a span.
    pub fn next(&self, range: &Range<usize>, from: usize) -> Option<Styled> {
        let bytes = self.body.as_bytes();
        (from..range.end).find_map(|at| {
            let kind = Kind::of(*bytes.get(at)?)?;
            let end = self.opens(kind, range, at).then(|| self.closing(kind, at, range.end)).flatten()?;
            Some(Styled { kind, range: at..end + 1 })
        })
    }

    /// At the beginning, behind white space, or behind another opening mark; and no white space behind it.
    fn opens(&self, kind: Kind, range: &Range<usize>, at: usize) -> bool {
        let before = self.body.get(range.start..at).and_then(|text| text.chars().next_back());
        let behind = self.body.get(at + 1..range.end).and_then(|text| text.chars().next());
        // A mark right behind it would close it with nothing between.
        before.is_none_or(char::is_whitespace) && behind.is_some_and(|c| !c.is_whitespace() && c != char::from(kind.mark()))
    }

    fn closing(&self, kind: Kind, opening: usize, end: usize) -> Option<usize> {
        let places = self.places.get(kind as usize)?;
        places.get(places.partition_point(|place| *place <= opening)).copied().filter(|place| *place < end)
    }
}
