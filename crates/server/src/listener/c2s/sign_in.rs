//! Proving who one is (RFC 6120 §6): SCRAM-SHA-256 and nothing else.
//!
//! Invariant: an unknown account takes the same way, with the same words and the same waiting, as a known one.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use wire::frame::Frame;
use wire::sasl::{self, Mechanism, ScramServer, Verifier};
use wire::stanza;

use super::{End, MECHANISM, Stream};
use crate::address::account_name;
use crate::storage::accounts;

/// Tries of one connection before it is closed.
const TRIES: u32 = 3;

impl<T: AsyncRead + AsyncWrite> Stream<'_, T> {
    /// The name of the account that was proven.
    pub(super) async fn sign_in(&mut self) -> Result<String, End> {
        for _ in 0..TRIES {
            let (first, nonce) = match self.hear().await? {
                Frame::Sasl(auth) if auth.name() == "auth" => {
                    if auth.attr("mechanism").and_then(Mechanism::from_name) != Some(MECHANISM) {
                        self.say(&sasl::failure("invalid-mechanism", None)).await?;
                        continue;
                    }
                    (sasl::data(&auth), wire::ids::random_id(&*self.shared.core.house.entropy))
                }
                Frame::Close { .. } => return Err(End::Closed),
                _ => return Err(End::error("not-authorized")),
            };
            if !self.shared.throttled(|throttle, now| throttle.admits(self.address, now)) {
                self.say(&sasl::failure("temporary-auth-failure", Some("too many failed tries from this address"))).await?;
                return Err(End::error("policy-violation"));
            }
            let Ok(scram) = first.and_then(|first| ScramServer::first(MECHANISM, &first, nonce)) else {
                self.say(&sasl::failure("malformed-request", None)).await?;
                continue;
            };
            if let Some(account) = self.prove(&scram).await? {
                return Ok(account);
            }
        }
        Err(End::error("policy-violation"))
    }

    /// The rest of one SCRAM exchange; the account if it was proven.
    async fn prove(&mut self, scram: &ScramServer) -> Result<Option<String>, End> {
        let name = account_name(scram.user());
        let house = Arc::clone(&self.shared.core.house);
        let known = match name.clone() {
            Some(name) => self.shared.core.ask(move |turn| accounts::verifier(turn.db, &name)).await?,
            None => None,
        };
        let name = name.unwrap_or_default();
        let verifier = known.unwrap_or_else(|| Verifier::fake(MECHANISM, &house.secret, &name, house.iterations));
        self.say(&sasl::challenge(&scram.challenge(&verifier))).await?;
        let response = match self.hear().await? {
            Frame::Sasl(response) if response.name() == "response" => response,
            Frame::Sasl(abort) if abort.name() == "abort" => {
                self.say(&sasl::failure("aborted", None)).await?;
                return Ok(None);
            }
            Frame::Close { .. } => return Err(End::Closed),
            _ => return Err(End::error("not-authorized")),
        };
        let proof = sasl::data(&response).and_then(|response| scram.finish(&response, &verifier));
        let delay = self.shared.throttled(|throttle, now| throttle.delay(&name, now));
        tokio::time::sleep(Duration::from_millis(u64::try_from(delay).unwrap_or(0))).await;
        let own = house.bare(&name);
        let acts_as_other = scram.authzid().is_some_and(|authzid| stanza::prepared(authzid).as_deref() != Some(own.as_str()));
        match proof {
            Ok(_) if acts_as_other => {
                self.say(&sasl::failure("invalid-authzid", None)).await?;
                Ok(None)
            }
            Ok(last) => {
                self.shared.throttled(|throttle, _| throttle.succeeded(&name));
                self.say(&sasl::success(&last)).await?;
                Ok(Some(name))
            }
            Err(_) => {
                self.shared.throttled(|throttle, now| throttle.failed(self.address, &name, now));
                self.say(&sasl::failure("not-authorized", None)).await?;
                Ok(None)
            }
        }
    }
}
