//! Giving a file (GET, HEAD), whole or one range of it (RFC 9110 §14).

use std::io::SeekFrom;
use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::{NOT_FOUND, Refused};
use crate::features::uploads::PLAIN;
use crate::listener::Shared;
use crate::storage::uploads::{self, Upload};

/// How much is read at a time.
const PIECE: usize = 64 * 1024;

pub async fn get(
    State(shared): State<Arc<Shared>>,
    Path((id, name)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let asked = id.clone();
    let upload = shared.core.ask(move |turn| uploads::get(turn.db, &asked)).await?;
    let house = &shared.core.house;
    let oldest = house.uploads.oldest_kept(house.clock.now_ms());
    let here = |upload: &Upload| upload.stored_at.is_some_and(|at| oldest.is_none_or(|oldest| at >= oldest));
    let upload = upload.filter(|upload| upload.name == name && here(upload)).ok_or(NOT_FOUND)?;
    let mut file = shared.shelf.read(&id).await?;
    let size = file.metadata().await?.len();
    let tag = format!("\"{id}\"");

    let (status, range) = match wanted(&headers, &tag, size) {
        Wanted::Whole => (StatusCode::OK, 0..size),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Nothing => {
            let beyond = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, beyond).into_response());
        }
    };
    let mut answer = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, content_type(&upload.media_type))
        .header(header::CONTENT_DISPOSITION, disposition(&upload))
        .header(header::CONTENT_LENGTH, range.end - range.start)
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::ETAG, tag)
        .header(header::CACHE_CONTROL, "private, max-age=86400, immutable");
    if status == StatusCode::PARTIAL_CONTENT {
        answer = answer.header(header::CONTENT_RANGE, format!("bytes {}-{}/{size}", range.start, range.end.saturating_sub(1)));
    }
    let body = if method == Method::HEAD {
        Body::empty()
    } else {
        file.seek(SeekFrom::Start(range.start)).await?;
        pieces(file, range.end - range.start)
    };
    answer.body(body).map_err(|_| Refused(StatusCode::INTERNAL_SERVER_ERROR, "the file cannot be described\n"))
}

fn pieces(file: File, length: u64) -> Body {
    let stream = futures_util::stream::try_unfold((file, length), |(mut file, left)| async move {
        if left == 0 {
            return Ok::<Option<(Bytes, (File, u64))>, std::io::Error>(None);
        }
        let mut piece = BytesMut::with_capacity(PIECE);
        let most = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        let read = (&mut file).take(u64::try_from(most).unwrap_or(left)).read_buf(&mut piece).await?;
        if read == 0 {
            // Shorter than it was: the connection breaks, and nobody takes a part for the whole.
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let left = left.saturating_sub(u64::try_from(read).unwrap_or(left));
        Ok(Some((piece.freeze(), (file, left))))
    });
    Body::from_stream(stream)
}

/// What a request wants of a file.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    Part(Range<u64>),
    Nothing,
}

/// One range is served; of several, or of a changed file, the whole.
fn wanted(headers: &HeaderMap, tag: &str, size: u64) -> Wanted {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(range) = text(header::RANGE).and_then(|range| range.trim().strip_prefix("bytes=")) else { return Wanted::Whole };
    if headers.contains_key(header::IF_RANGE) && text(header::IF_RANGE) != Some(tag) {
        return Wanted::Whole;
    }
    let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u64>().unwrap_or(u64::MAX));
    let Some((first, last)) = range.trim().split_once('-') else { return Wanted::Whole };
    let (Some(first_number), Some(last_number)) = (number(first), number(last)) else { return Wanted::Whole };
    let range = match (first.is_empty(), last.is_empty()) {
        (true, true) => return Wanted::Whole,
        (true, false) => size.saturating_sub(last_number)..size,
        (false, true) => first_number..size,
        (false, false) if last_number < first_number => return Wanted::Whole,
        (false, false) => first_number..last_number.saturating_add(1).min(size),
    };
    if range.is_empty() { Wanted::Nothing } else { Wanted::Part(range) }
}

fn content_type(media_type: &str) -> HeaderValue {
    let text = if media_type == "text/plain" { "text/plain; charset=utf-8" } else { media_type };
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

/// RFC 6266, the name in UTF-8 only (RFC 8187).
fn disposition(upload: &Upload) -> String {
    let kind = upload.media_type.as_str();
    let shown = ["image/", "video/", "audio/"].iter().any(|main| kind.starts_with(main)) && kind != "image/svg+xml";
    let place = if shown || kind == "text/plain" { "inline" } else { "attachment" };
    let name = percent_encoding::utf8_percent_encode(&upload.name, PLAIN);
    format!("{place}; filename*=UTF-8''{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Wanted {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(text) {
            headers.insert(header::RANGE, value);
        }
        wanted(&headers, "\"t\"", 10)
    }

    #[test]
    fn one_range_is_served_and_nonsense_is_not() {
        assert_eq!(range("bytes=0-0"), Wanted::Part(0..1));
        assert_eq!(range("bytes=2-5"), Wanted::Part(2..6));
        assert_eq!(range("bytes=7-"), Wanted::Part(7..10));
        assert_eq!(range("bytes=-3"), Wanted::Part(7..10));
        assert_eq!(range("bytes=-99999999999999999999999"), Wanted::Part(0..10));
        assert_eq!(range("bytes=5-99999999999999999999999"), Wanted::Part(5..10));
        for beyond in ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(range(beyond), Wanted::Nothing, "{beyond}");
        }
        for whole in ["bytes=0-1,3-4", "bytes=5-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=--1", "bytes=+1-2"] {
            assert_eq!(range(whole), Wanted::Whole, "{whole}");
        }
    }

    #[test]
    fn a_range_of_another_version_is_the_whole() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static("bytes=0-1"));
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"other\""));
        assert_eq!(wanted(&headers, "\"t\"", 10), Wanted::Whole);
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"t\""));
        assert_eq!(wanted(&headers, "\"t\"", 10), Wanted::Part(0..2));
    }
}
