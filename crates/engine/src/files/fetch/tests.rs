//! Servers that go on with a file as they should, and those that do not: the file is whole or it is not taken.

use super::*;
use crate::files::hex;
use session::{Net, NetConfig, files::Whose};
use sha2::{Digest, Sha256};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const FILE: &[u8] = b"the quick brown fox jumps over the lazy dog";
/// Where the first answer is cut.
const CUT: usize = 10;

/// A server that says these things, one for each connection; what it was asked.
struct Told {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

async fn server(answers: Vec<String>) -> Told {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let told = Told { address: listener.local_addr().unwrap(), asked: Arc::default() };
    let asked = Arc::clone(&told.asked);
    tokio::spawn(async move {
        for answer in answers {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 4096];
            let length = socket.read(&mut request).await.unwrap();
            asked.lock().unwrap().push(String::from_utf8_lossy(&request[..length]).to_lowercase());
            socket.write_all(answer.as_bytes()).await.ok();
            socket.shutdown().await.ok();
        }
    });
    told
}

/// An answer whose body says that it is `length` long.
fn answer(head: &str, length: usize, body: &[u8]) -> String {
    let body = String::from_utf8_lossy(body);
    format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}

fn begun() -> String {
    answer("200 OK\r\nETag: \"a\"", FILE.len(), &FILE[..CUT])
}

fn rest(tag: &str, from: usize) -> String {
    let head = format!("206 Partial Content\r\nETag: {tag}\r\nContent-Range: bytes {from}-{}/{}", FILE.len() - 1, FILE.len());
    answer(&head, FILE.len() - CUT, &FILE[CUT..])
}

struct Bench {
    told: Told,
    folder: TempDir,
    file: store::File,
    net: Net,
}

impl Bench {
    async fn new(answers: Vec<String>) -> Self {
        let told = server(answers).await;
        let file = store::File {
            name: "fox.txt".to_owned(),
            mime: "text/plain".to_owned(),
            size: Some(FILE.len() as u64),
            width: None,
            height: None,
            duration_ms: None,
            voice: false,
            hash: Some(hex(&Sha256::digest(FILE))),
            source: store::FileSource::Url { url: String::new() },
        };
        Self { told, folder: tempfile::tempdir().unwrap(), file, net: Net::new(NetConfig::default()).unwrap() }
    }

    fn part(&self) -> Part {
        Part::of(self.folder.path(), "fox")
    }

    async fn fetches(&self) -> Fetched {
        let url = Url::parse(&format!("http://{}/fox.txt", self.told.address)).unwrap();
        let client = self.net.files(&url, Whose::Own).unwrap();
        fetch(client, &url, (1, &self.file), &self.part(), |_| {}).await
    }

    fn asked(&self, nth: usize) -> String {
        self.told.asked.lock().unwrap()[nth].clone()
    }

    fn is_whole(&self) -> bool {
        std::fs::read(self.part().bytes).is_ok_and(|bytes| bytes == FILE)
    }

    fn has_nothing(&self) -> bool {
        std::fs::read_dir(self.folder.path()).unwrap().next().is_none()
    }
}

#[tokio::test]
async fn what_was_cut_goes_on_behind_what_came() {
    let bench = Bench::new(vec![begun(), rest("\"a\"", CUT)]).await;
    assert_eq!(bench.fetches().await, Fetched::Cut);
    assert_eq!(bench.part().len(), CUT as u64);
    assert!(!bench.asked(0).contains("range"));
    assert_eq!(bench.fetches().await, Fetched::Whole);
    assert!(bench.asked(1).contains("range: bytes=10-\r\n") && bench.asked(1).contains("if-range: \"a\"\r\n"));
    assert!(bench.is_whole());
}

#[tokio::test]
async fn a_server_that_gives_all_of_it_again_is_taken_from_the_start() {
    let bench = Bench::new(vec![begun(), answer("200 OK\r\nETag: \"b\"", FILE.len(), FILE)]).await;
    assert_eq!((bench.fetches().await, bench.fetches().await), (Fetched::Cut, Fetched::Whole));
    assert!(bench.is_whole());
}

