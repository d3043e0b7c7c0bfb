//! The one loop of an account: what the network says, what the person wants, what was committed, what is due.
//!
//! Invariant: a stanza counts as handled, and is answered, only after what it said is committed. While the disk
//! refuses, nothing more is taken from the network; the person can still read, and is told.

mod agenda;
mod answers;
mod cards;
mod catch_up;
mod commit;
mod desk;
mod line;
mod link;
mod orders;
mod outbox;
mod owed;
mod past;
mod personal;
mod rooms;
mod services;
mod standing;
#[cfg(test)]
mod tests;

pub use desk::{Answer, Desk, Trouble};
pub use rooms::Entry;

use crate::{
    inbound::{Asked, Features, Me, Question, Why},
    outbound::{personal::Personal, pump::Pump},
    shared::{Shared, kept},
    state::PublicRoom,
    sync::Sync,
};
use agenda::{Agenda, Task};
use api::Millis;
use cards::Cards;
use commit::Batch;
use desk::Errands;
use line::{Stanza, Unsent};
use minidom::Element;
use outbox::Said;
use owed::Owed;
use past::Past;
use personal::Told;
use rooms::Rooms;
use session::{Event, Session};
use standing::Standing;
use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use store::{Bookmark, Change, Fact, Store};
use tokio::{
    sync::{broadcast, mpsc, oneshot},
    time::{Duration, Instant},
};

/// How often open questions are looked at, and how long one may stay open.
const OVERDUE: Duration = Duration::from_secs(10);
const PATIENCE: Millis = 30_000;
/// What all else stands on is asked again so often first: the answer may be under way on a line that is about to come back.
const TRIES: u8 = 6;

/// What the account's loop is told to do.
pub enum Order {
    /// A connection, whose first events are `first`.
    Link {
        session: Session,
        events: mpsc::Receiver<Event>,
        first: Vec<Event>,
    },
    Reconnect,
    Typing {
        conversation: String,
        active: bool,
    },
    /// Own availability or status changed.
    Presence,
    /// `subscribe`, `subscribed`, `unsubscribed` (RFC 6121 §3).
    Subscription {
        address: String,
        kind: &'static str,
    },
    Card {
        address: String,
    },
    Older {
        conversation: String,
    },
    /// All of a conversation's past.
    Fill {
        conversation: String,
    },
    Idle(Option<Millis>),
    /// A question, whose answer somebody waits for.
    Ask {
        to: Option<String>,
        set: bool,
        payload: Element,
        answer: Answer,
    },
    /// A stanza that nobody answers.
    Say(Element),
    /// Come into a room.
    Enter {
        room: String,
        entry: Entry,
    },
    /// Set a room's topic; answered once the room has.
    SetTopic {
        room: String,
        topic: String,
        done: oneshot::Sender<Result<(), api::Code>>,
    },
    /// Go out of a room.
    Leave {
        room: String,
    },
    /// A room is looked at.
    LookAtRoom {
        room: String,
    },
    /// The rooms anyone may join are looked at; and what some of them say of themselves.
    ListRooms,
    AskPublicRooms {
        rooms: Vec<String>,
    },
    /// Put a room on one's own list, or take it off.
    Bookmark(Bookmark),
    Unbookmark {
        room: String,
    },
    /// Ends the stream cleanly and then the loop.
    Close(oneshot::Sender<()>),
}

pub struct Actor {
    shared: Arc<Shared>,
    store: Store,
    orders: mpsc::UnboundedReceiver<Order>,
    changes: broadcast::Receiver<Arc<[Change]>>,
    session: Option<Session>,
    events: Option<mpsc::Receiver<Event>>,
    /// Events that were taken from the channel and wait for their turn.
    waiting: VecDeque<Event>,
    line: Option<mpsc::UnboundedSender<Stanza>>,
    unsent: (mpsc::UnboundedSender<Unsent>, mpsc::UnboundedReceiver<Unsent>),
    /// Which stream this is, counted from the first: what was meant for an earlier one is not sent.
    stream: Arc<AtomicU64>,
    offline_since: Option<Millis>,
    me: Me,
    online: bool,
    /// The server keeps versions of the contact list (RFC 6121 §2.6).
    roster_versions: bool,
    features: Features,
    standing: Standing,
    asked: Asked,
    /// Questions that were lost with the connection, to be asked again if the stream is resumed.
    ask_again: Vec<Question>,
    /// How many of the first questions were asked again on this stream.
    tries: u8,
    /// Answers to others' questions that could not go.
    answer_again: Vec<Element>,
    pump: Pump,
    sync: Sync,
    rooms: Rooms,
    /// The rooms anyone may join, as they are being listed.
    listed: Vec<PublicRoom>,
    errands: Errands,
    cards: Cards,
    told: Told,
    owed: Owed,
    past: Past,
    said: Said,
    agenda: Agenda,
    stuck: Option<(Batch, u32)>,
    dropped: HashMap<Why, u64>,
}

impl Actor {
    pub fn new(shared: Arc<Shared>, store: Store, bare: String, orders: mpsc::UnboundedReceiver<Order>) -> Self {
        let domain = wire::stanza::domain(&bare).unwrap_or_default();
        let changes = store.subscribe();
        let service = store.kept(kept::ROOMS_SERVICE).ok().flatten();
        let mut rooms = Rooms::load(&store, &domain);
        rooms.services(service.clone());
        shared.change(|app| app.rooms_service = service);
        let told = Told::load(&store);
        let owed = Owed::load(&store);
        Self {
            shared,
            changes,
            orders,
            session: None,
            events: None,
            waiting: VecDeque::new(),
            line: None,
            unsent: mpsc::unbounded_channel(),
            stream: Arc::default(),
            offline_since: None,
            me: Me { full: bare.clone(), bare, domain, stanza_ids: false },
            online: false,
            roster_versions: false,
            features: Features::default(),
            standing: Standing::load(&store),
            asked: Asked::default(),
            ask_again: Vec::new(),
            tries: 0,
            answer_again: Vec::new(),
            pump: Pump::default(),
            sync: Sync::default(),
            rooms,
            listed: Vec::new(),
            errands: Errands::default(),
            cards: Cards::default(),
            told,
            owed,
            past: Past::default(),
            said: Said::default(),
            agenda: Agenda::default(),
            stuck: None,
            dropped: HashMap::new(),
            store,
        }
    }

