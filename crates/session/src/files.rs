//! HTTP clients for whole files (XEP-0363): patient with long bodies, narrow in where they go.
//!
//! Invariants: a credential of an upload slot goes to the slot's own address and nowhere else, so nothing that is put is
//! redirected; at a foreign host only public addresses are spoken to, looked at again at every redirect (of at most three),
//! so that a message cannot make this computer ask about its own network; no cookies, no referrer.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect;
use rustls::ClientConfig;
use url::{Host, Url};

use crate::address;
use crate::net::{self, PATIENCE, SystemNames};
use crate::problem::{InsecureRedirect, LookupFailed, Problem, ProblemKind};

const MOST_REDIRECTS: usize = 3;
/// Without a single byte for so long, a transfer is given up.
const SILENCE: Duration = Duration::from_secs(60);

/// Whose server a file is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The intranet's own, by what it said of itself.
    Own,
    /// Anybody's: asked only after a click.
    Foreign,
}

pub(crate) struct Clients {
    own: reqwest::Client,
    /// For this computer itself: never through a proxy.
    local: reqwest::Client,
    foreign: reqwest::Client,
}

impl Clients {
    pub(crate) fn new(tls: &ClientConfig, user_agent: &str) -> Result<Self, reqwest::Error> {
        let builder = || {
            let builder = reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .referer(false)
                .connect_timeout(PATIENCE)
                .read_timeout(SILENCE);
            if user_agent.is_empty() { builder } else { builder.user_agent(user_agent) }
        };
        Ok(Self {
            own: builder().redirect(redirect::Policy::none()).dns_resolver(SystemNames).build()?,
            local: builder().redirect(redirect::Policy::none()).dns_resolver(SystemNames).no_proxy().build()?,
            foreign: builder().redirect(public_only()).dns_resolver(PublicNames).build()?,
        })
    }

    pub(crate) fn client(&self, url: &Url, whose: Whose) -> Result<&reqwest::Client, Problem> {
        address::require_secure(url)?;
        match whose {
            Whose::Own if address::is_loopback(url) => Ok(&self.local),
            Whose::Own => Ok(&self.own),
            Whose::Foreign if is_public(url) => Ok(&self.foreign),
            Whose::Foreign => Err(Problem::new(ProblemKind::HostUnreachable, "not a public address")),
        }
    }
}

fn public_only() -> redirect::Policy {
    redirect::Policy::custom(|attempt| {
        if attempt.previous().len() > MOST_REDIRECTS {
            return attempt.stop();
        }
        if attempt.url().scheme() == "https" && is_public(attempt.url()) {
            attempt.follow()
        } else {
            attempt.error(InsecureRedirect)
        }
    })
}

/// Whether the host could be a public one: a name that is not this computer's or the local network's, or a public address.
fn is_public(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name.contains('.') && ![".local", ".localhost", ".internal", ".home.arpa"].iter().any(|end| name.ends_with(end))
        }
        Some(Host::Ipv4(address)) => is_public_address(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_public_address(IpAddr::V6(address)),
        None => false,
    }
}

/// Not loopback, private, link-local, shared, multicast, unspecified or reserved (RFC 6890).
pub(crate) fn is_public_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            !(address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_broadcast()
                || address.is_documentation()
                || address.is_multicast()
                || first == 0
                || first >= 240
                || (first == 100 && (64..128).contains(&second))
                || (first == 198 && (second == 18 || second == 19))
                || (first == 192 && second == 0 && address.octets()[2] == 0))
        }
        IpAddr::V6(address) => match embedded(address) {
            Some(inner) => is_public_address(IpAddr::V4(inner)),
            None => {
                let first = address.segments()[0];
                !(address.is_loopback()
                    || address.is_unspecified()
                    || address.is_multicast()
                    || first & 0xfe00 == 0xfc00
                    || first & 0xffc0 == 0xfe80
                    || (first == 0x2001 && address.segments()[1] == 0x0db8))
            }
        },
    }
}

/// An IPv4 address inside: mapped, compatible, 6to4 or NAT64.
fn embedded(address: Ipv6Addr) -> Option<std::net::Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let of = |high: u16, low: u16| std::net::Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0xffff) => Some(of(g, h)),
        (0, 0, 0, 0, 0, 0) if (g, h) != (0, 0) && (g, h) != (0, 1) => Some(of(g, h)),
        (0x0064, 0xff9b, 0, 0, 0, 0) => Some(of(g, h)),
        (0x2002, ..) => Some(of(b, c)),
        _ => None,
    }
}

/// The operating system's name look-up without addresses that are not public: a name cannot lead inside.
struct PublicNames;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = net::look_up(name.as_str(), 0).await?;
            let public: Vec<_> = found.into_iter().filter(|address| is_public_address(address.ip())).collect();
            if public.is_empty() {
                return Err(LookupFailed(std::io::Error::other("no public address")).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_message_cannot_make_this_computer_ask_its_own_network() {
        for inside in [
            "https://127.0.0.1/x",
            "https://10.1.2.3/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:7f00:1::]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://localhost/",
            "https://printer/",
            "https://printer.local/",
            "https://2130706433/",
        ] {
            assert!(!is_public(&Url::parse(inside).unwrap()), "{inside}");
        }
        for outside in ["https://example.com/x", "https://8.8.8.8/", "https://[2a00:1450:4001::1]/"] {
            assert!(is_public(&Url::parse(outside).unwrap()), "{outside}");
        }
    }

    #[test]
    fn nothing_goes_out_in_the_clear() {
        let clients = Clients::new(&crate::Net::new(crate::NetConfig::default()).unwrap().tls(), "").unwrap();
        let allowed = |text: &str, whose| clients.client(&Url::parse(text).unwrap(), whose).is_ok();
        assert!(allowed("https://files.example.com/a", Whose::Own) && allowed("http://127.0.0.1:5280/a", Whose::Own));
        assert!(allowed("https://10.0.0.1/a", Whose::Own), "the own server may be on the own network");
        assert!(!allowed("http://files.example.com/a", Whose::Own) && !allowed("ftp://files.example.com/a", Whose::Own));
        assert!(!allowed("http://127.0.0.1:5280/a", Whose::Foreign) && !allowed("https://10.0.0.1/a", Whose::Foreign));
    }
}
