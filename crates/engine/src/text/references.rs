//! Whom a message mentions, as its author marked it (XEP-0372 §3.2).
//!
//! Invariant: of references that overlap, or that leave the body, only the good ones count. Places are code points of the
//! body; the end is the first that does not belong to the reference any more.

use std::ops::Range;
use store::Mention;

/// More people than one calls at once.
const MOST: usize = 256;

/// The same in bytes, in order.
#[derive(Debug, Default)]
pub struct References<'a> {
    places: Vec<(Range<usize>, &'a str)>,
}

impl<'a> References<'a> {
    pub fn new(body: &str, references: &'a [Mention]) -> Self {
        if references.is_empty() {
            return Self::default();
        }
        let mut wanted: Vec<&Mention> = references.iter().take(MOST).filter(|it| it.begin < it.end).collect();
        wanted.sort_by_key(|reference| (reference.begin, reference.end));
        // The byte of each code point, and of the end.
        let bytes: Vec<usize> = body.char_indices().map(|(at, _)| at).chain([body.len()]).collect();
        let byte = |place: u32| bytes.get(usize::try_from(place).ok()?).copied();
        let mut places: Vec<(Range<usize>, &str)> = Vec::new();
        for reference in wanted {
            if let (Some(start), Some(end)) = (byte(reference.begin), byte(reference.end))
                && places.last().is_none_or(|(last, _)| last.end <= start)
            {
                places.push((start..end, &reference.address));
            }
        }
        Self { places }
    }

    /// Those that lie in this range altogether.
    pub fn within(&self, range: &Range<usize>) -> impl Iterator<Item = (Range<usize>, &'a str)> {
        let first = self.places.partition_point(|(place, _)| place.start < range.start);
        let end = range.end;
        self.places.get(first..).unwrap_or_default().iter().take_while(move |(place, _)| place.end <= end).cloned()
    }
}
