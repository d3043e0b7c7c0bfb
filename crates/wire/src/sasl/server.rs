//! The server's side of SCRAM (RFC 5802 §3) and what it keeps of a password.
//!
//! Invariant: an unknown user sees the same messages as a known one (a fake [`Verifier`]), and no comparison of
//! secrets takes a time that depends on them.

use std::fmt;

use subtle::ConstantTimeEq as _;

use super::hash::{Hash, xor};
use super::{Mechanism, SaslError, message, prep};
use crate::secret::Password;

/// What a server keeps instead of a password (RFC 5802 §3). It lets the password's owner be recognised, and nobody
/// sign in elsewhere with it.
#[derive(Clone, PartialEq, Eq)]
pub struct Verifier {
    pub salt: Vec<u8>,
    pub iterations: u32,
    pub stored_key: Vec<u8>,
    pub server_key: Vec<u8>,
}

impl Verifier {
    /// Derives it. Takes as long as `iterations` ask for: call it on a blocking thread.
    ///
    /// # Errors
    /// [`SaslError::Unpreparable`] for a password SASLprep refuses, [`SaslError::NoMechanism`] for PLAIN.
    pub fn derive(mechanism: Mechanism, password: &Password, salt: Vec<u8>, iterations: u32) -> Result<Verifier, SaslError> {
        let hash = Hash::of(mechanism).ok_or(SaslError::NoMechanism)?;
        let password = prep::password(password)?;
        let salted = hash.hi(password.as_bytes(), &salt, iterations);
        let stored_key = hash.digest(&hash.hmac(&salted, b"Client Key")).to_vec();
        let server_key = hash.hmac(&salted, b"Server Key").to_vec();
        Ok(Verifier { salt, iterations, stored_key, server_key })
    }

    /// A verifier for an account that does not exist: its salt is the same at every try, nothing matches its keys, and
    /// only the holder of `secret` could tell it from a real one.
    pub fn fake(mechanism: Mechanism, secret: &[u8], user: &str, iterations: u32) -> Verifier {
        let hash = Hash::of(mechanism).unwrap_or(Hash::Sha256);
        let derive = |label: &str| hash.hmac(secret, format!("{label}\0{user}").as_bytes()).to_vec();
        let mut salt = derive("salt");
        salt.truncate(16);
        Verifier { salt, iterations, stored_key: derive("stored key"), server_key: derive("server key") }
    }

    /// Whether this is the password, for PLAIN and for changing it. As slow as [`Verifier::derive`].
    pub fn matches(&self, mechanism: Mechanism, password: &Password) -> bool {
        Verifier::derive(mechanism, password, self.salt.clone(), self.iterations)
            .is_ok_and(|other| bool::from(other.stored_key.ct_eq(&self.stored_key)))
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier(…)")
    }
}

/// One SCRAM exchange of which the client-first-message has been read.
#[derive(Clone, Debug)]
pub struct ScramServer {
    hash: Hash,
    gs2_header: String,
    first_bare: String,
    user: String,
    authzid: Option<String>,
    nonce: String,
}

impl ScramServer {
    /// Reads the client-first-message; `nonce` is the server's own part, fresh and unguessable.
    ///
    /// # Errors
    /// [`SaslError::Malformed`], [`SaslError::ChannelBinding`] if it is demanded, [`SaslError::Unpreparable`].
    pub fn first(mechanism: Mechanism, client_first: &[u8], nonce: String) -> Result<ScramServer, SaslError> {
        let hash = Hash::of(mechanism).ok_or(SaslError::NoMechanism)?;
        message::checked_nonce(&nonce)?;
        let text = message::text(client_first)?;
        let (flag, rest) = text.split_once(',').ok_or(SaslError::Malformed)?;
        match flag {
            // `y`: the client could bind but saw no offer, which is true here.
            "n" | "y" => {}
            _ if flag.starts_with("p=") => return Err(SaslError::ChannelBinding),
            _ => return Err(SaslError::Malformed),
        }
        let (authzid, first_bare) = rest.split_once(',').ok_or(SaslError::Malformed)?;
        let authzid = match authzid.strip_prefix("a=") {
            Some(authzid) => Some(message::unescape(authzid)?),
            None if authzid.is_empty() => None,
            None => return Err(SaslError::Malformed),
        };
        let mut rest = first_bare;
        let user = prep::name(&message::unescape(message::take(&mut rest, 'n')?)?)?;
        let client_nonce = message::checked_nonce(message::take(&mut rest, 'r')?)?;
        Ok(ScramServer {
            hash,
            gs2_header: text.get(..text.len() - first_bare.len()).unwrap_or_default().to_owned(),
            first_bare: first_bare.to_owned(),
            user,
            authzid,
            nonce: format!("{client_nonce}{nonce}"),
        })
    }

