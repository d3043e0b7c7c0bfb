//! Links into the program, out of a message or from another program: `xmpp:` (RFC 5122, XEP-0147) and the program's own
//! `hallway:chat/ADDRESS`.
//!
//! Invariant: a link only asks for something to be shown: a conversation, with words that are not sent, or the question whether
//! one wants into a room. It never sends, joins, adds, removes or signs in; with a verb that would do anything else it is
//! ignored altogether, and so are a password, an account to act as and whatever else it carries.

use crate::text::clean;
use api::ConversationId;
use wire::stanza;

/// Longer ones are not typed or made by anybody who means well; any command line takes this.
const MAX_LINK: usize = 8192;

/// What a link asks to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A conversation; `words` are for what is being written there, and empty where the link has none.
    Conversation { address: ConversationId, words: String },
    /// A room that one may want to join.
    Room(ConversationId),
}

/// What this link asks for, if it is a link of ours and asks for nothing else.
pub fn asked(link: &str) -> Option<Asked> {
    let (scheme, rest) = link.split_once(':').filter(|_| link.len() <= MAX_LINK)?;
    match scheme.to_ascii_lowercase().as_str() {
        "xmpp" => of_xmpp(rest),
        // Some browsers write what follows a scheme as if it were a host.
        "hallway" => {
            let rest = rest.strip_prefix("//").unwrap_or(rest).strip_prefix("chat/")?;
            conversation(rest.strip_suffix('/').unwrap_or(rest), String::new())
        }
        _ => None,
    }
}

/// The room that a link leads into, if that is all it does.
pub fn room(link: &str) -> Option<ConversationId> {
    match asked(link)? {
        Asked::Room(room) => Some(room),
        Asked::Conversation { .. } => None,
    }
}

/// An authority (`xmpp://me@…/`) would choose the account to act as: refused.
fn of_xmpp(rest: &str) -> Option<Asked> {
    if rest.starts_with('/') || rest.contains('#') {
        return None;
    }
    let (address, query) = match rest.split_once('?') {
        Some((address, query)) => (address, Some(query)),
        None => (rest, None),
    };
    let bare = |address: &'_ str| address.split_once('/').map_or(address, |(bare, _resource)| bare).to_owned();
    let mut fields = query.into_iter().flat_map(|query| query.split(';'));
    match fields.next() {
        // Whom to add to one's contacts is asked nowhere but where they are: with the conversation.
        None | Some("roster") => conversation(&bare(address), String::new()),
        Some("message") => {
            conversation(&bare(address), fields.find_map(|field| field.strip_prefix("body=")).map(words).unwrap_or_default())
        }
        Some("join") => bare_address(&percent_decoded(address)?).map(Asked::Room),
        Some(_) => None,
    }
}

fn conversation(address: &str, words: String) -> Option<Asked> {
    Some(Asked::Conversation { address: bare_address(&percent_decoded(address)?)?, words })
}

/// What somebody else wrote for one to send: nothing in it may be there unseen. Words that cannot be read are none.
fn words(encoded: &str) -> String {
    let words = percent_decoded(encoded).unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
    clean(&words).trim().to_owned()
}

