//! Files: slots, what is taken and what is not, how a file is given, and that nothing else is (XEP-0363).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use wire::Element;
use wire::payload::disco::Info;
use wire::payload::upload::{Plain, Refusal, Request, Slot, Terms};
use wire::stanza::{element, payload};
use wire::time::Clock;
use wire::{ns, payload};

use crate::client::{Client, Place, condition};
use crate::http::{self, Answer};

const SERVICE: &str = "upload.hall.example";

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub struct Stopped(Arc<AtomicI64>);

impl Clock for Stopped {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Stopped {
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_700_000_000_000)))
    }

    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

async fn ask(client: &mut Client, name: &str, size: u64, kind: Option<&str>) -> Element {
    let request = Request { name: name.into(), size, media_type: kind.map(str::to_owned) };
    client.ask_of(Some(SERVICE), "get", request.to_element()).await
}

/// A slot, with the path of its address.
pub struct Given {
    pub path: String,
    key: String,
}

pub async fn slot(client: &mut Client, name: &str, size: usize, kind: &str) -> Given {
    let answer = ask(client, name, size as u64, Some(kind)).await;
    let slot = payload(&answer).and_then(|slot| Slot::from_element(slot, Plain::Loopback));
    let slot = slot.unwrap_or_else(|| panic!("no slot: {answer:?}"));
    assert_eq!(slot.put, slot.get);
    let path = format!("/{}", slot.get.splitn(4, '/').nth(3).unwrap());
    Given { path, key: slot.headers[0].1.clone() }
}

pub async fn put(place: &Place, given: &Given, kind: &str, body: &[u8]) -> Answer {
    let length = body.len().to_string();
    let headers = [("Authorization", given.key.as_str()), ("Content-Type", kind), ("Content-Length", &length)];
    http::request(place.server.addr(), "PUT", &given.path, &headers, body).await
}

async fn share(place: &Place, client: &mut Client, name: &str, kind: &str, body: &[u8]) -> String {
    let given = slot(client, name, body.len(), kind).await;
    assert_eq!(put(place, &given, kind, body).await.status, 201);
    given.path
}

fn files(place: &Place) -> usize {
    files_in(&place.directory.path().join("uploads"))
}

pub fn files_in(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[tokio::test]
async fn a_file_goes_up_and_everybody_who_knows_the_address_gets_it() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let body: Vec<u8> = (0..300_000u32).map(|n| (n % 251) as u8).collect();
    let path = share(&place, &mut alice, "très cool.png", "image/png", &body).await;
    assert!(path.ends_with("/tr%C3%A8s%20cool.png"), "{path}");
    let got = http::get(place.server.addr(), &path).await;
    assert_eq!((got.status, got.body == body), (200, true));
    assert_eq!(got.header("content-type"), Some("image/png"));
    assert_eq!(got.header("content-length"), Some("300000"));
    assert_eq!(got.header("content-disposition"), Some("inline; filename*=UTF-8''tr%C3%A8s%20cool.png"));
    let head = http::request(place.server.addr(), "HEAD", &path, &[], b"").await;
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, Some("300000"), 0));
    let part = http::request(place.server.addr(), "GET", &path, &[("Range", "bytes=100000-")], b"").await;
    assert_eq!((part.status, part.body == body[100_000..]), (206, true));
    assert_eq!(part.header("content-range"), Some("bytes 100000-299999/300000"));
    // It is still there when the server comes back.
    let place = place.restart().await;
    assert_eq!(http::get(place.server.addr(), &path).await.status, 200);
    place.server.stop().await;
}