    /// The prepared name of the account.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The address the client wants to act as, if it named one. Only its own may be granted.
    pub fn authzid(&self) -> Option<&str> {
        self.authzid.as_deref()
    }

    /// The server-first-message.
    pub fn challenge(&self, verifier: &Verifier) -> Vec<u8> {
        format!("r={},s={},i={}", self.nonce, message::encode(&verifier.salt), verifier.iterations).into_bytes()
    }

    /// Checks the client-final-message and answers with the server-final-message.
    ///
    /// # Errors
    /// [`SaslError::WrongProof`], [`SaslError::Nonce`], [`SaslError::ChannelBinding`], [`SaslError::Malformed`]. Tell
    /// the client `not-authorized` for each of them.
    pub fn finish(&self, client_final: &[u8], verifier: &Verifier) -> Result<Vec<u8>, SaslError> {
        let text = message::text(client_final)?;
        let (without_proof, proof) = text.rsplit_once(",p=").ok_or(SaslError::Malformed)?;
        let mut rest = without_proof;
        let binding = message::decode(message::take(&mut rest, 'c')?)?;
        let nonce = message::take(&mut rest, 'r')?;
        let proof = message::decode(proof)?;
        if binding != self.gs2_header.as_bytes() {
            return Err(SaslError::ChannelBinding);
        }
        if !bool::from(nonce.as_bytes().ct_eq(self.nonce.as_bytes())) {
            return Err(SaslError::Nonce);
        }
        if proof.len() != self.hash.len() {
            return Err(SaslError::Malformed);
        }
        let server_first = String::from_utf8(self.challenge(verifier)).map_err(|_| SaslError::Malformed)?;
        let auth_message = format!("{},{server_first},{without_proof}", self.first_bare);
        let signature = self.hash.hmac(&verifier.stored_key, auth_message.as_bytes());
        let client_key = xor(&proof, &signature);
        if !bool::from(self.hash.digest(&client_key).ct_eq(&verifier.stored_key)) {
            return Err(SaslError::WrongProof);
        }
        let signature = self.hash.hmac(&verifier.server_key, auth_message.as_bytes());
        Ok(format!("v={}", message::encode(&signature)).into_bytes())
    }
}

