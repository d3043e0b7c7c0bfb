//! Finding an intranet and judging its certificate, against real servers on this computer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use session::transport::Dialer;
use session::{Net, NetConfig, Problem, ProblemKind, discover};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use url::Url;

/// The authority the client trusts in these plays.
struct Authority {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

fn authority() -> Authority {
    named_authority("Example authority")
}

fn named_authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    Authority { certificate: certificate.der().clone(), issuer: Issuer::new(params, key) }
}

impl Authority {
    fn server(&self, names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> TlsAcceptor {
        let mut params = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }

    fn valid(&self) -> TlsAcceptor {
        self.server(&["localhost", "127.0.0.1"], |_| {})
    }

    fn net(&self) -> Net {
        Net::new(NetConfig {
            extra_roots: vec![self.certificate.clone()],
            only_extra_roots: true,
            user_agent: "Hallway/test".into(),
        })
        .unwrap()
    }
}

/// From the path, and the WebSocket key if an upgrade is asked for, to the whole answer.
type Answer = Box<dyn Fn(&str, Option<&str>) -> String + Send + Sync>;

/// A small HTTP server.
struct Site {
    port: u16,
    /// Bytes of HTTP that arrived at all.
    heard: Arc<AtomicUsize>,
    paths: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<Answer>>,
}

impl Site {
    async fn start(tls: Option<TlsAcceptor>) -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let site =
            Site { port, heard: Arc::default(), paths: Arc::default(), answer: Arc::new(Mutex::new(Box::new(|_, _| missing()))) };
        let (heard, paths, answer) = (Arc::clone(&site.heard), Arc::clone(&site.paths), Arc::clone(&site.answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, heard, paths, answer) = (tls.clone(), Arc::clone(&heard), Arc::clone(&paths), Arc::clone(&answer));
                tokio::spawn(async move {
                    match tls {
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, &heard, &paths, &answer).await;
                            }
                        }
                        None => serve(stream, &heard, &paths, &answer).await,
                    }
                });
            }
        });
        site
    }

    fn answer(&self, answer: impl Fn(&str, Option<&str>) -> String + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Box::new(answer);
    }

    fn url(&self, scheme: &str, host: &str, path: &str) -> String {
        format!("{scheme}://{host}:{}{path}", self.port)
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    heard: &AtomicUsize,
    paths: &Mutex<Vec<String>>,
    answer: &Mutex<Answer>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        if head.is_empty() && byte == 0x16 {
            // A TLS greeting; a plain web server calls it a bad request.
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.ok();
            return;
        }
        head.push(byte);
    }
    heard.fetch_add(head.len(), Ordering::SeqCst);
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1).unwrap().to_owned();
    let key = head.lines().find_map(|line| line.strip_prefix("Sec-WebSocket-Key: ").or(line.strip_prefix("sec-websocket-key: ")));
    paths.lock().unwrap().push(path.clone());
    let text = (answer.lock().unwrap())(&path, key);
    let upgraded = text.starts_with("HTTP/1.1 101");
    if stream.write_all(text.as_bytes()).await.is_err() || stream.flush().await.is_err() {
        return;
    }
    if upgraded {
        // Whatever a client says now would be XMPP.
        let mut rest = Vec::new();
        heard.fetch_add(stream.read_to_end(&mut rest).await.unwrap_or(0), Ordering::SeqCst);
    }
    stream.shutdown().await.ok();
}

fn missing() -> String {
    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".into()
}

