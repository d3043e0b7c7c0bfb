//! The Credential Manager of Windows, kept on this machine: the default would roam with the profile.

use super::SERVICE;
use keyring_core::{Entry, api::CredentialStoreApi};
use windows_native_keyring_store::Store;

pub fn entry(jid: &str) -> keyring_core::Result<Entry> {
    let local = [("persistence", "Local")].into();
    Store::new()?.build(SERVICE, jid, Some(&local))
}

/// It is open as long as the person is logged in.
pub fn is_locked() -> bool {
    false
}
