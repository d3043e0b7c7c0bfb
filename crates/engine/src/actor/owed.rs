//! What those who wrote are owed: word that it arrived (XEP-0184), and that it was read (XEP-0333).
//!
//! Invariants: only where they asked for it and may see the own presence. Opening a conversation tells what was read only where
//! the person agrees; writing into it always does, as an answer shows it anyway.
//! A debt is written down together with what it is owed for, and stands until the server has taken the word over: no
//! broken connection and no kill leaves anybody waiting. Nothing is owed for what was there before this device was.

use super::{
    Actor,
    agenda::Task,
    commit::{After, Batch},
};
use crate::{
    inbound::{People, Receipt, Wanted},
    outbound::{compose, rooms},
};
use minidom::Element;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{Fact, Store};
use tokio::time::Duration;

const OWED: &str = "authors.owed";
/// More debts than this are nobody's patience: the oldest are forgotten.
const MOST: usize = 1_000;
/// So many wait for the message itself.
const MOST_HELD: usize = 100;
/// Receipts of one archive page.
const MOST_OF_A_PAGE: usize = 400;
/// Receipts of other devices that are kept in mind.
const MOST_GIVEN: usize = 10_000;
/// When paid debts are struck off on the disk, if nothing else is written before.
const LATER: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Word {
    Arrived {
        chat: bool,
    },
    Read,
    /// To everybody in a room, by the id that the room gave the message.
    ReadInRoom,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Debt {
    /// The id of the stanza that pays it.
    by: String,
    to: String,
    word: Word,
    /// The id of their message.
    of: String,
    /// The message is here as a copy only: owed as soon as it comes to this device itself.
    #[serde(default)]
    held: bool,
    /// The person wrote after having read it: this needs no leave by the setting.
    #[serde(default)]
    wrote: bool,
}

impl Debt {
    pub fn new(by: String, to: String, word: Word, of: String) -> Self {
        Self { by, to, word, of, held: false, wrote: false }
    }

    /// Owed for having been answered, not only opened.
    pub fn by_writing(self, wrote: bool) -> Self {
        Self { wrote, ..self }
    }

    fn stanza(&self) -> Element {
        match self.word {
            Word::Arrived { chat } => compose::received(&self.to, chat, &self.by, &self.of),
            Word::Read => compose::displayed(&self.to, &self.by, &self.of),
            Word::ReadInRoom => rooms::displayed(&self.to, &self.by, &self.of),
        }
    }
}

#[derive(Debug, Default)]
pub struct Owed {
    debts: Vec<Debt>,
    /// Ids of stanzas that were sent on this stream.
    sent: HashSet<String>,
    /// The last message read that was owed for, by conversation.
    read: HashMap<String, String>,
    /// Receipts for messages of archive pages that are being fetched, by query.
    pages: BTreeMap<String, Vec<Wanted>>,
    /// Receipts that other devices of this account have sent, as far as this stream told: conversation and message.
    given: HashSet<(String, String)>,
    /// The disk lacks a debt, or has one too many.
    grown: bool,
    shrunk: bool,
}

impl Owed {
    pub fn load(store: &Store) -> Self {
        let debts = store.kept(OWED).ok().flatten().and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
        Self { debts, ..Self::default() }
    }

    /// A new stream: nobody knows what the old one carried.
    pub fn restart(&mut self) {
        self.sent.clear();
        self.pages.clear();
        self.given.clear();
    }

    pub fn owe(&mut self, debt: Debt) {
        let same = |other: &&mut Debt| (other.word, &other.to, &other.of) == (debt.word, &debt.to, &debt.of);
        if let Some(other) = self.debts.iter_mut().find(same) {
            self.grown |= debt.wrote && !other.wrote;
            other.wrote |= debt.wrote;
            return;
        }
        let arrived = matches!(debt.word, Word::Arrived { .. });
        if arrived && self.given.contains(&(person(&debt.to), debt.of.clone())) {
            return;
        }
        if !arrived {
            // Who has read this one has read those before it.
            self.debts.retain(|other| other.word != debt.word || other.to != debt.to);
        }
        self.debts.push(debt);
        self.keep_newest(MOST_HELD, |debt| debt.held);
        self.keep_newest(MOST, |_| true);
        self.grown = true;
    }

    fn keep_newest(&mut self, most: usize, counts: impl Fn(&Debt) -> bool) {
        let mut surplus = self.debts.iter().filter(|debt| counts(debt)).count().saturating_sub(most);
        self.debts.retain(|debt| {
            let goes = surplus > 0 && counts(debt);
            surplus -= usize::from(goes);
            !goes
        });
    }

    /// What was here as a copy came to this device itself: no other one took it. True if it is owed for from now on.
    fn release(&mut self, wanted: &Wanted) -> bool {
        let is_it = |debt: &&mut Debt| debt.held && debt.of == wanted.id && person(&debt.to) == person(&wanted.to);
        let Some(debt) = self.debts.iter_mut().find(is_it) else { return false };
        (debt.held, debt.to) = (false, wanted.to.clone());
        self.grown = true;
        true
    }

    /// A receipt that came with an archive page, or for a message that did.
    pub fn with_page(&mut self, query: &str, receipt: Receipt) {
        match receipt {
            Receipt::Given { conversation, id } => self.given(conversation, id),
            Receipt::Wanted(wanted) => {
                let page = self.pages.entry(query.to_owned()).or_default();
                if page.len() < MOST_OF_A_PAGE {
                    page.push(wanted);
                }
            }
        }
    }

    /// Nothing newer than this was read, and they were told.
    fn knows(&self, conversation: &str, message: &str) -> bool {
        let told = self.read.get(conversation).is_some_and(|told| told == message);
        told && !self.debts.iter().any(|debt| debt.to == conversation && debt.of == message)
    }

    /// They are not to be told: what was read may still be told by writing.
    fn forgiven(&mut self, debt: &Debt) -> bool {
        if self.read.get(&debt.to) == Some(&debt.of) {
            self.read.remove(&debt.to);
        }
        self.settled(&debt.by)
    }

    /// They have been told by another device: once is enough.
    fn given(&mut self, conversation: String, id: String) {
        let before = self.debts.len();
        self.debts.retain(|debt| !matches!(debt.word, Word::Arrived { .. }) || debt.of != id || person(&debt.to) != conversation);
        self.shrunk |= self.debts.len() < before;
        if self.given.len() < MOST_GIVEN {
            self.given.insert((conversation, id));
        }
    }

    /// The server has taken over what has this id.
    pub fn settled(&mut self, id: &str) -> bool {
        let before = self.debts.len();
        self.debts.retain(|debt| debt.by != id);
        let settled = self.debts.len() < before;
        self.shrunk |= settled;
        settled
    }

    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.debts.len()
    }

    /// It did not go out.
    pub fn not_sent(&mut self, id: &str) {
        self.sent.remove(id);
    }

    /// Completes what is about to be written down.
    pub fn note(&mut self, batch: &mut Batch) {
        if self.grown || (self.shrunk && !batch.facts.is_empty()) {
            (self.grown, self.shrunk) = (false, false);
            let value = (!self.debts.is_empty()).then(|| serde_json::to_string(&self.debts).unwrap_or_default());
            batch.facts.push(Fact::Kept { key: OWED.to_owned(), value });
            batch.after.push(After::Pay);
        }
    }
}

