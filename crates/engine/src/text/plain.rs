//! A message in one line, for lists and notifications: without styling marks, without what it quotes if it says anything
//! itself.

use super::{Source, parse};
use api::text::{Block, Text};

/// Characters of a line.
const LONGEST: usize = 200;
/// Bytes of a body that can matter for such a line.
const LOOKED_AT: usize = 4096;

/// The line of a text that is taken apart already.
pub fn plain(text: &Text) -> String {
    let own = Line::of(&text.blocks, false);
    if own.is_empty() { Line::of(&text.blocks, true) } else { own }
}

/// The line of a body.
pub fn preview(body: &str, unstyled: bool) -> String {
    let end = body.floor_char_boundary(LOOKED_AT);
    plain(&parse(&Source { unstyled, ..Source::of(body.get(..end).unwrap_or_default()) }))
}

#[derive(Default)]
struct Line {
    text: String,
    characters: usize,
}

impl Line {
    fn of(blocks: &[Block], quotes: bool) -> String {
        let mut line = Self::default();
        line.blocks(blocks, quotes);
        line.text.truncate(line.text.trim_end().len());
        line.text
    }

    fn blocks(&mut self, blocks: &[Block], quotes: bool) {
        for block in blocks {
            match block {
                Block::Paragraph { spans } => {
                    spans.iter().filter(|span| !span.style().mark).for_each(|span| self.push(span.text()));
                }
                Block::Quote { blocks } if quotes => self.blocks(blocks, quotes),
                Block::Quote { .. } => {}
                Block::Code { text, .. } => self.push(text),
            }
            self.push(" ");
        }
    }

    /// Adds text with all white space made single spaces.
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if self.characters >= LONGEST {
                return;
            }
            let c = if c.is_whitespace() { ' ' } else { c };
            if c != ' ' || !(self.text.is_empty() || self.text.ends_with(' ')) {
                self.text.push(c);
                self.characters += 1;
            }
        }
    }
}