    pub async fn run(mut self) {
        loop {
            let due = self.agenda.next();
            // The network comes last, so that it can starve nobody.
            tokio::select! {
                biased;
                order = self.orders.recv() => match order {
                    Some(Order::Close(done)) => {
                        self.unlink().await;
                        drop(self);
                        done.send(()).ok();
                        return;
                    }
                    Some(order) => self.order(order).await,
                    None => {
                        self.unlink().await;
                        return;
                    }
                },
                Some(unsent) = self.unsent.1.recv() => {
                    if unsent.stream == self.stream.load(Ordering::Acquire) {
                        self.not_sent(unsent);
                    }
                }
                changes = self.changes.recv() => self.committed(changes).await,
                () = sleep_until(due), if due.is_some() => {
                    for task in self.agenda.take_due() {
                        self.task(task).await;
                    }
                }
                event = next(&mut self.waiting, &mut self.events), if self.stuck.is_none() => self.event(event).await,
            }
        }
    }

    fn now(&self) -> Millis {
        self.shared.clock.now_ms()
    }

    fn random_id(&self) -> String {
        wire::ids::random_id(self.shared.entropy.as_ref())
    }

    /// Puts a stanza on the line; nothing happens without one.
    fn send(&self, element: Element) {
        let stream = self.stream.load(Ordering::Acquire);
        if let Some(line) = &self.line {
            // The line ends with the session, which says so itself.
            line.send(Stanza { stream, element }).ok();
        }
    }

    /// Asks, and remembers what was asked.
    fn ask(&mut self, to: Option<&str>, question: Question, build: impl FnOnce(&str) -> Element) {
        let id = self.random_id();
        let stanza = build(&id);
        self.asked.open(id, to, question, self.now());
        self.agenda.add(Task::Overdue, OVERDUE);
        self.send(stanza);
    }

    async fn task(&mut self, task: Task) {
        match task {
            Task::Commit => self.commit_again().await,
            Task::Settle => self.settle().await,
            Task::Overdue => self.overdue().await,
            Task::Cards => self.ask_for_cards(),
            Task::History => self.advance(true),
            Task::Personal => self.publish_personal(),
            Task::Owed => self.note_owed().await,
            Task::TypingEnds(conversation) => self.commit(Batch::of(vec![Fact::Typing { conversation, active: false }])).await,
            Task::TypingInEnds { room, nick } => {
                self.commit(Batch::of(vec![Fact::TypingIn { room, nick, active: false }])).await;
            }
            Task::Rooms => self.look_after_rooms().await,
            Task::EnterRoom(room) => self.enter_again(&room),
            Task::Unbookmark(room) => self.unbookmark(room).await,
            Task::RoomsAnew => self.enter_anew().await,
            Task::LeaveRoom(room) => self.leave_as_told(&room).await,
            Task::RoomHistory => self.room_history(),
            Task::Idle => self.say_presence(),
            Task::PresenceStale => {
                if !self.online {
                    self.said.presence_lost = true;
                    let mut facts = vec![Fact::PresenceUnknown];
                    facts.extend(self.rooms.unknown());
                    self.commit(Batch::of(facts)).await;
                }
            }
        }
    }

    async fn overdue(&mut self) {
        let mut batch = Batch::default();
        if self.online {
            let again = self.tries < TRIES;
            for question in self.asked.overdue(self.now() - PATIENCE) {
                if again && question.is_needed() {
                    self.tries += 1;
                    self.ask_anew(question);
                    continue;
                }
                let late = crate::inbound::Refused { condition: "remote-server-timeout".to_owned(), ..Default::default() };
                self.answered(question, Err(late), &mut batch);
            }
        }
        if self.asked.any(|_| true) {
            self.agenda.add(Task::Overdue, OVERDUE);
        }
        self.commit(batch).await;
    }

    /// What a commit did, whoever made it.
    async fn committed(&mut self, changes: Result<Arc<[Change]>, broadcast::error::RecvError>) {
        match changes {
            Ok(changes) => {
                for change in changes.iter() {
                    match change {
                        Change::Outbox => self.pump_outbox(),
                        Change::SeenHere { conversation } => self.tell(Personal::Seen(conversation.clone())).await,
                        Change::PreferencesHere { conversation } => {
                            self.tell(Personal::Chosen(conversation.clone())).await;
                            self.notify_setting_chosen(conversation).await;
                        }
                        Change::ViewedHere => self.tell(Personal::Viewed).await,
                        _ => {}
                    }
                }
            }
            Err(broadcast::error::RecvError::Lagged(_)) => {
                self.standing = Standing::load(&self.store);
                self.pump_outbox();
            }
            // The store is closed; an order to end is on its way.
            Err(broadcast::error::RecvError::Closed) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn next(waiting: &mut VecDeque<Event>, events: &mut Option<mpsc::Receiver<Event>>) -> Option<Event> {
    if let Some(event) = waiting.pop_front() {
        return Some(event);
    }
    match events {
        Some(events) => events.recv().await,
        None => std::future::pending().await,
    }
}

async fn sleep_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}
