//! Discovery, TLS, and what is not served.

use std::net::SocketAddr;
use std::sync::Arc;

use server::{Server, ServerConfig, ServerError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use tokio_rustls::TlsConnector;

use crate::client::Place;

async fn get(address: SocketAddr, path: &str) -> String {
    let mut tcp = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    tcp.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    tcp.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn the_stream_is_found_from_the_url() {
    let place = Place::open().await;
    let address = place.server.addr();
    let link = format!("ws://{address}/xmpp-websocket");
    assert!(get(address, "/.well-known/host-meta").await.contains(&link));
    assert!(get(address, "/.well-known/host-meta.json").await.contains(&link));
    let profile = get(address, "/.well-known/hallway.json").await;
    assert!(profile.contains("\"domain\":\"hall.example\"") && !profile.contains("/people/"), "{profile}");
    // Who works here is nobody's business who has not signed in.
    assert!(get(address, "/people/alice").await.starts_with("HTTP/1.1 404"));
    place.server.stop().await;
}

#[tokio::test]
async fn other_machines_need_tls() {
    let directory = tempfile::tempdir().unwrap();
    let config = ServerConfig::new(directory.path(), SocketAddr::from(([0, 0, 0, 0], 0)));
    assert!(matches!(Server::start(config).await, Err(ServerError::NeedsTls(_))));
    let mut config = ServerConfig::new(directory.path(), SocketAddr::from(([127, 0, 0, 1], 0)));
    config.tls = Some((directory.path().join("cert.pem"), directory.path().join("key.pem")));
    assert!(matches!(Server::start(config).await, Err(ServerError::Tls(_))));
}

#[tokio::test]
async fn the_domain_of_the_data_stays() {
    let place = Place::open().await;
    let data = place.directory.path().to_owned();
    place.server.stop().await;
    let config = ServerConfig::new(data, SocketAddr::from(([127, 0, 0, 1], 0)));
    assert!(matches!(Server::start(config).await, Err(ServerError::OtherDomain { .. })));
}

#[tokio::test]
async fn with_a_certificate_everything_is_encrypted() {
    let directory = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (cert, key) = (directory.path().join("cert.pem"), directory.path().join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let mut config = ServerConfig::new(directory.path().join("data"), SocketAddr::from(([127, 0, 0, 1], 0)));
    config.tls = Some((cert, key));
    let server = Server::start(config).await.unwrap();
    assert!(server.url().starts_with("https://"));

    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tcp = tokio::net::TcpStream::connect(server.addr()).await.unwrap();
    let mut tls = TlsConnector::from(Arc::new(client)).connect("localhost".try_into().unwrap(), tcp).await.unwrap();
    let request = "GET /.well-known/host-meta.json HTTP/1.1\r\nHost: localhost:1234\r\nConnection: close\r\n\r\n";
    tls.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    // The server ends without a TLS farewell when it has said everything.
    let _ = tls.read_to_string(&mut answer).await;
    assert!(answer.contains("wss://localhost:1234/xmpp-websocket"), "{answer}");
    // What is not TLS gets nothing.
    let mut plain = tokio::net::TcpStream::connect(server.addr()).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"));
    server.stop().await;
}
