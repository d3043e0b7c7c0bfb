//! The client's store, the connection, and what happens.

use super::Rng;
use super::server::{Archive, ME, PEOPLE, ROOMS, conversations, room};
use crate::apply::apply;
use crate::open::connect::keep_statements;
use crate::open::migrate::ACCOUNT;
use crate::{ArchivePage, Around, Content, Fact, GapRecord, Message, Scope, Text, read};
use rusqlite::Connection;
use std::collections::{HashSet, VecDeque};

/// What is on its way to the client, in the order of the stream.
enum Coming {
    Fact(Fact),
    Page(ArchivePage),
}

pub(super) struct World {
    pub seed: u64,
    pub rng: Rng,
    pub db: Connection,
    /// The account's, and one for each room.
    pub archives: [Archive; 3],
    /// What later pages show only: whether a newest page that shares no message with what came in live is older.
    pub undecided: [bool; 3],
    pub log: Vec<String>,
    online: bool,
    joined: [bool; 3],
    coming: VecDeque<Coming>,
    asked: bool,
    /// Messages handed to the server in this session.
    sent: HashSet<String>,
    /// What the server will deliver again after the next connect.
    undelivered: Vec<Message>,
    made: usize,
    written: usize,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let mut db = Connection::open_in_memory().unwrap();
        keep_statements(&db).unwrap();
        ACCOUNT.migrate(&mut db).unwrap();
        Self {
            seed,
            rng: Rng(seed),
            db,
            archives: Default::default(),
            undecided: [false; 3],
            log: Vec::new(),
            online: false,
            joined: [true, false, false],
            coming: VecDeque::new(),
            asked: false,
            sent: HashSet::new(),
            undelivered: Vec::new(),
            made: 0,
            written: 0,
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
        for archive in 0..self.archives.len() {
            let count = |what: &str| -> i64 {
                let id = "(SELECT coalesce((SELECT archive FROM conversation WHERE address = ?1), 0))";
                let sql = format!("SELECT count(*) FROM {what} AND archive = {id}");
                self.db.query_row(&sql, [room(archive).unwrap_or_default()], |row| row.get(0)).unwrap()
            };
            let reconnected = matches!(&fact, Fact::Reconnected { archive: which } if *which == room(archive));
            // Islands may lie above the anchor of a gap that opens above them: filling it shows.
            let now = (reconnected && count("message WHERE standing = 2") > 0) || count("gap WHERE undecided = 1") > 0;
            self.undecided[archive] = (self.undecided[archive] || now) && !self.gaps(archive).is_empty();
        }
        self.check_order();
    }

    pub fn gaps(&self, archive: usize) -> Vec<GapRecord> {
        let gaps = read::archive::gaps(&self.db, room(archive).as_deref()).unwrap();
        gaps.into_iter().filter(|gap| !gap.lost).collect()
    }

    fn anywhere(&mut self) -> (&'static str, usize) {
        let at = self.rng.below(PEOPLE.len() + ROOMS.len());
        conversations().nth(at).unwrap()
    }

    pub fn step(&mut self) {
        match self.rng.below(22) {
            0..=5 => self.something_is_said(),
            6 => {
                let archive = self.rng.below(self.archives.len());
                self.archives[archive].add(None);
            }
            7..=9 => self.write(),
            10 | 11 => self.send(),
            12 if self.rng.one_in(2) => self.cut(),
            13 => self.connect(),
            14 => self.join(),
            15 => self.ask_for_conversation(),
            16 => self.read_something(),
            17 => self.ask_for_gap(),
            _ => self.receive(),
        }
    }

    /// By somebody, or by oneself on another device; new, or about something that was said.
    pub fn something_is_said(&mut self) {
        let (conversation, archive) = self.anywhere();
        let mine = self.rng.one_in(3);
        self.made += 1;
        let nick = ["Ann", "Bob", "Cid"][self.rng.below(3)];
        let author = match (mine, archive) {
            (true, 0) => ME.to_owned(),
            (true, _) => format!("{conversation}/me"),
            (false, 0) => conversation.to_owned(),
            (false, _) => format!("{conversation}/{nick}"),
        };
        let mut message = Message {
            conversation: conversation.into(),
            room: archive != 0,
            mine,
            nick: (archive != 0).then(|| author.rsplit('/').next().unwrap().to_owned()),
            occupant: (archive == 1).then(|| format!("occupant {author}")),
            author,
            content: Content::text(format!("m{}", self.made)),
            at: i64::try_from(self.rng.below(1_000_000)).unwrap(),
            // Some clients repeat their ids, some give none.
            origin_id: match self.rng.below(4) {
                0 => None,
                1 => Some("same".into()),
                _ => Some(format!("o{}", self.made)),
            },
            ..Message::default()
        };
        if self.rng.one_in(3)
            && let Some(content) = self.amendment(conversation, archive, true)
        {
            if let Content::Moderation { .. } = content {
                (message.mine, message.author, message.nick, message.occupant) = (false, conversation.into(), None, None);
            }
            message.origin_id = Some(format!("o{}", self.made));
            message.content = content;
        }
        self.said(message, archive);
    }

