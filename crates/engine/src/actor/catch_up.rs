//! After a sign-in that did not resume: asking for everything, presence, the archive (XEP-0313 page by page).

use super::{Actor, agenda::Task, commit::Batch};
use crate::{
    inbound::Question,
    outbound::{
        compose,
        personal::{self, Part},
    },
    sync::{Ask, Step, Sync},
    views::Arrival,
};
use api::rows::Connection;
use store::Fact;
use tokio::time::Duration;
use wire::ns;

/// Cards wait until what matters has settled.
const CARDS_AFTER: Duration = Duration::from_millis(500);

impl Actor {
    /// The new stream is written down: now the server is asked.
    pub(super) fn begin(&mut self) {
        for question in [Question::AccountFeatures, Question::ServerFeatures, Question::Roster, Question::Delimiter] {
            self.ask_anew(question);
        }
    }

    /// What was read, chosen, viewed and bookmarked. A server tells what changes of it to those who are there, and only once
    /// it knows that they listen (XEP-0163 §4.2), and nobody sends again what these nodes held before (XEP-0490 §3): so this is
    /// asked when one's presence went out, and again when the server has asked what one listens to.
    pub(super) fn ask_personal_lists(&mut self) {
        for node in [ns::DISPLAYED_SYNC, ns::CONVERSATION, ns::VIEWED] {
            self.ask_anew(Question::PersonalList { node, part: Part::First });
        }
        self.ask_bookmarks();
    }

    /// Asks one of the questions that need nothing but themselves.
    pub(super) fn ask_anew(&mut self, question: Question) {
        let (bare, domain) = (self.me.bare.clone(), self.me.domain.clone());
        match question {
            Question::AccountFeatures => self.ask(Some(&bare), question, |id| compose::features(&bare, id)),
            Question::ServerFeatures => self.ask(Some(&domain), question, |id| compose::features(&domain, id)),
            Question::Roster => {
                let version = self.store.roster_version().ok().flatten().filter(|_| self.roster_versions);
                // An empty version asks for versions to be kept from now on.
                let version = version.or_else(|| self.roster_versions.then(String::new));
                self.ask(None, question, |id| compose::roster(id, version.as_deref()));
            }
            Question::Delimiter => self.ask(None, question, compose::delimiter),
            Question::PersonalList { node, ref part } => {
                let part = part.clone();
                self.ask(None, question, |id| personal::list(node, &part, id));
            }
            Question::Carbons => self.ask(None, question, compose::carbons),
            Question::Card { address } => self.ask_card(address),
            Question::Picture { address, hash } => self.ask_picture(address, hash),
            Question::Time { address } => self.ask_time_anew(&address),
            Question::Personal { what, .. } => self.told.again(what),
            Question::Bookmarks => self.ask_bookmarks(),
            Question::BookmarksBefore => self.ask_bookmarks_of_before(),
            Question::RoomInfo { room } => self.ask_room_info(&room),
            // Archive pages are asked for by the gaps that are still there, rooms are pinged again in the next round, and
            // who waits for an errand has been told.
            Question::Services => self.ask_services(),
            Question::Archive { .. }
            | Question::Members { .. }
            | Question::Service { .. }
            | Question::PublicRooms { .. }
            | Question::PublicRoom { .. }
            | Question::SelfPing { .. }
            | Question::Errand { .. } => {}
        }
    }

    /// Called when one of the first answers came: presence goes out when the contact list and the features are known.
    pub(super) fn ready(&mut self) {
        if self.asked.any(Question::comes_first) || self.sync.archive.is_some() {
            return;
        }
        self.me.stanza_ids = self.features.stanza_ids;
        self.sync.archive = Some(self.features.archive);
        self.shared.change(|app| app.purge = self.features.purge);
        if self.features.carbons {
            self.ask_anew(Question::Carbons);
        }
        self.say_presence();
        self.ask_personal_lists();
        self.ask_card(self.me.bare.clone());
        self.ask_services();
        self.advance(false);
    }

