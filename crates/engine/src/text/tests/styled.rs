//! XEP-0393: its own examples, and what follows from its rules.

use super::*;

#[test]
fn spans_that_the_standard_calls_styled() {
    for (body, out) in [
        ("*strong*", "<b>strong</b>"),
        ("plain *strong* plain", "plain <b>strong</b> plain"),
        ("*strong* plain *strong*", "<b>strong</b> plain <b>strong</b>"),
        ("*strong*plain*", "<b>strong</b>plain*"),
        ("* plain *strong*", "* plain <b>strong</b>"),
        ("_emphasized span containing *strong span*_", "<i>emphasized span containing </i><b><i>strong span</i></b>"),
        ("The full title is _Twelfth Night, or What You Will_ but", "The full title is <i>Twelfth Night, or What You Will</i> but"),
        ("Everyone ~dis~likes cake.", "Everyone <s>dis</s>likes cake."),
        ("Wow, I can write in `monospace`!", "Wow, I can write in <code>monospace</code>!"),
        ("This is `*monospace*`", "This is <code>*monospace*</code>"),
        ("This is *`monospace and bold`*", "This is <b><code>monospace and bold</code></b>"),
        ("*_~all~_*", "<b><i><s>all</s></i></b>"),
        ("*this cannot _overlap*_", "<b>this cannot _overlap</b>_"),
        ("*not *strong*", "<b>not *strong</b>"),
        ("*a b*\u{3000}_c_", "<b>a b</b>\u{3000}<i>c</i>"),
    ] {
        assert_eq!(shown(body), out, "{body}");
    }
}

#[test]
fn spans_that_the_standard_calls_plain() {
    for body in [
        "not strong*",
        "*not strong",
        "*not \n strong*",
        "*not *strong",
        "**",
        "***",
        "****",
        "(as spans*",
        "a*b*c",
        "2 * 3 * 4",
        "__init__",
        "(*brackets*)",
        "*\u{a0}no-break*",
        "``",
    ] {
        assert_eq!(shown(body), body);
    }
    // A mark right behind a closed span opens nothing.
    assert_eq!(shown("*a*_b_"), "<b>a</b>_b_");
}

#[test]
fn marks_are_shown_and_known_as_marks() {
    let text = parse(&Source::of("a *b*"));
    let Block::Paragraph { spans } = &text.blocks[0] else { panic!("{text:?}") };
    let mark = Style { bold: true, mark: true, ..Style::default() };
    let marks: Vec<_> = spans.iter().filter(|span| span.style() == mark).map(Span::text).collect();
    assert_eq!(marks, ["*", "*"]);
}

#[test]
fn preformatted_blocks() {
    assert_eq!(
        shown("```ignored\n(println \"Hello, world!\")\n```\n\nThis should show up as monospace, preformatted text \u{2934}"),
        "#ignored (println \"Hello, world!\")\nThis should show up as monospace, preformatted text \u{2934}"
    );
    assert_eq!(
        shown(
            "> ```\n> (println \"Hello, world!\")\n\nThe entire blockquote is a preformatted text block, but this line\nis plaintext!"
        ),
        "| # (println \"Hello, world!\")\nThe entire blockquote is a preformatted text block, but this line\nis plaintext!"
    );
    assert_eq!(shown("```\npre *fmt* ```\n ```\n> x\n```\nplain"), "# pre *fmt* ```\n#  ```\n# > x\nplain");
    assert_eq!(shown("```rust\nfn a() {}\n    b();\n\n\nc"), "#rust fn a() {}\n#     b();\n# \n# \n# c");
    // What cannot be a language is not lost.
    assert_eq!(shown("```let x = 1;```\ny"), "# let x = 1;```\n# y");
    assert_eq!(shown("```\n```"), "# ");
    assert_eq!(shown("```c++\n```"), "#c++ ");
    assert_eq!(shown(" ```\na"), " ```\na");
    assert_eq!(shown("a\n```\nb\n```\n```\nc"), "a\n# b\n# c");
}

#[test]
fn quotations() {
    assert_eq!(
        shown("> That that is, is.\n\nSaid the old hermit of Prague."),
        "| That that is, is.\nSaid the old hermit of Prague."
    );
    assert_eq!(
        shown(">> That that is, is.\n> Said the old hermit of Prague.\n\nWho?"),
        "| | That that is, is.\n| Said the old hermit of Prague.\nWho?"
    );
    // Only the first white space goes.
    assert_eq!(shown(">  a\n>b\n>\u{a0}*c*\nd"), "|  a\n| b\n| <b>c</b>\nd");
    assert_eq!(shown("> > a\n>> b"), "| | a\n| | b");
    assert_eq!(shown(">"), "| ");
    assert_eq!(shown(" > a"), " > a");
    assert_eq!(shown("&gt; a"), "&gt; a");
    assert_eq!(shown("> a\r\n> b\r\nc"), "| a\n| b\nc");
}

#[test]
fn quotes_beyond_the_depth_are_text() {
    let deep = format!("{}x", ">".repeat(40));
    assert_eq!(shown(&deep), format!("{}{}x", "| ".repeat(8), ">".repeat(32)));
    // And lines below the depth do not make it loop.
    assert_eq!(shown(&format!("{0}x\n{0}y", ">".repeat(9))), format!("{0}>x\n{0}>y", "| ".repeat(8)));
}

#[test]
fn unstyled_means_unstyled() {
    let body = "> *a* `b`\n```\nhttps://example.com/";
    let text = parse(&Source { unstyled: true, ..Source::of(body) });
    assert_eq!(notation(&text), "> *a* `b`\n```\n<a https://example.com/>https://example.com/</a>");
}
