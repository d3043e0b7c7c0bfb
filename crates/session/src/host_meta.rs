//! Reading `/.well-known/host-meta` and `host-meta.json` (RFC 6415) for the WebSocket link (XEP-0156 §2.3).
//!
//! Invariant: pure; whatever the bytes are, the answer is a list of candidate URLs, in the order of the document. Whether
//! a candidate may be used is decided elsewhere.

use url::Url;
use wire::frame;
use wire::limits::Limits;

/// XEP-0156 §4: the relation of a WebSocket link.
const WEBSOCKET: &str = "urn:xmpp:alt-connections:websocket";
const XRD: &str = "http://docs.oasis-open.org/ns/xri/xrd-1.0";
/// Links that are looked at; a real document has a handful.
const MOST_LINKS: usize = 64;

/// WebSocket links of the JSON form.
pub fn links_in_json(body: &[u8]) -> Vec<Url> {
    let Ok(document) = serde_json::from_slice::<serde_json::Value>(body) else { return Vec::new() };
    let links = document.get("links").and_then(|links| links.as_array()).map(Vec::as_slice).unwrap_or_default();
    let text = |link: &serde_json::Value, key: &str| link.get(key).and_then(|value| value.as_str()).map(str::to_owned);
    links
        .iter()
        .take(MOST_LINKS)
        .filter(|link| text(link, "rel").as_deref() == Some(WEBSOCKET))
        .filter_map(|link| Url::parse(&text(link, "href")?).ok())
        .collect()
}

/// WebSocket links of the XML form (XRD).
pub fn links_in_xml(body: &[u8]) -> Vec<Url> {
    let Some(text) = std::str::from_utf8(body).ok().map(without_declaration) else { return Vec::new() };
    let Ok(document) = frame::parse(text, &Limits::STANZA) else { return Vec::new() };
    if !document.is("XRD", XRD) {
        return Vec::new();
    }
    document
        .children()
        .filter(|child| child.is("Link", XRD))
        .take(MOST_LINKS)
        .filter(|link| link.attr("rel") == Some(WEBSOCKET))
        .filter_map(|link| Url::parse(link.attr("href")?).ok())
        .collect()
}

/// A frame has no XML declaration, a document may.
fn without_declaration(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}').trim();
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(links: Vec<Url>) -> Vec<String> {
        links.iter().map(Url::to_string).collect()
    }

    #[test]
    fn json_links_are_found_and_the_rest_is_left() {
        let body = br#"{"links":[{"rel":"urn:xmpp:alt-connections:xbosh","href":"https://a.example/bosh"},{"rel":7},
            {"rel":"urn:xmpp:alt-connections:websocket","href":"wss://a.example/ws"},
            {"rel":"urn:xmpp:alt-connections:websocket"},{"rel":"urn:xmpp:alt-connections:websocket","href":"nonsense"}]}"#;
        assert_eq!(texts(links_in_json(body)), ["wss://a.example/ws"]);
        for nonsense in [&b"<html>"[..], b"[]", b"{\"links\":{}}", b"", b"\xff\xfe", b"null"] {
            assert!(links_in_json(nonsense).is_empty());
        }
    }

    #[test]
    fn xml_links_are_found_and_the_rest_is_left() {
        let body = br#"<?xml version='1.0' encoding='utf-8'?>
            <XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>
              <Link rel="urn:xmpp:alt-connections:xbosh" href="https://a.example/bosh"/>
              <Link rel="urn:xmpp:alt-connections:websocket" href="wss://a.example/ws"/>
            </XRD>"#;
        assert_eq!(texts(links_in_xml(body)), ["wss://a.example/ws"]);
        let bomb = br#"<!DOCTYPE x [<!ENTITY a "aaaa">]><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'/>"#;
        for nonsense in [&b"<html></html>"[..], b"", b"<?xml", b"\xff", bomb] {
            assert!(links_in_xml(nonsense).is_empty());
        }
    }
}
