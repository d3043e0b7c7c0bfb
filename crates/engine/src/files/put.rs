//! A file on its way out: put to an upload slot (XEP-0363).

use super::percent;
use api::Code;
use futures_util::StreamExt;
use std::path::Path;
use wire::payload::upload::Slot;

/// Bytes of one piece of a body that is sent.
const PIECE: usize = 64 * 1024;

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