    /// Asks for the next page, or ends the catch-up. History behind it only when its time has come.
    pub(super) fn advance(&mut self, history_due: bool) {
        if !self.online || self.sync.archive.is_none() {
            return;
        }
        for ask in self.sync.further() {
            self.ask_archive(ask);
        }
        if self.sync.busy() {
            return;
        }
        if self.sync.archive == Some(false) || self.sync.given_up() {
            self.caught_up();
            self.more_past(None);
            return;
        }
        let gaps = match self.store.gaps(None) {
            Ok(gaps) => gaps,
            Err(error) => {
                tracing::warn!(%error, "the gaps of the archive cannot be read");
                self.agenda.add(Task::History, super::past::SLOWLY);
                return;
            }
        };
        match self.sync.next(&gaps, self.now()) {
            Step::CatchUp(ask) => self.ask_archive(ask),
            Step::History { ask, soon } => {
                self.caught_up();
                if history_due {
                    self.ask_archive(ask);
                } else {
                    self.more_past(Some(soon));
                }
            }
            Step::Nothing => {
                self.caught_up();
                self.more_past(None);
            }
        }
    }

    fn ask_archive(&mut self, ask: Ask) {
        let query = self.random_id();
        let (with, page, max) = (ask.with.clone(), ask.page.clone(), ask.max);
        self.sync.begin(query.clone(), ask);
        self.ask(None, Question::Archive { archive: None, query: query.clone() }, |id| {
            compose::archive(id, &query, with.as_deref(), &page, max)
        });
    }

    /// Older messages of one conversation, for a window that stands at the top of what is known.
    pub(super) fn ask_older(&mut self, conversation: &str) {
        if self.rooms.get(conversation).is_some() {
            self.ask_older_in_room(conversation);
            return;
        }
        if !self.online || self.sync.archive != Some(true) || self.sync.asks_for(conversation) {
            return;
        }
        if !self.sync.caught_up {
            // What was missed comes as such, not as history: only then it is announced, and its author told that it arrived.
            self.sync.older.insert(conversation.to_owned());
            return;
        }
        match self.store.oldest(conversation) {
            Ok(oldest) => self.ask_archive(Sync::older(conversation, oldest)),
            Err(error) => tracing::warn!(%error, "a conversation cannot be read"),
        }
    }

    /// Nothing is missing that could settle a doubt: what is in the outbox goes.
    fn caught_up(&mut self) {
        self.sync.announce = false;
        let summary = std::mem::take(&mut self.sync.summary);
        if !summary.is_empty() {
            let arrivals = summary.into_iter().map(|conversation| Arrival::CaughtUp { conversation }).collect();
            self.shared.board.arrived(arrivals);
        }
        if std::mem::replace(&mut self.sync.caught_up, true) {
            return;
        }
        self.pump.open();
        self.show(Connection::Online);
        self.pump_outbox();
        self.pay();
        for conversation in self.sync.waited_for() {
            self.ask_older(&conversation);
        }
        self.agenda.add(Task::Personal, Duration::ZERO);
        self.sweep_cards();
        self.agenda.add(Task::Cards, CARDS_AFTER);
    }

    /// Own messages that were accepted have no archive id yet: the archive is asked for what followed the newest one known.
    pub(super) async fn settle(&mut self) {
        if !self.online || !self.sync.caught_up || self.sync.archive != Some(true) {
            return;
        }
        if self.sync.busy() || !self.pump.idle() || self.stuck.is_some() {
            self.agenda.add(Task::Settle, super::outbox::SETTLE);
            return;
        }
        let mut batch = Batch::of(vec![Fact::Reconnected { archive: None }]);
        batch.after.push(super::commit::After::Advance);
        self.commit(batch).await;
    }

    /// The connection as it is, after something else was shown in its place.
    pub(super) fn show_true_connection(&mut self) {
        if self.online {
            self.offline_since = None;
            self.show(if self.sync.caught_up { Connection::Online } else { Connection::CatchingUp });
        }
    }
}