#[tokio::test]
async fn the_service_is_found_and_says_what_it_takes() {
    let place = Place::with(|config| config.uploads.largest = 1_000).await;
    let mut alice = place.online("alice").await;
    let items = alice.ask_of(Some("hall.example"), "get", payload::disco::items_request(None)).await;
    assert!(payload(&items).unwrap().children().any(|item| item.attr("jid") == Some(SERVICE)));
    let info = alice.ask_of(Some(SERVICE), "get", payload::disco::info_request(None)).await;
    let info = Info::from_element(payload(&info).unwrap()).unwrap();
    assert!(info.is("store", "file"));
    let terms = Terms::from_info(&info).unwrap();
    assert_eq!((terms.max_file_size, terms.expiry_days), (Some(1_000), Some(30)));
    assert!(terms.takes("image/webp") && terms.takes("application/pdf"));
    for refused in ["text/html", "application/xml", "text/xml", "application/x-msdownload", "application/octet-stream"] {
        assert!(!terms.takes(refused));
        let answer = ask(&mut alice, "page", 10, Some(refused)).await;
        assert_eq!((condition(&answer).as_str(), Refusal::from_stanza(&answer)), ("not-acceptable", Some(Refusal::Type)));
    }
    let large = ask(&mut alice, "a.png", 1_001, Some("image/png")).await;
    assert_eq!(Refusal::from_stanza(&large), Some(Refusal::TooLarge(Some(1_000))));
    // A file without a type is of the unknown type, which has to be taken as such.
    assert_eq!(Refusal::from_stanza(&ask(&mut alice, "a.png", 1, None).await), Some(Refusal::Type));
    for nonsense in ["<request xmlns='urn:xmpp:http:upload:0' filename='' size='1'/>", "<request xmlns='urn:xmpp:http:upload:0'/>"]
    {
        let nonsense = wire::frame::parse(nonsense, &wire::limits::Limits::STANZA).unwrap();
        assert_eq!(condition(&alice.ask_of(Some(SERVICE), "get", nonsense).await), "bad-request");
    }
    place.server.stop().await;
}

#[tokio::test]
async fn a_server_without_upload_has_no_such_service() {
    let place = Place::with(|config| config.uploads.enabled = false).await;
    let mut alice = place.online("alice").await;
    let items = alice.ask_of(Some("hall.example"), "get", payload::disco::items_request(None)).await;
    assert!(!payload(&items).unwrap().children().any(|item| item.attr("jid") == Some(SERVICE)));
    assert_eq!(condition(&ask(&mut alice, "a", 1, Some("image/png")).await), "remote-server-not-found");
    place.server.stop().await;
}

#[tokio::test]
async fn nothing_uploaded_runs_in_a_browser() {
    let place = Place::with(|config| config.uploads.types = Vec::new()).await;
    let mut alice = place.online("alice").await;
    let hostile = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for (name, kind, place_of_it) in [
        ("a.html", "text/html", "attachment"),
        ("a.svg", "image/svg+xml", "attachment"),
        ("a.xml", "application/xml", "attachment"),
        ("a.pdf", "application/pdf", "attachment"),
        ("a.js", "text/javascript", "attachment"),
        ("a.png", "image/png", "inline"),
        ("a.txt", "text/plain", "inline"),
        ("a.ogg", "audio/ogg", "inline"),
    ] {
        let path = share(&place, &mut alice, name, kind, hostile).await;
        let got = http::get(place.server.addr(), &path).await;
        assert!(got.header("content-disposition").unwrap().starts_with(place_of_it), "{name}");
        assert!(got.header("content-type").unwrap().starts_with(kind));
        assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(got.header("content-security-policy"), Some("default-src 'none'; frame-ancestors 'none'"));
        assert_eq!(got.header("access-control-allow-origin"), None);
    }
    // The same holds for refusals.
    let refused = http::get(place.server.addr(), "/upload/aaaaaaaaaaaaaaaaaaaaaaaa/x").await;
    assert_eq!((refused.status, refused.header("x-content-type-options")), (404, Some("nosniff")));
    // Who says one type and sends another is told so.
    let given = slot(&mut alice, "a.png", 3, "image/png").await;
    assert_eq!(put(&place, &given, "text/html", b"<a>").await.status, 415);
    place.server.stop().await;
}

