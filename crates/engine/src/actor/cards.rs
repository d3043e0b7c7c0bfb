//! Cards and pictures of people (XEP-0054, XEP-0084, XEP-0153): at once for who is looked at, gently for all others.
//!
//! Invariant: a picture that is known is not fetched again, and one that never is what it says is tried once a stream.

use super::{Actor, agenda::Task, commit::Batch};
use crate::{
    inbound::{People, PictureSource, Question, Refused, read},
    outbound::compose,
};
use minidom::Element;
use std::collections::{HashSet, VecDeque};
use store::{Fact, Show};
use tokio::time::Duration;

/// Questions for cards and pictures that may be open at once, and the pause between two rounds.
const AT_ONCE: usize = 8;
pub const PACE: Duration = Duration::from_millis(200);
/// Everyone's card is read again after this long.
const SWEEP: i64 = 7 * 24 * 60 * 60 * 1000;
const SWEPT_AT: &str = "cards.swept";

#[derive(Debug, Default)]
pub struct Cards {
    queue: VecDeque<String>,
    queued: HashSet<String>,
    /// Pictures that were asked for on this stream, and people who offer theirs by a node of their own.
    tried: HashSet<(String, String)>,
    by_node: HashSet<String>,
    /// Whose card, and whose clock, was asked for on this stream because they were looked at.
    looked_at: HashSet<String>,
    clocks: HashSet<String>,
    sweeping: bool,
}

impl Cards {
    pub fn restart(&mut self) {
        self.tried.clear();
        self.by_node.clear();
        self.looked_at.clear();
        self.clocks.clear();
    }

    /// Puts someone at the end of the queue.
    pub fn wish(&mut self, address: String) {
        if self.queued.insert(address.clone()) {
            self.queue.push_back(address);
        }
    }

    fn take(&mut self) -> Option<String> {
        let address = self.queue.pop_front()?;
        self.queued.remove(&address);
        Some(address)
    }
}

fn is_fetch(question: &Question) -> bool {
    matches!(question, Question::Card { .. } | Question::Picture { .. })
}

impl Actor {
    /// Now and then everyone is asked.
    pub(super) fn sweep_cards(&mut self) {
        let swept = self.store.kept(SWEPT_AT).ok().flatten().and_then(|at| at.parse::<i64>().ok());
        if swept.is_none_or(|at| self.now() - at > SWEEP) {
            let everyone: Vec<String> = self.standing.addresses().cloned().collect();
            for address in everyone {
                self.cards.wish(address);
            }
            self.cards.sweeping = true;
        }
    }

    pub(super) fn ask_for_cards(&mut self) {
        if !self.online || !self.sync.caught_up {
            return;
        }
        while self.asked.count(is_fetch) < AT_ONCE {
            let Some(address) = self.cards.take() else { break };
            self.ask_card(address);
        }
        if self.cards.queue.is_empty() {
            if std::mem::replace(&mut self.cards.sweeping, false) {
                let kept = Fact::Kept { key: SWEPT_AT.to_owned(), value: Some(self.now().to_string()) };
                let store = self.store.clone();
                // Only saves work the next time: nothing waits for it.
                tokio::spawn(async move { store.apply(vec![kept]).await.err().map(|error| tracing::debug!(%error, "not kept")) });
            }
        } else {
            self.agenda.add(Task::Cards, PACE);
        }
    }

    /// Someone wrote who is not on the contact list: only a card can tell their name.
    pub(super) fn meet(&mut self, address: &str) {
        // A name in a room that hides addresses is nobody's card.
        let person = !address.contains('/') && self.rooms.get(address).is_none();
        if person && !self.standing.is_contact(address) && self.cards.looked_at.insert(address.to_owned()) {
            self.cards.wish(address.to_owned());
            self.agenda.add(Task::Cards, PACE);
        }
    }

    /// Someone is looked at.
    pub(super) fn look_at(&mut self, address: String) {
        if !self.online {
            return;
        }
        self.ask_time(&address);
        if self.cards.looked_at.insert(address.clone()) {
            self.ask_card(address);
        }
    }

    /// Only a device that is there can tell what time it is where they are.
    fn ask_time(&mut self, address: &str) {
        let presence = self.store.presence(address);
        if address == self.me.bare || presence.show == Show::Offline || !self.cards.clocks.insert(address.to_owned()) {
            return;
        }
        let device = format!("{address}/{}", presence.resource);
        self.ask(Some(&device), Question::Time { address: address.to_owned() }, |id| compose::time(&device, id));
    }

    pub(super) fn ask_time_anew(&mut self, address: &str) {
        self.cards.clocks.remove(address);
        self.ask_time(address);
    }

    pub(super) fn ask_card(&mut self, address: String) {
        let of = (address != self.me.bare).then(|| address.clone());
        self.ask(of.as_deref(), Question::Card { address }, |id| compose::card(of.as_deref(), id));
    }

    pub(super) fn ask_picture(&mut self, address: String, hash: String) {
        self.ask(Some(&address.clone()), Question::Picture { address: address.clone(), hash: hash.clone() }, |id| {
            compose::picture(&address, &hash, id)
        });
    }

    pub(super) fn card_came(&mut self, address: String, answer: Result<Element, Refused>, batch: &mut Batch) {
        self.agenda.add(Task::Cards, PACE);
        let Ok(answer) = answer else { return };
        let card = read::card(&answer);
        if let Some(photo) = read::photo(&answer)
            && !self.has_picture(&address, &photo.hash)
        {
            let (hash, mime, bytes) = (photo.hash, photo.mime.to_owned(), photo.bytes);
            batch.facts.push(Fact::Avatar { address: address.clone(), hash, mime, bytes });
        }
        batch.facts.push(Fact::Card { address, card });
    }

    pub(super) fn picture_came(&mut self, address: String, hash: &str, answer: Result<Element, Refused>, batch: &mut Batch) {
        self.agenda.add(Task::Cards, PACE);
        match answer.ok().and_then(|answer| read::node_picture(&answer, hash)) {
            Some((mime, bytes)) => batch.facts.push(Fact::Avatar { address, hash: hash.to_owned(), mime, bytes }),
            None => tracing::debug!("a picture could not be had, or was not what it was said to be"),
        }
    }

    fn has_picture(&self, address: &str, hash: &str) -> bool {
        let person = self.store.person(address).ok().flatten();
        person.is_some_and(|person| person.avatar.as_deref() == Some(hash))
    }

    /// A picture is on offer, or was taken away.
    pub(super) fn picture(&mut self, address: String, hash: Option<String>, from: PictureSource, batch: &mut Batch) {
        if from == PictureSource::Node {
            self.cards.by_node.insert(address.clone());
        }
        let Some(hash) = hash else {
            // A device without pictures says nothing about the person's node.
            if from == PictureSource::Node || !self.cards.by_node.contains(&address) {
                let has = self.store.person(&address).ok().flatten().is_some_and(|person| person.avatar.is_some());
                if has {
                    batch.facts.push(Fact::AvatarGone { address });
                }
            }
            return;
        };
        if self.has_picture(&address, &hash) || !self.cards.tried.insert((address.clone(), hash.clone())) {
            return;
        }
        if let Ok(Some((mime, bytes))) = self.store.avatar(&hash) {
            batch.facts.push(Fact::Avatar { address, hash, mime, bytes });
            return;
        }
        match from {
            PictureSource::Node => self.ask_picture(address, hash),
            PictureSource::Card => {
                self.cards.wish(address);
                self.agenda.add(Task::Cards, PACE);
            }
        }
    }
}
