//! Pictures, sound and video for the page over `media://`, by opaque id: avatars, logos, and what messages carry.
//!
//! Invariant: an id is looked up by the engine, never joined to a path here; what is not of a kind that is shown or
//! played is not answered, and nothing answered can run: no sniffing, no scripts. Parts are given on request (RFC 9110 §14).

use crate::Shell;
use engine::Media;
use tauri::{
    AppHandle, Builder, Manager, Wry,
    http::{Request, Response, StatusCode, header},
};

const MAX_ID: usize = 128;
/// What a picture may be. SVG is left out: it can hold scripts.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Answers the page's requests without keeping its thread waiting.
pub fn register(builder: Builder<Wry>) -> Builder<Wry> {
    builder.register_asynchronous_uri_scheme_protocol("media", |context, request, responder| {
        let app = context.app_handle().clone();
        tauri::async_runtime::spawn(async move { responder.respond(answer(&app, &request).await) });
    })
}

async fn answer(app: &AppHandle, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let Some((kind, id)) = named(request.uri().host().unwrap_or_default(), request.uri().path()) else { return not_found() };
    let range = request.headers().get(header::RANGE).and_then(|range| range.to_str().ok()).and_then(range);
    let engine = app.state::<Shell>().engine().await;
    let found = tokio::task::spawn_blocking(move || match kind {
        Kind::Picture => {
            let (mime, bytes) = engine.avatar(&id).filter(|(mime, _)| PICTURES.contains(&mime.as_str()))?;
            let total = bytes.len() as u64;
            Some(Media { mime, bytes, from: 0, total })
        }
        Kind::Thumbnail => engine.media("thumbnail", &id, None),
        Kind::File => engine.media("file", &id, range),
    });
    let Some(media) = found.await.ok().flatten() else { return not_found() };
    let part = range.is_some() && matches!(kind, Kind::File);
    let mut response = Response::builder()
        .header(header::CONTENT_TYPE, media.mime)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
        .header(header::ACCEPT_RANGES, "bytes")
        // The id names the content: it never changes.
        .header(header::CACHE_CONTROL, "private, max-age=31536000, immutable");
    if part {
        let last = (media.from + media.bytes.len() as u64).saturating_sub(1);
        response = response
            .status(StatusCode::PARTIAL_CONTENT)
            .header(header::CONTENT_RANGE, format!("bytes {}-{last}/{}", media.from, media.total));
    }
    response.body(media.bytes).unwrap_or_else(|_| not_found())
}

/// `bytes=FIRST-` or `bytes=FIRST-LAST`; several parts at once are not given.
fn range(header: &str) -> Option<(u64, Option<u64>)> {
    let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
    let last = if last.trim().is_empty() { None } else { Some(last.trim().parse().ok()?) };
    Some((first.trim().parse().ok()?, last))
}

fn not_found() -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A person's picture or the intranet's logo.
    Picture,
    Thumbnail,
    File,
}

/// Kind and id in `media://avatar/ID` or `media://localhost/avatar/ID` (how the page must write it where schemes are hosts).
fn named(host: &str, path: &str) -> Option<(Kind, String)> {
    let kind_of = |name: &str| match name {
        "avatar" | "logo" => Some(Kind::Picture),
        "thumbnail" => Some(Kind::Thumbnail),
        "file" => Some(Kind::File),
        _ => None,
    };
    let mut parts = path.strip_prefix('/')?.split('/');
    let kind = match kind_of(host) {
        Some(kind) => kind,
        None => kind_of(parts.next()?)?,
    };
    let id = parts.next()?;
    let plain = (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    (plain && parts.next().is_none()).then(|| (kind, id.to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_in_both_ways_of_writing_it() {
        assert_eq!(named("avatar", "/0a1b2c"), Some((Kind::Picture, "0a1b2c".into())));
        assert_eq!(named("localhost", "/file/0a1b2c"), Some((Kind::File, "0a1b2c".into())));
        assert_eq!(named("media.localhost", "/thumbnail/x-1_y"), Some((Kind::Thumbnail, "x-1_y".into())));
    }

    #[test]
    fn parts_are_read_and_nonsense_is_the_whole() {
        assert_eq!(range("bytes=0-"), Some((0, None)));
        assert_eq!(range("bytes=5-9"), Some((5, Some(9))));
        for odd in ["", "bytes", "bytes=-5", "bytes=a-b", "bytes=1-2,4-5", "items=0-1"] {
            assert_eq!(range(odd), None, "{odd}");
        }
    }

    #[test]
    fn nothing_that_could_be_a_path_is_an_id() {
        let long = format!("/avatar/{}", "a".repeat(129));
        for path in [
            "",
            "/",
            "/avatar",
            "/avatar/",
            "/avatar/..",
            "/avatar/../x",
            "/avatar/a/b",
            "/avatar/%2e%2e",
            "/avatar/.hidden",
            "/avatar/a.png",
            "/avatar/C:",
            "/etc/a",
            "//avatar/a",
            "/avatar/a?b",
            "/avatar/*",
            &long,
        ] {
            assert_eq!(named("localhost", path), None, "{path}");
        }
    }
}