#[tokio::test]
async fn a_slot_is_for_one_person_one_size_and_one_time() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let given = slot(&mut alice, "a.png", 4, "image/png").await;
    let others = slot(&mut bob, "b.png", 4, "image/png").await;
    for key in [others.key.as_str(), "", "Bearer ", "Bearer x", "Basic x"] {
        let wrong = Given { path: given.path.clone(), key: key.into() };
        assert_eq!(put(&place, &wrong, "image/png", b"1234").await.status, 403, "{key}");
    }
    assert_eq!(put(&place, &given, "image/png", b"123").await.status, 400);
    assert_eq!(put(&place, &given, "image/png", b"12345").await.status, 413);
    let address = place.server.addr();
    let chunked = [("Authorization", given.key.as_str()), ("Transfer-Encoding", "chunked")];
    assert_eq!(http::request(address, "PUT", &given.path, &chunked, b"4\r\n1234\r\n0\r\n\r\n").await.status, 411);
    assert_eq!(http::get(address, &given.path).await.status, 404, "nothing came of any of it");
    assert_eq!(put(&place, &given, "image/png", b"1234").await.status, 201);
    assert_eq!(put(&place, &given, "image/png", b"4321").await.status, 409);
    assert_eq!(http::get(address, &given.path).await.body, b"1234");
    for method in ["POST", "DELETE", "OPTIONS"] {
        assert_eq!(http::request(address, method, &given.path, &[("Authorization", given.key.as_str())], b"").await.status, 405);
    }
    place.server.stop().await;
}

#[tokio::test]
async fn a_broken_transfer_leaves_nothing_and_may_be_tried_again() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let given = slot(&mut alice, "a.png", 1_000, "image/png").await;
    let head = format!("PUT {} HTTP/1.1\r\nHost: x\r\nAuthorization: {}\r\nContent-Length: 1000\r\n\r\n", given.path, given.key);
    let mut tcp = tokio::net::TcpStream::connect(place.server.addr()).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut tcp, format!("{head}half of it").as_bytes()).await.unwrap();
    while files(&place) == 0 {
        tokio::task::yield_now().await;
    }
    // While it is under way nobody else may send it.
    assert_eq!(put(&place, &given, "image/png", &[1; 1_000]).await.status, 409);
    assert_eq!(http::get(place.server.addr(), &given.path).await.status, 404);
    drop(tcp);
    let mut status = 409;
    for _ in 0..1_000 {
        status = put(&place, &given, "image/png", &[1; 1_000]).await.status;
        if status != 409 {
            break;
        }
    }
    assert_eq!((status, files(&place)), (201, 1));
    assert_eq!(http::get(place.server.addr(), &given.path).await.body, [1; 1_000]);
    place.server.stop().await;
}

#[tokio::test]
async fn there_is_no_way_to_anything_else() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let path = share(&place, &mut alice, "../../server.db", "text/plain", b"mine").await;
    assert!(path.ends_with("/server.db"));
    let id = path.split('/').nth(2).unwrap();
    let address = place.server.addr();
    for hostile in [
        "/upload",
        "/upload/",
        &format!("/upload/{id}"),
        &format!("/upload/{id}/"),
        &format!("/upload/{id}/other.txt"),
        &format!("/upload/{id}/..%2f..%2fserver.db"),
        "/upload/../server.db",
        "/upload/..%2fserver.db/server.db",
        "/upload/%2e%2e%2fserver.db/x",
        "/upload/..%5cserver.db/x",
        "/upload/%00/x",
        "/upload/%ff/x",
        &format!("/upload/{}/server.db", id.to_uppercase()),
        &format!("/upload/{}{}/server.db", &id[..id.len() - 1], if id.ends_with('x') { 'y' } else { 'x' }),
        &format!("/upload/{id}.part/server.db"),
    ] {
        let got = http::get(address, hostile).await;
        assert!((400..500).contains(&got.status) && !got.text().contains("SQLite"), "{hostile}: {}", got.status);
    }
    for (range, status) in [
        ("bytes=4-", 416),
        ("bytes=9999999999999999999999-", 416),
        ("bytes=0-0,1-1,2-2,3-3,0-0,1-1,2-2,3-3", 200),
        ("bytes=-", 200),
        ("bytes=3-1", 200),
    ] {
        assert_eq!(http::request(address, "GET", &path, &[("Range", range)], b"").await.status, status, "{range}");
    }
    place.server.stop().await;
}

