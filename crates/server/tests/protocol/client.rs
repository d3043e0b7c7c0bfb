//! A small client over wire: one socket, no clever behaviour, so that the tests see every stanza.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use minidom::Element;
use server::{NewUser, Server, ServerConfig};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use wire::frame::{self, Frame};
use wire::ids::OsEntropy;
use wire::limits::Limits;
use wire::negotiate::{Established, Login, NegotiateError, Negotiation, Resume, Step};
use wire::secret::Password;
use wire::stanza::{self, element};
use wire::{ns, sm};

pub const DOMAIN: &str = "hall.example";
pub const PASSWORD: &str = "correct horse";

/// A server with alice, bob and carol of two departments, and dora, who belongs to nobody.
pub struct Place {
    pub server: Server,
    pub directory: TempDir,
}

pub fn config(directory: &TempDir, port: u16) -> ServerConfig {
    ServerConfig {
        domain: DOMAIN.into(),
        iterations: 4_096,
        ..ServerConfig::new(directory.path(), SocketAddr::from(([127, 0, 0, 1], port)))
    }
}

impl Place {
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut ServerConfig)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut config = config(&directory, 0);
        change(&mut config);
        let server = Server::start(config).await.unwrap();
        let users = vec![
            NewUser::new("alice", PASSWORD).named("Alice Arnold").in_department("Sales::Inside"),
            NewUser::new("bob", PASSWORD).named("Bob Bauer").in_department("Sales / Field"),
            NewUser::new("carol", PASSWORD).named("Carol Čapek").in_department("Board"),
            NewUser::new("dora", PASSWORD).named("Dora Dahl"),
        ];
        assert_eq!(server.users().put_all(users).await.unwrap(), 4);
        Self { server, directory }
    }

    pub async fn restart(self) -> Self {
        let Self { server, directory } = self;
        let port = server.addr().port();
        server.stop().await;
        let server = Server::start(config(&directory, port)).await.unwrap();
        Self { server, directory }
    }

    /// Signed in and present.
    pub async fn online(&self, user: &str) -> Client {
        let mut client = self.bound(user, "desk").await;
        client.be_present().await;
        client
    }

    pub async fn bound(&self, user: &str, resource: &str) -> Client {
        let mut client = Client::connect(self.server.addr()).await;
        client.sign_in(user, PASSWORD, resource, None).await.unwrap();
        client
    }
}

pub struct Client {
    pub socket: WebSocketStream<TcpStream>,
    pub jid: String,
    pub established: Option<Established>,
    /// Stanzas received since stream management began.
    pub received: u32,
    heard: Vec<Element>,
}

pub async fn dial(address: SocketAddr, origin: Option<&str>, protocol: Option<&str>) -> Result<WebSocketStream<TcpStream>, Error> {
    let mut request = format!("ws://{address}/xmpp-websocket").into_client_request()?;
    if let Some(protocol) = protocol {
        request.headers_mut().insert("Sec-WebSocket-Protocol", protocol.parse().unwrap());
    }
    if let Some(origin) = origin {
        request.headers_mut().insert("Origin", origin.parse().unwrap());
    }
    let tcp = TcpStream::connect(address).await?;
    tcp.set_nodelay(true).unwrap();
    Ok(tokio_tungstenite::client_async(request, tcp).await?.0)
}

