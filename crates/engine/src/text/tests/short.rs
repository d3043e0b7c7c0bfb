//! One line of a message, for lists and notifications.

use super::*;

#[test]
fn a_line_has_no_marks_and_single_spaces() {
    for (body, line) in [
        ("plain", "plain"),
        ("*bold* _and_ `code`", "bold and code"),
        ("two\n\n  lines", "two lines"),
        ("> what?\n\nyes", "yes"),
        ("> only this\n>> and this", "only this and this"),
        ("```rust\nfn a()\n```\nlook", "fn a() look"),
        ("/me waves", "waves"),
        ("😀", "😀"),
        ("see https://example.com/_a_", "see https://example.com/_a_"),
        ("a\u{202e}b", "ab"),
        ("2 * 3", "2 * 3"),
        (" \n ", ""),
    ] {
        assert_eq!(preview(body, false), line, "{body}");
    }
    assert_eq!(preview("*bold*", true), "*bold*");
}

#[test]
fn a_line_has_an_end() {
    assert_eq!(preview(&"x ".repeat(100_000), false).chars().count(), 200 - 1);
    assert_eq!(preview(&"\u{1f600}x".repeat(100_000), false).chars().count(), 200);
}
