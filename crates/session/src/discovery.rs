//! From the address a person types to the place where the stream is: host-meta (XEP-0156), the intranet profile, and
//! as a last try the paths common servers use.
//!
//! Invariants: nothing is learned over an unencrypted connection except on this computer; an intranet elsewhere cannot send
//! the client to an unencrypted stream, not even on this computer; DNS is never asked for connection methods
//! (XEP-0156 withdrew `_xmppconnect`).

use serde::{Deserialize, Serialize};
use url::Url;

use crate::address;
use crate::dial;
use crate::host_meta;
use crate::net::Net;
use crate::problem::{Problem, ProblemKind};
use crate::profile::{self, AccountRule, Profile};
use crate::transport::{BoxFuture, Road};

/// Largest host-meta document, in bytes.
const LARGEST_HOST_META: usize = 64 * 1024;
/// Where Prosody and ejabberd have their WebSocket unless told otherwise.
const USUAL_PATHS: [&str; 2] = ["/xmpp-websocket", "/ws"];

/// An intranet that was found: everything needed to connect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intranet {
    /// The address the person gave, completed.
    pub base: Url,
    /// Where the stream is: `wss`, or `ws` on this computer.
    pub websocket: Url,
    /// The XMPP domain.
    pub domain: String,
    /// What the intranet says about itself.
    pub profile: Option<Profile>,
}

impl Road for Net {
    fn find<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Intranet, Problem>> {
        Box::pin(discover(self, url))
    }
}

/// Finds the intranet at this address ([`address::parse_intranet`] says what is accepted). Takes at most some 30 s.
pub async fn discover(net: &Net, url: &str) -> Result<Intranet, Problem> {
    let base = address::parse_intranet(url)?;
    let (json, xml, own) =
        (well_known(&base, "host-meta.json")?, well_known(&base, "host-meta")?, well_known(&base, "hallway.json")?);
    let (json, xml, own) = tokio::join!(
        net.document(&json, "application/json", LARGEST_HOST_META),
        net.document(&xml, "application/xrd+xml", LARGEST_HOST_META),
        net.document(&own, "application/json", profile::LARGEST),
    );
    let profile = own.ok().flatten().and_then(|body| profile::read(&body, &base));
    let domain = match profile.as_ref().and_then(|profile| profile.domain.clone()) {
        Some(domain) => domain,
        None => base.host_str().map(str::to_owned).ok_or_else(|| Problem::new(ProblemKind::UrlInvalid, "no host"))?,
    };
    let websocket = match link(&base, json, xml)? {
        Some(websocket) => websocket,
        None => usual_place(net, &base).await?,
    };
    Ok(Intranet { base, websocket, domain, profile })
}

fn well_known(base: &Url, name: &str) -> Result<Url, Problem> {
    base.join(&format!("/.well-known/{name}")).map_err(|error| Problem::new(ProblemKind::UrlInvalid, error.to_string()))
}

type Document = Result<Option<Vec<u8>>, Problem>;

/// The first usable WebSocket link; `None` if neither document names any. When there is none, the problem that kept a
/// document away is the answer.
fn link(base: &Url, json: Document, xml: Document) -> Result<Option<Url>, Problem> {
    let mut links = Vec::new();
    let mut problem = None;
    for (document, read) in [(json, host_meta::links_in_json as fn(&[u8]) -> Vec<Url>), (xml, host_meta::links_in_xml)] {
        match document {
            Ok(Some(body)) => links.extend(read(&body)),
            Ok(None) => {}
            Err(found) => problem = problem.or(Some(found)),
        }
    }
    if let Some(usable) = links.iter().find(|link| may_lead_to(base, link)) {
        return Ok(Some(usable.clone()));
    }
    match (links.first(), problem) {
        (Some(refused), _) => Err(Problem::new(ProblemKind::UrlInsecure, format!("the intranet offers only {refused}"))),
        (None, Some(problem)) => Err(problem),
        (None, None) => Ok(None),
    }
}

/// `wss` may lead anywhere, its certificate is checked; `ws` only from this computer to this computer.
fn may_lead_to(base: &Url, link: &Url) -> bool {
    match link.scheme() {
        "wss" => link.host().is_some(),
        "ws" => address::is_loopback(base) && address::is_loopback(link),
        _ => false,
    }
}

/// A server without host-meta: an upgrade is tried at the usual paths of the same host.
async fn usual_place(net: &Net, base: &Url) -> Result<Url, Problem> {
    for path in USUAL_PATHS {
        let mut candidate = base.clone();
        candidate.set_path(path);
        let scheme = if base.scheme() == "https" { "wss" } else { "ws" };
        if candidate.set_scheme(scheme).is_ok() && dial::dial(net, &candidate).await.is_ok() {
            return Ok(candidate);
        }
    }
    Err(Problem::new(ProblemKind::NotAnIntranet, format!("{base} offers no XMPP over WebSocket")))
}

