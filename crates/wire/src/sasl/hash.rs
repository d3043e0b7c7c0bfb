//! The hash functions under SCRAM, chosen at run time.

use hmac::{Hmac, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

use super::Mechanism;

/// Key material that is wiped when dropped.
pub(super) type Key = Zeroizing<Vec<u8>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha512,
}

impl Hash {
    /// `None` for PLAIN.
    pub(super) fn of(mechanism: Mechanism) -> Option<Hash> {
        match mechanism {
            Mechanism::Plain => None,
            Mechanism::ScramSha1 => Some(Hash::Sha1),
            Mechanism::ScramSha256 => Some(Hash::Sha256),
            Mechanism::ScramSha512 => Some(Hash::Sha512),
        }
    }

    /// Output length in bytes.
    pub(super) fn len(self) -> usize {
        match self {
            Hash::Sha1 => 20,
            Hash::Sha256 => 32,
            Hash::Sha512 => 64,
        }
    }

    pub(super) fn digest(self, data: &[u8]) -> Key {
        Zeroizing::new(match self {
            Hash::Sha1 => Sha1::digest(data).to_vec(),
            Hash::Sha256 => Sha256::digest(data).to_vec(),
            Hash::Sha512 => Sha512::digest(data).to_vec(),
        })
    }

    pub(super) fn hmac(self, key: &[u8], data: &[u8]) -> Key {
        // HMAC takes keys of any length; the empty result cannot happen and would match nothing.
        fn run<M: Mac + hmac::digest::KeyInit>(key: &[u8], data: &[u8]) -> Vec<u8> {
            <M as Mac>::new_from_slice(key).map(|mac| mac.chain_update(data).finalize().into_bytes().to_vec()).unwrap_or_default()
        }
        Zeroizing::new(match self {
            Hash::Sha1 => run::<Hmac<Sha1>>(key, data),
            Hash::Sha256 => run::<Hmac<Sha256>>(key, data),
            Hash::Sha512 => run::<Hmac<Sha512>>(key, data),
        })
    }

    /// `Hi(password, salt, rounds)` of RFC 5802 §2.2: PBKDF2. Slow on purpose, milliseconds to seconds.
    pub(super) fn hi(self, password: &[u8], salt: &[u8], rounds: u32) -> Key {
        let mut out = Zeroizing::new(vec![0; self.len()]);
        match self {
            Hash::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, rounds, &mut out),
            Hash::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, rounds, &mut out),
            Hash::Sha512 => pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, rounds, &mut out),
        }
        out
    }
}

/// Bytewise exclusive or of two values of the same length.
pub(super) fn xor(a: &[u8], b: &[u8]) -> Key {
    Zeroizing::new(a.iter().zip(b).map(|(a, b)| a ^ b).collect())
}