#[tokio::test]
async fn what_does_not_fit_is_fetched_from_the_start_once() {
    let whole = || answer("200 OK\r\nETag: \"b\"", FILE.len(), FILE);
    let beyond = |total: usize| answer(&format!("416 Range Not Satisfiable\r\nContent-Range: bytes */{total}"), 0, b"");
    let other_bytes = {
        let head = format!("206 Partial Content\r\nContent-Range: bytes {CUT}-{}/{}", FILE.len() - 1, FILE.len());
        answer(&head, FILE.len() - CUT, &[b'x'; FILE.len() - CUT])
    };
    for odd in [rest("\"b\"", CUT), rest("\"a\"", CUT + 1), rest("W/\"a\"", CUT), beyond(FILE.len()), other_bytes] {
        let bench = Bench::new(vec![begun(), odd.clone(), whole()]).await;
        assert_eq!((bench.fetches().await, bench.fetches().await), (Fetched::Cut, Fetched::Whole), "{odd}");
        assert!(bench.is_whole() && !bench.asked(2).contains("range"), "{odd}");
    }
    // A server that gives parts nobody asked for is not asked for ever.
    let bench = Bench::new(vec![rest("\"a\"", CUT), rest("\"a\"", CUT)]).await;
    assert_eq!(bench.fetches().await, Fetched::Failed(Code::Refused));
    assert!(bench.has_nothing());
}

#[tokio::test]
async fn a_part_that_is_all_of_it_is_the_file() {
    let bench =
        Bench::new(vec![answer(&format!("416 Range Not Satisfiable\r\nContent-Range: bytes */{}", FILE.len()), 0, b"")]).await;
    let tagged = HeaderMap::from_iter([(header::ETAG, http::HeaderValue::from_static("\"a\""))]);
    std::io::Write::write_all(&mut bench.part().begin(1, &tagged).unwrap(), FILE).unwrap();
    assert_eq!(bench.fetches().await, Fetched::Whole);
}

#[tokio::test]
async fn a_server_may_give_less_than_all_that_is_left() {
    let head = format!("206 Partial Content\r\nETag: \"a\"\r\nContent-Range: bytes {CUT}-{CUT}/{}", FILE.len());
    let last = {
        let from = CUT + 1;
        let head = format!("206 Partial Content\r\nETag: \"a\"\r\nContent-Range: bytes {from}-{}/{}", FILE.len() - 1, FILE.len());
        answer(&head, FILE.len() - from, &FILE[from..])
    };
    let bench = Bench::new(vec![begun(), answer(&head, 1, &FILE[CUT..=CUT]), last]).await;
    assert_eq!((bench.fetches().await, bench.fetches().await, bench.fetches().await), (Fetched::Cut, Fetched::Cut, Fetched::Whole));
    assert!(bench.is_whole());
}

#[tokio::test]
async fn a_file_is_no_larger_for_coming_in_parts() {
    let head = format!("206 Partial Content\r\nETag: \"a\"\r\nContent-Range: bytes {CUT}-99999999/*");
    let endless = format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n{}", "x".repeat(10_000));
    let announced = answer(&format!("206 Partial Content\r\nETag: \"a\"\r\nContent-Range: bytes {CUT}-9/99999999"), 9, b"x");
    let sure = answer(&format!("206 Partial Content\r\nETag: \"a\"\r\nContent-Range: bytes {CUT}-99/99999999"), 9, b"x");
    for odd in [endless, sure] {
        let bench = Bench::new(vec![begun(), odd]).await;
        assert_eq!((bench.fetches().await, bench.fetches().await), (Fetched::Cut, Fetched::Failed(Code::FileTooLarge)));
        assert!(bench.has_nothing());
    }
    let bench = Bench::new(vec![begun(), announced, begun()]).await;
    assert_eq!((bench.fetches().await, bench.fetches().await), (Fetched::Cut, Fetched::Cut));
}

#[tokio::test]
async fn nothing_stays_of_what_the_server_refuses_and_all_of_it_through_its_troubles() {
    let bench = Bench::new(vec![begun(), answer("503 Service Unavailable", 0, b""), answer("404 Not Found", 0, b"")]).await;
    assert_eq!((bench.fetches().await, bench.fetches().await), (Fetched::Cut, Fetched::Cut));
    assert_eq!(bench.part().len(), CUT as u64);
    assert_eq!(bench.fetches().await, Fetched::Gone);
    assert!(bench.has_nothing());
    let wrong = answer("200 OK\r\nETag: \"a\"", FILE.len(), &[b'x'; FILE.len()]);
    let bench = Bench::new(vec![wrong]).await;
    assert_eq!(bench.fetches().await, Fetched::Failed(Code::Refused));
    assert!(bench.has_nothing());
}