/// A bare JID as the rest of the engine writes it, or nothing where it cannot be one (RFC 7622 §3.2, §3.3).
fn bare_address(text: &str) -> Option<String> {
    let address = stanza::bare(text).filter(|_| !text.contains('/'))?;
    let (local, domain) = address.split_once('@')?;
    let local_fits = !local.is_empty() && !local.chars().any(|c| c.is_control() || c.is_whitespace() || "\"&'/:<>@".contains(c));
    let domain_fits = domain.split('.').all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'));
    (local_fits && domain_fits).then_some(address)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || (rest.next()? as char).to_digit(16);
        bytes.push((digit()? * 16 + digit()?) as u8);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    fn talk(address: &str, words: &str) -> Option<Asked> {
        Some(Asked::Conversation { address: address.to_owned(), words: words.to_owned() })
    }

    #[test]
    fn links_that_open_a_conversation() {
        for link in [
            "xmpp:anna@example.com",
            "XMPP:Anna@Example.COM",
            "xmpp:anna@example.com/phone",
            "xmpp:anna@example.com?message",
            "xmpp:anna@example.com?message;subject=Hi",
            "xmpp:anna@example.com?roster",
            "xmpp:anna@example.com?roster;name=Boss;group=Friends",
            "xmpp:anna%40example.com",
            "hallway:chat/anna@example.com",
            "hallway:chat/anna%40example.com",
            "hallway://chat/anna@example.com/",
        ] {
            assert_eq!(asked(link), talk("anna@example.com", ""), "{link}");
            assert_eq!(room(link), None, "{link}");
        }
        assert_eq!(asked("xmpp:j%C3%BCrgen@example.com"), talk("jürgen@example.com", ""));
    }

    #[test]
    fn words_come_along_and_hide_nothing() {
        for (query, words) in [
            ("message;body=Hello", "Hello"),
            ("message;subject=Hi;body=Gr%C3%BC%C3%9Fe%20%26%20mehr;thread=1", "Grüße & mehr"),
            ("message;body=one%0D%0Atwo%0Athree%0dfour", "one\ntwo\nthree\nfour"),
            ("message;body=1+1%3D2?", "1+1=2?"),
            ("message;body=first;body=second", "first"),
            ("message;body=%20%0A", ""),
            ("message;body=%E2%80%AEgpj.exe%00%1B[2J", "gpj.exe[2J"),
            // What cannot be read is no reason not to open the conversation.
            ("message;body=%ff", ""),
            ("message;body=%zz", ""),
            ("message;body=%4", ""),
            ("message;nobody=x", ""),
        ] {
            assert_eq!(asked(&format!("xmpp:anna@example.com?{query}")), talk("anna@example.com", words), "{query}");
        }
    }

    #[test]
    fn links_into_a_room_are_told_apart() {
        for link in ["xmpp:tea@rooms.example.com?join", "XMPP:Tea@rooms.example.com?join;password=secret"] {
            assert_eq!(room(link).as_deref(), Some("tea@rooms.example.com"), "{link}");
            assert_eq!(asked(link), Some(Asked::Room("tea@rooms.example.com".to_owned())), "{link}");
        }
        for link in [
            "xmpp:tea@rooms.example.com/Ben?join",
            "xmpp://me@example.com/tea@rooms.example.com?join",
            "xmpp:tea?join",
            "xmpp:tea@rooms.example.com?JOIN",
            "hallway:tea@rooms.example.com?join",
            "https:tea@rooms.example.com?join",
        ] {
            assert_eq!(asked(link), None, "{link}");
        }
    }

    #[test]
    fn links_that_would_do_something_are_ignored() {
        for verb in [
            "remove",
            "subscribe",
            "unsubscribe",
            "register",
            "sendfile",
            "command",
            "pubsub",
            "invite",
            "nonsense",
            "",
            ";join",
            "body=x",
        ] {
            assert_eq!(asked(&format!("xmpp:anna@example.com?{verb}")), None, "{verb}");
        }
    }

    #[test]
    fn hostile_and_broken_links_are_ignored() {
        let long = format!("xmpp:anna@example.com?message;body={}", "x".repeat(1 << 20));
        let long_local = format!("xmpp:{}@example.com", "x".repeat(1024));
        for link in [
            "",
            "xmpp",
            "xmpp:",
            "xmpp:@",
            "xmpp:anna",
            "xmpp:example.com",
            "xmpp:anna@",
            "xmpp:@example.com",
            "xmpp:a@b@c",
            "xmpp://me@example.com/anna@example.com",
            "xmpp:anna@example.com#join",
            "xmpp:anna@exa mple.com",
            "xmpp:anna@example..com",
            "xmpp:anna@example.com%0a--hidden",
            "xmpp:an%00na@example.com",
            "xmpp:anna@example.com|calc",
            "xmpp:%ff%fe@example.com",
            "xmpp:anna%4@example.com",
            "xmpp:anna%zz@example.com",
            "hallway:anna@example.com",
            "hallway:send/anna@example.com",
            "hallway:chat/anna@example.com?body=x",
            "hallway:chat/../anna@example.com",
            "http:anna@example.com",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "--xmpp:anna@example.com",
            " xmpp:anna@example.com",
            "xmpp:<b>@example.com",
            &long,
            &long_local,
        ] {
            assert_eq!(asked(link), None, "{}", link.chars().take(60).collect::<String>());
        }
    }
}
