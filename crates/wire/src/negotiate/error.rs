//! Why a negotiation ended, sorted by what a person or a retry can do about it.

use crate::sasl::SaslError;

/// Why there is no session. The texts are for logs; none of them holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NegotiateError {
    /// The name or the password is wrong.
    #[error("the server refused the name or the password")]
    CredentialsRefused,
    /// The account exists and may not be used.
    #[error("the account is disabled")]
    AccountDisabled,
    /// Too many attempts, or the server cannot check at the moment: try later.
    #[error("the server wants no further attempts for now")]
    TooManyAttempts,
    /// Signing in would expose the password or is weaker than before.
    #[error("signing in would not be safe: {0}")]
    Unsafe(String),
    /// The server could not prove that it knows the account.
    #[error("the server could not prove that it is genuine")]
    ServerNotGenuine,
    /// The server does not speak the protocol as expected.
    #[error("{0}")]
    Protocol(String),
    /// The server ended the stream with this condition.
    #[error("the server ended the stream: {0}")]
    StreamError(String),
    /// The server wants us elsewhere: a host (RFC 6120 §4.9.3.19) or a WebSocket URI (RFC 7395 §3.6.1). Hostile until
    /// checked.
    #[error("the server sends us to {0}")]
    SeeOther(String),
}

impl NegotiateError {
    /// From the condition of a SASL `<failure/>` (RFC 6120 §6.5).
    pub(super) fn from_failure(condition: &str, text: Option<String>) -> NegotiateError {
        match condition {
            "not-authorized" | "invalid-authzid" | "credentials-expired" => NegotiateError::CredentialsRefused,
            "account-disabled" => NegotiateError::AccountDisabled,
            "temporary-auth-failure" => NegotiateError::TooManyAttempts,
            "encryption-required" | "mechanism-too-weak" | "invalid-mechanism" => NegotiateError::Unsafe(condition.to_owned()),
            other => NegotiateError::Protocol(match text {
                Some(text) => format!("sign-in failed: {other}: {}", text.chars().take(200).collect::<String>()),
                None => format!("sign-in failed: {other}"),
            }),
        }
    }
}

impl From<SaslError> for NegotiateError {
    fn from(error: SaslError) -> NegotiateError {
        match error {
            SaslError::NoMechanism | SaslError::Downgrade | SaslError::PlainRefused | SaslError::Iterations(_) => {
                NegotiateError::Unsafe(error.to_string())
            }
            SaslError::Nonce | SaslError::ServerNotGenuine => NegotiateError::ServerNotGenuine,
            SaslError::Refused(reason) => match reason.as_str() {
                "invalid-proof" | "unknown-user" | "invalid-username-encoding" => NegotiateError::CredentialsRefused,
                _ => NegotiateError::Protocol(SaslError::Refused(reason).to_string()),
            },
            SaslError::Unpreparable | SaslError::WrongProof => NegotiateError::CredentialsRefused,
            SaslError::Malformed | SaslError::ChannelBinding => NegotiateError::Protocol(error.to_string()),
        }
    }
}
