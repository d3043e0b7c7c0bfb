//! The downloads folder of whoever runs the program, and the mark the system wants on what came from elsewhere.
//!
//! Windows asks before it runs a marked file, macOS looks at it first; a mark that cannot be set is no reason to lose
//! the file.

use api::{Code, Error};
use std::path::{Path, PathBuf};
#[cfg(not(target_os = "linux"))]
use std::process::Command;

/// Where browsers save, too.
pub fn folder() -> PathBuf {
    let dirs = directories::UserDirs::new();
    let downloads = dirs.as_ref().and_then(|dirs| dirs.download_dir().map(Path::to_owned));
    downloads.or_else(|| dirs.map(|dirs| dirs.home_dir().join("Downloads"))).unwrap_or_else(std::env::temp_dir)
}

/// Shows a saved file in the system's file manager. Only a plain name that is there: nothing is opened.
pub async fn show(folder: &Path, name: &str) -> Result<(), Error> {
    let plain = Path::new(name).file_name().is_some_and(|only| only == name);
    let path = folder.join(name);
    if !plain || !path.exists() {
        return Err(Error::new(Code::NotFound, "no such file was saved"));
    }
    let shown = tokio::task::spawn_blocking(move || reveal(&path)).await;
    match shown {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Error::new(Code::Internal, format!("nothing here shows folders: {error}"))),
        Err(error) => Err(Error::new(Code::Internal, error.to_string())),
    }
}

#[cfg(windows)]
fn reveal(path: &Path) -> std::io::Result<()> {
    let mut selected = std::ffi::OsString::from("/select,");
    selected.push(path);
    Command::new("explorer.exe").arg(selected).spawn().map(drop)
}

#[cfg(target_os = "macos")]
fn reveal(path: &Path) -> std::io::Result<()> {
    Command::new("/usr/bin/open").arg("-R").arg(path).spawn().map(drop)
}

#[cfg(target_os = "linux")]
fn reveal(path: &Path) -> std::io::Result<()> {
    open::that_detached(path.parent().unwrap_or(path))
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
    let set = Command::new("/usr/bin/xattr").args(["-w", "com.apple.quarantine", "0081;00000000;Hallway;"]).arg(path).status();
    if !set.is_ok_and(|status| status.success()) {
        tracing::info!("a saved file could not be marked");
    }
}

/// Linux has no such mark; what is saved is not executable.
#[cfg(target_os = "linux")]
pub fn mark(_path: &Path) {}
