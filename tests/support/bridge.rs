//! The page in a browser: serves `ui/dist` and carries commands and views over a WebSocket instead of Tauri's channel.
//!
//! Only the tests have this. The engine behind it is the real one; `/world` lets a browser test act for other people.

use crate::actor::Actor;
use api::{Command, Error, Update, View, ViewId, rows::FileOffer};
use axum::{
    Router,
    body::Body,
    extract::{Path as UrlPath, Query, Request, State},
    response::Response,
    routing::{any, get, post},
};
use engine::Engine;
use futures_util::{SinkExt, StreamExt};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::mpsc;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, handshake::derive_accept_key, protocol::Role},
};

/// The policy of the product, with this server in the place of Tauri's own addresses.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'none'";

/// Lets a browser test act for the rest of the world.
pub type World = Arc<dyn Fn(serde_json::Value) -> futures_util::future::BoxFuture<'static, anyhow::Result<()>> + Send + Sync>;

#[derive(Clone)]
struct Bridge {
    engine: Engine,
    dist: PathBuf,
    world: World,
}

/// Serves the page of `actor` until the process ends.
pub async fn serve(listener: tokio::net::TcpListener, actor: &Actor, dist: PathBuf, world: World) -> anyhow::Result<()> {
    let bridge = Bridge { engine: actor.engine.clone(), dist, world };
    let routes = Router::new()
        .route("/bridge", any(connect))
        .route("/media/{kind}/{id}", get(media))
        .route("/stage", post(stage_begin))
        .route("/stage/{id}", post(stage_append).layer(axum::extract::DefaultBodyLimit::max(2 << 20)))
        .route("/world", post(act))
        .fallback(get(file))
        .with_state(bridge);
    Ok(axum::serve(listener, routes).await?)
}

#[derive(Deserialize)]
struct Asked {
    id: u32,
    #[serde(flatten)]
    call: Call,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Call {
    Execute(Command),
    Open { view: ViewId, what: View },
    Close(ViewId),
}

#[derive(Serialize)]
#[serde(untagged)]
enum Told {
    Done { id: u32, ok: bool },
    Refused { id: u32, error: Error },
    Updates { updates: Vec<Update> },
}

async fn connect(State(bridge): State<Bridge>, mut request: Request) -> Response {
    let Some(key) = request.headers().get(header::SEC_WEBSOCKET_KEY).map(|key| derive_accept_key(key.as_bytes())) else {
        return plain(StatusCode::BAD_REQUEST);
    };
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let Ok(upgraded) = upgrade.await else { return };
        let io = hyper_util::rt::TokioIo::new(upgraded);
        carry(bridge.engine, WebSocketStream::from_raw_socket(io, Role::Server, None).await).await;
    });
    let mut response = plain(StatusCode::SWITCHING_PROTOCOLS);
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, header::HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, header::HeaderValue::from_static("Upgrade"));
    if let Ok(accept) = header::HeaderValue::from_str(&key) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    response
}

/// One page: what it asks, in order; what it is told, as it comes. Its views end with it.
async fn carry<S>(engine: Engine, socket: WebSocketStream<S>)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let (mut out, mut input) = socket.split();
    let (tell, mut told) = mpsc::unbounded_channel::<Told>();
    let writing = tokio::spawn(async move {
        while let Some(told) = told.recv().await {
            let Ok(text) = serde_json::to_string(&told) else { continue };
            if out.send(Message::text(text)).await.is_err() {
                break;
            }
        }
    });
    let mut open = Vec::new();
    while let Some(Ok(message)) = input.next().await {
        let Ok(text) = message.to_text() else { continue };
        let Ok(Asked { id, call }) = serde_json::from_str(text) else { continue };
        let answer = match call {
            // The shell's part: here nothing is opened, and the page cannot tell.
            Call::Execute(
                Command::OpenLink { .. }
                | Command::OpenPage { .. }
                | Command::OpenWindow { .. }
                | Command::CloseWindow
                | Command::HandedOver
                | Command::ShowSaved { .. },
            ) => Ok(()),
            Call::Execute(command) => engine.execute(command).await,
            Call::Open { view, what } => {
                open.push(view);
                let sink = tell.clone();
                let sink = move |update| drop(sink.send(Told::Updates { updates: vec![update] }));
                engine.open_view(view, what, sink).await
            }
            Call::Close(view) => {
                engine.close_view(view);
                Ok(())
            }
        };
        let _ = tell.send(match answer {
            Ok(()) => Told::Done { id, ok: true },
            Err(error) => Told::Refused { id, error },
        });
    }
    for view in open {
        engine.close_view(view);
    }
    drop(tell);
    let _ = writing.await;
}

async fn media(State(bridge): State<Bridge>, UrlPath((kind, id)): UrlPath<(String, String)>, headers: http::HeaderMap) -> Response {
    if matches!(kind.as_str(), "avatar" | "logo") {
        return match bridge.engine.avatar(&id) {
            Some((kind, bytes)) => with_type(&kind, bytes),
            None => plain(StatusCode::NOT_FOUND),
        };
    }
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok()).and_then(|range| {
        let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
        Some((first.parse().ok()?, last.parse().ok()))
    });
    let Some(media) = bridge.engine.media(&kind, &id, range) else { return plain(StatusCode::NOT_FOUND) };
    let part = format!("bytes {}-{}/{}", media.from, (media.from + media.bytes.len() as u64).saturating_sub(1), media.total);
    let mut response = with_type(&media.mime, media.bytes);
    if range.is_some()
        && let Ok(part) = header::HeaderValue::from_str(&part)
    {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        response.headers_mut().insert(header::CONTENT_RANGE, part);
    }
    response
}

#[derive(Deserialize)]
struct Piece {
    offset: u64,
}

async fn stage_begin(State(bridge): State<Bridge>, axum::Json(offer): axum::Json<FileOffer>) -> Response {
    match bridge.engine.stage(&offer) {
        Ok(id) => with_type("text/plain", id.into_bytes()),
        Err(error) => refused(&error),
    }
}

async fn stage_append(
    State(bridge): State<Bridge>,
    UrlPath(id): UrlPath<String>,
    Query(piece): Query<Piece>,
    bytes: axum::body::Bytes,
) -> Response {
    match bridge.engine.stage_append(id, piece.offset, bytes.to_vec()).await {
        Ok(()) => plain(StatusCode::NO_CONTENT),
        Err(error) => refused(&error),
    }
}

/// What Tauri's invoke would reject with, as JSON.
fn refused(error: &Error) -> Response {
    let mut response = with_type("application/json", serde_json::to_vec(error).unwrap_or_default());
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

async fn act(State(bridge): State<Bridge>, axum::Json(action): axum::Json<serde_json::Value>) -> Response {
    match (bridge.world)(action).await {
        Ok(()) => plain(StatusCode::NO_CONTENT),
        Err(error) => {
            let mut response = Response::new(Body::from(format!("{error:#}")));
            *response.status_mut() = StatusCode::CONFLICT;
            response
        }
    }
}

async fn file(State(bridge): State<Bridge>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    if path.split('/').any(|part| part == "..") {
        return plain(StatusCode::NOT_FOUND);
    }
    let kind = match Path::new(path).extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    match tokio::fs::read(bridge.dist.join(path)).await {
        Ok(bytes) => {
            let mut response = with_type(kind, bytes);
            let policy = header::HeaderValue::from_static(CONTENT_SECURITY_POLICY);
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
            response
        }
        Err(_) => plain(StatusCode::NOT_FOUND),
    }
}

fn plain(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn with_type(kind: &str, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    if let Ok(kind) = header::HeaderValue::from_str(kind) {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}
