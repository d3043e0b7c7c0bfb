//! What is served over HTTP: where the stream is (XEP-0156), the intranet profile, the stream itself, and for the
//! demonstration a few pages.
//!
//! Invariant: a web page of another origin cannot open a stream (cross-site WebSocket hijacking): an `Origin` must be
//! our own application's or our own. Nothing here changes anything.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::{Shared, c2s, pages, uploads};

pub const PATH: &str = "/xmpp-websocket";
const RELATION: &str = "urn:xmpp:alt-connections:websocket";
/// Origins of the desktop application's own page.
const APPLICATION: &[&str] = &["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"];

/// The address a request came from.
#[derive(Clone, Copy)]
pub struct Peer(pub IpAddr);

pub fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new()
        .route("/.well-known/host-meta", get(host_meta))
        .route("/.well-known/host-meta.json", get(host_meta_json))
        .route("/.well-known/hallway.json", get(profile))
        .route(PATH, get(stream));
    if shared.config.pages {
        router = router
            .route("/", get(pages::home))
            .route("/stream", get(pages::activity))
            .route("/people/{address}", get(pages::person))
            .route("/logo.png", get(pages::logo));
    }
    if shared.core.house.uploads.enabled {
        router = router.merge(uploads::routes());
    }
    router.with_state(shared)
}

/// The host a client used, as far as it is one; ours otherwise.
fn host(headers: &HeaderMap, shared: &Shared) -> String {
    headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .filter(|host| host.len() <= 255 && !host.is_empty())
        .filter(|host| host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']')))
        .map_or_else(|| shared.address.to_string(), str::to_owned)
}

/// `https://host`, under which a client reached us or is told to.
fn base_url(headers: &HeaderMap, shared: &Shared) -> String {
    if let Some(public) = &shared.config.public_url {
        return public.trim_end_matches('/').to_owned();
    }
    let scheme = if shared.tls { "https" } else { "http" };
    format!("{scheme}://{}", host(headers, shared))
}

/// The same where no client has said how it came here.
pub fn own_url(shared: &Shared) -> String {
    base_url(&HeaderMap::new(), shared)
}

/// `wss://host/xmpp-websocket`
fn stream_url(headers: &HeaderMap, shared: &Shared) -> String {
    let base = base_url(headers, shared);
    let base = base.strip_prefix("http").map_or_else(|| base.clone(), |rest| format!("ws{rest}"));
    format!("{base}{PATH}")
}

/// Browsers may read these documents from anywhere: there is nothing personal in them.
fn open_to_all(mut response: Response, kind: &'static str) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn host_meta(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let link = wire::stanza::element("Link", "http://docs.oasis-open.org/ns/xri/xrd-1.0")
        .attr("rel", RELATION)
        .attr("href", stream_url(&headers, &shared));
    let document = wire::stanza::element("XRD", "http://docs.oasis-open.org/ns/xri/xrd-1.0").child(link).done();
    let text = format!("<?xml version='1.0' encoding='utf-8'?>\n{}\n", wire::frame::serialize(&document));
    open_to_all(text.into_response(), "application/xrd+xml")
}

async fn host_meta_json(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let document = json!({ "links": [{ "rel": RELATION, "href": stream_url(&headers, &shared) }] });
    open_to_all(Json(document).into_response(), "application/json")
}

async fn profile(State(shared): State<Arc<Shared>>) -> Response {
    let config = &shared.config;
    let mut document = json!({
        "name": config.name,
        "domain": shared.core.house.domain,
        "accounts": "local-part",
        "email_domains": config.email_domains,
        "idle_minutes": config.idle_minutes,
    });
    if let Some(fields) = document.as_object_mut() {
        let mut add = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                fields.insert(name.to_owned(), value.into());
            }
        };
        if config.pages {
            add("logo", Some("/logo.png"));
            add("activity_stream", Some("/stream"));
            add("own_profile", Some("/people/{address}"));
            add("profile", Some("/people/{address}"));
        }
        add("activity_stream", config.activity_stream.as_deref());
        add("own_profile", config.profile_page.as_deref());
        add("profile", config.profile_page.as_deref());
        add("password_reset", config.password_reset.as_deref());
        add("update_feed", config.update_feed.as_deref());
    }
    open_to_all(Json(document).into_response(), "application/json")
}

/// Whether a page of this origin may open a stream. Programs send none.
fn origin_allowed(headers: &HeaderMap, shared: &Shared) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    if APPLICATION.contains(&origin) || shared.config.origins.iter().any(|allowed| allowed == origin) {
        return true;
    }
    let scheme = if shared.tls { "https" } else { "http" };
    match &shared.config.public_url {
        Some(public) => public.trim_end_matches('/').eq_ignore_ascii_case(origin),
        None => origin.eq_ignore_ascii_case(&format!("{scheme}://{}", host(headers, shared))),
    }
}

fn has_token(headers: &HeaderMap, name: header::HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case(token))
}

/// The upgrade (RFC 6455 §4.2, RFC 7395 §3.1).
async fn stream(State(shared): State<Arc<Shared>>, Extension(Peer(address)): Extension<Peer>, mut request: Request) -> Response {
    let headers = request.headers();
    let upgrade = request.method() == Method::GET
        && has_token(headers, header::CONNECTION, "upgrade")
        && has_token(headers, header::UPGRADE, "websocket")
        && headers.get(header::SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
    let Some(key) = headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| upgrade) else {
        return (StatusCode::UPGRADE_REQUIRED, [(header::UPGRADE, "websocket")], "an XMPP stream over WebSocket is here\n")
            .into_response();
    };
    if !origin_allowed(headers, &shared) {
        return (StatusCode::FORBIDDEN, "this origin may not open a stream\n").into_response();
    }
    if !has_token(headers, header::SEC_WEBSOCKET_PROTOCOL, "xmpp") {
        return (StatusCode::BAD_REQUEST, "the subprotocol xmpp is missing\n").into_response();
    }
    let Some(admission) = shared.admit(address) else {
        return (StatusCode::SERVICE_UNAVAILABLE, "too many connections\n").into_response();
    };
    let accept = derive_accept_key(key.as_bytes());
    let reached_at: Arc<str> = base_url(headers, &shared).into();
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(super::until_cut(Arc::clone(&shared), async move {
        match upgraded.await {
            Ok(io) => c2s::Stream::new(&shared, TokioIo::new(io), address, reached_at, admission).serve().await,
            Err(error) => tracing::debug!(%error, "an upgrade failed"),
        }
    }));
    Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(header::CONNECTION, "upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_ACCEPT, accept)
        .header(header::SEC_WEBSOCKET_PROTOCOL, "xmpp")
        .body(Body::empty())
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
