//! A message's text (XEP-0393, XEP-0372, XEP-0245): bounded, nothing hidden in it, and no link that may not be opened.
//!
//! The input is the body; behind each character U+001E comes a name that is called, or a reference as `begin,end,address`,
//! or `unstyled`.

use api::text::{Block, Span, Text};
use engine::{
    links,
    text::{Mention, Names, Occupant, Source, clean, mentions_me, parse, plain, preview},
};

/// As promised by `engine::text`.
const DEEPEST: usize = 8;
const MOST_SPANS: usize = 1_600;
const LONGEST_LINE: usize = 200;

pub fn run(data: &[u8]) {
    let Ok(input) = std::str::from_utf8(data) else { return };
    let mut parts = input.split('\u{1e}');
    let body = parts.next().unwrap_or_default();
    let (mut references, mut names, mut unstyled) = (Vec::new(), Vec::new(), false);
    for part in parts {
        match reference(part) {
            Some(reference) => references.push(reference),
            None if part == "unstyled" => unstyled = true,
            None => names.push(Occupant { nick: part.to_owned(), address: format!("{}@x", names.len()), me: names.is_empty() }),
        }
    }
    let names = Names::new(["me@x".to_owned()], names);
    let source = Source { body, unstyled, references: &references, names: &names };
    let text = parse(&source);

    let mut count = 0;
    blocks(&text.blocks, 0, &mut count);
    assert!(count <= MOST_SPANS, "{count} spans");
    assert!(!text.big || text.blocks.len() == 1);
    if unstyled {
        nothing_is_lost(body, &text);
    }
    let _ = mentions_me(&source);
    for line in [plain(&text), preview(body, unstyled)] {
        assert!(line.chars().count() <= LONGEST_LINE && !line.contains(['\n', '\r']), "{line:?}");
    }
}

fn reference(part: &str) -> Option<Mention> {
    let mut numbers = part.splitn(3, ',');
    let mut number = || numbers.next()?.parse().ok();
    let (begin, end) = (number()?, number()?);
    Some(Mention { begin, end, address: numbers.next()?.to_owned() })
}

fn blocks(all: &[Block], depth: usize, count: &mut usize) {
    assert!(depth <= DEEPEST, "quotes {depth} deep");
    for block in all {
        *count += 1;
        match block {
            Block::Paragraph { spans } => {
                *count += spans.len();
                spans.iter().for_each(span);
            }
            Block::Quote { blocks: quoted } => blocks(quoted, depth + 1, count),
            Block::Code { text, .. } => harmless(text),
        }
    }
}

fn span(span: &Span) {
    harmless(span.text());
    assert!(!span.text().is_empty());
    if let Span::Link { url, .. } = span {
        let parsed = url::Url::parse(url).expect("a URL");
        assert_eq!(parsed.as_str(), url, "not in canonical form");
        match parsed.scheme() {
            "http" | "https" | "mailto" => assert!(links::canonical(url).is_ok(), "offered, and then refused: {url}"),
            scheme => assert_eq!(scheme, "xmpp"),
        }
    }
}

fn harmless(text: &str) {
    assert_eq!(clean(text), text, "what turns the direction is shown");
}

/// Without styles, every character is there, but for those that are never shown.
fn nothing_is_lost(body: &str, text: &Text) {
    let shown = |text: &str| text.chars().filter(|c| !never_shown(*c)).collect::<String>();
    let spans = text.blocks.iter().flat_map(|block| match block {
        Block::Paragraph { spans } => spans.iter().map(Span::text).collect(),
        _ => Vec::new(),
    });
    let lines = body.strip_prefix("/me ").filter(|_| text.action).unwrap_or(body);
    let lines = if text.big { lines.trim() } else { lines };
    assert_eq!(shown(&spans.collect::<String>()), shown(&clean(lines)));
}

/// Also those that only links do without.
fn never_shown(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{61c}' | '\u{2060}'..='\u{2064}' | '\u{ad}')
}