/// Whether a word may be said.
enum Leave {
    Now,
    /// As soon as one is in the room again.
    Later,
    Never,
}

/// Whose device this is.
fn person(address: &str) -> String {
    wire::stanza::bare(address).unwrap_or_default()
}

impl Actor {
    /// Word of a receipt came with a stanza of its own.
    pub(super) fn receipt(&mut self, receipt: Receipt) {
        match receipt {
            Receipt::Wanted(wanted) => self.owe_receipt(wanted),
            Receipt::Given { conversation, id } => self.owed.given(conversation, id),
        }
    }

    /// Their message is about to be written down. One that is here already was paid for, or is still owed for.
    fn owe_receipt(&mut self, wanted: Wanted) {
        let here = self.store.is_here(&wanted.conversation, wanted.origin_id.as_deref(), wanted.archive_id.as_deref());
        let released = !wanted.copied && self.owed.release(&wanted);
        if !released && !here.unwrap_or(false) {
            let word = Word::Arrived { chat: wanted.chat };
            self.owed.owe(Debt { held: wanted.copied, ..Debt::new(self.random_id(), wanted.to, word, wanted.id) });
        }
    }

    /// A page is about to be written down: what was missed is owed for, history is not.
    pub(super) fn owe_for_page(&mut self, query: &str, missed: bool) {
        for wanted in self.owed.pages.remove(query).unwrap_or_default() {
            if missed {
                self.owe_receipt(wanted);
            }
        }
    }

