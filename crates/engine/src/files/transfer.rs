//! Bytes on their way: put to an upload slot, fetched from an address (XEP-0363).
//!
//! Invariant: a fetch ends at the size the message named, with a little grace, or at [`LARGEST`]; half a file is never kept;
//! what was hashed by its sender is compared.

use super::hex;
use api::Code;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt;
use url::Url;
use wire::payload::upload::Slot;

const LARGEST: u64 = 4 * 1024 * 1024 * 1024;
/// Bytes of one piece of a body that is sent.
const PIECE: usize = 64 * 1024;

/// What became of a fetch.
#[derive(Debug, PartialEq, Eq)]
pub enum Fetched {
    Whole,
    /// The server says that it has no such file (any more).
    Gone,
    Failed(Code),
}

/// Puts a file into its slot. `progress` hears percent.
pub async fn put(
    client: &reqwest::Client,
    slot: &Slot,
    file: &Path,
    mime: &str,
    progress: impl Fn(u8) + Send + 'static,
) -> Result<(), Code> {
    let size = tokio::fs::metadata(file).await.map_err(|_| Code::NotFound)?.len();
    let opened = tokio::fs::File::open(file).await.map_err(|_| Code::NotFound)?;
    let mut sent = 0_u64;
    let body = futures_util::stream::unfold(opened, |mut opened| async move {
        use tokio::io::AsyncReadExt;
        let mut piece = vec![0; PIECE];
        match opened.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(piece), opened))
            }
            Err(error) => Some((Err(error), opened)),
        }
    })
    .inspect(move |piece| {
        if let Ok(piece) = piece {
            sent += piece.len() as u64;
            progress(percent(sent, size));
        }
    });
    let mut request = client
        .put(&slot.put)
        .header(http::header::CONTENT_TYPE, mime)
        .header(http::header::CONTENT_LENGTH, size)
        .body(reqwest::Body::wrap_stream(body));
    for (name, value) in &slot.headers {
        request = request.header(name, value);
    }
    match request.send().await.map(|answer| answer.status()) {
        Ok(status) if status.is_success() => Ok(()),
        Ok(http::StatusCode::PAYLOAD_TOO_LARGE) => Err(Code::FileTooLarge),
        Ok(http::StatusCode::UNSUPPORTED_MEDIA_TYPE) => Err(Code::FileTypeRefused),
        Ok(http::StatusCode::INSUFFICIENT_STORAGE) => Err(Code::QuotaReached),
        // The slot was used or has expired: another one may do.
        Ok(http::StatusCode::CONFLICT | http::StatusCode::GONE | http::StatusCode::NOT_FOUND | http::StatusCode::FORBIDDEN) => {
            Err(Code::FileExpired)
        }
        Ok(status) => {
            tracing::info!(%status, "a file was not taken");
            Err(Code::Refused)
        }
        Err(error) => {
            tracing::info!(error = %error.without_url(), "a file could not be sent");
            Err(Code::HostUnreachable)
        }
    }
}

/// Fetches a file into `to`.
pub async fn fetch(client: &reqwest::Client, url: Url, file: &store::File, to: PathBuf, progress: impl Fn(u8)) -> Fetched {
    let fetched = body(client, url, file, &to, progress).await.unwrap_or_else(Fetched::Failed);
    if fetched != Fetched::Whole {
        tokio::fs::remove_file(&to).await.ok();
    }
    fetched
}

async fn body(client: &reqwest::Client, url: Url, file: &store::File, to: &Path, progress: impl Fn(u8)) -> Result<Fetched, Code> {
    let unreachable = |error: reqwest::Error| {
        tracing::info!(error = %error.without_url(), "a file could not be fetched");
        Code::HostUnreachable
    };
    let mut answer = client.get(url).send().await.map_err(unreachable)?;
    match answer.status() {
        status if status.is_success() => {}
        http::StatusCode::NOT_FOUND | http::StatusCode::GONE => return Ok(Fetched::Gone),
        status => {
            tracing::info!(%status, "a file was not given");
            return Err(Code::Refused);
        }
    }
    // A sender may be wrong about the size, but not by much.
    let most = file.size.map_or(LARGEST, |size| size.saturating_add(size / 10).saturating_add(4096)).min(LARGEST);
    if answer.content_length().is_some_and(|length| length > most) {
        return Err(Code::FileTooLarge);
    }
    let whole = answer.content_length().or(file.size).unwrap_or(0);
    let mut written = 0_u64;
    let mut hasher = Sha256::new();
    let mut target = tokio::fs::File::create(to).await.map_err(|error| disk(&error))?;
    while let Some(piece) = answer.chunk().await.map_err(unreachable)? {
        written += piece.len() as u64;
        if written > most {
            return Err(Code::FileTooLarge);
        }
        hasher.update(&piece);
        target.write_all(&piece).await.map_err(|error| disk(&error))?;
        progress(percent(written, whole));
    }
    target.flush().await.map_err(|error| disk(&error))?;
    match &file.hash {
        Some(hash) if !hash.eq_ignore_ascii_case(&hex(&hasher.finalize())) => Err(Code::Refused),
        _ => Ok(Fetched::Whole),
    }
}

fn disk(error: &std::io::Error) -> Code {
    if error.kind() == std::io::ErrorKind::StorageFull { Code::DiskFull } else { Code::ReadOnly }
}

/// Never 100 before the end is known.
fn percent(done: u64, whole: u64) -> u8 {
    let percent = done.saturating_mul(100).checked_div(whole).unwrap_or(0);
    u8::try_from(percent.min(99)).unwrap_or(99)
}
