//! Problems of the lower crates as the codes that the page has words for.

use api::{Code, Error};
use session::{Problem, ProblemKind};
use store::StoreError;

/// The name of a code as it crosses to the page: what the store keeps beside a refused message.
pub fn name(code: Code) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(name)) => name,
        _ => "internal".to_owned(),
    }
}

/// The code of a kept name; an unknown one (from a newer version) is a plain refusal.
pub fn from_name(name: &str) -> Code {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).unwrap_or(Code::Refused)
}

pub fn of_problem(problem: &Problem) -> Code {
    match problem.kind {
        ProblemKind::UrlInvalid => Code::UrlInvalid,
        ProblemKind::UrlInsecure => Code::UrlInsecure,
        ProblemKind::HostUnknown => Code::HostUnknown,
        ProblemKind::HostUnreachable => Code::HostUnreachable,
        ProblemKind::NotAnIntranet => Code::NotAnIntranet,
        ProblemKind::CertificateExpired => Code::CertificateExpired,
        ProblemKind::CertificateWrongHost => Code::CertificateWrongHost,
        ProblemKind::CertificateUntrusted => Code::CertificateUntrusted,
        ProblemKind::CertificateInvalid => Code::CertificateInvalid,
        ProblemKind::CredentialsRefused => Code::CredentialsRefused,
        ProblemKind::AccountDisabled => Code::AccountDisabled,
        ProblemKind::TooManyAttempts => Code::TooManyAttempts,
        ProblemKind::SignInUnsafe => Code::SignInUnsafe,
        ProblemKind::ServerNotGenuine => Code::ServerNotGenuine,
        ProblemKind::Protocol => Code::Protocol,
    }
}

pub fn problem(problem: &Problem) -> Error {
    Error::new(of_problem(problem), problem.detail.clone())
}

pub fn of_store(error: &StoreError) -> Code {
    match error {
        StoreError::Busy => Code::StoreBusy,
        StoreError::ReadOnly => Code::ReadOnly,
        StoreError::DiskFull => Code::DiskFull,
        StoreError::DiskFailed(_) => Code::DiskFailed,
        StoreError::TooNew { .. } => Code::StoreTooNew,
        StoreError::Damaged { .. } => Code::StoreDamaged,
        StoreError::Closed => Code::NotSignedIn,
        StoreError::UnsafeSqlite(_) | StoreError::Io(_) | StoreError::Sqlite(_) => Code::Internal,
    }
}

pub fn store(error: &StoreError) -> Error {
    Error::new(of_store(error), error.to_string())
}