/// Reads a PLAIN message: the address to act as if it was named, the prepared user name, the password (RFC 4616).
///
/// # Errors
/// [`SaslError::Malformed`] or [`SaslError::Unpreparable`].
pub fn read_plain(data: &[u8]) -> Result<(Option<String>, String, Password), SaslError> {
    let mut parts = message::text(data)?.split('\0');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(authzid), Some(user), Some(password), None) if !password.is_empty() => {
            let authzid = (!authzid.is_empty()).then(|| authzid.to_owned());
            Ok((authzid, prep::name(user)?, Password::new(password.to_owned())))
        }
        _ => Err(SaslError::Malformed),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use crate::sasl::{ChannelBinding, ScramClient};

    fn password(text: &str) -> Password {
        Password::new(text.into())
    }

    fn exchange(mechanism: Mechanism, user: &str, typed: &str, verifier: &Verifier) -> Result<(), SaslError> {
        let client = ScramClient::new(mechanism, user, "client-nonce".into(), ChannelBinding::Unsupported)?;
        let server = ScramServer::first(mechanism, &client.first(), "server-nonce".into())?;
        assert_eq!(server.user(), user);
        let (response, check) = client.challenge(&server.challenge(verifier))?.compute(&password(typed))?;
        let server_final = server.finish(&response, verifier)?;
        check.verify(&server_final)
    }

    #[test]
    fn client_and_server_agree_for_every_hash() {
        for mechanism in [Mechanism::ScramSha1, Mechanism::ScramSha256, Mechanism::ScramSha512] {
            let verifier = Verifier::derive(mechanism, &password("päss,=wörd"), b"salt".to_vec(), 4_096).unwrap();
            for user in ["anna", "a,b=c", "ünï"] {
                assert_eq!(exchange(mechanism, user, "pa\u{308}ss,=wörd", &verifier), Ok(()));
                assert_eq!(exchange(mechanism, user, "wrong", &verifier), Err(SaslError::WrongProof));
            }
            assert!(verifier.matches(mechanism, &password("päss,=wörd")));
            assert!(!verifier.matches(mechanism, &password("wrong")));
        }
    }

    #[test]
    fn a_server_without_the_key_is_found_out() {
        let verifier = Verifier::derive(Mechanism::ScramSha256, &password("pw"), b"salt".to_vec(), 4_096).unwrap();
        let impostor = Verifier { server_key: vec![0; 32], ..verifier };
        assert_eq!(exchange(Mechanism::ScramSha256, "anna", "pw", &impostor), Err(SaslError::ServerNotGenuine));
    }

    #[test]
    fn unknown_users_look_like_known_ones() {
        let fake = |user: &str| Verifier::fake(Mechanism::ScramSha256, b"secret", user, 100_000);
        assert_eq!(fake("eve"), fake("eve"));
        assert_ne!(fake("eve").salt, fake("bob").salt);
        assert_eq!((fake("eve").salt.len(), fake("eve").stored_key.len()), (16, 32));
        assert_eq!(format!("{:?}", fake("eve")), "Verifier(…)");
        let cheap = Verifier { iterations: 4_096, ..fake("eve") };
        assert_eq!(exchange(Mechanism::ScramSha256, "eve", "pw", &cheap), Err(SaslError::WrongProof));
    }

    #[test]
    fn bad_first_messages_are_refused() {
        let first = |text: &str| ScramServer::first(Mechanism::ScramSha256, text.as_bytes(), "s".into()).err();
        assert_eq!(first("p=tls-exporter,,n=a,r=x"), Some(SaslError::ChannelBinding));
        for text in [
            "",
            "n",
            "n,",
            "n,,",
            "x,,n=a,r=x",
            "n,b=c,n=a,r=x",
            "n,,m=1,n=a,r=x",
            "n,,r=x,n=a",
            "n,,n=a",
            "n,,n=a,r=",
            "n,,n=a=b,r=x",
        ] {
            assert_eq!(first(text), Some(SaslError::Malformed), "{text}");
        }
        assert_eq!(first("n,,n=,r=x"), Some(SaslError::Unpreparable));
        assert_eq!(first("y,a=anna@b,n=anna,r=x"), None);
    }

    #[test]
    fn bad_final_messages_are_refused() {
        let verifier = Verifier::derive(Mechanism::ScramSha256, &password("pw"), b"salt".to_vec(), 4_096).unwrap();
        let server = ScramServer::first(Mechanism::ScramSha256, b"n,,n=anna,r=abc", "s".into()).unwrap();
        let finish = |text: &str| server.finish(text.as_bytes(), &verifier).err();
        let proof = message::encode(&[0; 32]);
        assert_eq!(finish(&format!("c=eSws,r=abcs,p={proof}")), Some(SaslError::ChannelBinding));
        assert_eq!(finish(&format!("c=biws,r=abc,p={proof}")), Some(SaslError::Nonce));
        assert_eq!(finish(&format!("c=biws,r=abcs,p={proof}")), Some(SaslError::WrongProof));
        for text in ["", "c=biws,r=abcs", "c=biws,r=abcs,p=", "c=biws,r=abcs,p=AAAA", "c=*,r=abcs,p=AAAA", "r=abcs,c=biws,p=AAAA"] {
            assert_eq!(finish(text), Some(SaslError::Malformed), "{text}");
        }
    }

    #[test]
    fn plain_messages_are_read() {
        let (authzid, user, secret) = read_plain(b"\0anna\0pw").unwrap();
        assert_eq!((authzid, user.as_str(), secret.reveal()), (None, "anna", "pw"));
        for bad in [&b""[..], b"anna\0pw", b"\0anna\0", b"\0\0pw", b"\0a\0b\0c"] {
            assert!(read_plain(bad).is_err());
        }
    }
}
