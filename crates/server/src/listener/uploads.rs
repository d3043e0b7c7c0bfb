//! Files over HTTP (XEP-0363): PUT for whoever was given the slot, GET for whoever knows the address.
//!
//! Invariant: bytes go from socket to disk and back in pieces, never through the core's thread and never whole through
//! memory. Nothing uploaded ever runs in a browser: no sniffing, no scripts, no frames, and shown in place only what
//! is picture, sound, film or plain text (an SVG is a program).

mod receive;
mod serve;

use std::sync::Arc;

use axum::Router;
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::{self, HeaderValue};

use super::Shared;
use crate::core::AskError;
use crate::features::uploads::PATH;

/// Why a request came to nothing: the status, and a line for people.
#[derive(Debug, Clone, Copy)]
struct Refused(StatusCode, &'static str);

const NOT_FOUND: Refused = Refused(StatusCode::NOT_FOUND, "there is no such file\n");

const FULL: Refused = Refused(StatusCode::INSUFFICIENT_STORAGE, "the server's disk is full\n");

impl From<AskError> for Refused {
    fn from(error: AskError) -> Self {
        if matches!(&error, AskError::Storage(error) if error.is_full()) {
            return FULL;
        }
        tracing::warn!(%error, "a file request could not be decided");
        Self(StatusCode::SERVICE_UNAVAILABLE, "the server cannot answer now\n")
    }
}

impl From<std::io::Error> for Refused {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind::{FileTooLarge, NotFound, QuotaExceeded, StorageFull};
        match error.kind() {
            NotFound => NOT_FOUND,
            StorageFull | QuotaExceeded | FileTooLarge => {
                tracing::error!(%error, "an upload was refused: the disk is full");
                FULL
            }
            _ => {
                tracing::error!(%error, "a file could not be read or written");
                Self(StatusCode::INTERNAL_SERVER_ERROR, "the file could not be read or written\n")
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

/// The routes, each answer with the headers that keep it harmless.
pub fn routes() -> Router<Arc<Shared>> {
    let files = get(serve::get).head(serve::get).put(receive::put);
    Router::new().route(&format!("{PATH}/{{id}}/{{name}}"), files).layer(map_response(harmless))
}

async fn harmless(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let policy = "default-src 'none'; frame-ancestors 'none'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
