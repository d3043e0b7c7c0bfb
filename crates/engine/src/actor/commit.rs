//! Stanzas into one transaction, and what follows once it is committed.

use super::{Actor, agenda::Task, rooms::Entry};
use crate::{
    codes,
    inbound::{self, Outcome, Scene, Why},
    views::Arrival,
};
use minidom::Element;
use session::Event;
use store::{Content, Fact, StoreError};
use tokio::time::Duration;

/// Stanzas that share a transaction at most.
const BATCH: usize = 64;
/// Waits between two tries to write down what the disk refused: the first, the longest.
const RETRY: Duration = Duration::from_secs(1);
const RETRY_MOST: Duration = Duration::from_secs(10);
/// After so many tries a fact that SQLite refuses for another reason than the disk is left out.
const PATIENT_TRIES: u32 = 3;
/// A typing notice is believed for so long.
const TYPING: Duration = Duration::from_secs(30);

/// Facts of one transaction, and what waits for it.
#[derive(Debug, Default)]
pub struct Batch {
    pub facts: Vec<Fact>,
    pub after: Vec<After>,
    pub arrivals: Vec<Arrival>,
    /// The last stanza in it.
    pub seq: Option<u32>,
}

impl Batch {
    pub fn of(facts: Vec<Fact>) -> Self {
        Self { facts, ..Self::default() }
    }
}

/// What is done once a batch is committed.
#[derive(Debug)]
pub enum After {
    Send(Element),
    /// The server tells from here on what changes in the personal nodes.
    Listen,
    /// What is owed to those who wrote was written down.
    Pay,
    /// A new stream was written down: everything is asked.
    Begin,
    /// An archive page was written down.
    Advance,
    /// What the server offers is known, or the contact list is.
    Ready,
    /// Outbox entries were taken over.
    Accepted,
    /// A page of a room's archive was written down.
    AdvanceRoom(String),
    /// Ask to be let into this room, which is as it should be.
    Knock(String),
    /// One is in this room; `made`: by coming in.
    Entered {
        room: String,
        made: bool,
    },
    /// Come into a room, or go out of it, as the bookmarks say.
    EnterRoom(String),
    LeaveRoom(String),
    EnterNext,
    /// The bookmarks are known: into all rooms that one means to be in, and out with what waited for who is a room.
    EnterAll,
    /// The room is gone: so is its bookmark.
    Unbookmark(String),
}

impl Actor {
    /// Judges this stanza and those that wait behind it, and writes down what they say.
    pub(super) async fn stanzas(&mut self, element: Element, seq: u32) {
        let mut batch = Batch::default();
        self.judge(&element, &mut batch);
        batch.seq = Some(seq);
        for _ in 1..BATCH {
            let Some(event) = self.waiting.pop_front().or_else(|| self.events.as_mut()?.try_recv().ok()) else { break };
            match event {
                Event::Stanza { element, seq } => {
                    self.judge(&element, &mut batch);
                    batch.seq = Some(seq);
                }
                other => {
                    self.waiting.push_front(other);
                    break;
                }
            }
        }
        self.commit(batch).await;
    }

    fn judge(&mut self, element: &Element, batch: &mut Batch) {
        let scene = Scene {
            me: &self.me,
            people: &self.standing,
            asked: &self.asked,
            now: self.shared.clock.now_ms(),
            rooms: &self.rooms,
            version: &self.shared.version,
        };
        for outcome in inbound::classify(element, &scene) {
            match outcome {
                Outcome::Fact(fact) => self.take(fact, batch),
                Outcome::Reply(stanza) => batch.after.push(After::Send(stanza)),
                Outcome::Introduced => batch.after.push(After::Listen),
                Outcome::Receipt(receipt) => self.receipt(receipt),
                Outcome::Answered { id, answer } => {
                    if let Some(question) = self.asked.close(&id) {
                        self.answered(question, answer, batch);
                    }
                }
                Outcome::Archived { archive: None, query, archive_id, facts, receipt } => {
                    if let Some(receipt) = receipt {
                        self.owed.with_page(&query, receipt);
                    }
                    self.sync.collect(&query, archive_id, facts);
                }
                Outcome::Archived { archive: Some(room), query, archive_id, facts, .. } => {
                    if let Some(room) = self.rooms.get_mut(&room) {
                        room.sync.collect(&query, archive_id, facts);
                    }
                }
                Outcome::Room { room, event } => self.room_says(room, event, batch),
                Outcome::Picture { address, hash, from } => self.picture(address, hash, from, batch),
                Outcome::Dropped(why) => self.count(why),
            }
        }
    }

    /// One line in the log for the first of each kind, without any content.
    fn count(&mut self, why: Why) {
        let count = self.dropped.entry(why).or_default();
        *count += 1;
        if *count == 1 && why != Why::NothingToDo {
            tracing::info!(?why, "a stanza was dropped");
        }
    }