    /// A change of something that the archive has: by whoever, whether they may or not.
    fn amendment(&mut self, conversation: &str, archive: usize, by_room: bool) -> Option<Content> {
        let messages = self.archives[archive].messages(conversation);
        if messages.is_empty() {
            return None;
        }
        let named = messages[self.rng.below(messages.len())].clone();
        let origin_id = named.origin_id.filter(|id| id != "same");
        let target = if archive == 0 { origin_id.clone()? } else { named.archive_id? };
        let body = format!("e{}", self.made + self.written);
        Some(match self.rng.below(8) {
            0..=2 => Content::Correction { target: origin_id?, text: Text { body, ..Text::default() } },
            3 => Content::Retraction { target },
            4 if archive != 0 && by_room => Content::Moderation { target, by: None, reason: body },
            5 => Content::Reactions { target, emojis: Vec::new() },
            _ => Content::Reactions { target, emojis: vec![format!("r{}", self.rng.below(4)), body] },
        })
    }

    fn said(&mut self, message: Message, archive: usize) {
        let retracts = match &message.content {
            Content::Moderation { target, .. } => Some(target.clone()),
            _ => None,
        };
        let archived = self.archives[archive].add(Some(message)).unwrap();
        if self.online && self.joined[archive] {
            self.coming.push_back(Coming::Fact(Fact::Message(archived)));
        } else if archive == 0 && !archived.mine && self.rng.one_in(2) {
            self.undelivered.push(archived);
        }
        // Some archives keep only that there was something.
        if let Some(target) = retracts.filter(|_| self.rng.one_in(2)) {
            self.archives[archive].bury(&target);
        }
    }

    fn write(&mut self) {
        self.written += 1;
        let (conversation, archive) = self.anywhere();
        let id = format!("w{}", self.written);
        let amendment = if self.rng.one_in(3) { self.amendment(conversation, archive, false) } else { None };
        let content = amendment.unwrap_or_else(|| Content::text(id.clone()));
        self.apply(Fact::Written { conversation: conversation.into(), origin_id: id, content, at: 0 });
    }

    /// The pump: only where all is caught up, in order, each once a session.
    fn send(&mut self) {
        for entry in read::outbox::entries(&self.db).unwrap() {
            let archive = conversations().find(|(address, _)| *address == entry.conversation).unwrap().1;
            if !self.online || !self.joined[archive] || !self.gaps(archive).is_empty() || entry.waits {
                continue;
            }
            if !self.sent.insert(entry.origin_id.clone()) {
                continue;
            }
            self.apply(Fact::Attempted { origin_id: entry.origin_id.clone() });
            if self.rng.one_in(8) {
                // On its way when the connection is cut.
                self.cut();
                return;
            }
            let author = if archive == 0 { ME.to_owned() } else { format!("{}/me", entry.conversation) };
            let message = Message {
                room: archive != 0,
                mine: true,
                nick: (archive != 0).then(|| "me".to_owned()),
                occupant: (archive == 1).then(|| format!("occupant {author}")),
                author,
                conversation: entry.conversation,
                content: entry.content,
                at: 5,
                origin_id: Some(entry.origin_id.clone()),
                ..Message::default()
            };
            let accepted = Coming::Fact(Fact::Accepted { origin_id: entry.origin_id });
            if archive == 0 {
                self.archives[0].add(Some(message));
                self.coming.push_back(accepted);
            } else if self.rng.one_in(2) {
                // The server's word may be here before the room has taken it, and others may be faster.
                self.coming.push_back(accepted);
                if self.rng.one_in(2) {
                    self.something_is_said();
                }
                self.said(message, archive);
            } else {
                self.said(message, archive);
                self.coming.push_back(accepted);
            }
            if self.rng.one_in(3) {
                return;
            }
        }
    }

