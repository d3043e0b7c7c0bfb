//! Signing in over an open transport: the negotiation of `wire`, driven by real frames.
//!
//! Invariants: before the server is known to be genuine its frames are held to tight limits; the password's key is
//! derived where it holds up no task; the whole takes at most 30 s. RFC 6120 §6, §7, RFC 7395 §3, XEP-0198 §5.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::time::timeout;
use wire::frame;
use wire::ids::Entropy;
use wire::limits::Limits;
use wire::negotiate::{Established, Login, NegotiateError, Negotiation, Step};
use wire::secret::Password;

use crate::blocking::Blocking;
use crate::problem::{Problem, ProblemKind};
use crate::transport::{Received, Transport};

/// For the whole of signing in; a slow computer needs seconds for a million rounds of PBKDF2.
const PATIENCE: Duration = Duration::from_secs(30);
/// Features with capabilities in them are larger than anything a client sends before it is signed in.
const LIMITS: Limits = Limits { bytes: 64 * 1024, depth: 16, elements: 1_000, attributes: 32, namespaces: 16 };

/// Why signing in did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    Problem(Problem),
    /// The server asks to go there instead.
    SeeOther(String),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<NegotiateError> for Failure {
    fn from(error: NegotiateError) -> Self {
        let detail = error.to_string();
        let kind = match error {
            NegotiateError::SeeOther(uri) => return Self::SeeOther(uri),
            NegotiateError::CredentialsRefused => ProblemKind::CredentialsRefused,
            NegotiateError::AccountDisabled => ProblemKind::AccountDisabled,
            NegotiateError::TooManyAttempts => ProblemKind::TooManyAttempts,
            NegotiateError::Unsafe(_) => ProblemKind::SignInUnsafe,
            NegotiateError::ServerNotGenuine => ProblemKind::ServerNotGenuine,
            NegotiateError::StreamError(condition) => kind_of_stream_error(&condition),
            NegotiateError::Protocol(_) => ProblemKind::Protocol,
        };
        Self::Problem(Problem::new(kind, detail))
    }
}

/// RFC 6120 §4.9.3: a server that is going down or has no room is away; one that does not serve this domain is none of ours.
pub(crate) fn kind_of_stream_error(condition: &str) -> ProblemKind {
    match condition {
        "host-unknown" | "host-gone" => ProblemKind::NotAnIntranet,
        "system-shutdown" | "reset" | "connection-timeout" | "resource-constraint" | "internal-server-error" => {
            ProblemKind::HostUnreachable
        }
        _ => ProblemKind::Protocol,
    }
}

/// Signs in or resumes.
pub(crate) async fn sign_in(
    transport: &mut Box<dyn Transport>,
    login: Login,
    password: Password,
    entropy: &dyn Entropy,
    blocking: Blocking,
) -> Result<Established, Failure> {
    let late = |_| Err(Problem::unreachable("signing in took too long").into());
    timeout(PATIENCE, negotiate(transport, login, password, entropy, blocking)).await.unwrap_or_else(late)
}

async fn negotiate(
    transport: &mut Box<dyn Transport>,
    login: Login,
    password: Password,
    entropy: &dyn Entropy,
    blocking: Blocking,
) -> Result<Established, Failure> {
    let (mut negotiation, steps) = Negotiation::new(login, entropy);
    let mut steps = steps.into_iter().collect::<std::collections::VecDeque<_>>();
    loop {
        while let Some(step) = steps.pop_front() {
            match step {
                Step::Send(element) => transport.send(frame::serialize(&element)).await?,
                Step::Prove(proof) => {
                    let password = password.clone();
                    let computed = blocking.run(move || proof.compute(&password)).await;
                    let (response, check) = computed
                        .map_err(|error| Problem::protocol(error.to_string()))?
                        .map_err(|error| Failure::from(NegotiateError::from(error)))?;
                    steps.extend(negotiation.proved(response, check)?);
                }
                Step::Done(established) => return Ok(established),
            }
        }
        let text = next_text(transport).await?;
        let element = frame::parse(&text, &LIMITS).map_err(|error| Problem::protocol(error.to_string()))?;
        steps.extend(negotiation.receive(frame::classify(element))?);
    }
}

async fn next_text(transport: &mut Box<dyn Transport>) -> Result<String, Problem> {
    loop {
        match transport.next().await {
            Some(Ok(Received::Text(text))) => return Ok(text),
            Some(Ok(Received::Alive)) => {}
            Some(Err(problem)) => return Err(problem),
            None => return Err(Problem::unreachable("the server closed the connection")),
        }
    }
}
