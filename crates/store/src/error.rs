//! Why the store could not do something, in kinds that a person can be told about.

use rusqlite::ErrorCode;
use std::path::PathBuf;

pub type Result<T> = std::result::Result<T, StoreError>;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another program, or another instance of this one, holds the profile.
    #[error("the profile is in use by another program")]
    Busy,
    /// The file or its directory cannot be written. What is there can still be read.
    #[error("the profile cannot be written")]
    ReadOnly,
    #[error("the disk is full")]
    DiskFull,
    /// The data was written by a newer version of the program; it is left as it is.
    #[error("the data has schema {found}, this program knows {known}")]
    TooNew { found: i64, known: i64 },
    /// The file is not a sound database. While opening it was put aside under this name; while running it is
    /// still in its place, and is put aside at the next start.
    #[error("the database is damaged; kept as {}", kept_aside.display())]
    Damaged { kept_aside: PathBuf },
    /// `close` was called.
    #[error("the store is closed")]
    Closed,
    /// The SQLite in use loses data in WAL mode (versions before 3.51.3).
    #[error("SQLite {0} is not safe to write with")]
    UnsafeSqlite(i32),
    /// The disk does not do what it is asked (input/output errors). What was refused is not done; it may work later.
    #[error("the disk fails: {0}")]
    DiskFailed(rusqlite::Error),
    #[error("file: {0}")]
    Io(std::io::Error),
    #[error("SQLite: {0}")]
    Sqlite(rusqlite::Error),
}

impl StoreError {
    /// The disk's fault, not what was asked: the same may work later, and what is there can perhaps be read.
    pub fn is_of_the_disk(&self) -> bool {
        matches!(self, Self::DiskFull | Self::ReadOnly | Self::DiskFailed(_))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            // There is no room for the memory that connections share.
            _ if error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => {
                Self::DiskFull
            }
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { kept_aside: PathBuf::new() },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::DiskFailed(error),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Io(error),
        }
    }
}
