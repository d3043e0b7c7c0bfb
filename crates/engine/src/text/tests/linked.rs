//! Links: where they begin and end, which there are, and what they must not hide.

use super::*;

fn links(body: &str) -> Vec<(String, String)> {
    let text = parse(&Source::of(body));
    let mut found = Vec::new();
    for block in &text.blocks {
        if let Block::Paragraph { spans } = block {
            found.extend(spans.iter().filter_map(|span| match span {
                Span::Link { text, url, .. } => Some((text.clone(), url.clone())),
                _ => None,
            }));
        }
    }
    found
}

fn link_texts(body: &str) -> Vec<String> {
    links(body).into_iter().map(|(text, _)| text).collect()
}

#[test]
fn the_punctuation_around_a_link_is_not_of_it() {
    for (body, link) in [
        ("See (https://example.com/a_(b)?x=1#y), please.", "https://example.com/a_(b)?x=1#y"),
        ("https://example.com/.", "https://example.com/"),
        ("https://example.com/a/b/!?", "https://example.com/a/b/"),
        ("<https://example.com/a>", "https://example.com/a"),
        ("\"https://example.com/a\"", "https://example.com/a"),
        ("\u{201e}https://example.com/a\u{201c}.", "https://example.com/a"),
        ("\u{ab}https://example.com/a\u{bb}", "https://example.com/a"),
        ("[x](https://example.com/a)", "https://example.com/a"),
        ("https://example.com/a,https", "https://example.com/a,https"),
        ("http://intranet.local:8080/x", "http://intranet.local:8080/x"),
        ("http://intranet/x", "http://intranet/x"),
        ("http://192.168.1.1/x", "http://192.168.1.1/x"),
        ("HTTPS://Example.COM/A", "HTTPS://Example.COM/A"),
        ("\u{898b}\u{3066}https://example.com/a\u{3002}\u{6b21}", "https://example.com/a"),
        ("example.com", "example.com"),
        ("(example.de/a).", "example.de/a"),
        ("www.example.rs/a", "www.example.rs/a"),
        ("anna@example.com.", "anna@example.com"),
        ("mailto:anna@example.com?subject=Hi,", "mailto:anna@example.com?subject=Hi"),
        ("(xmpp:hall@rooms.example.com?join)", "xmpp:hall@rooms.example.com?join"),
    ] {
        assert_eq!(link_texts(body), [link], "{body}");
    }
    assert_eq!(
        link_texts("a https://a.example/x b http://b.example c@d.example"),
        ["https://a.example/x", "http://b.example", "c@d.example"]
    );
    assert_eq!(
        link_texts("(xmpp:a@b.example)(mailto:c@d.example)(https://e.example)"),
        ["xmpp:a@b.example", "mailto:c@d.example", "https://e.example"]
    );
}

#[test]
fn a_link_into_a_room_says_which() {
    let room = |body: &str| match &parse(&Source::of(body)).blocks[0] {
        Block::Paragraph { spans } => spans.iter().find_map(|span| match span {
            Span::Link { room, .. } => Some(room.clone()),
            _ => None,
        }),
        _ => None,
    };
    assert_eq!(room("here: xmpp:tea@rooms.example.com?join").unwrap().as_deref(), Some("tea@rooms.example.com"));
    assert_eq!(room("xmpp:anna@example.com"), Some(None));
    assert_eq!(room("https://example.com/?join"), Some(None));
}

#[test]
fn links_are_in_canonical_form() {
    assert_eq!(
        links("example.com and tom@example.com").into_iter().map(|(_, url)| url).collect::<Vec<_>>(),
        ["https://example.com/", "mailto:tom@example.com"]
    );
    assert_eq!(links("HTTP://EXAMPLE.com/../a\u{e4}")[0].1, "http://example.com/a%C3%A4");
}

#[test]
fn nothing_else_is_a_link() {
    for body in [
        "javascript:alert(1)",
        "javascript://example.com/%0aalert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "ftp://example.com/",
        "vbscript:x",
        "//example.com",
        "\\\\server\\share",
        "smb://server/share",
        "hallway:chat/a@b.example",
        "main.rs",
        "e.g. this",
        "done.it works",
        "1.2.3",
        "10:30",
        "and/or.com/x",
        "@anna@example.com",
        "https://",
        "https://ex%61mple.com/",
        "https://example.com\\@evil.example/",
        "mailto:",
        "xmpp:anna",
        "mailto:@",
        "://x",
    ] {
        assert_eq!(link_texts(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn a_name_before_the_host_makes_no_link() {
    for body in ["https://a@b", "https://bank.example@evil.example/", "https://user:secret@example.com/x", "http://@example.com/"] {
        assert_eq!(link_texts(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn code_has_no_links() {
    assert_eq!(shown("`https://example.com`"), "<code>https://example.com</code>");
    assert_eq!(shown("```\nhttps://example.com"), "# https://example.com");
}

#[test]
fn styled_links_are_links() {
    assert_eq!(shown("*https://example.com/a*"), "<b><a https://example.com/a>https://example.com/a</a></b>");
    assert_eq!(shown("> https://example.com/a*b*"), "| <a https://example.com/a*b>https://example.com/a*b</a>*");
}

#[test]
fn hosts_that_are_not_what_they_look_like_are_shown() {
    let host = |body: &str| {
        let text = parse(&Source::of(body));
        let Block::Paragraph { spans } = &text.blocks[0] else { panic!() };
        spans.iter().find_map(|span| if let Span::Link { host, .. } = span { Some(host.clone()) } else { None }).expect(body)
    };
    for (body, shown) in [
        ("https://example.com/", None),
        ("https://EXAMPLE.com:8443/", None),
        ("https://b\u{fc}cher.example/", None),
        ("https://xn--pple-43d.com/", None),
        ("https://\u{43f}\u{440}\u{438}\u{43c}\u{435}\u{440}.example/", None),
        // Cyrillic a in a Latin word, a Cyrillic word that looks Latin, a letter for phoneticians, an i without a dot.
        ("https://\u{430}pple.com/", Some("xn--pple-43d.com")),
        ("https://\u{430}\u{440}\u{440}\u{4cf}\u{435}.com/", Some("xn--80ak6aa92e.com")),
        ("https://\u{261}oogle.com/", Some("xn--oogle-qmc.com")),
        ("https://g\u{131}thub.com/", Some("xn--gthub-n4a.com")),
        // Another way to write a host, or an address.
        ("https://\u{ff45}xample.com/", Some("example.com")),
        ("https://exa\u{ad}mple.com/", Some("example.com")),
        ("https://example.com/\u{202e}gpj.exe", Some("example.com")),
        ("mailto:anna@\u{430}pple.com", Some("xn--pple-43d.com")),
        ("anna@\u{430}pple.com", Some("xn--pple-43d.com")),
        ("xmpp:anna@\u{430}pple.com", Some("xn--pple-43d.com")),
    ] {
        assert_eq!(host(body).as_deref(), shown, "{body}");
    }
}

#[test]
fn what_a_link_shows_turns_no_direction() {
    let shown = link_texts("https://example.com/\u{202e}gpj.exe\u{200f}x");
    assert_eq!(shown, ["https://example.com/gpj.exex"]);
}
