//! Which addresses may be spoken to at all.
//!
//! Invariant: `https` and `wss`, always; plain `http` and `ws` only when the host is this computer itself
//! (`localhost`, 127.0.0.0/8, `::1`). There is no way to say "continue anyway". XEP-0156 §Security, RFC 7395 §3.9.

use std::net::SocketAddr;

use url::{Host, Url};

use crate::problem::{Problem, ProblemKind};

/// Longest URL that is looked at, in bytes.
const LONGEST_URL: usize = 2048;

/// What a person typed as the intranet's address: `intranet.example.com`, `https://intranet.example.com/portal`,
/// or `localhost:5280` (which, being this computer, means `http`).
pub fn parse_intranet(text: &str) -> Result<Url, Problem> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_URL {
        return Err(Problem::new(ProblemKind::UrlInvalid, "empty or too long"));
    }
    let mut url = if text.contains("://") {
        parse(text)?
    } else {
        let url = parse(&format!("https://{text}"))?;
        // The port would be lost by changing the scheme of the parsed URL when it is the default of the new one.
        if is_loopback(&url) { parse(&format!("http://{text}"))? } else { url }
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Problem::new(ProblemKind::UrlInvalid, "the address of an intranet starts with https://"));
    }
    if url.host().is_none() || !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::new(ProblemKind::UrlInvalid, "no host, or a user name in the address"));
    }
    url.set_query(None);
    url.set_fragment(None);
    require_secure(&url)?;
    Ok(url)
}

fn parse(text: &str) -> Result<Url, Problem> {
    Url::parse(text).map_err(|error| Problem::new(ProblemKind::UrlInvalid, error.to_string()))
}

/// Whether the URL names this computer.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Encrypted and authenticated, or within this computer.
pub fn is_secure(url: &Url) -> bool {
    match url.scheme() {
        "https" | "wss" => url.host().is_some(),
        "http" | "ws" => is_loopback(url),
        _ => false,
    }
}

pub(crate) fn require_secure(url: &Url) -> Result<(), Problem> {
    if is_secure(url) { Ok(()) } else { Err(Problem::new(ProblemKind::UrlInsecure, format!("{url} is not encrypted"))) }
}

/// A stream may go to `wss`, or to `ws` on this computer.
pub(crate) fn require_websocket(url: &Url) -> Result<(), Problem> {
    match url.scheme() {
        "wss" | "ws" => require_secure(url),
        other => Err(Problem::protocol(format!("{other} is not a WebSocket address"))),
    }
}

/// Addresses a name may be connected at. `localhost` is given plain connections, so whatever a name server or hosts file
/// says, it stays on this computer.
pub(crate) fn allowed(host: &str, addresses: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let local = host.eq_ignore_ascii_case("localhost");
    addresses.filter(|address| !local || address.ip().is_loopback()).take(8).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_bare_host_means_https_and_this_computer_means_http() {
        assert_eq!(parse_intranet("intranet.example.com").unwrap().as_str(), "https://intranet.example.com/");
        assert_eq!(parse_intranet(" intranet.example.com/portal?x#y ").unwrap().as_str(), "https://intranet.example.com/portal");
        assert_eq!(parse_intranet("localhost:5280").unwrap().as_str(), "http://localhost:5280/");
        assert_eq!(parse_intranet("127.0.0.1:443").unwrap().as_str(), "http://127.0.0.1:443/");
        assert_eq!(parse_intranet("[::1]:5280").unwrap().as_str(), "http://[::1]:5280/");
        assert_eq!(parse_intranet("https://localhost:5281").unwrap().as_str(), "https://localhost:5281/");
        assert_eq!(parse_intranet("HTTPS://Intranet.Example.COM").unwrap().as_str(), "https://intranet.example.com/");
    }

    #[test]
    fn what_is_refused_and_how() {
        for (text, kind) in [
            ("", ProblemKind::UrlInvalid),
            ("not a url", ProblemKind::UrlInvalid),
            ("https://", ProblemKind::UrlInvalid),
            ("ftp://intranet.example.com", ProblemKind::UrlInvalid),
            ("wss://intranet.example.com", ProblemKind::UrlInvalid),
            ("https://someone@intranet.example.com", ProblemKind::UrlInvalid),
            ("http://intranet.example.com", ProblemKind::UrlInsecure),
            ("http://127.0.0.1.example.com", ProblemKind::UrlInsecure),
            ("http://localhost.example.com", ProblemKind::UrlInsecure),
            ("http://10.0.0.1", ProblemKind::UrlInsecure),
            ("http://[::2]", ProblemKind::UrlInsecure),
        ] {
            assert_eq!(parse_intranet(text).unwrap_err().kind, kind, "{text}");
        }
    }

    #[test]
    fn localhost_never_leaves_this_computer() {
        let answers = ["10.0.0.1:80", "127.0.0.1:80", "[::1]:80"].map(|text| text.parse().unwrap());
        assert_eq!(allowed("localhost", answers.into_iter()).len(), 2);
        assert_eq!(allowed("intranet.example.com", answers.into_iter()).len(), 3);
    }
}
