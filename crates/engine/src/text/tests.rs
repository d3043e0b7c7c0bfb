//! What texts come out as, in a short notation: `<b>`, `<i>`, `<s>`, `<code>` for styles (their marks left out), `<a URL>`
//! for links, `<@ADDRESS>` for mentions; blocks one a line, `| ` before what is quoted, `# ` before code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod linked;
mod mentioned;
mod short;
mod styled;

use super::*;
use api::text::Style;
use std::fmt::Write as _;

fn shown(body: &str) -> String {
    notation(&parse(&Source::of(body)))
}

fn notation(text: &Text) -> String {
    let mut out = String::new();
    blocks(&text.blocks, "", &mut out);
    out.truncate(out.trim_end_matches('\n').len());
    out
}

fn blocks(all: &[Block], margin: &str, out: &mut String) {
    for block in all {
        match block {
            Block::Paragraph { spans } => {
                let line: String = spans.iter().map(span).collect();
                let _ = writeln!(out, "{margin}{}", line.replace('\n', &format!("\n{margin}")));
            }
            Block::Quote { blocks: quoted } => blocks(quoted, &format!("{margin}| "), out),
            Block::Code { text, language } => {
                let language = language.as_deref().unwrap_or_default();
                let _ = writeln!(out, "{margin}#{language} {}", text.replace('\n', &format!("\n{margin}# ")));
            }
        }
    }
}

fn span(span: &Span) -> String {
    let style = span.style();
    if style.mark {
        return String::new();
    }
    let inner = match span {
        Span::Text { text, .. } => text.clone(),
        Span::Code { text, .. } => format!("<code>{text}</code>"),
        Span::Link { text, url, host: None, .. } => format!("<a {url}>{text}</a>"),
        Span::Link { text, url, host: Some(host), .. } => format!("<a {url} ({host})>{text}</a>"),
        Span::Mention { text, address, me, .. } => format!("<@{address}{}>{text}</@>", if *me { " me" } else { "" }),
    };
    let wrap = |on: bool, tag: &str, text: String| if on { format!("<{tag}>{text}</{tag}>") } else { text };
    wrap(style.bold, "b", wrap(style.italic, "i", wrap(style.strike, "s", inner)))
}

/// Every text as it is written, marks included.
fn written(text: &Text) -> String {
    fn of(all: &[Block]) -> String {
        let lines = all.iter().map(|block| match block {
            Block::Paragraph { spans } => spans.iter().map(Span::text).collect(),
            Block::Quote { blocks } => of(blocks),
            Block::Code { text, .. } => text.clone(),
        });
        lines.collect::<Vec<String>>().join("\n")
    }
    of(&text.blocks)
}

#[test]
fn nothing_that_was_written_is_lost_or_added() {
    for body in [
        "",
        " ",
        "plain",
        "*bold _and italic_ x* ~gone~ `code *x*`",
        "see https://example.com/a_b?c=*d* and anna@example.com",
        "two\nlines\n\nand one",
        "* not _ styled ~ at ` all",
        "\u{645}\u{631}\u{62d}\u{628}\u{627} *\u{628}\u{643}*",
    ] {
        assert_eq!(written(&parse(&Source::of(body))), body);
        let unstyled = Source { unstyled: true, ..Source::of(body) };
        assert_eq!(written(&parse(&unstyled)), body);
    }
}

#[test]
fn what_turns_the_direction_is_not_shown() {
    assert_eq!(shown("a\u{202e}cod.exe"), "acod.exe");
    assert_eq!(shown("`a\u{2066}b`"), "<code>ab</code>");
    assert_eq!(shown("```\na\u{202e}b\u{0}\n```"), "# ab");
    // These belong to ordinary texts.
    assert_eq!(shown("\u{200f}\u{645}\u{200c}\u{6cc}"), "\u{200f}\u{645}\u{200c}\u{6cc}");
}

#[test]
fn a_hostile_body_makes_a_bounded_number_of_spans() {
    for piece in
        ["*a* ", "`a` ", "a@b.com ", "> a\n\n", "```\n", "> ", ">\n\n", "xmpp:", "a.com/(", "*_~`", "[", "mailto:x@", "a.a."]
    {
        let body = piece.repeat(60_000 / piece.len());
        let text = parse(&Source::of(&body));
        let mut count = 0;
        fn spans(all: &[Block], count: &mut usize, depth: usize) {
            assert!(depth <= blocks::DEEPEST);
            for block in all {
                *count += 1;
                match block {
                    Block::Paragraph { spans } => *count += spans.len(),
                    Block::Quote { blocks } => spans_of(blocks, count, depth),
                    Block::Code { .. } => {}
                }
            }
        }
        fn spans_of(all: &[Block], count: &mut usize, depth: usize) {
            spans(all, count, depth + 1);
        }
        spans(&text.blocks, &mut count, 0);
        assert!(count <= paragraph::MOST_SPANS + 10, "{piece}: {count}");
    }
}

#[test]
fn a_few_emoji_are_big() {
    for body in ["😀", " 👩‍👩‍👧 ❤️ ", "🇩🇪", "👍🏽👍🏽", "☕", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤", "☝🏽", "😀 😀 😀 😀 😀"]
    {
        let text = parse(&Source::of(body));
        assert!(text.big, "{body}");
        assert_eq!(notation(&text), body.trim());
    }
    for body in ["", " ", "1", "#", "©", "ok 👍", "12345", "😀😀😀😀😀😀", "☺\u{fe0e}", "🇩", "→", "a\u{fe0f}"]
    {
        assert!(!parse(&Source::of(body)).big, "{body}");
    }
}

#[test]
fn an_action_is_without_its_command() {
    let text = parse(&Source::of("/me *waves*\n> at Anna"));
    assert!(text.action);
    assert_eq!(notation(&text), "<b>waves</b>\n| at Anna");
    // What follows the command does not begin a line.
    assert_eq!(shown("/me > x"), "> x");
    assert_eq!(shown("/me ```x"), "```x");
    for body in ["/me", "/mention", " /me waves", "/ME waves"] {
        assert!(!parse(&Source::of(body)).action, "{body}");
    }
}
