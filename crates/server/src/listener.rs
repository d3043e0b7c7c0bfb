//! Where connections come in: TCP, TLS 1.2 and 1.3, HTTP, and the upgrade to a stream.
//!
//! Invariant: without TLS only the own machine is listened to (RFC 7395 carries passwords' proofs and everything
//! said). Strangers are bounded in number, time and size.

mod budget;
pub mod c2s;
pub mod http;
pub mod pages;
pub mod throttle;
pub mod uploads;
pub mod websocket;

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore, mpsc, watch};
use tokio_rustls::TlsAcceptor;

use crate::core::Handle;
use crate::server::{ServerConfig, ServerError};
use crate::uploads::Shelf;
use throttle::Throttle;

const TLS_TIMEOUT: Duration = Duration::from_secs(10);
const HEADERS_TIMEOUT: Duration = Duration::from_secs(15);
/// Connections that are not streams (yet) at one time; more are dropped at once.
const MOST_VISITORS: usize = 4_096;

/// What every connection needs.
pub struct Shared {
    pub core: Handle,
    pub tls: bool,
    pub address: SocketAddr,
    pub config: ServerConfig,
    pub shelf: Shelf,
    throttle: Mutex<Throttle>,
    strangers: Arc<Mutex<Strangers>>,
    connections: AtomicU64,
    /// Told when every connection is to be dropped, in the order in which they came.
    pub cut: Arc<Notify>,
    /// Counts up when plain HTTP connections are to end because the server stops.
    pub closing: watch::Sender<u64>,
    /// Held by every running connection, so that stopping can wait for the last.
    pub alive: mpsc::Sender<()>,
}

/// Connections that have not signed in, in all and by address.
#[derive(Debug, Default)]
struct Strangers {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A place among the strangers; given back when dropped.
pub struct Admission {
    strangers: Arc<Mutex<Strangers>>,
    address: IpAddr,
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut strangers = self.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        strangers.all = strangers.all.saturating_sub(1);
        if let Some(count) = strangers.by_address.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                strangers.by_address.remove(&self.address);
            }
        }
    }
}

impl Shared {
    pub fn new(core: Handle, address: SocketAddr, config: ServerConfig, shelf: Shelf, alive: mpsc::Sender<()>) -> Self {
        Self {
            core,
            tls: config.tls.is_some(),
            address,
            config,
            shelf,
            throttle: Mutex::default(),
            strangers: Arc::default(),
            connections: AtomicU64::new(1),
            cut: Arc::default(),
            closing: watch::Sender::new(0),
            alive,
        }
    }

    /// Asks the throttle, with the present time.
    pub fn throttled<T>(&self, ask: impl FnOnce(&mut Throttle, i64) -> T) -> T {
        let now = self.core.house.clock.now_ms();
        ask(&mut self.throttle.lock().unwrap_or_else(PoisonError::into_inner), now)
    }

    pub fn next_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed)
    }

    /// A place for one more stranger, if there is one. The own machine is not counted by address: everything behind
    /// a proxy comes from there.
    pub fn admit(&self, address: IpAddr) -> Option<Admission> {
        let bounds = self.core.house.bounds;
        let mut strangers = self.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        let here = strangers.by_address.get(&address).copied().unwrap_or(0);
        if strangers.all >= bounds.unauthenticated || (!address.is_loopback() && here >= bounds.unauthenticated_per_address) {
            return None;
        }
        strangers.all += 1;
        *strangers.by_address.entry(address).or_insert(0) += 1;
        Some(Admission { strangers: Arc::clone(&self.strangers), address })
    }
}

/// Reads certificate chain and key (PEM).
pub fn tls(cert: &Path, key: &Path) -> Result<TlsAcceptor, ServerError> {
    let failed = |path: &Path, error: &dyn std::fmt::Display| ServerError::Tls(format!("{}: {error}", path.display()));
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(cert).and_then(Iterator::collect).map_err(|error| failed(cert, &error))?;
    if chain.is_empty() {
        return Err(failed(cert, &"no certificate in it"));
    }
    let key_der = PrivateKeyDer::from_pem_file(key).map_err(|error| failed(key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(|error| ServerError::Tls(error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, key_der)
        .map_err(|error| failed(cert, &error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Accepts connections until the task is dropped.
pub async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, shared: Arc<Shared>) {
    let router = http::router(Arc::clone(&shared));
    let visitors = Arc::new(Semaphore::new(MOST_VISITORS));
    loop {
        let (socket, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles, most likely: others have to go first.
                tracing::warn!(%error, "accepting failed");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(visit) = Arc::clone(&visitors).try_acquire_owned() else { continue };
        // Latency matters more than a few packets; a failure here changes nothing else.
        let _ = socket.set_nodelay(true);
        let (tls, shared) = (tls.clone(), Arc::clone(&shared));
        let router = router.clone().layer(axum::Extension(http::Peer(peer.ip())));
        tokio::spawn(async move {
            let (cut, mut closing) = (Arc::clone(&shared.cut), shared.closing.subscribe());
            let cut = cut.notified();
            let (_alive, _visit) = (shared.alive.clone(), visit);
            let serve = async {
                match tls {
                    None => answer(socket, router).await,
                    Some(tls) => match tokio::time::timeout(TLS_TIMEOUT, tls.accept(socket)).await {
                        Ok(Ok(stream)) => answer(stream, router).await,
                        Ok(Err(error)) => tracing::debug!(%error, %peer, "TLS failed"),
                        Err(_) => tracing::debug!(%peer, "TLS timed out"),
                    },
                }
            };
            tokio::select! {
                () = serve => {}
                () = cut => {}
                _ = closing.changed() => {}
            }
        });
    }
}

/// Serves a stream until it ends, or is cut.
pub async fn until_cut(shared: Arc<Shared>, serve: impl Future<Output = ()>) {
    let cut = Arc::clone(&shared.cut);
    let cut = cut.notified();
    let _alive = shared.alive.clone();
    drop(shared);
    tokio::select! {
        biased;
        () = cut => {}
        () = serve => {}
    }
}

async fn answer(io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, router: axum::Router) {
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_TIMEOUT)
        .max_buf_size(16 * 1024)
        .serve_connection(TokioIo::new(io), TowerToHyperService::new(router))
        .with_upgrades();
    if let Err(error) = served.await {
        tracing::debug!(%error, "an HTTP connection ended");
    }
}
