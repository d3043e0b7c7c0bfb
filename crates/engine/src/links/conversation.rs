//! Links that other programs hand over: `xmpp:` (RFC 5122, XEP-0147) and the program's own `hallway:chat/ADDRESS`.
//!
//! Invariant: a link can only open a conversation. It never sends, joins, adds, removes or signs in, and carries no
//! text into the composer; a link with a verb that would is ignored altogether. One that invites into a room is told
//! apart, so that a person can be asked.

use api::ConversationId;
use wire::stanza;

/// Longer than any address, percent-encoded, can be useful.
const MAX_LINK: usize = 4096;

/// The conversation a link asks for, if it is a link of ours and asks for nothing else.
pub fn conversation(link: &str) -> Option<ConversationId> {
    if link.len() > MAX_LINK {
        return None;
    }
    let (scheme, rest) = link.split_once(':')?;
    let address = match scheme.to_ascii_lowercase().as_str() {
        "xmpp" => {
            xmpp_target(rest, &[None, Some("message")]).map(|path| path.split_once('/').map_or(path, |(bare, _resource)| bare))?
        }
        // Some browsers write what follows a scheme as if it were a host.
        "hallway" => {
            let rest = rest.strip_prefix("//").unwrap_or(rest).strip_prefix("chat/")?;
            rest.strip_suffix('/').unwrap_or(rest)
        }
        _ => return None,
    };
    bare_address(&percent_decoded(address)?)
}

/// The room that a link invites into, if that is all it does.
pub fn room(link: &str) -> Option<ConversationId> {
    let (scheme, rest) = link.split_once(':').filter(|_| link.len() <= MAX_LINK)?;
    let address = xmpp_target(rest, &[Some("join")]).filter(|_| scheme.eq_ignore_ascii_case("xmpp"))?;
    bare_address(&percent_decoded(address)?)
}

/// The address of an `xmpp:` URI whose query, or that there is none, is one of those that are `allowed`. An authority
/// (`xmpp://me@…/`) would choose the account to act as: refused.
fn xmpp_target<'a>(rest: &'a str, allowed: &[Option<&str>]) -> Option<&'a str> {
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    };
    if path.starts_with('/') || rest.contains('#') {
        return None;
    }
    let verb = query.map(|query| query.split(';').next().unwrap_or_default());
    allowed.contains(&verb).then_some(path)
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

    #[test]
    fn links_that_open_a_conversation() {
        for link in [
            "xmpp:anna@example.com",
            "XMPP:Anna@Example.COM",
            "xmpp:anna@example.com/phone",
            "xmpp:anna@example.com?message",
            "xmpp:anna@example.com?message;subject=Hi;body=Send%20me%20money",
            "xmpp:anna%40example.com",
            "hallway:chat/anna@example.com",
            "hallway:chat/anna%40example.com",
            "hallway://chat/anna@example.com/",
        ] {
            assert_eq!(conversation(link).as_deref(), Some("anna@example.com"), "{link}");
        }
        assert_eq!(conversation("xmpp:j%C3%BCrgen@example.com").as_deref(), Some("jürgen@example.com"));
    }

    #[test]
    fn links_into_a_room_are_told_apart() {
        for link in ["xmpp:tea@rooms.example.com?join", "XMPP:Tea@rooms.example.com?join;password=secret"] {
            assert_eq!(room(link).as_deref(), Some("tea@rooms.example.com"), "{link}");
        }
        for link in [
            "xmpp:tea@rooms.example.com",
            "xmpp:tea@rooms.example.com?message",
            "xmpp:tea@rooms.example.com?invite",
            "xmpp:tea@rooms.example.com/Ben?join",
            "xmpp://me@example.com/tea@rooms.example.com?join",
            "xmpp:tea?join",
            "hallway:tea@rooms.example.com?join",
            "https:tea@rooms.example.com?join",
        ] {
            assert_eq!(room(link), None, "{link}");
        }
    }

    #[test]
    fn links_that_would_do_something_are_ignored() {
        for verb in [
            "join",
            "remove",
            "subscribe",
            "unsubscribe",
            "roster",
            "register",
            "sendfile",
            "command",
            "pubsub",
            "invite",
            "nonsense",
            "",
        ] {
            assert_eq!(conversation(&format!("xmpp:anna@example.com?{verb}")), None, "{verb}");
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
            assert_eq!(conversation(link), None, "{}", link.chars().take(60).collect::<String>());
        }
    }
}
