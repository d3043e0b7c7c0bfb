//! A scripted XMPP server: the test says what it hears and answers, over a real WebSocket or in memory.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use minidom::Element;
use session::transport::{BoxFuture, Dialer, Memory, Received, Transport, memory};
use session::{Account, Event, Intranet, Mechanism, Net, NetConfig, Options, Problem, Session};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use url::Url;
use wire::frame;
use wire::ids::SeededEntropy;
use wire::limits::Limits;
use wire::sasl::{self, ScramServer, Verifier};
use wire::secret::Password;
use wire::time::Clock;
use wire::{ns, sm, stanza};

pub const JID: &str = "anna@example.com";
pub const FULL_JID: &str = "anna@example.com/desk";
/// No step of a play takes longer in real time; in paused time it is longer than every wait of a session.
const PATIENCE: Duration = Duration::from_secs(100);

/// One connection, seen from the server.
pub struct Peer {
    frames: Memory,
}

impl Peer {
    pub async fn hear_text(&mut self) -> Option<String> {
        match timeout(PATIENCE, self.frames.next()).await.expect("the client says something in time")? {
            Ok(Received::Text(text)) => Some(text),
            other => panic!("unexpected {other:?}"),
        }
    }

    /// The next frame, whatever it is.
    pub async fn hear(&mut self) -> Element {
        let text = self.hear_text().await.expect("the client is still there");
        frame::parse(&text, &Limits::STANZA).unwrap()
    }

    /// The next frame, which has this name.
    pub async fn expect(&mut self, name: &str) -> Element {
        let element = self.hear().await;
        assert_eq!(element.name(), name, "{element:?}");
        element
    }

    /// The next frame that is no question for acknowledgements; those are left unanswered.
    pub async fn expect_stanza(&mut self) -> Element {
        loop {
            let element = self.hear().await;
            if element.name() != "r" {
                return element;
            }
        }
    }

    /// Whether nothing is said for this long.
    pub async fn is_quiet(&mut self, time: Duration) -> bool {
        timeout(time, self.frames.next()).await.is_err()
    }

    /// The client has ended the connection.
    pub async fn expect_end(&mut self) {
        while self.hear_text().await.is_some() {}
    }

    pub async fn say(&mut self, element: Element) {
        self.say_text(frame::serialize(&element)).await;
    }

    pub async fn say_text(&mut self, text: impl Into<String>) {
        self.frames.send(text.into()).await.expect("the client is still there");
    }

    pub async fn open(&mut self, features: Vec<Element>) {
        assert_eq!(self.expect("open").await.attr("to"), Some("example.com"));
        self.say(frame::open_reply("example.com", None, "stream")).await;
        self.say(stanza::element("features", ns::STREAMS).children(features).done()).await;
    }

    /// Up to and including `<success/>`, for the password `hallway`.
    pub async fn authenticate(&mut self) {
        let mechanism = Mechanism::ScramSha256;
        let verifier = Verifier::derive(mechanism, &Password::new("hallway".into()), b"salt".to_vec(), 4_096).unwrap();
        self.open(vec![sasl::mechanisms(&[mechanism, Mechanism::Plain])]).await;
        let auth = self.expect("auth").await;
        assert_eq!(auth.attr("mechanism"), Some(mechanism.name()));
        let server = ScramServer::first(mechanism, &sasl::data(&auth).unwrap(), "server".into()).unwrap();
        self.say(sasl::challenge(&server.challenge(&verifier))).await;
        let response = sasl::data(&self.expect("response").await).unwrap();
        match server.finish(&response, &verifier) {
            Ok(proof) => self.say(sasl::success(&proof)).await,
            Err(_) => self.say(sasl::failure("not-authorized", None)).await,
        }
    }

    /// Signed in, with the features that are offered then.
    pub async fn sign_in(&mut self, managed: bool) {
        self.authenticate().await;
        let mut features = vec![stanza::element("bind", ns::BIND).done()];
        if managed {
            features.push(sm::feature());
        }
        self.open(features).await;
    }

    pub async fn bind(&mut self) -> Option<String> {
        let request = self.expect("iq").await;
        let bind = stanza::element("bind", ns::BIND).field("jid", FULL_JID).done();
        self.say(stanza::iq_result(&request, Some(bind))).await;
        stanza::field(request.get_child("bind", ns::BIND).unwrap(), "resource")
    }

    pub async fn enable(&mut self, id: &str) {
        self.expect("enable").await;
        self.say(sm::enabled(Some(id), Some(600))).await;
    }

    /// All the way to a new stream that can be resumed by this id.
    pub async fn welcome(&mut self, id: &str) {
        self.sign_in(true).await;
        self.bind().await;
        self.enable(id).await;
    }

    /// All the way to a resumed stream; the answer is the client's count.
    pub async fn welcome_back(&mut self, id: &str, h: u32) -> u32 {
        self.sign_in(true).await;
        let resume = self.expect("resume").await;
        assert_eq!(resume.attr("previd"), Some(id));
        self.say(sm::resumed(h, id)).await;
        resume.attr("h").unwrap().parse().unwrap()
    }

    /// A message to the client.
    pub async fn tell(&mut self, id: &str) {
        self.say(stanza::message(FULL_JID, "chat", id).attr("from", "ben@example.com/x").field("body", id).done()).await;
    }
}

/// A server on this computer; each connection becomes a [`Peer`].
pub struct Host {
    pub url: Url,
    arrivals: mpsc::UnboundedReceiver<Peer>,
}

