//! Web servers under the address that a person enters: an intranet's own, which answers discovery, and one that has
//! nothing to do with any intranet.

use anyhow::Result;
use serde_json::json;
use std::sync::Arc;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Path and JSON document.
type Documents = Arc<[(&'static str, String)]>;

/// The intranet's own web server, as far as Hallway asks it anything: where the stream is (XEP-0156), and the profile,
/// which says to which XMPP domain it belongs.
pub struct IntranetFront(WebServer);

impl IntranetFront {
    pub async fn start(domain: &str, websocket: &str) -> Result<Self> {
        let host_meta = json!({ "links": [{ "rel": "urn:xmpp:alt-connections:websocket", "href": websocket }] });
        let profile = json!({ "name": "Corp", "domain": domain });
        let documents =
            [("/.well-known/host-meta.json", host_meta.to_string()), ("/.well-known/hallway.json", profile.to_string())];
        Ok(Self(WebServer::start(Arc::new(documents)).await?))
    }

    pub fn url(&self) -> &str {
        &self.0.url
    }
}

/// A web server that is no intranet: everything is 404.
pub struct EmptyWebServer(WebServer);

impl EmptyWebServer {
    pub async fn start() -> Result<Self> {
        Ok(Self(WebServer::start(Arc::new([])).await?))
    }

    pub fn url(&self) -> &str {
        &self.0.url
    }
}

struct WebServer {
    url: String,
    serving: JoinHandle<()>,
}

impl WebServer {
    async fn start(documents: Documents) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&documents)));
            }
        });
        Ok(Self { url, serving })
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// One request, one answer (RFC 9112); a request here has no body and fits one segment.
async fn answer(mut stream: TcpStream, documents: Documents) {
    let mut request = vec![0; 8192];
    let Ok(length) = stream.read(&mut request).await else { return };
    let request = String::from_utf8_lossy(request.get(..length).unwrap_or_default()).into_owned();
    let path = request.split_whitespace().nth(1).unwrap_or_default();
    let (status, body) = match documents.iter().find(|document| document.0 == path) {
        Some((_, body)) => ("200 OK", body.as_str()),
        None => ("404 Not Found", ""),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
}
