//! The login keychain of macOS.

use super::SERVICE;
use apple_native_keyring_store::keychain::Store;
use keyring_core::{Entry, api::CredentialStoreApi};

pub fn entry(jid: &str) -> keyring_core::Result<Entry> {
    Store::new()?.build(SERVICE, jid, None)
}

/// The keychain says itself when it may not be read.
pub fn is_locked() -> bool {
    false
}