impl Host {
    pub async fn start() -> Host {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("ws://{}/xmpp-websocket", listener.local_addr().unwrap())).unwrap();
        let (arrived, arrivals) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (theirs, ours) = memory();
                if arrived.send(Peer { frames: ours }).is_err() {
                    return;
                }
                tokio::spawn(carry(stream, theirs));
            }
        });
        Host { url, arrivals }
    }

    pub async fn arrival(&mut self) -> Peer {
        timeout(PATIENCE, self.arrivals.recv()).await.expect("the client comes in time").unwrap()
    }

    /// Whether nobody comes for this long.
    pub async fn is_quiet(&mut self, time: Duration) -> bool {
        timeout(time, self.arrivals.recv()).await.is_err()
    }

    pub fn session(&self, options: Options) -> (Session, mpsc::Receiver<Event>) {
        let net = Net::new(NetConfig { only_extra_roots: true, ..NetConfig::default() }).unwrap();
        Session::start(
            net,
            intranet(&self.url),
            account(),
            Arc::new(wire::time::SystemClock),
            Arc::new(SeededEntropy::new(1)),
            options,
        )
    }
}

#[allow(clippy::result_large_err)]
fn agree(
    request: &Request,
    mut response: Response,
) -> Result<Response, tokio_tungstenite::tungstenite::handshake::server::ErrorResponse> {
    assert_eq!(request.headers()["sec-websocket-protocol"], "xmpp");
    response.headers_mut().insert("sec-websocket-protocol", http::HeaderValue::from_static("xmpp"));
    Ok(response)
}

/// Between the socket and the play. When the play drops its peer, the socket is cut without a word.
async fn carry(stream: TcpStream, mut play: Memory) {
    let Ok(socket) = accept_hdr_async(stream, agree).await else { return };
    let (mut out, mut back) = socket.split();
    loop {
        tokio::select! {
            frame = play.next() => match frame {
                Some(Ok(Received::Text(text))) => if out.send(Message::text(text)).await.is_err() { return },
                _ => return,
            },
            message = back.next() => match message {
                Some(Ok(Message::Text(text))) => if play.send(text.as_str().to_owned()).await.is_err() { return },
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
        }
    }
}

pub fn intranet(websocket: &Url) -> Intranet {
    let base = Url::parse("http://127.0.0.1/").unwrap();
    Intranet { base, websocket: websocket.clone(), domain: "example.com".into(), profile: None }
}

pub fn account() -> Account {
    Account { jid: JID.into(), password: Password::new("hallway".into()), pinned: None }
}

/// Connections in memory, for plays in which the clock is paused.
pub struct Loft {
    arrived: mpsc::UnboundedSender<Peer>,
}

impl Dialer for Loft {
    fn dial<'a>(&'a self, _: &'a Url) -> BoxFuture<'a, Result<Box<dyn Transport>, Problem>> {
        let (theirs, ours) = memory();
        let arrived = self.arrived.send(Peer { frames: ours });
        Box::pin(async move {
            match arrived {
                Ok(()) => Ok(Box::new(theirs) as Box<dyn Transport>),
                Err(_) => Err(Problem::new(session::ProblemKind::HostUnreachable, "nobody is there")),
            }
        })
    }
}

/// A clock that is set by the play.
#[derive(Default)]
pub struct PlayClock(pub AtomicI64);

impl Clock for PlayClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A session in memory.
pub struct Stage {
    pub session: Session,
    pub events: mpsc::Receiver<Event>,
    pub arrivals: mpsc::UnboundedReceiver<Peer>,
    pub clock: Arc<PlayClock>,
}

pub fn stage() -> Stage {
    let (arrived, arrivals) = mpsc::unbounded_channel();
    let clock = Arc::new(PlayClock::default());
    let place = intranet(&Url::parse("ws://127.0.0.1/").unwrap());
    let entropy = Arc::new(SeededEntropy::new(3));
    let (session, events) =
        Session::start_over(Arc::new(Loft { arrived }), place, account(), Arc::clone(&clock) as _, entropy, Options::default());
    Stage { session, events, arrivals, clock }
}

pub async fn next(events: &mut mpsc::Receiver<Event>) -> Event {
    timeout(PATIENCE, events.recv()).await.expect("an event comes in time").expect("the session goes on")
}

/// The next event but `Connecting`.
pub async fn news(events: &mut mpsc::Receiver<Event>) -> Event {
    loop {
        match next(events).await {
            Event::Connecting => {}
            event => return event,
        }
    }
}

/// On line; whether resumed.
pub async fn online(events: &mut mpsc::Receiver<Event>) -> bool {
    match news(events).await {
        Event::Online { jid, resumed, mechanism, .. } => {
            assert_eq!((jid.as_str(), mechanism), (FULL_JID, Mechanism::ScramSha256));
            resumed
        }
        other => panic!("not on line: {other:?}"),
    }
}

pub async fn offline(events: &mut mpsc::Receiver<Event>) -> Problem {
    match news(events).await {
        Event::Offline { problem, retry_at: Some(_) } => problem,
        other => panic!("not off line: {other:?}"),
    }
}

/// The next stanza: its id and number.
pub async fn heard(events: &mut mpsc::Receiver<Event>) -> (String, u32) {
    match news(events).await {
        Event::Stanza { element, seq } => (element.attr("id").unwrap().to_owned(), seq),
        other => panic!("no stanza: {other:?}"),
    }
}

pub async fn acked(events: &mut mpsc::Receiver<Event>) -> Vec<String> {
    match news(events).await {
        Event::Acked { ids } => ids,
        other => panic!("not acknowledged: {other:?}"),
    }
}

pub fn message(id: &str) -> Element {
    stanza::message("ben@example.com", "chat", id).field("body", id).done()
}
