//! A random account against a model of its server: live messages, carbons, own messages with late acknowledgements,
//! cuts, redelivery, pages of every kind cut anywhere, everything twice. Seeded: a failing seed is a test.
//!
//! Checked after every step: no message twice, and what the archive has named stands in the archive's order. Checked
//! when all gaps are filled: every message once, in the archive's order, nothing pending, unread as derived from the
//! archive.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

use super::apply;
use crate::open::migrate::ACCOUNT;
use crate::{ArchivePage, Around, Content, Fact, Message, MessageState, Scope, TimelineRecord, read};
use rusqlite::Connection;
use std::collections::{HashMap, HashSet, VecDeque};

const PEOPLE: [&str; 4] = ["ann@x", "bob@x", "cid@x", "dee@x"];
const ME: &str = "me@x";

struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// An item of the true archive; those without a message are receipts and the like.
#[derive(Clone)]
struct Item {
    id: String,
    message: Option<Message>,
}

/// What is on its way to the client, in the order of the stream.
#[derive(Clone)]
enum Coming {
    Fact(Fact),
    Page(ArchivePage),
}

struct World {
    seed: u64,
    rng: Rng,
    db: Connection,
    archive: Vec<Item>,
    online: bool,
    coming: VecDeque<Coming>,
    asked: bool,
    /// Messages handed to the server in this session.
    sent: HashSet<String>,
    /// What the server will deliver again after the next connect.
    undelivered: Vec<Message>,
    made: usize,
    written: usize,
    /// What later pages show only: whether a newest page that shares no message with what came in live is older.
    undecided: bool,
    log: Vec<String>,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut db = Connection::open_in_memory().unwrap();
        ACCOUNT.migrate(&mut db).unwrap();
        Self {
            seed,
            rng: Rng(seed),
            db,
            archive: Vec::new(),
            online: false,
            coming: VecDeque::new(),
            asked: false,
            sent: HashSet::new(),
            undelivered: Vec::new(),
            made: 0,
            written: 0,
            undecided: false,
            log: Vec::new(),
        }
    }

    fn apply(&mut self, fact: Fact) {
        self.log.push(format!("{fact:?}"));
        let times = if self.rng.one_in(6) { 2 } else { 1 };
        for _ in 0..times {
            // As the writer does it, a transaction for each.
            let transaction = self.db.unchecked_transaction().unwrap();
            apply(&transaction, std::slice::from_ref(&fact)).unwrap();
            transaction.commit().unwrap();
        }
        // Islands may lie above the anchor of a gap that opens above them: filling it shows.
        let islands: i64 = self.db.query_row("SELECT count(*) FROM message WHERE standing = 2", [], |row| row.get(0)).unwrap();
        self.undecided |= matches!(fact, Fact::Reconnected { archive: None }) && islands > 0;
        let undecided: i64 = self.db.query_row("SELECT count(*) FROM gap WHERE undecided = 1", [], |row| row.get(0)).unwrap();
        self.undecided |= undecided > 0;
        self.undecided &= !self.gaps().is_empty();
        self.check_order();
    }

    fn fail(&self, why: &str) -> ! {
        for line in &self.log {
            eprintln!("{line}");
        }
        for person in PEOPLE {
            let rows: Vec<_> =
                self.rows(person).into_iter().map(|(id, body, _)| format!("{body}:{}", id.unwrap_or_default())).collect();
            eprintln!("{person} has   {rows:?}");
            let truth: Vec<_> =
                self.truth(person).into_iter().map(|m| format!("{}:{}", m.content.body(), m.archive_id.unwrap())).collect();
            eprintln!("{person} truth {truth:?}");
        }
        eprintln!("gaps {:?}", read::archive::gaps(&self.db, None).unwrap());
        panic!("seed {}: {why}", self.seed);
    }

    fn rows(&self, person: &str) -> Vec<(Option<String>, String, Option<MessageState>)> {
        let slice = read::timeline::slice(&self.db, person, Around::Oldest, 100_000).unwrap();
        slice.messages().map(|m| (m.archive_id.clone(), m.body.clone(), m.state)).collect()
    }

    fn truth(&self, person: &str) -> Vec<Message> {
        self.archive.iter().filter_map(|item| item.message.clone()).filter(|m| m.conversation == person).collect()
    }

    fn check_order(&self) {
        let order: HashMap<&str, usize> = self.archive.iter().enumerate().map(|(at, item)| (item.id.as_str(), at)).collect();
        for person in PEOPLE {
            let rows = self.rows(person);
            let mut bodies = HashSet::new();
            let mut last = None;
            for (archive_id, body, _) in &rows {
                if !bodies.insert(body.clone()) {
                    self.fail(&format!("{body} is there twice"));
                }
                let Some(at) = archive_id.as_ref().map(|id| order[id.as_str()]) else { continue };
                if !self.undecided && last.is_some_and(|last| at < last) {
                    self.fail(&format!("{body} stands out of order"));
                }
                last = Some(at);
            }
        }
    }

    fn archive_it(&mut self, message: Option<Message>) -> Option<Message> {
        let id = format!("a{}", self.archive.len());
        let message = message.map(|m| Message { archive_id: Some(id.clone()), ..m });
        self.archive.push(Item { id, message: message.clone() });
        message
    }

    fn message(&mut self, mine: bool) -> Message {
        self.made += 1;
        let conversation = PEOPLE[self.rng.below(PEOPLE.len())].to_owned();
        Message {
            author: if mine { ME.into() } else { conversation.clone() },
            conversation,
            mine,
            content: Content::text(format!("m{}", self.made)),
            at: i64::try_from(self.rng.below(1_000_000)).unwrap(),
            // Some clients repeat their ids, some give none.
            origin_id: match self.rng.below(4) {
                0 => None,
                1 => Some("same".into()),
                _ => Some(format!("o{}", self.made)),
            },
            ..Message::default()
        }
    }

    fn gaps(&self) -> Vec<crate::GapRecord> {
        read::archive::gaps(&self.db, None).unwrap().into_iter().filter(|gap| !gap.lost).collect()
    }

    fn step(&mut self) {
        match self.rng.below(20) {
            0..=4 => {
                let message = self.message(false);
                self.arrives(message);
            }
            5 | 6 => {
                let message = self.message(true);
                self.arrives(message);
            }
            7 => drop(self.archive_it(None)),
            8 | 9 => {
                self.written += 1;
                let conversation = PEOPLE[self.rng.below(PEOPLE.len())].to_owned();
                let id = format!("w{}", self.written);
                self.apply(Fact::Written { conversation, origin_id: id.clone(), content: Content::text(id), at: 0 });
            }
            10 => self.send(),
            11 if self.rng.one_in(2) => self.cut(),
            12 => self.connect(),
            13 => self.ask_for_conversation(),
            14 => self.read_something(),
            15 => self.ask_for_gap(),
            _ => self.receive(),
        }
    }

    fn arrives(&mut self, message: Message) {
        let archived = self.archive_it(Some(message)).unwrap();
        if self.online {
            self.coming.push_back(Coming::Fact(Fact::Message(archived)));
        } else if !archived.mine && self.rng.one_in(2) {
            self.undelivered.push(archived);
        }
    }

    /// The pump: only once caught up, in order, each once a session.
    fn send(&mut self) {
        if !self.online || !self.gaps().is_empty() {
            return;
        }
        for entry in read::outbox::entries(&self.db).unwrap() {
            if self.sent.insert(entry.origin_id.clone()) {
                self.apply(Fact::Attempted { origin_id: entry.origin_id.clone() });
                if self.rng.one_in(8) {
                    // On its way when the connection is cut.
                    self.cut();
                    return;
                }
                let message = Message {
                    conversation: entry.conversation,
                    mine: true,
                    author: ME.into(),
                    content: entry.content,
                    at: 5,
                    origin_id: Some(entry.origin_id.clone()),
                    ..Message::default()
                };
                self.archive_it(Some(message));
                self.coming.push_back(Coming::Fact(Fact::Accepted { origin_id: entry.origin_id }));
                if self.rng.one_in(3) {
                    return;
                }
            }
        }
    }

    fn cut(&mut self) {
        if !self.online {
            return;
        }
        self.online = false;
        self.asked = false;
        self.sent.clear();
        self.log.push("cut".into());
        for coming in self.coming.drain(..) {
            if let Coming::Fact(Fact::Message(message)) = coming
                && self.rng.one_in(2)
            {
                self.undelivered.push(message);
            }
        }
    }

    fn connect(&mut self) {
        if self.online {
            return;
        }
        self.online = true;
        self.apply(Fact::Reconnected { archive: None });
        for message in std::mem::take(&mut self.undelivered) {
            self.coming.push_back(Coming::Fact(Fact::Message(message)));
        }
    }

    fn receive(&mut self) {
        match self.coming.pop_front() {
            Some(Coming::Fact(fact)) => self.apply(fact),
            Some(Coming::Page(page)) => {
                self.asked = false;
                self.apply(Fact::ArchivePage(page));
            }
            None => {}
        }
    }

    fn ask_for_gap(&mut self) {
        let gaps = self.gaps();
        if !self.online || self.asked || gaps.is_empty() {
            return;
        }
        let gap = gaps[self.rng.below(gaps.len())].clone();
        let size = 1 + self.rng.below(6);
        let index = |id: &str| self.archive.iter().position(|item| item.id == id).unwrap();
        let (scope, items, complete) = if self.rng.one_in(2) {
            let start = gap.lower.as_deref().map_or(0, |id| index(id) + 1);
            let end = (start + size).min(self.archive.len());
            (Scope::Forward { gap: gap.id }, start..end, end == self.archive.len())
        } else {
            let end = gap.upper.as_deref().map_or(self.archive.len(), index);
            let start = end.saturating_sub(size);
            (Scope::Backward { gap: gap.id }, start..end, start == 0)
        };
        let items = self.archive[items].to_vec();
        self.page(scope, &items, complete);
    }

    fn ask_for_conversation(&mut self) {
        if !self.online || self.asked {
            return;
        }
        // What comes in between question and answer can be older than the answer: that shows with later pages only.
        while !self.coming.is_empty() {
            self.receive();
        }
        let person = PEOPLE[self.rng.below(PEOPLE.len())];
        let all: Vec<Item> =
            self.archive.iter().filter(|item| item.message.as_ref().is_some_and(|m| m.conversation == person)).cloned().collect();
        let before = read::archive::oldest(&self.db, person).unwrap();
        let end = before.map_or(all.len(), |id| all.iter().position(|item| item.id == id).unwrap());
        let start = end.saturating_sub(1 + self.rng.below(5));
        self.page(Scope::Conversation { conversation: person.into() }, &all[start..end], start == 0);
        // Conversation pages and catch-up share the stream; the engine has one query under way.
        while self.asked {
            self.receive();
        }
    }

    fn page(&mut self, scope: Scope, items: &[Item], complete: bool) {
        self.asked = true;
        self.coming.push_back(Coming::Page(ArchivePage {
            archive: None,
            scope,
            messages: items.iter().filter_map(|item| item.message.clone()).collect(),
            first: items.first().map(|item| item.id.clone()),
            last: items.last().map(|item| item.id.clone()),
            complete,
        }));
    }

    fn read_something(&mut self) {
        let person = PEOPLE[self.rng.below(PEOPLE.len())].to_owned();
        if self.rng.one_in(2) {
            let truth = self.truth(&person);
            if !truth.is_empty() {
                let archive_id = truth[self.rng.below(truth.len())].archive_id.clone().unwrap();
                self.apply(Fact::SeenElsewhere { conversation: person, archive_id });
            }
        } else {
            let slice = read::timeline::slice(&self.db, &person, Around::Newest, 3).unwrap();
            let id = slice.messages().next().map(|m| m.id);
            if let Some(message) = id {
                self.apply(Fact::SeenHere { conversation: person, message });
            }
        }
    }

    /// Until nothing is missing and nothing is to be sent.
    fn settle(&mut self) {
        for _ in 0..2 {
            self.cut();
            self.connect();
            for round in 0.. {
                self.ask_for_gap();
                while !self.coming.is_empty() {
                    self.receive();
                }
                if !self.online {
                    self.connect();
                }
                if self.gaps().is_empty() {
                    self.send();
                    let idle = self.coming.is_empty() && self.online;
                    if idle && read::outbox::entries(&self.db).unwrap().is_empty() {
                        break;
                    }
                }
                if round > 5_000 {
                    self.fail("never done");
                }
            }
        }
    }

    fn check_all(&self) {
        for person in PEOPLE {
            let truth = self.truth(person);
            let rows = self.rows(person);
            let expected: Vec<_> = truth.iter().map(|m| m.content.body().to_owned()).collect();
            let bodies: Vec<_> = rows.iter().map(|row| row.1.clone()).collect();
            if bodies != expected {
                self.fail(&format!("{person} is not as in the archive"));
            }
            if rows.iter().any(|row| row.0.is_none() || row.2 == Some(MessageState::Pending)) {
                self.fail("something is not settled");
            }
            let slice = read::timeline::slice(&self.db, person, Around::Oldest, 100_000).unwrap();
            if slice.rows.iter().any(|row| matches!(row, TimelineRecord::Gap { .. })) {
                self.fail("a gap is shown");
            }
            if let Some(record) = read::conversations::one(&self.db, person).unwrap() {
                let unread = match record.read_up_to {
                    Some(id) => {
                        slice.messages().skip_while(|m| m.id != id).filter(|m| !m.mine).count()
                            - usize::from(slice.messages().any(|m| m.id == id && !m.mine))
                    }
                    None => slice.messages().filter(|m| !m.mine).count(),
                };
                if record.unread as usize != unread || !record.complete {
                    self.fail(&format!("{person}: unread {} is not {unread}", record.unread));
                }
            }
        }
        let positions: i64 =
            self.db.query_row("SELECT count(*) - count(DISTINCT position) FROM message", [], |row| row.get(0)).unwrap();
        assert_eq!(positions, 0, "seed {}: two rows in one place", self.seed);
    }
}

fn run(seed: u64) {
    let mut world = World::new(seed);
    // Some history from before the first sign-in.
    for _ in 0..world.rng.below(25) {
        let mine = world.rng.one_in(3);
        let message = world.message(mine);
        world.archive_it(Some(message));
    }
    for _ in 0..40 + world.rng.below(120) {
        world.step();
    }
    world.settle();
    world.check_all();
}

#[test]
fn every_way_a_message_can_come_ends_in_the_archives_order() {
    let seeds: u64 = std::env::var("STORE_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    let first: u64 = std::env::var("STORE_FIRST_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    for seed in first..first + seeds {
        run(seed);
    }
}
