//! The device's own small store, `device.db`: settings and who signed in last. No secrets.

use crate::Result;
use serde::{Serialize, de::DeserializeOwned};
use std::path::{Path, PathBuf};

/// Who signed in last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceAccount {
    /// The intranet's URL as entered.
    pub url: String,
    /// E-mail or account name as entered.
    pub account: String,
    /// Bare JID.
    pub jid: String,
}

pub struct Device {}

#[allow(unused_variables)]
impl Device {
    /// Opens or creates `<dir>/device.db`. Holds the profile's lock: `StoreError::Busy` for a second program.
    pub fn open(dir: &Path) -> Result<Self> {
        todo!()
    }
    /// Where a damaged file was put aside when this one was opened.
    pub fn recovered(&self) -> Option<PathBuf> {
        todo!()
    }
    /// The settings as last set; the type's default where there are none or they cannot be read.
    pub fn settings<T: DeserializeOwned + Default>(&self) -> Result<T> {
        todo!()
    }
    pub fn set_settings<T: Serialize>(&self, settings: &T) -> Result<()> {
        todo!()
    }
    pub fn account(&self) -> Result<Option<DeviceAccount>> {
        todo!()
    }
    pub fn set_account(&self, account: &DeviceAccount) -> Result<()> {
        todo!()
    }
    /// Forgets who signed in, but not the URL.
    pub fn forget_account(&self) -> Result<()> {
        todo!()
    }
    /// The URL last signed in to, kept after a sign-out.
    pub fn last_url(&self) -> Result<Option<String>> {
        todo!()
    }
}
