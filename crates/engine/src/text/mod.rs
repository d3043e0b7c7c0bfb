//! A message's body, taken apart for showing (XEP-0393, XEP-0372, XEP-0245): blocks, spans, links, mentions.
//!
//! Invariant: pure, never fails, and takes time in proportion to the body. Quotes nest [`blocks::DEEPEST`] levels and a
//! body makes at most [`paragraph::MOST_SPANS`] spans; what is beyond is shown as it stands. Code holds neither styles nor
//! links nor mentions.

mod blocks;
mod clean;
mod emoji;
mod hosts;
mod links;
mod names;
mod paragraph;
mod plain;
mod references;
mod spans;
#[cfg(test)]
mod tests;

pub use clean::clean;
pub use names::{Names, Occupant};
pub use plain::{plain, preview};
pub use store::Mention;

use api::text::{Block, Span, Text};
use references::References;

/// What is known of a message besides its words.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Without a fallback of other extensions (XEP-0428).
    pub body: &'a str,
    /// The author says that nothing in it is styling (`<unstyled/>`, XEP-0393 §5).
    pub unstyled: bool,
    /// Whom it mentions, as places in `body`.
    pub references: &'a [Mention],
    /// By which names people are called there.
    pub names: &'a Names,
}

impl<'a> Source<'a> {
    /// A body and nothing else.
    pub fn of(body: &'a str) -> Self {
        const NOBODY: &Names = &Names::nobody();
        Self { body, unstyled: false, references: &[], names: NOBODY }
    }
}

/// What XEP-0245 puts before an action.
const ACTION: &str = "/me ";

pub fn parse(source: &Source<'_>) -> Text {
    let body = source.body;
    if emoji::only_a_few(body) {
        let span = Span::Text { text: body.trim().to_owned(), style: api::text::Style::default() };
        return Text { blocks: vec![Block::Paragraph { spans: vec![span] }], big: true, action: false };
    }
    let action = body.starts_with(ACTION);
    let references = References::new(body, source.references);
    let writer = paragraph::Writer::new(body, &references, source);
    let blocks = blocks::parse(body, if action { ACTION.len() } else { 0 }, source.unstyled, writer);
    Text { blocks, big: false, action }
}

/// Whether a message calls for oneself: by a reference, or by name. What it quotes and what is code does not count.
pub fn mentions_me(source: &Source<'_>) -> bool {
    parse(source).blocks.iter().any(|block| match block {
        Block::Paragraph { spans } => spans.iter().any(|span| matches!(span, Span::Mention { me: true, .. })),
        Block::Quote { .. } | Block::Code { .. } => false,
    })
}
