//! Links and mail addresses in a piece of text.
//!
//! Invariant: only `http`, `https`, `mailto` and `xmpp` become links, in canonical form (what is checked is what is
//! opened), and never one with a name before its host: `https://bank.example@evil.example` stays text. Linear: words are
//! looked at one by one, and one longer than [`LONGEST`] holds no link.

use super::{clean::clean_address, hosts};
use crate::links::canonical;
use linkify::{LinkFinder, LinkKind};
use std::ops::Range;
use url::Url;

const LONGEST: usize = 2048;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub range: Range<usize>,
    pub text: String,
    pub url: String,
    /// See [`api::text::Span::Link`].
    pub host: Option<String>,
}

/// All links of a text without line ends, in order, none overlapping another.
pub fn find(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    if !text.contains(['.', ':', '@']) {
        return links;
    }
    let mut start = 0;
    for word in text.split(char::is_whitespace) {
        if word.len() <= LONGEST && word.contains(['.', ':', '@']) {
            in_word(word, start, &mut links);
        }
        // Every kind of white space is one character of its own length.
        start += word.len();
        start += text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    links
}

fn in_word(word: &str, at: usize, links: &mut Vec<Link>) {
    let before = links.len();
    let mut from = 0;
    let mut seen = false;
    while let Some(rest) = word.get(from..).filter(|rest| !rest.is_empty()) {
        let named = without_slashes(rest);
        let until = named.as_ref().map_or(rest.len(), |(range, _)| range.start);
        for found in LinkFinder::new().links(rest.get(..until).unwrap_or_default()) {
            seen = true;
            let link = match found.kind() {
                LinkKind::Email => mail(found.as_str()),
                // A host that goes on in a way no host does is not cut to one that was not meant.
                _ if rest.get(found.end()..).is_some_and(|rest| rest.starts_with(['%', '\\', '@', '_', '~', '^', '|'])) => None,
                _ => web(found.as_str(), found.as_str()),
            };
            links.extend(link.map(|link| link.moved(at + from + found.start())));
        }
        let Some((range, link)) = named else { break };
        seen = true;
        from += range.end;
        links.extend(link.map(|link| link.moved(at + from - range.end + range.start)));
    }
    if !seen && links.len() == before {
        links.extend(bare(word).map(|(start, link)| link.moved(at + start)));
    }
}

impl Link {
    /// A link whose text is `text`, standing at the beginning of whatever is searched.
    fn new(text: &str, url: &Url, written_host: &str, host: &str) -> Option<Self> {
        let shown = clean_address(text);
        let hidden = shown.len() != text.len();
        let truth = if hidden { Some(host.to_owned()) } else { hosts::truth(written_host, host) };
        (!shown.is_empty()).then(|| Self { range: 0..text.len(), text: shown, url: url.to_string(), host: truth })
    }

    fn moved(mut self, by: usize) -> Self {
        self.range = self.range.start + by..self.range.end + by;
        self
    }
}

/// `text` is what was written; `address` the same, with a scheme.
fn web(text: &str, address: &str) -> Option<Link> {
    let end = written_end(address);
    let added = address.len() - text.len();
    let (text, address) = (text.get(..end.checked_sub(added)?)?, address.get(..end)?);
    let url = canonical(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = written_host(address)?;
    if host.contains('@') {
        return None;
    }
    Link::new(text, &url, host, url.host_str()?)
}

/// The host as it is written: between the slashes, without a port.
fn written_host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    Some(match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    })
}

fn mail(address: &str) -> Option<Link> {
    // Scripts without spaces run into the address.
    let start = address.rfind(|c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{ff00}'..='\u{ffef}'));
    let start = start.map_or(0, |at| at + address.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8));
    let kept = address.get(start..)?;
    let link = opaque(kept, &format!("mailto:{kept}"))?;
    Some(link.moved(start))
}

