//! What can go wrong between here and the intranet, in kinds that the window has plain words for.
//!
//! Invariant: the kind is decided from typed errors (certificate, name look-up, HTTP status, SASL), never
//! from message text; the detail is for logs and "more information" and carries no secret. The kinds mirror the
//! URL, transport security and sign-in part of the codes the page knows. RFC 5280 §6 for the certificate kinds,
//! RFC 6120 §6.5 for the sign-in kinds.

use std::error::Error as StdError;
use std::io;

use rustls::CertificateError;
use serde::{Deserialize, Serialize};
use tokio_tungstenite::tungstenite;

/// Why a connection could not be made or did not last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ProblemKind {
    /// Not a URL.
    UrlInvalid,
    /// Neither `https` nor a loopback address, or the server pointed to such a place.
    UrlInsecure,
    /// The host name does not resolve.
    HostUnknown,
    /// Nothing answers, not in time, or the connection was lost.
    HostUnreachable,
    /// Something answers, but it offers no XMPP over WebSocket.
    NotAnIntranet,
    /// Expired, or not valid yet (then the clock of this computer is the first suspect).
    CertificateExpired,
    /// Valid, but for another host.
    CertificateWrongHost,
    /// Issued by nobody this computer trusts.
    CertificateUntrusted,
    /// Any other fault of the certificate or of the TLS handshake.
    CertificateInvalid,
    /// Wrong account name or password.
    CredentialsRefused,
    /// The account exists but may not be used.
    AccountDisabled,
    /// The server asks to try again later.
    TooManyAttempts,
    /// The server offers only sign-in methods that are weaker than before or not safe.
    SignInUnsafe,
    /// The server could not prove that it knows the password.
    ServerNotGenuine,
    /// The stream broke the protocol.
    Protocol,
}

/// A problem with its kind and a technical detail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?}: {detail}")]
pub struct Problem {
    /// What the window and the retry rules decide by.
    pub kind: ProblemKind,
    /// English, technical, without secrets.
    pub detail: String,
}

/// The name look-up failed. A type of its own, so that it can be told from other I/O errors inside an HTTP error.
#[derive(Debug, thiserror::Error)]
#[error("name look-up failed: {0}")]
pub(crate) struct LookupFailed(pub io::Error);

/// A redirect led to a place without transport security.
#[derive(Debug, thiserror::Error)]
#[error("redirect to an insecure address")]
pub(crate) struct InsecureRedirect;

impl Problem {
    /// A problem of this kind.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into() }
    }

    /// Whether trying again with the same account and the same settings makes no sense: a person has to act.
    pub fn is_final(&self) -> bool {
        matches!(
            self.kind,
            ProblemKind::CredentialsRefused
                | ProblemKind::AccountDisabled
                | ProblemKind::SignInUnsafe
                | ProblemKind::ServerNotGenuine
        )
    }

    pub(crate) fn protocol(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::Protocol, detail)
    }

    pub(crate) fn unreachable(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::HostUnreachable, detail)
    }

    /// Any error of the network: the kind is that of the first known type in the chain of causes.
    pub(crate) fn from_network(error: &(dyn StdError + 'static)) -> Self {
        let kind = kind_of(error, 0).unwrap_or(ProblemKind::HostUnreachable);
        Self::new(kind, innermost(error))
    }

    /// A WebSocket that could not be opened. Redirects are never followed (RFC 6455 §4.1 leaves it to the client).
    pub(crate) fn from_upgrade(error: &tungstenite::Error) -> Self {
        match error {
            tungstenite::Error::Io(error) => Self::from_network(error),
            tungstenite::Error::Http(response) if response.status().is_server_error() => {
                Self::unreachable(format!("the server answered {}", response.status()))
            }
            tungstenite::Error::Http(response) => {
                Self::new(ProblemKind::NotAnIntranet, format!("the server answered {} instead of a WebSocket", response.status()))
            }
            tungstenite::Error::ConnectionClosed | tungstenite::Error::AlreadyClosed => Self::unreachable(error.to_string()),
            other => Self::new(ProblemKind::NotAnIntranet, other.to_string()),
        }
    }

    /// An open WebSocket that failed.
    pub(crate) fn from_socket(error: &tungstenite::Error) -> Self {
        match error {
            tungstenite::Error::Io(error) => Self::from_network(error),
            tungstenite::Error::ConnectionClosed
            | tungstenite::Error::AlreadyClosed
            | tungstenite::Error::Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake) => {
                Self::unreachable(error.to_string())
            }
            other => Self::protocol(other.to_string()),
        }
    }
}

/// `io::Error` hides the error it wraps from `source()`, so both ways down are tried.
fn kind_of(error: &(dyn StdError + 'static), depth: usize) -> Option<ProblemKind> {
    if depth > 16 {
        return None;
    }
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(kind_of_tls(tls));
    }
    if error.is::<LookupFailed>() {
        return Some(ProblemKind::HostUnknown);
    }
    if error.is::<InsecureRedirect>() {
        return Some(ProblemKind::UrlInsecure);
    }
    if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref)
        && let Some(kind) = kind_of(inner, depth + 1)
    {
        return Some(kind);
    }
    error.source().and_then(|source| kind_of(source, depth + 1))
}

fn kind_of_tls(error: &rustls::Error) -> ProblemKind {
    let rustls::Error::InvalidCertificate(fault) = error else {
        // A peer that does not speak TLS, no common version, an alert: nothing the certificate is to blame for, but
        // the transport is not secure either.
        return ProblemKind::CertificateInvalid;
    };
    match fault {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => ProblemKind::CertificateExpired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => ProblemKind::CertificateWrongHost,
        CertificateError::UnknownIssuer => ProblemKind::CertificateUntrusted,
        // The usual home-made certificate is its own authority; the verifier names that, and has no variant for it.
        CertificateError::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => ProblemKind::CertificateUntrusted,
        _ => ProblemKind::CertificateInvalid,
    }
}

/// The last cause says most ("connection refused" rather than "error sending request").
fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut last = error;
    for _ in 0..16 {
        let inner = last.downcast_ref::<io::Error>().and_then(io::Error::get_ref).map(|inner| inner as &(dyn StdError + 'static));
        match inner.or_else(|| last.source()) {
            Some(next) => last = next,
            None => break,
        }
    }
    last.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_found_through_wrapped_io_errors() {
        let tls = rustls::Error::InvalidCertificate(CertificateError::NotValidForName);
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
        assert_eq!(Problem::from_network(&wrapped).kind, ProblemKind::CertificateWrongHost);
        let lookup = io::Error::other(LookupFailed(io::Error::other("no such host")));
        assert_eq!(Problem::from_network(&lookup).kind, ProblemKind::HostUnknown);
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        assert_eq!(Problem::from_network(&refused).kind, ProblemKind::HostUnreachable);
    }

    #[test]
    fn a_certificate_of_the_future_is_told_like_an_expired_one() {
        let kind = kind_of_tls(&rustls::Error::InvalidCertificate(CertificateError::NotValidYet));
        assert_eq!(kind, ProblemKind::CertificateExpired);
    }
}
