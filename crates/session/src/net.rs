//! The road out: one TLS configuration for the stream and for HTTP, and an HTTP client with narrow habits.
//!
//! Invariants: certificates are judged by the operating system's trust store (plus roots given by policy), never
//! skipped; TLS 1.2 or 1.3; no cookies; a body is read up to a limit given by the caller; a redirect stays on its origin, or
//! leads to another host's `/.well-known/` over https (RFC 8615; XEP-0156 §Security).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;
use url::Url;

use crate::address;
use crate::files;
use crate::problem::{InsecureRedirect, LookupFailed, Problem, ProblemKind};

/// For one HTTP request as a whole, and for each step of opening a stream.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// Redirects that are followed at most.
const MOST_REDIRECTS: usize = 3;

/// What [`Net`] is made of.
#[derive(Clone, Debug, Default)]
pub struct NetConfig {
    /// Authorities trusted in addition to those of the operating system.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// Trust `extra_roots` and nothing else: for a locked-down deployment, and for tests that must not depend on the machine.
    pub only_extra_roots: bool,
    /// Sent with HTTP requests and the WebSocket upgrade; empty: none is sent.
    pub user_agent: String,
}

/// The network as this program uses it. Cheap to clone.
#[derive(Clone)]
pub struct Net {
    shared: Arc<Shared>,
}

struct Shared {
    tls: Arc<ClientConfig>,
    /// Follows the proxy settings of the environment.
    outward: reqwest::Client,
    /// Never through a proxy: for this computer, and for discovery, which must take the same road as the stream.
    direct: reqwest::Client,
    /// For whole files: see [`files`].
    files: files::Clients,
    user_agent: String,
}

impl std::fmt::Debug for Net {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Net").finish_non_exhaustive()
    }
}

impl Net {
    /// Reads the trust store; blocks for some milliseconds.
    pub fn new(config: NetConfig) -> Result<Self, Problem> {
        let tls = tls_config(&config)?;
        let direct = client(&tls, &config.user_agent)?.no_proxy().build().map_err(|error| unusable(&error))?;
        let outward = client(&tls, &config.user_agent)?.build().map_err(|error| unusable(&error))?;
        let files = files::Clients::new(&tls, &config.user_agent).map_err(|error| unusable(&error))?;
        Ok(Self { shared: Arc::new(Shared { tls: Arc::new(tls), outward, direct, files, user_agent: config.user_agent }) })
    }

    /// The HTTP client for this URL. Requests to this computer never go through a proxy.
    pub fn http(&self, url: &Url) -> &reqwest::Client {
        if address::is_loopback(url) { &self.shared.direct } else { &self.shared.outward }
    }

    /// The HTTP client for whole files at this URL: the own servers', or those of anybody else.
    pub fn files(&self, url: &Url, whose: files::Whose) -> Result<&reqwest::Client, Problem> {
        self.shared.files.client(url, whose)
    }

    /// The TLS configuration everything uses.
    pub fn tls(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.shared.tls)
    }

    pub(crate) fn user_agent(&self) -> &str {
        &self.shared.user_agent
    }

    /// A small document of at most `limit` bytes, by the direct road. `None`: there is no such document (any answer but
    /// success, a redirect that may not be followed, or one that is too large).
    pub(crate) async fn document(&self, url: &Url, accept: &str, limit: usize) -> Result<Option<Vec<u8>>, Problem> {
        address::require_secure(url)?;
        let request = self.shared.direct.get(url.clone()).header(http::header::ACCEPT, accept);
        let mut response = request.send().await.map_err(|error| problem_of(&error))?;
        if !response.status().is_success() || response.content_length().is_some_and(|length| length > limit as u64) {
            return Ok(None);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| problem_of(&error))? {
            if body.len() + chunk.len() > limit {
                return Ok(None);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Some(body))
    }
}

fn problem_of(error: &reqwest::Error) -> Problem {
    if error.is_timeout() { Problem::unreachable("no answer in time") } else { Problem::from_network(error) }
}

fn unusable(error: &dyn std::error::Error) -> Problem {
    Problem::new(ProblemKind::CertificateInvalid, format!("TLS cannot be set up: {error}"))
}

fn tls_config(config: &NetConfig) -> Result<ClientConfig, Problem> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(&error))?;
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(config.extra_roots.iter().cloned());
    if config.only_extra_roots {
        return Ok(builder.with_root_certificates(roots).with_no_client_auth());
    }
    match Verifier::new_with_extra_roots(config.extra_roots.iter().cloned(), provider) {
        Ok(verifier) => Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()),
        // A system without any trust store: nothing is trusted, but a server on this computer still works.
        Err(error) => {
            tracing::warn!(%error, "no trust store: every certificate will be refused");
            Ok(builder.with_root_certificates(roots).with_no_client_auth())
        }
    }
}

fn client(tls: &ClientConfig, user_agent: &str) -> Result<reqwest::ClientBuilder, Problem> {
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .redirect(redirects())
        .referer(false)
        .connect_timeout(PATIENCE)
        .timeout(PATIENCE)
        .dns_resolver(SystemNames);
    Ok(if user_agent.is_empty() { builder } else { builder.user_agent(user_agent) })
}

fn redirects() -> redirect::Policy {
    redirect::Policy::custom(|attempt| {
        let next = attempt.url();
        let first = attempt.previous().first();
        if !address::is_secure(next) {
            return attempt.error(InsecureRedirect);
        }
        let same_origin = first.is_some_and(|first| first.origin() == next.origin());
        let well_known = next.scheme() == "https" && next.path().starts_with("/.well-known/");
        if attempt.previous().len() <= MOST_REDIRECTS && (same_origin || well_known) { attempt.follow() } else { attempt.stop() }
    })
}

/// Every address the operating system knows for the host.
pub(crate) async fn look_up(host: &str, port: u16) -> Result<Vec<SocketAddr>, LookupFailed> {
    let found = tokio::net::lookup_host((host, port)).await.map_err(LookupFailed)?;
    let addresses = address::allowed(host, found);
    if addresses.is_empty() { Err(LookupFailed(std::io::Error::other("no address"))) } else { Ok(addresses) }
}

/// The operating system's name look-up, with an error that can be told from all others.
pub(crate) struct SystemNames;

impl Resolve for SystemNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses = look_up(name.as_str(), 0).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
