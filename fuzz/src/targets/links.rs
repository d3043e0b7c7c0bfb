//! Links that are clicked or handed over by another program: only what is allowed leaves, and what comes in asks for a
//! conversation or a room, with words in which nothing is hidden, and for nothing else.

use engine::links::{Asked, asked, canonical};

pub fn run(data: &[u8]) {
    let Ok(link) = std::str::from_utf8(data) else { return };
    if let Ok(url) = canonical(link) {
        assert!(["http", "https", "mailto"].contains(&url.scheme()), "{url}");
        assert!(url.username().is_empty() && url.password().is_none(), "{url}");
        assert!(url.scheme() == "mailto" || url.host().is_some(), "{url}");
        assert!(url.as_str().bytes().all(|byte| byte.is_ascii_graphic()), "{url}");
        assert_eq!(canonical(url.as_str()).as_ref(), Ok(&url), "not settled");
    }
    let Some(wanted) = asked(link) else { return };
    let (Asked::Conversation { address, .. } | Asked::Room(address)) = &wanted;
    let (local, domain) = address.split_once('@').expect("an address");
    assert!(!local.is_empty() && !domain.is_empty() && !domain.contains('@'), "{address}");
    assert!(!address.contains(|c: char| c.is_control() || c.is_whitespace() || "\"&'/:<>".contains(c)), "{address}");
    assert!(link.to_ascii_lowercase().starts_with("xmpp:") || link.to_ascii_lowercase().starts_with("hallway:"), "{link}");
    let written = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let again = match &wanted {
        Asked::Room(room) => format!("xmpp:{}?join", written(room)),
        Asked::Conversation { address, words } => {
            assert!(!words.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "{words:?}");
            format!("xmpp:{}?message;body={}", written(address), written(words))
        }
    };
    // Percent-encoded throughout it is three times as long, perhaps longer than any link may be.
    assert!(again.len() > 8192 || asked(&again).as_ref() == Some(&wanted), "not settled: {again}");
}
