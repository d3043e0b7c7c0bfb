//! The loop of an account without a connection: it is told what the network says, and what it says is caught.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod bookmarks;
mod hostile_rooms;
mod owed;
mod past;
mod personal;
mod rooms_past;
mod unsent;

use super::*;
use crate::{EngineConfig, MemoryCredentials, NetConfig, stage::Ground, state::AppState, views::Board};
use api::Code;
use session::Mechanism;
use tempfile::TempDir;
use wire::{ids::SeededEntropy, limits::Limits, time::SystemClock};

pub const ANNA: &str = "anna@example.com";
pub const BEN: &str = "ben@example.com";
pub const TEA: &str = "tea@rooms.example.com";
/// What a room says of itself.
pub const A_ROOM: &str = "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='conference' type='text' name='Tea'/>\
    <feature var='http://jabber.org/protocol/muc'/><feature var='muc_nonanonymous'/></query>";

pub struct Account {
    pub actor: Actor,
    /// Without it the loop would end.
    _orders: mpsc::UnboundedSender<Order>,
    line: mpsc::UnboundedReceiver<Stanza>,
    seq: u32,
    _dir: TempDir,
}

impl Account {
    /// Anna's, which has never been online.
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock: Arc<dyn wire::time::Clock> = Arc::new(SystemClock);
        let config = EngineConfig {
            data_dir: dir.path().to_owned(),
            net: NetConfig::default(),
            clock: Arc::clone(&clock),
            entropy: Arc::new(SeededEntropy::new(1)),
            version: "1.2.3".into(),
            credentials: Arc::new(MemoryCredentials::default()),
            downloads: dir.path().join("downloads"),
            mark_downloaded: |_| {},
        };
        let ground = Ground::real(config.net.clone());
        let app = AppState::new(config.version.clone(), clock.now_ms());
        let board = Board::start(&ground, app.clone(), clock, |_| {});
        let shared = Arc::new(Shared::new(ground, config, app, board, Err(api::Error::new(Code::Internal, "no device"))));
        let store = Store::open(&dir.path().join("store.db")).unwrap();
        let (orders, inbox) = mpsc::unbounded_channel();
        let (line, sent) = mpsc::unbounded_channel();
        let mut actor = Actor::new(shared, store, ANNA.into(), inbox);
        actor.line = Some(line);
        Self { actor, _orders: orders, line: sent, seq: 0, _dir: dir }
    }

    /// Signed in anew, on a server without an archive where nobody is on the contact list.
    pub async fn online() -> Self {
        let mut account = Self::new().await;
        account.signs_in().await;
        account
    }

    /// What was said last of it.
    pub async fn signs_in(&mut self) -> Vec<Element> {
        self.is_online(false).await;
        for ask in self.said() {
            let answer = match ask.children().next().map(|child| child.ns()).as_deref() {
                Some("jabber:iq:roster") => "<query xmlns='jabber:iq:roster'/>",
                Some("http://jabber.org/protocol/disco#info") => {
                    "<query xmlns='http://jabber.org/protocol/disco#info'>\
                     <feature var='http://jabber.org/protocol/pubsub#publish-options'/></query>"
                }
                _ => continue,
            };
            self.answers(&ask, answer).await;
        }
        assert!(self.actor.sync.caught_up);
        self.said()
    }

    /// A stream is there: the one before, or another.
    pub async fn is_online(&mut self, resumed: bool) {
        let online = Event::Online {
            jid: format!("{ANNA}/desk"),
            resumed,
            features: element("<features xmlns='http://etherx.jabber.org/streams'/>"),
            mechanism: Mechanism::ScramSha256,
        };
        self.actor.event(Some(online)).await;
    }

    /// All that went out since the last look.
    pub fn said(&mut self) -> Vec<Element> {
        std::iter::from_fn(|| self.line.try_recv().ok()).map(|stanza| stanza.element).collect()
    }

    /// Of that, what has this word in it; nothing else may have.
    pub fn said_with(&mut self, word: &str) -> Option<Element> {
        let mut found = self.said().into_iter().filter(|element| String::from(element).contains(word));
        let first = found.next();
        assert_eq!(found.next(), None, "{word} was said twice");
        first
    }

    pub async fn hears(&mut self, xml: &str) {
        self.seq += 1;
        self.actor.event(Some(Event::Stanza { element: element(xml), seq: self.seq })).await;
        self.follows().await;
    }

    /// A result, from whom the question went to.
    pub async fn answers(&mut self, ask: &Element, payload: &str) {
        self.replies(ask, "result", payload).await;
    }

    pub async fn refuses(&mut self, ask: &Element, condition: &str) {
        let error = format!("<error type='cancel'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
        self.replies(ask, "error", &error).await;
    }

    async fn replies(&mut self, ask: &Element, kind: &str, payload: &str) {
        let from = ask.attr("to").map(|to| format!("from='{to}'")).unwrap_or_default();
        let id = ask.attr("id").unwrap();
        self.hears(&format!("<iq xmlns='jabber:client' type='{kind}' id='{id}' {from}>{payload}</iq>")).await;
    }

    /// What the loop does after a commit.
    pub async fn follows(&mut self) {
        while let Ok(changes) = self.actor.changes.try_recv() {
            self.actor.committed(Ok(changes)).await;
        }
    }

    /// Comes into a room without an archive.
    pub async fn enters(&mut self, room: &str) {
        self.knocks(room, A_ROOM).await;
        assert!(self.actor.rooms.is_ready(room));
    }

    /// Comes into a room that says this of itself, as its only occupant.
    pub async fn knocks(&mut self, room: &str, info: &str) {
        self.actor.enter_by_order(room, Entry::default());
        let ask = self.said_with("disco#info").expect("what the room is like is asked");
        self.answers(&ask, info).await;
        let knock = self.said_with("<presence").expect("a knock");
        let place = knock.attr("to").unwrap().to_owned();
        self.hears(&present(&place, ANNA, "<status code='110'/>")).await;
        assert!(self.actor.rooms.get(room).unwrap().seat.inside());
    }

    /// What was said last to this conversation.
    pub fn last(&self, conversation: &str) -> Option<String> {
        self.actor.store.conversation(conversation).unwrap()?.last.map(|last| last.body)
    }
}

pub fn element(xml: &str) -> Element {
    wire::frame::parse(xml, &Limits::READING).unwrap()
}

pub fn present(place: &str, person: &str, more: &str) -> String {
    format!(
        "<presence xmlns='jabber:client' from='{place}' to='{ANNA}/desk'><x xmlns='http://jabber.org/protocol/muc#user'>\
         <item affiliation='member' role='participant' jid='{person}/x'/>{more}</x></presence>"
    )
}