    fn cut(&mut self) {
        if !self.online {
            return;
        }
        self.online = false;
        self.joined = [true, false, false];
        self.asked = false;
        self.sent.clear();
        self.log.push("cut".into());
        for coming in self.coming.drain(..) {
            if let Coming::Fact(Fact::Message(message)) = coming
                && !message.room
                && self.rng.one_in(2)
            {
                self.undelivered.push(message);
            }
        }
    }

    pub fn connect(&mut self) {
        if self.online {
            return;
        }
        self.online = true;
        self.apply(Fact::Reconnected { archive: None });
        for message in std::mem::take(&mut self.undelivered) {
            self.coming.push_back(Coming::Fact(Fact::Message(message)));
        }
    }

    fn join(&mut self) {
        let archive = 1 + self.rng.below(ROOMS.len());
        if self.online && !self.joined[archive] {
            self.joined[archive] = true;
            self.apply(Fact::Reconnected { archive: room(archive) });
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
        let archive = self.rng.below(self.archives.len());
        let gaps = self.gaps(archive);
        if !self.online || !self.joined[archive] || self.asked || gaps.is_empty() {
            return;
        }
        let gap = gaps[self.rng.below(gaps.len())].clone();
        let size = 1 + self.rng.below(6);
        let of = &self.archives[archive];
        let (scope, items, complete) = if self.rng.one_in(2) {
            let start = gap.lower.as_deref().map_or(0, |id| of.index_of(id) + 1);
            let end = (start + size).min(of.items.len());
            (Scope::Forward { gap: gap.id }, start..end, end == of.items.len())
        } else {
            let end = gap.upper.as_deref().map_or(of.items.len(), |id| of.index_of(id));
            let start = end.saturating_sub(size);
            (Scope::Backward { gap: gap.id }, start..end, start == 0)
        };
        let items = of.items[items].to_vec();
        self.page(archive, scope, &items, complete);
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
        let of_person = |item: &&super::server::Item| item.message.as_ref().is_some_and(|m| m.conversation == person);
        let all: Vec<_> = self.archives[0].items.iter().filter(of_person).cloned().collect();
        let before = read::archive::oldest(&self.db, person).unwrap();
        let end = before.map_or(all.len(), |id| all.iter().position(|item| item.id == id).unwrap());
        let start = end.saturating_sub(1 + self.rng.below(5));
        self.page(0, Scope::Conversation { conversation: person.into() }, &all[start..end], start == 0);
        // Conversation pages and catch-up share the stream; the engine has one query under way.
        while self.asked {
            self.receive();
        }
    }

    fn page(&mut self, archive: usize, scope: Scope, items: &[super::server::Item], complete: bool) {
        self.asked = true;
        self.coming.push_back(Coming::Page(ArchivePage {
            archive: room(archive),
            scope,
            messages: items.iter().filter_map(|item| item.message.clone()).collect(),
            first: items.first().map(|item| item.id.clone()),
            last: items.last().map(|item| item.id.clone()),
            complete,
        }));
    }

    fn read_something(&mut self) {
        let (conversation, archive) = self.anywhere();
        if self.rng.one_in(2) {
            let truth = self.archives[archive].messages(conversation);
            if !truth.is_empty() {
                let archive_id = truth[self.rng.below(truth.len())].archive_id.clone().unwrap();
                self.apply(Fact::SeenElsewhere { conversation: conversation.into(), archive_id });
            }
        } else {
            let slice = read::timeline::slice(&self.db, conversation, Around::Newest, 3).unwrap();
            let id = slice.messages().next().map(|m| m.id);
            if let Some(message) = id {
                self.apply(Fact::SeenHere { conversation: conversation.into(), message });
            }
        }
    }

    /// Until nothing is missing and nothing is to be sent.
    pub fn settle(&mut self) {
        for _ in 0..2 {
            self.cut();
            self.connect();
            for round in 0.. {
                self.join();
                self.ask_for_gap();
                while !self.coming.is_empty() {
                    self.receive();
                }
                if !self.online {
                    self.connect();
                }
                let complete = (0..self.archives.len()).all(|archive| self.joined[archive] && self.gaps(archive).is_empty());
                if complete {
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
}