    /// The conversation was read further, or what was `wrote` there is on its way: that tells how far it was read, whatever
    /// the person set for reading alone.
    pub(super) fn owe_reading(&mut self, conversation: &str, wrote: bool) {
        let word = if self.rooms.get(conversation).is_some() { Word::ReadInRoom } else { Word::Read };
        if !matches!(self.leave_to_say(word, conversation, wrote), Leave::Now) {
            return;
        }
        let message = match word {
            Word::ReadInRoom => self.store.read_mark(conversation),
            Word::Read | Word::Arrived { .. } => self.store.marker_due(conversation),
        };
        let Ok(Some(message)) = message else { return };
        if self.owed.knows(conversation, &message) {
            return;
        }
        self.owed.read.insert(conversation.to_owned(), message.clone());
        let debt = Debt::new(self.random_id(), conversation.to_owned(), word, message);
        self.owed.owe(debt.by_writing(wrote));
        self.agenda.add(Task::Owed, Duration::ZERO);
    }

    /// What was agreed when the debt was made may have been taken back since.
    fn leave_to_say(&self, word: Word, to: &str, wrote: bool) -> Leave {
        let reading = wrote || self.shared.app().settings.read_markers;
        let agreed = match word {
            Word::Arrived { .. } => self.standing.may_see_me(&person(to)),
            Word::Read => reading && self.standing.may_see_me(to),
            Word::ReadInRoom if !reading => false,
            // It goes to everybody: only where these are few.
            Word::ReadInRoom if self.rooms.is_ready(to) => self.rooms.is_small(to),
            Word::ReadInRoom => return if self.rooms.is_meant(to) { Leave::Later } else { Leave::Never },
        };
        if agreed { Leave::Now } else { Leave::Never }
    }

    /// Sends what this stream has not carried yet. What was missed is complete by then: another device may have told them.
    pub(super) fn pay(&mut self) {
        if !self.online || !self.sync.caught_up {
            return;
        }
        let due: Vec<Debt> =
            self.owed.debts.iter().filter(|debt| !debt.held && !self.owed.sent.contains(&debt.by)).cloned().collect();
        for debt in due {
            match self.leave_to_say(debt.word, &debt.to, debt.wrote) {
                Leave::Now => {
                    self.send(debt.stanza());
                    self.owed.sent.insert(debt.by);
                }
                Leave::Later => {}
                Leave::Never => {
                    if self.owed.forgiven(&debt) {
                        self.agenda.add(Task::Owed, LATER);
                    }
                }
            }
        }
    }

    pub(super) fn paid(&mut self, id: &str) {
        if self.owed.settled(id) {
            self.agenda.add(Task::Owed, LATER);
        }
    }

    /// Writes down what is owed now.
    pub(super) async fn note_owed(&mut self) {
        self.owed.grown |= self.owed.shrunk;
        self.commit(Batch::default()).await;
    }
}