/// An address behind `mailto:` or `xmpp:`, as `text` writes it and `address` is opened.
fn opaque(text: &str, address: &str) -> Option<Link> {
    let url = if address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("xmpp:")) {
        Url::parse(address).ok()?
    } else {
        canonical(address).ok()?
    };
    let (local, domain) = address.split_once(':')?.1.split(['?', '/', '#']).next()?.rsplit_once('@')?;
    let host = url::Host::parse(domain).ok()?.to_string();
    (!local.is_empty()).then(|| Link::new(text, &url, domain, &host))?
}

/// The first `mailto:` or `xmpp:` link of a word: where it stands, and the link, if it is a good one.
fn without_slashes(word: &str) -> Option<(Range<usize>, Option<Link>)> {
    let (start, scheme) = word.match_indices(':').find_map(|(at, _)| {
        let scheme = ["mailto", "xmpp"].into_iter().find(|scheme| ends_with_scheme(word.get(..at).unwrap_or_default(), scheme))?;
        Some((at - scheme.len(), scheme.len() + 1))
    })?;
    let rest = word.get(start + scheme..)?;
    // The rules for brackets and for what ends a sentence are the same as behind a host.
    let as_web = format!("https://x/{rest}");
    let end = LinkFinder::new().links(&as_web).next().filter(|found| found.start() == 0).map_or(0, |found| found.end());
    let end = written_end(as_web.get(..end)?).checked_sub("https://x/".len())?;
    let text = word.get(start..start + scheme + end)?;
    Some((start..start + text.len(), opaque(text, text)))
}

fn ends_with_scheme(text: &str, scheme: &str) -> bool {
    let Some((before, end)) = text.len().checked_sub(scheme.len()).and_then(|at| text.split_at_checked(at)) else { return false };
    end.eq_ignore_ascii_case(scheme) && !before.ends_with(|c: char| c.is_alphanumeric() || "+-.".contains(c))
}

/// Endings that make a word without a scheme a host: those under which most of the web is, without the ones that are
/// also words or kinds of files (`it`, `so`, `rs`, `py`, `md`).
const ENDINGS: [&str; 22] = [
    "com", "org", "net", "edu", "gov", "int", "info", "biz", "io", "dev", "app", "cloud", "eu", "de", "ch", "uk", "fr", "nl", "pl",
    "jp", "cn", "ru",
];

/// A host without a scheme: `www.example.org`, `example.com/page`. Where no scheme was written, the safe one is meant.
fn bare(word: &str) -> Option<(usize, Link)> {
    let start = word.find(|c: char| c.is_alphanumeric())?;
    let opened = word.get(..start)?.chars().all(|c| !c.is_ascii() || "([{<\"'*_~".contains(c));
    let word = word.get(start..)?;
    let address = format!("https://{word}");
    let end = LinkFinder::new().links(&address).next().filter(|found| found.start() == 0)?.end();
    let text = word.get(..end.checked_sub("https://".len())?)?;
    let host = written_host(address.get(..end)?)?;
    let (labels, ending) = host.rsplit_once('.')?;
    let known = ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
    let www = host.get(..4).is_some_and(|www| www.eq_ignore_ascii_case("www.")) && labels.contains('.');
    (opened && (known || www)).then(|| web(text, address.get(..end)?))?.map(|link| (start, link))
}

/// Where a link ends for people: before marks of other scripts that close or end something.
fn written_end(link: &str) -> usize {
    let end = link.find(
        |c| matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}'),
    );
    let kept = link.get(..end.unwrap_or(link.len())).unwrap_or_default();
    let closes = |c: char| {
        matches!(
            c,
            '\u{ab}' | '\u{bb}' | '\u{2018}'
                ..='\u{201f}' | '\u{2026}' | '\u{2039}' | '\u{203a}' | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{6d4}' | '\u{964}'
        )
    };
    let trimmed = kept.trim_end_matches(closes);
    if trimmed.len() == link.len() { trimmed.len() } else { trimmed.trim_end_matches(['.', ',', ':', ';', '!', '?']).len() }
}
