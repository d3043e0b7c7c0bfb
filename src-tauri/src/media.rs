//! Pictures for the page over `media://`: avatars by opaque id.
//!
//! Invariant: an id is looked up in the store, never joined to a path; what is not a picture of a known kind is not
//! answered, and nothing answered can run: no sniffing, no scripts.

use crate::Shell;
use tauri::{
    AppHandle, Builder, Manager, Wry,
    http::{Request, Response, StatusCode, header},
};

const MAX_ID: usize = 128;
/// What a picture may be. SVG is left out: it can hold scripts.
const KINDS: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Answers the page's requests without keeping its thread waiting.
pub fn register(builder: Builder<Wry>) -> Builder<Wry> {
    builder.register_asynchronous_uri_scheme_protocol("media", |context, request, responder| {
        let app = context.app_handle().clone();
        tauri::async_runtime::spawn(async move { responder.respond(answer(&app, &request).await) });
    })
}

async fn answer(app: &AppHandle, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let Some(id) = picture_id(request.uri().host().unwrap_or_default(), request.uri().path()) else { return not_found() };
    let engine = app.state::<Shell>().engine().await;
    let found = tokio::task::spawn_blocking(move || engine.avatar(&id)).await.ok().flatten();
    let Some((kind, bytes)) = found.filter(|(kind, _)| KINDS.contains(&kind.as_str())) else { return not_found() };
    Response::builder()
        .header(header::CONTENT_TYPE, kind)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
        // The id names the content: it never changes.
        .header(header::CACHE_CONTROL, "private, max-age=31536000, immutable")
        .body(bytes)
        .unwrap_or_else(|_| not_found())
}

fn not_found() -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// The id in `media://avatar/ID` or `media://localhost/avatar/ID` (how the page must write it where schemes are hosts).
/// The intranet's logo is a picture like the others.
fn picture_id(host: &str, path: &str) -> Option<String> {
    let mut parts = path.strip_prefix('/')?.split('/');
    let kind = if matches!(host, "avatar" | "logo") { host } else { parts.next()? };
    let id = parts.next()?;
    let known = matches!(kind, "avatar" | "logo") && parts.next().is_none();
    let plain = (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    (known && plain).then(|| id.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_in_both_ways_of_writing_it() {
        assert_eq!(picture_id("avatar", "/0a1b2c").as_deref(), Some("0a1b2c"));
        assert_eq!(picture_id("localhost", "/avatar/0a1b2c").as_deref(), Some("0a1b2c"));
        assert_eq!(picture_id("media.localhost", "/logo/x-1_y").as_deref(), Some("x-1_y"));
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
            "/file/a",
            "//avatar/a",
            "/avatar/a?b",
            "/avatar/*",
            &long,
        ] {
            assert_eq!(picture_id("localhost", path), None, "{path}");
        }
    }
}
