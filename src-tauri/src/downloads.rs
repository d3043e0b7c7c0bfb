//! The downloads folder of whoever runs the program, and the mark the system wants on what came from elsewhere.
//!
//! Windows asks before it runs a marked file, macOS looks at it first; a mark that cannot be set is no reason to lose
//! the file.

use std::path::{Path, PathBuf};

/// Where browsers save, too.
pub fn folder() -> PathBuf {
    let dirs = directories::UserDirs::new();
    let downloads = dirs.as_ref().and_then(|dirs| dirs.download_dir().map(Path::to_owned));
    downloads.or_else(|| dirs.map(|dirs| dirs.home_dir().join("Downloads"))).unwrap_or_else(std::env::temp_dir)
}

/// The mark of the web: a stream beside the file (MS-FSCC §5.6, zone 3 is the Internet).
#[cfg(windows)]
pub fn mark(path: &Path) {
    let mut stream = path.as_os_str().to_owned();
    stream.push(":Zone.Identifier");
    if let Err(error) = std::fs::write(PathBuf::from(stream), "[ZoneTransfer]\r\nZoneId=3\r\n") {
        tracing::info!(%error, "a saved file could not be marked");
    }
}

/// The quarantine attribute, as the system's own tool sets it.
#[cfg(target_os = "macos")]
pub fn mark(path: &Path) {
    let set = std::process::Command::new("/usr/bin/xattr")
        .args(["-w", "com.apple.quarantine", "0081;00000000;Hallway;"])
        .arg(path)
        .status();
    if !set.is_ok_and(|status| status.success()) {
        tracing::info!("a saved file could not be marked");
    }
}

/// Linux has no such mark; what is saved is not executable.
#[cfg(target_os = "linux")]
pub fn mark(_path: &Path) {}
