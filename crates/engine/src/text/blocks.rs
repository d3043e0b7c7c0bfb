//! Blocks of a body (XEP-0393 §6.1): lines, quotations, preformatted text.
//!
//! Invariant: a line belongs to one block and no span leaves its line. Quotes nest [`DEEPEST`] levels; a `>` beyond is text.

use super::{clean::clean, paragraph::Writer};
use api::text::Block;
use std::ops::Range;

/// Deeper quotes are unreadable, and no stack should depend on a stranger's message.
pub const DEEPEST: usize = 8;
const FENCE: &str = "```";
/// Longer than the name of any language.
const LONGEST_LANGUAGE: usize = 24;

/// The blocks of `body` from this byte on. Without styles every line is plain.
pub fn parse(body: &str, from: usize, unstyled: bool, writer: Writer<'_>) -> Vec<Block> {
    let mut lines = lines(body, from);
    let mut parser = Parser { body, writer };
    let first = if from > 0 && !lines.is_empty() { Some(lines.remove(0)) } else { None };
    if unstyled {
        let all: Vec<Line> = first.into_iter().chain(lines).collect();
        return parser.paragraph(&all).into_iter().collect();
    }
    match first {
        // It does not stand at the beginning of its line, so it can only be plain.
        Some(line) => parser.blocks_behind(line, &lines),
        None => parser.blocks(&lines, 0),
    }
}

type Line = Range<usize>;

fn lines(body: &str, from: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = from;
    for line in body.get(from..).unwrap_or_default().split('\n') {
        // A body may carry the line ends of another system as character references.
        lines.push(at..at + line.strip_suffix('\r').unwrap_or(line).len());
        at += line.len() + 1;
    }
    lines
}

struct Parser<'a> {
    body: &'a str,
    writer: Writer<'a>,
}

impl<'a> Parser<'a> {
    fn part(&self, line: &Line) -> &'a str {
        self.body.get(line.clone()).unwrap_or_default()
    }

    fn blocks_behind(&mut self, first: Line, rest: &[Line]) -> Vec<Block> {
        let plain = rest.iter().take_while(|line| !self.opens_block(line)).count();
        let (lines, rest) = rest.split_at_checked(plain).unwrap_or((rest, &[]));
        let mut paragraph = vec![first];
        paragraph.extend_from_slice(lines);
        let mut blocks: Vec<Block> = self.paragraph(trimmed(self.body, &paragraph, false, !rest.is_empty())).into_iter().collect();
        blocks.extend(self.blocks(rest, 0));
        blocks
    }

    fn opens_block(&self, line: &Line) -> bool {
        let text = self.part(line);
        text.starts_with(FENCE) || text.starts_with('>')
    }

    fn blocks(&mut self, lines: &[Line], depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut rest = lines;
        while let Some(line) = rest.first() {
            let text = self.part(line);
            if !self.writer.admits_block() {
                blocks.extend(self.paragraph(rest));
                break;
            }
            let taken = if text.starts_with(FENCE) {
                let (code, taken) = self.code(rest);
                blocks.push(code);
                taken
            } else if text.starts_with('>') && depth < DEEPEST {
                let quoted: Vec<Line> = rest.iter().map_while(|line| self.unquoted(line)).collect();
                blocks.push(Block::Quote { blocks: self.blocks(&quoted, depth + 1) });
                quoted.len()
            } else {
                // The first line is plain whatever it begins with: only the depth can have brought it here.
                let plain = 1 + rest.iter().skip(1).take_while(|line| !self.opens_block(line)).count();
                let (lines, behind) = rest.split_at_checked(plain).unwrap_or((rest, &[]));
                blocks.extend(self.paragraph(trimmed(self.body, lines, !blocks.is_empty(), !behind.is_empty())));
                plain
            };
            rest = rest.get(taken..).unwrap_or_default();
        }
        blocks
    }

    /// The line without its `>` and the white space behind it; nothing where it is not quoted.
    fn unquoted(&self, line: &Line) -> Option<Line> {
        let quoted = self.part(line).strip_prefix('>')?;
        let mut characters = quoted.chars();
        let rest = if characters.next().is_some_and(char::is_whitespace) { characters.as_str() } else { quoted };
        Some(line.end - rest.len()..line.end)
    }

    /// Preformatted text, up to a line of three grave accents or the end of what is around it (§6.1.2).
    fn code(&self, lines: &[Line]) -> (Block, usize) {
        let hint = lines.first().map(|line| self.part(line)).and_then(|line| line.strip_prefix(FENCE)).unwrap_or_default();
        let language = language(hint);
        let inside = lines.iter().skip(1).take_while(|line| self.part(line) != FENCE).count();
        let mut text = String::new();
        // What cannot be the name of a language is somebody's text, and is not lost.
        if language.is_none() && !hint.trim().is_empty() {
            text.push_str(hint.trim_start());
            text.push('\n');
        }
        for line in lines.iter().skip(1).take(inside) {
            text.push_str(self.part(line));
            text.push('\n');
        }
        text.pop();
        (Block::Code { text: clean(&text).into_owned(), language }, (inside + 2).min(lines.len()))
    }

    fn paragraph(&mut self, lines: &[Line]) -> Option<Block> {
        (!lines.is_empty()).then(|| Block::Paragraph { spans: self.writer.paragraph(lines) })
    }
}

/// The lines without the empty ones beside another block: the blocks keep their distance by themselves.
fn trimmed<'l>(body: &str, lines: &'l [Line], behind_block: bool, before_block: bool) -> &'l [Line] {
    let empty = |line: &Line| body.get(line.clone()).is_none_or(|line| line.trim().is_empty());
    let start = if behind_block { lines.iter().take_while(|line| empty(line)).count() } else { 0 };
    let lines = lines.get(start..).unwrap_or_default();
    let end = if before_block { lines.iter().rev().take_while(|line| empty(line)).count() } else { 0 };
    lines.get(..lines.len() - end).unwrap_or_default()
}

fn language(hint: &str) -> Option<String> {
    let name = hint.trim();
    let fits =
        (1..=LONGEST_LANGUAGE).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "+#-._".contains(c));
    fits.then(|| name.to_owned())
}
