//! The client's side of SCRAM (RFC 5802 §3) and of PLAIN (RFC 4616).
//!
//! Invariant: the costly step is a value of its own, [`PendingProof`], so that it can run on a blocking thread; before
//! it exists the server's demands have been checked. The sign-in is not done before [`ServerCheck::verify`] agrees.

use std::fmt;

use subtle::ConstantTimeEq as _;

use super::hash::{Hash, xor};
use super::{ITERATIONS, Mechanism, SaslError, message, prep};
use crate::secret::Password;

/// What the client says about channel binding in the GS2 header (RFC 5802 §6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChannelBinding {
    /// `n`: the client does none, whatever the server offers.
    #[default]
    Unsupported,
}

impl ChannelBinding {
    fn gs2_header(self) -> &'static str {
        match self {
            ChannelBinding::Unsupported => "n,,",
        }
    }
}

/// One SCRAM exchange, before the server has answered.
#[derive(Clone, Debug)]
pub struct ScramClient {
    hash: Hash,
    gs2_header: &'static str,
    first_bare: String,
    nonce: String,
}

impl ScramClient {
    /// Prepares an exchange for the account `user` (the local part of its address). The nonce has to be fresh and
    /// unguessable: [`crate::ids::random_id`].
    ///
    /// # Errors
    /// [`SaslError::Unpreparable`] for a name SASLprep refuses, [`SaslError::NoMechanism`] for PLAIN,
    /// [`SaslError::Malformed`] for a nonce that cannot be sent.
    pub fn new(mechanism: Mechanism, user: &str, nonce: String, channel_binding: ChannelBinding) -> Result<ScramClient, SaslError> {
        let hash = Hash::of(mechanism).ok_or(SaslError::NoMechanism)?;
        message::checked_nonce(&nonce)?;
        let first_bare = format!("n={},r={nonce}", message::escape(&prep::name(user)?));
        Ok(ScramClient { hash, gs2_header: channel_binding.gs2_header(), first_bare, nonce })
    }

    /// The client-first-message.
    pub fn first(&self) -> Vec<u8> {
        format!("{}{}", self.gs2_header, self.first_bare).into_bytes()
    }

    /// Takes the server-first-message and makes the cheap checks.
    ///
    /// # Errors
    /// [`SaslError::Nonce`] if it does not extend ours, [`SaslError::Iterations`] if the rounds are out of bounds,
    /// [`SaslError::Refused`], [`SaslError::Malformed`].
    pub fn challenge(&self, data: &[u8]) -> Result<PendingProof, SaslError> {
        let server_first = message::text(data)?;
        if let Some(reason) = server_first.strip_prefix("e=") {
            return Err(SaslError::Refused(reason.to_owned()));
        }
        // A mandatory extension (`m=`) fails here too, as it must: none is known.
        let mut rest = server_first;
        let nonce = message::checked_nonce(message::take(&mut rest, 'r')?)?;
        let salt = message::decode(message::take(&mut rest, 's')?)?;
        let rounds: u64 = message::take(&mut rest, 'i')?.parse().map_err(|_| SaslError::Malformed)?;
        if !nonce.starts_with(&self.nonce) || nonce.len() == self.nonce.len() {
            return Err(SaslError::Nonce);
        }
        let iterations =
            u32::try_from(rounds).ok().filter(|rounds| ITERATIONS.contains(rounds)).ok_or(SaslError::Iterations(rounds))?;
        if salt.is_empty() || salt.len() > 256 {
            return Err(SaslError::Malformed);
        }
        let without_proof = format!("c={},r={nonce}", message::encode(self.gs2_header.as_bytes()));
        let auth_message = format!("{},{server_first},{without_proof}", self.first_bare);
        Ok(PendingProof(Proof::Scram { hash: self.hash, salt, iterations, auth_message, without_proof }))
    }
}

/// A checked challenge that only waits for the password.
#[derive(Clone)]
pub struct PendingProof(Proof);

#[derive(Clone)]
enum Proof {
    Plain { user: String },
    Scram { hash: Hash, salt: Vec<u8>, iterations: u32, auth_message: String, without_proof: String },
}

impl PendingProof {
    /// The whole of PLAIN, which has no challenge.
    ///
    /// # Errors
    /// [`SaslError::Unpreparable`] for a name SASLprep refuses.
    pub fn plain(user: &str) -> Result<PendingProof, SaslError> {
        Ok(PendingProof(Proof::Plain { user: prep::name(user)? }))
    }

    /// How many rounds of hashing it takes; `None` for PLAIN, which takes none.
    pub fn rounds(&self) -> Option<u32> {
        match self.0 {
            Proof::Plain { .. } => None,
            Proof::Scram { iterations, .. } => Some(iterations),
        }
    }

    /// The response to send and the check of what the server says next. Runs PBKDF2 and takes up to a second: call it
    /// on a blocking thread.
    ///
    /// # Errors
    /// [`SaslError::Unpreparable`] for a password SASLprep refuses.
    pub fn compute(&self, password: &Password) -> Result<(Vec<u8>, ServerCheck), SaslError> {
        let password = prep::password(password)?;
        match &self.0 {
            Proof::Plain { user } => Ok((format!("\0{user}\0{}", password.as_str()).into_bytes(), ServerCheck { signature: None })),
            Proof::Scram { hash, salt, iterations, auth_message, without_proof } => {
                let salted = hash.hi(password.as_bytes(), salt, *iterations);
                let client_key = hash.hmac(&salted, b"Client Key");
                let signature = hash.hmac(&hash.digest(&client_key), auth_message.as_bytes());
                let proof = message::encode(&xor(&client_key, &signature));
                let server_key = hash.hmac(&salted, b"Server Key");
                let expected = hash.hmac(&server_key, auth_message.as_bytes()).to_vec();
                Ok((format!("{without_proof},p={proof}").into_bytes(), ServerCheck { signature: Some(expected) }))
            }
        }
    }
}

