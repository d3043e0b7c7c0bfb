//! Signing in without ever sending or storing a password: SCRAM (RFC 5802, RFC 7677) for client and server, SASLprep
//! (RFC 4013) on both, and PLAIN for servers that have nothing else and only when the caller allows it.
//!
//! Invariant: a server that once offered a mechanism is never talked to with a weaker one, and a server that cannot
//! prove that it knows the account is not signed in to. Everything secret is compared in constant time.

mod client;
mod elements;
mod hash;
mod message;
mod prep;
mod server;

pub use client::{ChannelBinding, PendingProof, ScramClient, ServerCheck};
pub use elements::{abort, auth, challenge, data, failure, failure_condition, mechanisms, offered, response, success};
pub use server::{ScramServer, Verifier, read_plain};

/// What a client accepts as PBKDF2 rounds: fewer are weak (RFC 7677 §4), more are an attack on our processor.
pub const ITERATIONS: std::ops::RangeInclusive<u32> = 4_096..=1_000_000;

/// A SASL mechanism, ordered from weak to strong. The `-PLUS` forms are not among them: channel binding is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mechanism {
    Plain,
    ScramSha1,
    ScramSha256,
    ScramSha512,
}

impl Mechanism {
    /// From weak to strong.
    pub const ALL: [Mechanism; 4] = [Mechanism::Plain, Mechanism::ScramSha1, Mechanism::ScramSha256, Mechanism::ScramSha512];

    /// The registered name.
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Plain => "PLAIN",
            Mechanism::ScramSha1 => "SCRAM-SHA-1",
            Mechanism::ScramSha256 => "SCRAM-SHA-256",
            Mechanism::ScramSha512 => "SCRAM-SHA-512",
        }
    }

    /// `None` for mechanisms that are not spoken here.
    pub fn from_name(name: &str) -> Option<Mechanism> {
        Mechanism::ALL.into_iter().find(|mechanism| mechanism.name() == name.trim())
    }
}

/// Why signing in was given up, or refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaslError {
    /// Nothing of what is offered is spoken here.
    #[error("the server offers no way of signing in that is supported")]
    NoMechanism,
    /// Only weaker mechanisms than the pinned one are offered: somebody may stand in between.
    #[error("the server offers only weaker ways of signing in than before")]
    Downgrade,
    /// Only PLAIN is offered, and it is not allowed.
    #[error("the server wants the password in the clear")]
    PlainRefused,
    /// The rounds are outside [`ITERATIONS`].
    #[error("the server asks for {0} rounds of password hashing")]
    Iterations(u64),
    /// A message that does not follow the RFC.
    #[error("a sign-in message is malformed")]
    Malformed,
    /// The nonce is not the one of this exchange.
    #[error("a sign-in message belongs to another exchange")]
    Nonce,
    /// The server's signature is missing or wrong: it does not know the account's secrets.
    #[error("the server could not prove that it is genuine")]
    ServerNotGenuine,
    /// The other side's own reason, a SCRAM `e=` value.
    #[error("the server refused: {0}")]
    Refused(String),
    /// A name or password with characters that SASLprep forbids.
    #[error("the name or password holds characters that cannot be used")]
    Unpreparable,
    /// The client's proof is wrong (server side).
    #[error("the proof is wrong")]
    WrongProof,
    /// Channel binding was demanded or tampered with (server side).
    #[error("channel binding is not supported")]
    ChannelBinding,
}

/// The strongest mechanism that is offered and spoken, never weaker than `pinned` (what this account used before), and
/// PLAIN only if `plain_allowed`.
///
/// # Errors
/// [`SaslError::NoMechanism`], [`SaslError::Downgrade`] or [`SaslError::PlainRefused`].
pub fn choose(offered: &[String], pinned: Option<Mechanism>, plain_allowed: bool) -> Result<Mechanism, SaslError> {
    let best = offered.iter().filter_map(|name| Mechanism::from_name(name)).max();
    match (best, pinned) {
        (None, None) => Err(SaslError::NoMechanism),
        (None, Some(_)) => Err(SaslError::Downgrade),
        (Some(best), Some(pinned)) if best < pinned => Err(SaslError::Downgrade),
        (Some(Mechanism::Plain), _) if !plain_allowed => Err(SaslError::PlainRefused),
        (Some(best), _) => Ok(best),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_strongest_is_chosen() {
        let all = names(&["PLAIN", "SCRAM-SHA-1", "X-OAUTH2", "SCRAM-SHA-512-PLUS", "SCRAM-SHA-512", "SCRAM-SHA-256"]);
        assert_eq!(choose(&all, None, true), Ok(Mechanism::ScramSha512));
        assert_eq!(choose(&names(&["SCRAM-SHA-1-PLUS", "SCRAM-SHA-1"]), None, false), Ok(Mechanism::ScramSha1));
        assert_eq!(choose(&names(&["EXTERNAL"]), None, true), Err(SaslError::NoMechanism));
    }

    #[test]
    fn a_downgrade_is_refused() {
        let pinned = Some(Mechanism::ScramSha256);
        assert_eq!(choose(&names(&["PLAIN"]), pinned, true), Err(SaslError::Downgrade));
        assert_eq!(choose(&names(&["PLAIN", "SCRAM-SHA-1"]), pinned, true), Err(SaslError::Downgrade));
        assert_eq!(choose(&names(&[]), pinned, true), Err(SaslError::Downgrade));
        assert_eq!(choose(&names(&["SCRAM-SHA-512"]), pinned, false), Ok(Mechanism::ScramSha512));
    }

    #[test]
    fn plain_only_when_allowed() {
        assert_eq!(choose(&names(&["PLAIN"]), None, false), Err(SaslError::PlainRefused));
        assert_eq!(choose(&names(&["PLAIN"]), None, true), Ok(Mechanism::Plain));
        assert_eq!(choose(&names(&["PLAIN"]), Some(Mechanism::Plain), false), Err(SaslError::PlainRefused));
    }

    #[test]
    fn names_go_both_ways_and_order_is_strength() {
        for mechanism in Mechanism::ALL {
            assert_eq!(Mechanism::from_name(mechanism.name()), Some(mechanism));
        }
        assert!(Mechanism::ALL.is_sorted());
    }
}