pub fn bare(user: &str) -> String {
    format!("{user}@{DOMAIN}")
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Self {
        let socket = dial(address, None, Some("xmpp")).await.unwrap();
        Self { socket, jid: String::new(), established: None, received: 0, heard: Vec::new() }
    }

    pub async fn sign_in(
        &mut self,
        user: &str,
        password: &str,
        resource: &str,
        resume: Option<Resume>,
    ) -> Result<(), NegotiateError> {
        let login = Login {
            user: user.into(),
            domain: DOMAIN.into(),
            resource: Some(resource.into()),
            pinned: None,
            plain_allowed: false,
            resume,
        };
        let (mut negotiation, mut steps) = Negotiation::new(login, &OsEntropy);
        loop {
            let mut proven = Vec::new();
            for step in steps {
                match step {
                    Step::Send(element) => self.send(element).await,
                    Step::Prove(proof) => {
                        let (response, check) = proof.compute(&Password::new(password.into())).unwrap();
                        proven = negotiation.proved(response, check)?;
                    }
                    Step::Done(established) => {
                        self.jid.clone_from(&established.full_jid);
                        self.established = Some(established);
                        self.received = 0;
                        return Ok(());
                    }
                }
            }
            steps = proven;
            if steps.is_empty() {
                steps = negotiation.receive(frame::classify(self.raw().await))?;
            }
        }
    }

    pub fn resume(&self) -> Resume {
        let id = self.established.as_ref().unwrap().sm.as_ref().unwrap().id.clone().unwrap();
        Resume { id, h: self.received, full_jid: self.jid.clone() }
    }

    pub async fn send(&mut self, element: Element) {
        self.text(&frame::serialize(&element)).await;
    }

    pub async fn text(&mut self, text: &str) {
        // A server that has closed meanwhile is noticed when reading.
        let _ = self.socket.send(Message::text(text.to_owned())).await;
    }

    /// The next frame, whatever it is; panics when nothing comes.
    pub async fn raw(&mut self) -> Element {
        self.try_raw().await.expect("the connection is gone")
    }

    pub async fn try_raw(&mut self) -> Option<Element> {
        loop {
            let message = tokio::time::timeout(Duration::from_secs(10), self.socket.next()).await.expect("nothing came for 10 s");
            match message? {
                Ok(Message::Text(text)) => return Some(frame::parse(&text, &Limits::READING).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The next stanza; requests for acknowledgement and service discovery are answered on the way.
    pub async fn stanza(&mut self) -> Element {
        loop {
            let element = self.raw().await;
            match frame::classify(element) {
                Frame::Stanza(stanza) => {
                    self.received += 1;
                    let caps = stanza.attr("type") == Some("get") && stanza.attr("from") == Some(DOMAIN);
                    if caps && let Some(query) = stanza.get_child("query", ns::DISCO_INFO) {
                        let node = query.attr("node").map(str::to_owned);
                        self.answer_caps(&stanza, node).await;
                        continue;
                    }
                    return stanza;
                }
                Frame::Sm(element) if element.name() == "r" => self.send(sm::a(self.received)).await,
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    async fn answer_caps(&mut self, request: &Element, node: Option<String>) {
        let features = [ns::AVATAR_METADATA_NOTIFY, ns::DISPLAYED_SYNC_NOTIFY, ns::PING]
            .map(|name| element("feature", ns::DISCO_INFO).attr("var", name).done());
        let identity = element("identity", ns::DISCO_INFO).attr("category", "client").attr("type", "pc");
        let query = element("query", ns::DISCO_INFO).attr_opt("node", node).child(identity).children(features).done();
        self.send(stanza::iq_result(request, Some(query))).await;
    }

    /// The next stanza that fits; others are kept for later.
    pub async fn expect(&mut self, what: &str, fits: impl Fn(&Element) -> bool) -> Element {
        if let Some(place) = self.heard.iter().position(&fits) {
            return self.heard.remove(place);
        }
        let search = async {
            loop {
                let stanza = self.stanza().await;
                if fits(&stanza) {
                    return stanza;
                }
                self.heard.push(stanza);
            }
        };
        match tokio::time::timeout(Duration::from_secs(10), search).await {
            Ok(stanza) => stanza,
            Err(_) => panic!("{what} did not come; heard: {:#?}", self.heard.iter().map(frame::serialize).collect::<Vec<_>>()),
        }
    }

    pub async fn message(&mut self, text: &str) -> Element {
        self.expect(text, |stanza| stanza::body(stanza).as_deref() == Some(text)).await
    }

    /// Sends an IQ without `to` and gives the answer.
    pub async fn ask(&mut self, kind: &str, payload: Element) -> Element {
        self.ask_of(None, kind, payload).await
    }

    pub async fn ask_of(&mut self, to: Option<&str>, kind: &str, payload: Element) -> Element {
        let id = wire::ids::random_id(&OsEntropy);
        let iq = element("iq", ns::CLIENT).attr("type", kind).attr("id", &id).attr_opt("to", to).child(payload).done();
        self.send(iq).await;
        let answers = |stanza: &Element| stanza.name() == "iq" && stanza.attr("id") == Some(id.as_str());
        self.expect("an answer", answers).await
    }

    pub async fn be_present(&mut self) {
        self.send(element("presence", ns::CLIENT).done()).await;
        self.settle().await;
    }

    /// Everything sent so far has been handled, and what it caused here has come.
    pub async fn settle(&mut self) {
        let pong = self.ask("get", element("ping", ns::PING).done()).await;
        assert_eq!(pong.attr("type"), Some("result"));
    }

    /// What came and was not asked for yet.
    pub async fn drain(&mut self) -> Vec<Element> {
        self.settle().await;
        std::mem::take(&mut self.heard)
    }

    pub async fn say(&mut self, to: &str, text: &str) {
        let id = wire::ids::random_id(&OsEntropy);
        let message = stanza::message(to, "chat", &id)
            .field("body", text)
            .child(element("origin-id", ns::STANZA_ID).attr("id", &id))
            .child(element("request", ns::RECEIPTS));
        self.send(message.done()).await;
    }

    pub async fn carbons(&mut self) {
        let answer = self.ask("set", element("enable", ns::CARBONS).done()).await;
        assert_eq!(answer.attr("type"), Some("result"));
    }

    /// In order: with a last acknowledgement, so that nothing comes again.
    pub async fn close(mut self) {
        self.send(sm::a(self.received)).await;
        self.send(frame::close()).await;
        while let Some(element) = self.try_raw().await {
            if matches!(frame::classify(element), Frame::Close { .. }) {
                return;
            }
        }
    }
}

/// Text of the messages among these.
pub fn bodies(stanzas: &[Element]) -> Vec<String> {
    stanzas.iter().filter_map(stanza::body).collect()
}

/// Condition of the error in a stanza.
pub fn condition(stanza: &Element) -> String {
    stanza::error_condition(stanza).map(|(_, condition, _)| condition).unwrap_or_default()
}
