//! Opening a WebSocket: names, TCP, TLS, upgrade.
//!
//! Invariants: `wss`, or `ws` on this computer; the certificate is verified before the first byte of HTTP is sent; the
//! server must choose the `xmpp` subprotocol and no extension (so nothing is compressed); a redirect is never
//! followed. RFC 6455 §4.1, RFC 7395 §3.1. A proxy, when there is one, comes in at [`dial`].

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use http::header;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::client_async_with_config;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use url::{Host, Url};
use wire::limits::Limits;

use crate::address;
use crate::net::{Net, PATIENCE, look_up};
use crate::problem::{Problem, ProblemKind};
use crate::transport::{BoxFuture, Dialer, Transport, WebSocket};

/// Largest message that is received at all, in bytes. A stanza above the reading limit and below this is dropped without
/// losing the connection.
const LARGEST_MESSAGE: usize = 2 * Limits::READING.bytes;
/// Between the tries of one address and the next (RFC 8305 §5).
const STAGGER: Duration = Duration::from_millis(250);

impl Dialer for Net {
    fn dial<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, Result<Box<dyn Transport>, Problem>> {
        Box::pin(dial(self, url))
    }
}

/// An open WebSocket, within three times ten seconds (connection, TLS, upgrade).
pub(crate) async fn dial(net: &Net, url: &Url) -> Result<Box<dyn Transport>, Problem> {
    address::require_websocket(url)?;
    let tcp = in_time("connecting", connect(url)).await?;
    if url.scheme() == "ws" {
        return in_time("the upgrade", upgrade(net, url, tcp)).await;
    }
    let connector = TlsConnector::from(net.tls());
    let name = server_name(url)?;
    let handshake = async { connector.connect(name, tcp).await.map_err(|error| Problem::from_network(&error)) };
    let tls = in_time("TLS", handshake).await?;
    in_time("the upgrade", upgrade(net, url, tls)).await
}

async fn in_time<T>(what: &str, work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    timeout(PATIENCE, work).await.unwrap_or_else(|_| Err(Problem::unreachable(format!("{what} took too long"))))
}

fn server_name(url: &Url) -> Result<ServerName<'static>, Problem> {
    let invalid = || Problem::new(ProblemKind::UrlInvalid, "no host name");
    match url.host() {
        Some(Host::Domain(name)) => ServerName::try_from(name.to_owned()).map_err(|_| invalid()),
        Some(Host::Ipv4(address)) => Ok(ServerName::IpAddress(std::net::IpAddr::from(address).into())),
        Some(Host::Ipv6(address)) => Ok(ServerName::IpAddress(std::net::IpAddr::from(address).into())),
        None => Err(invalid()),
    }
}

/// TCP to the first address that answers; a dead address family costs a quarter of a second, not a time-out.
async fn connect(url: &Url) -> Result<TcpStream, Problem> {
    let port = url.port_or_known_default().ok_or_else(|| Problem::new(ProblemKind::UrlInvalid, "no port"))?;
    let addresses = match url.host() {
        Some(Host::Domain(name)) => look_up(name, port).await.map_err(|error| Problem::from_network(&error))?,
        Some(Host::Ipv4(address)) => vec![SocketAddr::from((address, port))],
        Some(Host::Ipv6(address)) => vec![SocketAddr::from((address, port))],
        None => return Err(Problem::new(ProblemKind::UrlInvalid, "no host name")),
    };
    let mut tries: FuturesUnordered<_> = addresses
        .into_iter()
        .zip(0u32..)
        .map(|(address, place)| async move {
            sleep(STAGGER * place).await;
            TcpStream::connect(address).await
        })
        .collect();
    let mut last = Problem::unreachable("no address");
    while let Some(outcome) = tries.next().await {
        match outcome {
            Ok(stream) => {
                // Small frames, each waited for by a person.
                stream.set_nodelay(true).map_err(|error| Problem::from_network(&error))?;
                return Ok(stream);
            }
            Err(error) => last = Problem::from_network(&error),
        }
    }
    Err(last)
}

async fn upgrade<S>(net: &Net, url: &Url, stream: S) -> Result<Box<dyn Transport>, Problem>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let mut request = url.as_str().into_client_request().map_err(|error| Problem::from_upgrade(&error))?;
    request.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, http::HeaderValue::from_static("xmpp"));
    if let Ok(agent) = http::HeaderValue::from_str(net.user_agent())
        && !agent.is_empty()
    {
        request.headers_mut().insert(header::USER_AGENT, agent);
    }
    let config = WebSocketConfig::default()
        .read_buffer_size(16 * 1024)
        .write_buffer_size(16 * 1024)
        .max_message_size(Some(LARGEST_MESSAGE))
        .max_frame_size(Some(LARGEST_MESSAGE));
    let (socket, response) =
        client_async_with_config(request, stream, Some(config)).await.map_err(|error| Problem::from_upgrade(&error))?;
    // tungstenite has refused a missing or wrong subprotocol already; an extension we never offered it would accept.
    if response.headers().contains_key(header::SEC_WEBSOCKET_EXTENSIONS) {
        return Err(Problem::new(ProblemKind::NotAnIntranet, "the server chose an extension that was not offered"));
    }
    Ok(Box::new(WebSocket(socket)))
}
