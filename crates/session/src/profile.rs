//! The intranet profile: `/.well-known/hallway.json`, all of it optional.
//!
//! Invariants: each field is read on its own, so one bad field costs that field only; addresses are https (or on
//! this computer), texts have a limit, templates cannot change the host they lead to.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use crate::address;

/// Largest document, in bytes.
pub(crate) const LARGEST: usize = 64 * 1024;
/// Longest text in it, in bytes.
const LONGEST_TEXT: usize = 1024;
/// Most entries of a list.
const MOST_ENTRIES: usize = 64;

/// What an intranet tells its desktop program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Name of the company or the intranet.
    pub name: Option<String>,
    /// Address of the logo.
    pub logo: Option<Url>,
    /// The XMPP domain, where it is not the host of the intranet's URL.
    pub domain: Option<String>,
    /// The activity stream in the browser.
    pub activity_stream: Option<Template>,
    /// The user's own page in the browser.
    pub own_profile: Option<Template>,
    /// A colleague's page in the browser.
    pub profile: Option<Template>,
    /// Where new versions of the program are announced.
    pub update_feed: Option<Url>,
    /// Where a forgotten password is replaced.
    pub password_reset: Option<Url>,
    /// What the account field of the sign-in window should say ("E-mail", "Staff number").
    pub account_hint: Option<String>,
    /// Minutes without input after which a person counts as inactive; 1 to 1440.
    pub idle_minutes: Option<u32>,
    /// Domains whose e-mail addresses belong to accounts here. Empty: any.
    pub email_domains: Vec<String>,
    /// How an e-mail address becomes an account name.
    pub accounts: AccountRule,
}

/// How the account name follows from an e-mail address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountRule {
    /// `anna.berg@example.com` signs in as `anna.berg`. JSON: `"local-part"`.
    #[default]
    LocalPart,
    /// The whole address is the account name, escaped by XEP-0106: `anna.berg\40example.com`. JSON: `"escaped"`.
    Escaped,
    /// The address is the JID, its domain included. JSON: `"jid"`.
    Jid,
}

/// A URL with places for `{account}` (the name before the `@`) and `{address}` (the bare JID), in path, query or fragment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template(String);

impl Template {
    fn read(text: &str, base: &Url) -> Option<Self> {
        // `join` would escape the braces, so only an absolute path is resolved, by hand.
        let full = match text.strip_prefix('/') {
            Some(rest) if !rest.starts_with(['/', '\\']) => format!("{}/{rest}", base.origin().ascii_serialization()),
            _ => text.to_owned(),
        };
        let template = Self(full);
        let (one, other) = (template.fill("a", "a@x")?, template.fill("b", "b@y")?);
        (one.origin() == other.origin() && one.username().is_empty() && one.password().is_none()).then_some(template)
    }

    /// The URL for this account, its values percent-encoded. `None` only if the template came from elsewhere and is no URL.
    pub fn fill(&self, account: &str, address: &str) -> Option<Url> {
        let text = self.0.replace("{account}", &encoded(account)).replace("{address}", &encoded(address));
        Url::parse(&text).ok().filter(address::is_secure)
    }
}

/// RFC 3986 §2.3: everything but the unreserved characters.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Reads the document; `base` is the intranet's URL, for addresses given as a path. `None`: it is no JSON object.
pub fn read(body: &[u8], base: &Url) -> Option<Profile> {
    if body.len() > LARGEST {
        return None;
    }
    let value = serde_json::from_slice::<Value>(body).ok()?;
    let fields = Fields { map: value.as_object()?, base };
    Some(Profile {
        name: fields.text("name"),
        logo: fields.url("logo"),
        domain: fields.text("domain").and_then(|domain| wire::stanza::bare(&domain)).filter(|domain| !domain.contains('@')),
        activity_stream: fields.template("activity_stream"),
        own_profile: fields.template("own_profile"),
        profile: fields.template("profile"),
        update_feed: fields.url("update_feed"),
        password_reset: fields.url("password_reset"),
        account_hint: fields.text("account_hint"),
        idle_minutes: fields.minutes("idle_minutes"),
        email_domains: fields.domains("email_domains"),
        accounts: fields.map.get("accounts").and_then(|rule| AccountRule::deserialize(rule).ok()).unwrap_or_default(),
    })
}

struct Fields<'a> {
    map: &'a Map<String, Value>,
    base: &'a Url,
}

impl Fields<'_> {
    fn text(&self, key: &str) -> Option<String> {
        let text = self.map.get(key)?.as_str()?.trim();
        let fit = !text.is_empty() && text.len() <= LONGEST_TEXT && !text.chars().any(char::is_control);
        fit.then(|| text.to_owned())
    }

    fn url(&self, key: &str) -> Option<Url> {
        self.base.join(&self.text(key)?).ok().filter(address::is_secure).filter(|url| matches!(url.scheme(), "http" | "https"))
    }

    fn template(&self, key: &str) -> Option<Template> {
        let text = self.text(key)?;
        let web = text.starts_with('/') || text.starts_with("https://") || text.starts_with("http://");
        if web { Template::read(&text, self.base) } else { None }
    }

    fn minutes(&self, key: &str) -> Option<u32> {
        let minutes = self.map.get(key)?.as_u64()?;
        u32::try_from(minutes).ok().filter(|minutes| (1..=1440).contains(minutes))
    }

    fn domains(&self, key: &str) -> Vec<String> {
        let list = self.map.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let texts = list.iter().take(MOST_ENTRIES).filter_map(Value::as_str);
        texts.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty() && text.len() <= 253).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn base() -> Url {
        Url::parse("https://intranet.example.com/portal").unwrap()
    }

    #[test]
    fn a_full_profile_is_read() {
        let body = br#"{"name":"Example & Co","logo":"/logo.png","domain":"example.com","activity_stream":"/stream",
            "own_profile":"/people/{account}","profile":"https://people.example.com/?who={address}",
            "update_feed":"https://intranet.example.com/updates.json","password_reset":"https://intranet.example.com/reset",
            "account_hint":"E-mail","idle_minutes":15,"email_domains":["Example.com"],"accounts":"escaped","future":{}}"#;
        let profile = read(body, &base()).unwrap();
        assert_eq!(profile.domain.as_deref(), Some("example.com"));
        assert_eq!(profile.logo.unwrap().as_str(), "https://intranet.example.com/logo.png");
        let own = profile.own_profile.unwrap().fill("anna berg/../x", "anna@example.com").unwrap();
        assert_eq!(own.as_str(), "https://intranet.example.com/people/anna%20berg%2F..%2Fx");
        let other = profile.profile.unwrap().fill("ben", "ben@example.com").unwrap();
        assert_eq!(other.as_str(), "https://people.example.com/?who=ben%40example.com");
        assert_eq!((profile.idle_minutes, profile.accounts), (Some(15), AccountRule::Escaped));
        assert_eq!(profile.email_domains, ["example.com"]);
    }

    #[test]
    fn one_bad_field_costs_that_field_only() {
        let body = br#"{"name":"Example","logo":"http://elsewhere.example/logo.png","domain":"a b","activity_stream":"javascript:alert(1)",
            "own_profile":"https://{account}.example.com/","profile":"https://{account}@example.com/","update_feed":7,
            "idle_minutes":0,"email_domains":"x","accounts":"guess"}"#;
        let profile = read(body, &base()).unwrap();
        assert_eq!(profile, Profile { name: Some("Example".into()), ..Profile::default() });
        assert!(read(b"<html>", &base()).is_none());
        assert!(read(b"[]", &base()).is_none());
    }
}