    /// A fact seen live.
    pub(super) fn take(&mut self, fact: Fact, batch: &mut Batch) {
        if self.told.overrules(&fact) || matches!(&fact, Fact::Bookmark(bookmark) if !self.rooms.may_have(&bookmark.room)) {
            return;
        }
        self.standing.take(&fact);
        self.bookmark_changed(&fact, batch);
        batch.arrivals.extend(Arrival::of(&fact));
        match &fact {
            Fact::Message(message) if message.room => self.said_in_room(message, batch),
            Fact::Message(message) if !message.mine && matches!(message.content, Content::Text(_)) => {
                self.agenda.remove(&Task::TypingEnds(message.conversation.clone()));
                self.meet(&message.conversation);
            }
            Fact::Typing { conversation, active } => {
                let task = Task::TypingEnds(conversation.clone());
                if *active { self.agenda.postpone(task, TYPING) } else { self.agenda.remove(&task) }
            }
            Fact::Invited { room, .. } => self.ask_room_info(room),
            Fact::Person { person, .. } => {
                self.cards.wish(person.address.clone());
                self.agenda.add(Task::Cards, super::cards::PACE);
            }
            Fact::Refused { origin_id, .. } => {
                self.pump.settled(origin_id);
            }
            _ => {}
        }
        batch.facts.push(fact);
    }

    pub(super) async fn commit(&mut self, mut batch: Batch) {
        self.owed.note(&mut batch);
        match self.stuck.take() {
            // Order is kept: what comes later waits behind what is stuck.
            Some((mut earlier, tries)) => {
                earlier.facts.extend(batch.facts);
                earlier.after.extend(batch.after);
                earlier.arrivals.extend(batch.arrivals);
                earlier.seq = batch.seq.or(earlier.seq);
                self.stuck = Some((earlier, tries));
            }
            None => self.try_commit(batch, 0).await,
        }
    }

    pub(super) async fn commit_again(&mut self) {
        if let Some((batch, tries)) = self.stuck.take() {
            self.try_commit(batch, tries).await;
            if self.stuck.is_none() {
                self.show_true_connection();
                if self.online {
                    self.go_on();
                }
            }
        }
    }

    async fn try_commit(&mut self, batch: Batch, tries: u32) {
        if batch.facts.is_empty() {
            self.done(batch);
            return;
        }
        match self.store.apply(batch.facts.clone()).await {
            Ok(_) => self.done(batch),
            Err(StoreError::Sqlite(error)) if tries >= PATIENT_TRIES => {
                tracing::error!(%error, "facts are written one by one");
                self.one_by_one(batch).await;
            }
            Err(error) => {
                tracing::warn!(%error, tries, "facts cannot be written down");
                let wait = RETRY.saturating_mul(1 << tries.min(4)).min(RETRY_MOST);
                let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                self.show_offline(Some(self.now().saturating_add(wait_ms)), Some(codes::of_store(&error)));
                self.stuck = Some((batch, tries.saturating_add(1)));
                self.agenda.add(Task::Commit, wait);
            }
        }
    }

    /// The disk is there, but one of the facts cannot be written: it must not keep all others away for ever.
    async fn one_by_one(&mut self, mut batch: Batch) {
        let mut left = std::mem::take(&mut batch.facts).into_iter();
        while let Some(fact) = left.next() {
            match self.store.apply(vec![fact.clone()]).await {
                Ok(_) => {}
                Err(StoreError::Sqlite(error)) => tracing::error!(%error, "a fact is left out"),
                Err(_) => {
                    batch.facts = std::iter::once(fact).chain(left).collect();
                    self.stuck = Some((batch, 0));
                    self.agenda.add(Task::Commit, RETRY);
                    return;
                }
            }
        }
        self.done(batch);
    }

    fn done(&mut self, batch: Batch) {
        if let (Some(seq), Some(session)) = (batch.seq, &self.session) {
            session.handled(seq);
        }
        if !batch.arrivals.is_empty() {
            self.shared.board.arrived(batch.arrivals);
        }
        for after in batch.after {
            match after {
                After::Send(stanza) => self.send(stanza),
                After::Listen => self.ask_personal_lists(),
                After::Pay => self.pay(),
                After::Begin => self.begin(),
                After::Advance => self.advance(false),
                After::Ready => self.ready(),
                After::AdvanceRoom(room) => self.advance_room(&room),
                After::Knock(room) => self.knock(&room),
                After::Entered { room, made } => self.settle_in(&room, made),
                After::EnterRoom(room) => self.enter(&room, Entry::default()),
                After::LeaveRoom(room) => self.agenda.add(Task::LeaveRoom(room), Duration::ZERO),
                After::EnterNext => self.enter_next(),
                After::EnterAll => {
                    self.enter_wanted();
                    self.pump_outbox();
                }
                After::Unbookmark(room) => self.agenda.add(Task::Unbookmark(room), Duration::ZERO),
                After::Accepted => {
                    self.pump_outbox();
                    if self.pump.idle() {
                        self.agenda.postpone(Task::Settle, super::outbox::SETTLE);
                    }
                }
            }
        }
    }
}
