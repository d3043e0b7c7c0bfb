//! The connection of an account: taken over, lost, back as the same stream or as a new one; and what is shown of it.
//!
//! Invariant: of a new stream nothing is known that an earlier one was told or asked.

use super::{
    Actor,
    agenda::Task,
    commit::{After, Batch},
    line,
    outbox::Said,
};
use crate::shared::kept;
use api::{Code, Millis, rows::Connection};
use minidom::Element;
use session::{Event, Session};
use std::sync::{Arc, atomic::Ordering};
use store::Fact;
use tokio::{sync::mpsc, time::Duration};

/// Presence of others is taken as true for so long without a connection: a short cut shows nobody as gone.
const PRESENCE_KEEPS: Duration = Duration::from_secs(20);

impl Actor {
    /// Takes over a connection; an older one is let go.
    pub(super) async fn link(&mut self, session: Session, events: mpsc::Receiver<Event>, first: Vec<Event>) {
        self.unlink().await;
        let line = line::start(session.clone(), self.unsent.0.clone(), Arc::clone(&self.stream));
        self.session = Some(session);
        self.events = Some(events);
        self.waiting = first.into();
        self.line = Some(line);
        self.asked.clear();
        self.errands.drop_all();
        self.pump.restart();
        self.sync.restart();
        self.rooms.restart();
    }

    pub(super) async fn unlink(&mut self) {
        self.line = None;
        self.events = None;
        self.waiting.clear();
        self.online = false;
        if let Some(session) = self.session.take() {
            session.close().await;
        }
    }

    pub(super) async fn event(&mut self, event: Option<Event>) {
        match event {
            Some(Event::Connecting) => self.show(Connection::Connecting),
            Some(Event::Online { jid, resumed, features, mechanism }) => self.online(jid, resumed, &features, mechanism).await,
            Some(Event::Stanza { element, seq }) => self.stanzas(element, seq).await,
            Some(Event::Acked { ids }) => self.acked(ids).await,
            Some(Event::Offline { problem, retry_at }) => {
                self.offline();
                self.show_offline(retry_at, Some(crate::codes::of_problem(&problem)));
            }
            Some(Event::Refused { problem }) => {
                self.offline();
                let reason = crate::codes::of_problem(&problem);
                self.show_offline(None, Some(reason));
                self.unlink().await;
                self.shared.refused(reason);
            }
            Some(Event::Closed) | None => {
                self.offline();
                self.events = None;
            }
        }
    }

    async fn online(&mut self, jid: String, resumed: bool, features: &Element, mechanism: session::Mechanism) {
        self.online = true;
        self.offline_since = None;
        self.agenda.remove(&Task::PresenceStale);
        self.me.full = jid;
        if resumed {
            self.resume();
            return;
        }
        self.stream.fetch_add(1, Ordering::AcqRel);
        self.roster_versions = features.children().any(|child| child.is("ver", wire::ns::ROSTER_VERSIONING));
        self.asked.clear();
        self.ask_again.clear();
        self.tries = 0;
        self.answer_again.clear();
        self.pump.restart();
        self.sync.restart();
        self.told.restart();
        self.owed.restart();
        self.cards.restart();
        self.said = Said::default();
        self.me.stanza_ids = false;
        self.show(Connection::CatchingUp);
        self.errands.drop_all();
        self.rooms.restart();
        let mut batch = Batch::of(vec![Fact::PresenceUnknown, Fact::Reconnected { archive: None }]);
        batch.facts.extend(self.rooms.unknown());
        batch.facts.extend(self.shared.pin(&self.store, mechanism));
        // Whatever this program leaves behind when it is killed ends as soon as the next one asks for the same name.
        batch.facts.push(Fact::Kept { key: kept::RESOURCE.to_owned(), value: wire::stanza::resource(&self.me.full) });
        batch.after.push(After::Begin);
        self.commit(batch).await;
    }

    fn offline(&mut self) {
        if std::mem::replace(&mut self.online, false) {
            self.agenda.add(Task::PresenceStale, PRESENCE_KEEPS);
        }
        self.pump.pause();
        self.no_past();
    }

    /// The same stream goes on.
    fn resume(&mut self) {
        if self.said.presence_lost {
            // Everyone's presence is sent again to a device that comes back (RFC 6121 §4.3).
            self.send(crate::outbound::identity::presence(api::rows::Availability::Offline, "", None));
            self.said = Said::default();
            self.out_of_all_rooms();
        }
        self.ping_rooms();
        if self.sync.caught_up {
            self.pump.open();
            self.show(Connection::Online);
            self.agenda.add(Task::Personal, Duration::ZERO);
            // What was taken over just before the connection went has no place in the archive's order yet.
            self.agenda.add(Task::Settle, super::outbox::SETTLE);
            self.agenda.add(Task::Cards, Duration::from_secs(1));
        } else {
            self.show(Connection::CatchingUp);
        }
        self.go_on();
    }

    pub(super) fn show(&self, connection: Connection) {
        self.shared.change(|app| app.connection = connection);
    }

    pub(super) fn show_offline(&mut self, retry_at: Option<Millis>, reason: Option<Code>) {
        // Tries in between do not make it shorter.
        let since = *self.offline_since.get_or_insert(self.shared.clock.now_ms());
        self.show(Connection::Offline { since, retry_at, reason });
    }
}
