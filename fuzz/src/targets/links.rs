//! Links that are clicked or handed over by another program: only what is allowed leaves, and a link to a conversation
//! opens a conversation and does nothing else.

use engine::links::{canonical, conversation};

pub fn run(data: &[u8]) {
    let Ok(link) = std::str::from_utf8(data) else { return };
    if let Ok(url) = canonical(link) {
        assert!(["http", "https", "mailto"].contains(&url.scheme()), "{url}");
        assert!(url.username().is_empty() && url.password().is_none(), "{url}");
        assert!(url.scheme() == "mailto" || url.host().is_some(), "{url}");
        assert!(url.as_str().bytes().all(|byte| byte.is_ascii_graphic()), "{url}");
        assert_eq!(canonical(url.as_str()).as_ref(), Ok(&url), "not settled");
    }
    if let Some(address) = conversation(link) {
        let (local, domain) = address.split_once('@').expect("an address");
        assert!(!local.is_empty() && !domain.is_empty() && !domain.contains('@'), "{address}");
        assert!(!address.contains(|c: char| c.is_control() || c.is_whitespace() || "\"&'/:<>".contains(c)), "{address}");
        assert!(link.to_ascii_lowercase().starts_with("xmpp:") || link.to_ascii_lowercase().starts_with("hallway:"), "{link}");
        let written: String = address.bytes().map(|byte| format!("%{byte:02x}")).collect();
        assert_eq!(conversation(&format!("hallway:chat/{written}")), Some(address), "not settled");
    }
}
