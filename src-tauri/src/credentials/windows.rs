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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use keyring_core::Error;

    #[test]
    fn a_password_stays_on_this_machine_until_it_is_erased() {
        let entry = entry("anna@test.invalid").unwrap();
        entry.set_password("påssword").unwrap();
        assert_eq!(entry.get_password().unwrap(), "påssword");
        assert_eq!(entry.get_attributes().unwrap()["persistence"], "Local");
        entry.delete_credential().unwrap();
        assert!(matches!(entry.get_password(), Err(Error::NoEntry)));
    }

    /// 2,560 bytes of UTF-16 are what Windows takes (CRED_MAX_CREDENTIAL_BLOB_SIZE).
    #[test]
    fn a_password_that_is_too_long_is_refused_and_not_cut() {
        let entry = entry("long@test.invalid").unwrap();
        entry.set_password(&"x".repeat(1280)).unwrap();
        entry.delete_credential().unwrap();
        assert!(matches!(entry.set_password(&"x".repeat(1281)), Err(Error::TooLong(..))));
        assert!(matches!(entry.get_password(), Err(Error::NoEntry)));
    }
}