fn found(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn moved(to: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn switched(key: &str, more: &str) -> String {
    let accept = derive_accept_key(key.as_bytes());
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n{more}\r\n"
    )
}

fn json_link(to: &str) -> String {
    found(&format!("{{\"links\":[{{\"rel\":\"urn:xmpp:alt-connections:websocket\",\"href\":\"{to}\"}}]}}"))
}

async fn dial_error(net: &Net, url: &str) -> Problem {
    match net.dial(&Url::parse(url).unwrap()).await {
        Ok(_) => panic!("{url} was connected"),
        Err(problem) => problem,
    }
}

#[tokio::test]
async fn an_intranet_is_found_with_its_profile() {
    let authority = authority();
    let site = Site::start(Some(authority.valid())).await;
    site.answer(|path, _| match path {
        "/.well-known/host-meta.json" => json_link("wss://chat.example.com/ws"),
        "/.well-known/hallway.json" => found(r#"{"name":"Example","domain":"example.com","activity_stream":"/stream"}"#),
        _ => missing(),
    });
    let url = site.url("https", "localhost", "/portal");
    let intranet = discover(&authority.net(), &url).await.unwrap();
    // Another host is fine: it will have to show its own certificate.
    assert_eq!(intranet.websocket.as_str(), "wss://chat.example.com/ws");
    assert_eq!((intranet.base.as_str(), intranet.domain.as_str()), (url.as_str(), "example.com"));
    assert_eq!(intranet.profile.unwrap().name.as_deref(), Some("Example"));
}

#[tokio::test]
async fn the_xml_form_and_a_redirect_to_another_https_host_do_too() {
    let authority = authority();
    let (site, other) = (Site::start(Some(authority.valid())).await, Site::start(Some(authority.valid())).await);
    let to = other.url("https", "127.0.0.1", "/.well-known/host-meta");
    site.answer(move |path, _| if path == "/.well-known/host-meta" { moved(&to) } else { missing() });
    other.answer(|path, _| {
        assert_eq!(path, "/.well-known/host-meta");
        found(concat!(
            "<?xml version='1.0'?><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>",
            "<Link rel='urn:xmpp:alt-connections:websocket' href='wss://localhost/ws'/></XRD>"
        ))
    });
    let intranet = discover(&authority.net(), &site.url("https", "localhost", "")).await.unwrap();
    assert_eq!((intranet.websocket.as_str(), intranet.domain.as_str()), ("wss://localhost/ws", "localhost"));
    assert_eq!(intranet.profile, None);
}

#[tokio::test]
async fn a_redirect_never_leads_to_plain_http() {
    let authority = authority();
    let site = Site::start(Some(authority.valid())).await;
    site.answer(|_, _| moved("http://intranet.example.com/.well-known/host-meta.json"));
    let problem = discover(&authority.net(), &site.url("https", "localhost", "")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::UrlInsecure, "{problem}");
    // Nor in a circle, nor to another host's other pages.
    let elsewhere = Site::start(Some(authority.valid())).await;
    let to = elsewhere.url("https", "localhost", "/internal");
    site.answer(move |path, _| if path.starts_with("/.well-known/host-meta") { moved(&to) } else { moved(path) });
    let problem = discover(&authority.net(), &site.url("https", "localhost", "")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotAnIntranet, "{problem}");
    assert!(elsewhere.paths.lock().unwrap().is_empty());
}

#[tokio::test]
async fn bad_certificates_are_told_apart_and_nothing_is_sent_to_them() {
    let (authority, stranger) = (authority(), named_authority("Stranger"));
    let names = ["localhost", "127.0.0.1"];
    let past = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    };
    let future = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(2080, 1, 1);
        params.not_after = date_time_ymd(2090, 1, 1);
    };
    for (tls, kind) in [
        (authority.server(&names, past), ProblemKind::CertificateExpired),
        (authority.server(&names, future), ProblemKind::CertificateExpired),
        (authority.server(&["other.example.com"], |_| {}), ProblemKind::CertificateWrongHost),
        (stranger.valid(), ProblemKind::CertificateUntrusted),
    ] {
        let site = Site::start(Some(tls)).await;
        let found = discover(&authority.net(), &site.url("https", "localhost", "")).await.unwrap_err();
        assert_eq!(found.kind, kind, "{found}");
        let dialled = dial_error(&authority.net(), &site.url("wss", "localhost", "/ws")).await;
        assert_eq!(dialled.kind, kind, "{dialled}");
        assert_eq!(site.heard.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn a_server_without_tls_is_not_spoken_to_in_the_clear() {
    let site = Site::start(None).await;
    site.answer(|_, _| json_link("ws://127.0.0.1/ws"));
    let net = authority().net();
    assert_eq!(discover(&net, &site.url("https", "localhost", "")).await.unwrap_err().kind, ProblemKind::CertificateInvalid);
    // Addresses that are not this computer are refused before anything is sent.
    for url in ["http://intranet.example.com", "http://10.1.2.3", "http://localhost.example.com"] {
        assert_eq!(discover(&net, url).await.unwrap_err().kind, ProblemKind::UrlInsecure);
    }
    for url in ["ws://intranet.example.com/ws", "ws://10.1.2.3/ws", "ws://127.0.0.1.example.com/ws"] {
        assert_eq!(dial_error(&net, url).await.kind, ProblemKind::UrlInsecure);
    }
    assert_eq!(dial_error(&net, "https://localhost/ws").await.kind, ProblemKind::Protocol);
}

#[tokio::test]
async fn an_intranet_cannot_send_the_client_to_an_open_stream() {
    let authority = authority();
    let far = Site::start(Some(authority.valid())).await;
    far.answer(|path, _| if path.ends_with("host-meta.json") { json_link("ws://intranet.example.com/ws") } else { missing() });
    let problem = discover(&authority.net(), &far.url("https", "localhost", "")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::UrlInsecure);
    let near = Site::start(None).await;
    near.answer(|path, _| if path.ends_with("host-meta.json") { json_link("ws://localhost:5280/ws") } else { missing() });
    let intranet = discover(&authority.net(), &near.url("http", "127.0.0.1", "")).await.unwrap();
    assert_eq!((intranet.websocket.as_str(), intranet.domain.as_str()), ("ws://localhost:5280/ws", "127.0.0.1"));
}

#[tokio::test]
async fn without_host_meta_the_usual_paths_are_tried() {
    let authority = authority();
    let site = Site::start(Some(authority.valid())).await;
    site.answer(|path, key| match (path, key) {
        ("/ws", Some(key)) => switched(key, "Sec-WebSocket-Protocol: xmpp\r\n"),
        _ => missing(),
    });
    let intranet = discover(&authority.net(), &site.url("https", "localhost", "/portal")).await.unwrap();
    assert_eq!(intranet.websocket.as_str(), site.url("wss", "localhost", "/ws"));
    site.answer(|_, _| found("<html>Welcome</html>"));
    let problem = discover(&authority.net(), &site.url("https", "localhost", "")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotAnIntranet);
    assert!(site.paths.lock().unwrap().contains(&"/xmpp-websocket".to_owned()));
}

#[tokio::test]
async fn an_upgrade_that_is_not_exactly_right_is_refused() {
    let authority = authority();
    let site = Site::start(Some(authority.valid())).await;
    let url = site.url("wss", "localhost", "/ws");
    let answers: [fn(&str, Option<&str>) -> String; 6] = [
        |_, key| switched(key.unwrap(), ""),
        |_, key| switched(key.unwrap(), "Sec-WebSocket-Protocol: chat\r\n"),
        |_, key| switched(key.unwrap(), "Sec-WebSocket-Protocol: xmpp\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"),
        |_, _| switched("wrong", "Sec-WebSocket-Protocol: xmpp\r\n"),
        |_, _| moved("wss://attacker.example/ws"),
        |_, _| found("<html>"),
    ];
    for answer in answers {
        site.heard.store(0, Ordering::SeqCst);
        site.answer(answer);
        let problem = dial_error(&authority.net(), &url).await;
        assert_eq!(problem.kind, ProblemKind::NotAnIntranet, "{problem}");
    }
    site.answer(|_, _| "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".into());
    assert_eq!(dial_error(&authority.net(), &url).await.kind, ProblemKind::HostUnreachable);
    site.answer(|_, key| switched(key.unwrap(), "Sec-WebSocket-Protocol: xmpp\r\n"));
    assert!(authority.net().dial(&Url::parse(&url).unwrap()).await.is_ok());
}

#[tokio::test]
async fn a_bloated_document_is_left_unread() {
    let authority = authority();
    let site = Site::start(Some(authority.valid())).await;
    site.answer(|path, _| match path {
        "/.well-known/host-meta.json" => found(&" ".repeat(10_000_000)),
        // Without a length, so that it has to be noticed while reading.
        "/.well-known/host-meta" => format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", " ".repeat(10_000_000)),
        _ => missing(),
    });
    let problem = discover(&authority.net(), &site.url("https", "localhost", "")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotAnIntranet, "{problem}");
}

#[tokio::test]
async fn nobody_there_and_no_such_name() {
    let net = authority().net();
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    assert_eq!(discover(&net, &format!("127.0.0.1:{port}")).await.unwrap_err().kind, ProblemKind::HostUnreachable);
    assert_eq!(dial_error(&net, &format!("ws://127.0.0.1:{port}/")).await.kind, ProblemKind::HostUnreachable);
    assert_eq!(discover(&net, "https://intranet.invalid").await.unwrap_err().kind, ProblemKind::HostUnknown);
    assert_eq!(dial_error(&net, "wss://intranet.invalid/ws").await.kind, ProblemKind::HostUnknown);
}

#[tokio::test]
#[cfg_attr(windows, ignore = "Wine has no certificate chain engine for this")]
async fn the_trust_of_this_computer_does_not_extend_to_a_stranger() {
    let authority = authority();
    let site = Site::start(Some(authority.valid())).await;
    site.answer(|path, _| if path.ends_with("host-meta.json") { json_link("wss://localhost/ws") } else { missing() });
    let url = site.url("https", "localhost", "");
    let plain = Net::new(NetConfig::default()).unwrap();
    assert_eq!(discover(&plain, &url).await.unwrap_err().kind, ProblemKind::CertificateUntrusted);
    let extended = Net::new(NetConfig { extra_roots: vec![authority.certificate.clone()], ..NetConfig::default() }).unwrap();
    assert!(discover(&extended, &url).await.is_ok());
}