impl fmt::Debug for PendingProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PendingProof(…)")
    }
}

/// What the server has to prove before it is believed.
#[derive(Clone)]
pub struct ServerCheck {
    signature: Option<Vec<u8>>,
}

impl ServerCheck {
    /// Whether the mechanism has no such proof (PLAIN).
    pub fn is_vacuous(&self) -> bool {
        self.signature.is_none()
    }

    /// Checks the server-final-message, in constant time.
    ///
    /// # Errors
    /// [`SaslError::Refused`] if it is an error, else [`SaslError::ServerNotGenuine`].
    pub fn verify(&self, server_final: &[u8]) -> Result<(), SaslError> {
        let Some(expected) = &self.signature else { return Ok(()) };
        let text = message::text(server_final).map_err(|_| SaslError::ServerNotGenuine)?;
        if let Some(reason) = text.strip_prefix("e=") {
            return Err(SaslError::Refused(reason.split(',').next().unwrap_or_default().to_owned()));
        }
        let mut rest = text;
        let signature = message::take(&mut rest, 'v').and_then(message::decode).map_err(|_| SaslError::ServerNotGenuine)?;
        if bool::from(signature.ct_eq(expected)) { Ok(()) } else { Err(SaslError::ServerNotGenuine) }
    }
}

impl fmt::Debug for ServerCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerCheck(…)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    fn client(mechanism: Mechanism, nonce: &str) -> ScramClient {
        ScramClient::new(mechanism, "user", nonce.into(), ChannelBinding::Unsupported).unwrap()
    }

    fn vector(mechanism: Mechanism, nonce: &str, server_first: &str, client_final: &str, server_final: &str) {
        let client = client(mechanism, nonce);
        assert_eq!(client.first(), format!("n,,n=user,r={nonce}").into_bytes());
        let (response, check) =
            client.challenge(server_first.as_bytes()).unwrap().compute(&Password::new("pencil".into())).unwrap();
        assert_eq!(String::from_utf8(response).unwrap(), client_final);
        assert_eq!(check.verify(server_final.as_bytes()), Ok(()));
        let wrong = server_final.replacen("v=", "v=A", 1);
        for bad in [wrong.as_str(), "", "v=", "v=AAAA", "x"] {
            assert_eq!(check.verify(bad.as_bytes()), Err(SaslError::ServerNotGenuine), "{bad}");
        }
        assert_eq!(check.verify(b"e=invalid-proof"), Err(SaslError::Refused("invalid-proof".into())));
    }

    #[test]
    fn the_example_of_rfc_5802() {
        vector(
            Mechanism::ScramSha1,
            "fyko+d2lbbFgONRv9qkxdawL",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        );
    }

    #[test]
    fn the_example_of_rfc_7677() {
        vector(
            Mechanism::ScramSha256,
            "rOprNGfwEbeRWgbNEkqO",
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        );
    }

    #[test]
    fn the_servers_demands_are_bounded() {
        let client = client(Mechanism::ScramSha256, "abc");
        let demand = |text: &str| client.challenge(text.as_bytes()).map(|_| ());
        for rounds in ["1", "4095", "1000001", "10000000", "2147483648", "4294967296", "18446744073709551615"] {
            assert_eq!(demand(&format!("r=abcd,s=AAAA,i={rounds}")), Err(SaslError::Iterations(rounds.parse().unwrap())));
        }
        for rounds in ["4096", "1000000"] {
            assert_eq!(demand(&format!("r=abcd,s=AAAA,i={rounds}")), Ok(()));
        }
        for text in ["r=abc,s=AAAA,i=4096", "r=abd1,s=AAAA,i=4096", "r=xabcd,s=AAAA,i=4096"] {
            assert_eq!(demand(text), Err(SaslError::Nonce), "{text}");
        }
        let salt = format!("r=abcd,s={},i=4096", "A".repeat(1_000));
        let huge = format!("r=abcd,s={},i=4096", "A".repeat(1_000_000));
        for text in [
            "",
            "r=abcd",
            "m=x,r=abcd,s=AAAA,i=4096",
            "s=AAAA,r=abcd,i=4096",
            "r=abcd,s=,i=4096",
            "r=abcd,s=*,i=4096",
            "r=abcd,s=AAAA,i=-1",
            "r=abcd,s=AAAA,i=",
            "r=abcd,s=AAAA,i=99999999999999999999",
            "r=ab\u{e9}cd,s=AAAA,i=4096",
            &salt,
            &huge,
        ] {
            assert_eq!(demand(text), Err(SaslError::Malformed), "{text}");
        }
        assert_eq!(demand("e=other-error"), Err(SaslError::Refused("other-error".into())));
        assert!(client.challenge(&[0xff, 0xfe]).is_err());
    }

    #[test]
    fn plain_is_one_message() {
        let (response, check) = PendingProof::plain("anna").unwrap().compute(&Password::new("pw".into())).unwrap();
        assert_eq!(response, b"\0anna\0pw");
        assert!(check.is_vacuous());
        assert_eq!(check.verify(b""), Ok(()));
    }

    #[test]
    fn debug_shows_no_secret() {
        let proof = client(Mechanism::ScramSha1, "abc").challenge(b"r=abcd,s=AAAA,i=4096").unwrap();
        let (_, check) = proof.compute(&Password::new("CANARY".into())).unwrap();
        assert_eq!(format!("{proof:?}{check:?}"), "PendingProof(…)ServerCheck(…)");
    }
}