#[tokio::test]
async fn quotas_hold_even_for_slots_not_used_yet() {
    let clock = Stopped::new();
    let given = clock.clone();
    let place = Place::with(|config| {
        config.clock = Arc::new(given);
        config.uploads.daily = 100;
        config.uploads.person = 150;
        config.uploads.total = 200;
    })
    .await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let day = 24 * 60 * 60 * 1_000;
    // Two requests for the same rest: one of them is told when to come back.
    share(&place, &mut alice, "1.png", "image/png", &[0; 60]).await;
    slot(&mut alice, "2.png", 40, "image/png").await;
    let full = ask(&mut alice, "3.png", 1, Some("image/png")).await;
    assert_eq!(condition(&full), "resource-constraint");
    assert_eq!(Refusal::from_stanza(&full), Some(Refusal::Later(clock.now_ms() + day)));
    // What was never sent counts no more when its slot is over.
    clock.advance(300_001);
    share(&place, &mut alice, "4.png", "image/png", &[0; 40]).await;
    // Next day, what all the person's files may take.
    clock.advance(day);
    assert_eq!(condition(&ask(&mut alice, "5.png", 51, Some("image/png")).await), "resource-constraint");
    share(&place, &mut alice, "6.png", "image/png", &[0; 50]).await;
    // And what everybody's may.
    assert_eq!(condition(&ask(&mut bob, "7.png", 51, Some("image/png")).await), "resource-constraint");
    share(&place, &mut bob, "8.png", "image/png", &[0; 50]).await;
    place.server.stop().await;
}

#[tokio::test]
async fn slots_and_files_have_their_time() {
    let clock = Stopped::new();
    let given = clock.clone();
    let place = Place::with(|config| config.clock = Arc::new(given)).await;
    let mut alice = place.online("alice").await;
    let late = slot(&mut alice, "late.png", 4, "image/png").await;
    let path = share(&place, &mut alice, "a.png", "image/png", b"1234").await;
    clock.advance(300_001);
    let answer = put(&place, &late, "image/png", b"1234").await;
    assert!(matches!(answer.status, 404 | 410), "{}", answer.status);
    let month = 30 * 24 * 60 * 60 * 1_000;
    clock.advance(month - 300_001);
    assert_eq!(http::get(place.server.addr(), &path).await.status, 200);
    assert_eq!(files(&place), 1);
    // From the moment on it is not given, and soon after it is not there.
    clock.advance(1);
    assert_eq!(http::get(place.server.addr(), &path).await.status, 404);
    for _ in 0..500 {
        if files(&place) == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(files(&place), 0);
    place.server.stop().await;
}

#[tokio::test]
async fn a_file_nobody_knows_is_removed_and_so_are_those_of_a_removed_person() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    share(&place, &mut alice, "a.png", "image/png", b"1234").await;
    place.server.users().remove("alice").await.unwrap();
    std::fs::write(place.directory.path().join("uploads/nobodyknowsthisfile1234"), b"x").unwrap();
    let place = place.restart().await;
    for _ in 0..500 {
        if files(&place) == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(files(&place), 0);
    place.server.stop().await;
}

#[tokio::test]
async fn files_may_have_a_name_of_their_own() {
    let place = Place::with(|config| config.uploads.url = Some("https://files.hall.example/".into())).await;
    let mut alice = place.online("alice").await;
    let answer = ask(&mut alice, "a.png", 4, Some("image/png")).await;
    let slot = Slot::from_element(payload(&answer).unwrap(), Plain::Refused).unwrap();
    assert!(slot.get.starts_with("https://files.hall.example/upload/") && slot.put == slot.get);
    // A slot is a secret: it goes to its session and to nobody else, and is never a message.
    let refused = wire::stanza::message(SERVICE, "chat", "1").field("body", "hello").done();
    alice.send(refused).await;
    let error = alice.expect("a refusal", |stanza| stanza.name() == "message").await;
    assert_eq!(condition(&error), "service-unavailable");
    let odd = element("query", ns::VERSION).done();
    assert_eq!(condition(&alice.ask_of(Some(SERVICE), "get", odd).await), "service-unavailable");
    place.server.stop().await;
}