/// The bare JID for what the person typed as account: an account name, or an e-mail address.
pub fn account_to_jid(intranet: &Intranet, account: &str) -> Result<String, Problem> {
    let account = account.trim();
    let domain = intranet.domain.as_str();
    let (name, domain) = match account.rsplit_once('@') {
        None => (account.to_owned(), domain.to_owned()),
        Some((local, own)) if own.eq_ignore_ascii_case(domain) => (local.to_owned(), domain.to_owned()),
        Some((local, mail_domain)) => {
            let profile = intranet.profile.as_ref();
            let known = profile.map(|profile| profile.email_domains.as_slice()).unwrap_or_default();
            if !known.is_empty() && !known.contains(&mail_domain.to_lowercase()) {
                return Err(no_account(format!("addresses of {mail_domain} have no account here")));
            }
            match profile.map(|profile| profile.accounts).unwrap_or_default() {
                AccountRule::LocalPart => (local.to_owned(), domain.to_owned()),
                AccountRule::Escaped => (account.to_lowercase(), domain.to_owned()),
                AccountRule::Jid => (local.to_owned(), mail_domain.to_owned()),
            }
        }
    };
    if name.is_empty() || domain.is_empty() {
        return Err(no_account("the account is empty"));
    }
    wire::stanza::bare(&format!("{}@{domain}", escaped(&name))).ok_or_else(|| no_account("no account can have this name"))
}

fn no_account(detail: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::CredentialsRefused, detail)
}

/// XEP-0106 §4: characters a local part cannot have. A backslash is kept: it may be an escape already.
fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            ' ' | '"' | '&' | '\'' | '/' | ':' | '<' | '>' | '@' => out.push_str(&format!("\\{:02x}", u32::from(character))),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn intranet(profile: Option<Profile>) -> Intranet {
        Intranet {
            base: Url::parse("https://intranet.example.com/").unwrap(),
            websocket: Url::parse("wss://intranet.example.com/ws").unwrap(),
            domain: "chat.example.com".into(),
            profile,
        }
    }

    #[test]
    fn an_account_is_a_name_or_an_address() {
        let plain = intranet(None);
        let jid = |text: &str| account_to_jid(&plain, text);
        assert_eq!(jid("anna.berg").unwrap(), "anna.berg@chat.example.com");
        assert_eq!(jid(" Anna.Berg@example.com ").unwrap(), "anna.berg@chat.example.com");
        assert_eq!(jid("anna.berg@chat.example.com").unwrap(), "anna.berg@chat.example.com");
        assert_eq!(jid("o'brien").unwrap(), "o\\27brien@chat.example.com");
        assert_eq!(jid("").unwrap_err().kind, ProblemKind::CredentialsRefused);
        assert_eq!(jid("@example.com").unwrap_err().kind, ProblemKind::CredentialsRefused);
    }

    #[test]
    fn the_profile_decides_what_an_address_means() {
        let with = |accounts, domains: &[&str]| {
            let email_domains = domains.iter().map(|domain| (*domain).to_owned()).collect();
            intranet(Some(Profile { accounts, email_domains, ..Profile::default() }))
        };
        let mail = "Anna@Example.com";
        assert_eq!(account_to_jid(&with(AccountRule::Escaped, &[]), mail).unwrap(), "anna\\40example.com@chat.example.com");
        assert_eq!(account_to_jid(&with(AccountRule::Jid, &[]), mail).unwrap(), "anna@example.com");
        assert_eq!(account_to_jid(&with(AccountRule::LocalPart, &["example.com"]), mail).unwrap(), "anna@chat.example.com");
        assert!(account_to_jid(&with(AccountRule::LocalPart, &["example.org"]), mail).is_err());
    }

    #[test]
    fn a_link_is_followed_only_to_a_safe_place() {
        let far = Url::parse("https://intranet.example.com/").unwrap();
        let here = Url::parse("http://127.0.0.1:5280/").unwrap();
        let body = |href: &str| {
            let text = format!("{{\"links\":[{{\"rel\":\"urn:xmpp:alt-connections:websocket\",\"href\":\"{href}\"}}]}}");
            Ok(Some(text.into_bytes()))
        };
        assert!(link(&far, body("wss://other.example/ws"), Ok(None)).unwrap().is_some());
        assert!(link(&here, body("ws://localhost:5280/ws"), Ok(None)).unwrap().is_some());
        for insecure in ["ws://intranet.example.com/ws", "ws://127.0.0.1/ws", "http://intranet.example.com/ws"] {
            assert_eq!(link(&far, body(insecure), Ok(None)).unwrap_err().kind, ProblemKind::UrlInsecure);
        }
        assert_eq!(link(&here, body("ws://intranet.example.com/ws"), Ok(None)).unwrap_err().kind, ProblemKind::UrlInsecure);
        assert_eq!(link(&far, Ok(None), Ok(None)).unwrap(), None);
        let refused = || Err(Problem::new(ProblemKind::CertificateExpired, ""));
        assert_eq!(link(&far, refused(), refused()).unwrap_err().kind, ProblemKind::CertificateExpired);
    }
}
