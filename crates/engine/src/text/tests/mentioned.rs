//! Who is called: by marks of the author, and by name.

use super::*;

fn occupant(nick: &str, address: &str, me: bool) -> Occupant {
    Occupant { nick: nick.to_owned(), address: address.to_owned(), me }
}

fn room() -> Names {
    Names::new(
        ["me@x".to_owned()],
        [
            occupant("Anna", "anna@x", false),
            occupant("Anna Berg", "berg@x", false),
            occupant("Will", "will@x", false),
            occupant("[bot]", "bot@x", false),
            occupant("J", "j@x", false),
            occupant("\u{410}\u{43d}\u{43d}\u{430}", "ru@x", false),
            occupant("Max", "me@x", true),
        ],
    )
}

fn in_room(body: &str) -> String {
    let names = room();
    notation(&parse(&Source { names: &names, ..Source::of(body) }))
}

#[test]
fn people_are_called_by_name() {
    for (body, out) in [
        ("@Anna look", "<@anna@x>@Anna</@> look"),
        ("@anna look", "<@anna@x>@anna</@> look"),
        ("Anna: look", "<@anna@x>Anna</@>: look"),
        ("Anna's, (Anna)", "<@anna@x>Anna</@>'s, (<@anna@x>Anna</@>)"),
        ("hi @anna berg.", "hi <@berg@x>@anna berg</@>."),
        ("hi Anna Bergmann", "hi <@anna@x>Anna</@> Bergmann"),
        ("*@Will*", "<b><@will@x>@Will</@></b>"),
        ("@[bot] help", "<@bot@x>@[bot]</@> help"),
        ("@j x", "<@j@x>@j</@> x"),
        ("@\u{430}\u{43d}\u{43d}\u{430}", "<@ru@x>@\u{430}\u{43d}\u{43d}\u{430}</@>"),
        ("ok Max", "ok <@me@x me>Max</@>"),
    ] {
        assert_eq!(in_room(body), out, "{body}");
    }
}

#[test]
fn words_that_only_look_like_names_are_words() {
    for body in [
        "will you come",
        "anna",
        "Annabel",
        "Joanna",
        "@annabel",
        "J x",
        "Anna_x",
        "Anna-Lena",
        "`@Anna`",
        "anna.Anna",
        "a@Anna",
        "@@Anna",
        "/Anna/",
        "Anna@",
    ] {
        assert!(!in_room(body).contains("<@"), "{body}: {}", in_room(body));
    }
    assert_eq!(in_room("Anna@example.com"), "<a mailto:Anna@example.com>Anna@example.com</a>");
    assert_eq!(in_room("https://example.com/Anna"), "<a https://example.com/Anna>https://example.com/Anna</a>");
}

fn reference(begin: u32, end: u32, address: &str) -> Mention {
    Mention { begin, end, address: address.to_owned() }
}

fn marked(body: &str, references: &[Mention]) -> String {
    let names = room();
    notation(&parse(&Source { references, names: &names, ..Source::of(body) }))
}

#[test]
fn people_are_called_by_references() {
    // The example of the standard.
    let body = "But, soft! what light through yonder window breaks? It is the east, and Juliet is the sun.";
    let out = body.replace("Juliet", "<@juliet@capulet.lit>Juliet</@>");
    assert_eq!(marked(body, &[reference(72, 78, "juliet@capulet.lit")]), out);
    // Places are code points.
    assert_eq!(marked("\u{1f600}\u{e9} @Eva!", &[reference(3, 7, "eva@x")]), "\u{1f600}\u{e9} <@eva@x>@Eva</@>!");
    assert_eq!(
        marked("> @Eva\n*@Eva*", &[reference(2, 6, "eva@x"), reference(8, 12, "me@x")]),
        "| <@eva@x>@Eva</@>\n<b><@me@x me>@Eva</@></b>"
    );
}

#[test]
fn references_that_make_no_sense_are_ignored() {
    let body = "*ab* `cd` e\nf";
    for (begin, end) in [(0, 0), (3, 2), (0, 400), (400, 500), (u32::MAX, u32::MAX), (0, 2), (3, 6), (5, 8), (6, 8), (10, 13)] {
        assert_eq!(marked(body, &[reference(begin, end, "x@x")]), "<b>ab</b> <code>cd</code> e\nf", "{begin}..{end}");
    }
    // Of two that overlap the first counts.
    assert_eq!(marked("abcd", &[reference(1, 3, "2@x"), reference(0, 2, "1@x")]), "<@1@x>ab</@>cd");
}

#[test]
fn a_message_calls_for_oneself() {
    let names = room();
    let calls = |body: &str, references: &[Mention]| mentions_me(&Source { references, names: &names, ..Source::of(body) });
    assert!(calls("Max?", &[]));
    assert!(calls("@max", &[]));
    assert!(calls("you there", &[reference(0, 3, "me@x")]));
    assert!(!calls("max", &[]));
    assert!(!calls("> Max wrote this\n\nI agree", &[]));
    assert!(!calls("```\nMax\n```", &[]));
    assert!(!calls("`Max`", &[]));
    assert!(!calls("Anna", &[]));
    assert!(!calls("you there", &[reference(0, 3, "anna@x")]));
}
