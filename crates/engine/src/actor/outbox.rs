//! What goes out: the outbox, own presence, typing notices.

use super::{
    Actor,
    agenda::Task,
    commit::{After, Batch},
    line::Unsent,
};
use crate::{
    inbound::{People, Question},
    outbound::{compose, identity, message, rooms},
};
use api::{Millis, rows::Availability};
use std::collections::HashMap;
use store::Fact;
use tokio::time::Duration;

/// After the last message was taken over, the archive has its id.
pub const SETTLE: Duration = Duration::from_secs(2);
/// A message that waited longer is sent with the time when it was written (XEP-0203).
const LATE: Millis = 30_000;

/// What others were told last.
#[derive(Debug, Default)]
pub struct Said {
    presence: Option<(Availability, String, Option<Millis>)>,
    typing: HashMap<String, bool>,
    pub idle_since: Option<Millis>,
    /// Others' presence was given up while disconnected: a resumed stream does not bring it back by itself.
    pub presence_lost: bool,
}

impl Actor {
    pub(super) fn pump_outbox(&mut self) {
        if !self.online || !self.pump.has_room() {
            return;
        }
        let outbox = match self.store.outbox() {
            Ok(outbox) => outbox,
            Err(error) => {
                tracing::warn!(%error, "the outbox cannot be read");
                return;
            }
        };
        let (pump, rooms) = (&mut self.pump, &self.rooms);
        let ready = outbox.iter().filter(|entry| !entry.waits && rooms.lets_out(entry));
        let now: Vec<String> = pump.take(ready.map(|entry| entry.origin_id.as_str())).into_iter().map(str::to_owned).collect();
        if now.is_empty() {
            return;
        }
        self.step_aside();
        let chat_states = self.shared.app().settings.typing_notices;
        for entry in outbox.iter().filter(|entry| now.contains(&entry.origin_id)) {
            self.said.typing.remove(&entry.conversation);
            if entry.room {
                self.pump.await_echo(&entry.origin_id, &entry.conversation);
            }
            let stanza = message::stanza(&message::Letter {
                to: &entry.conversation,
                room: entry.room,
                origin_id: &entry.origin_id,
                content: &entry.content,
                written_at: (self.now() - entry.at > LATE).then_some(entry.at),
                author: &self.me.bare,
                chat_states,
            });
            match stanza {
                Some(stanza) => self.send(stanza),
                None => tracing::error!(origin_id = entry.origin_id, "something in the outbox cannot be said"),
            }
            self.owe_reading(&entry.conversation, true);
        }
    }

    /// The server has taken over what has these ids.
    pub(super) async fn acked(&mut self, ids: Vec<String>) {
        let mut batch = Batch::default();
        for origin_id in ids {
            self.paid(&origin_id);
            if !self.pump.awaits_echo(&origin_id) && self.pump.settled(&origin_id) {
                batch.facts.push(Fact::Accepted { origin_id });
            }
        }
        if !batch.facts.is_empty() {
            batch.after.push(After::Accepted);
            self.commit(batch).await;
        }
    }

    /// The connection was gone before this stanza could go.
    pub(super) fn not_sent(&mut self, Unsent { id, answer, .. }: Unsent) {
        if let Some(answer) = answer {
            self.answer_again.push(answer);
        } else if !self.pump.settled(&id) {
            self.owed.not_sent(&id);
            self.question_not_sent(&id);
        }
        // While the disk refuses, what the connection says of itself is not heard: it may be gone for long.
        if self.online && self.stuck.is_none() {
            self.go_on();
        }
    }

    /// The stream may be back already, and the same: nobody else will ask for what could not go to be sent.
    pub(super) fn go_on(&mut self) {
        self.send_unsent();
        self.advance(false);
        self.advance_rooms();
    }

    /// What could not go before the same stream came back.
    pub(super) fn send_unsent(&mut self) {
        for answer in std::mem::take(&mut self.answer_again) {
            self.send(answer);
        }
        for question in std::mem::take(&mut self.ask_again) {
            self.ask_anew(question);
        }
        self.say_presence();
        self.pump_outbox();
        self.pay();
    }

    fn question_not_sent(&mut self, id: &str) {
        match self.asked.close(id) {
            Some(Question::Archive { archive: None, query }) => self.sync.drop_query(&query),
            Some(Question::Archive { archive: Some(room), query }) => {
                if let Some(room) = self.rooms.get_mut(&room) {
                    room.sync.drop_query(&query);
                }
            }
            Some(Question::Errand { errand }) => self.errands.lost(errand),
            Some(question) => self.ask_again.push(question),
            // Presence has no id.
            None if id.is_empty() => self.said.presence = None,
            None => {}
        }
    }

    /// Own presence, if it is not what was said last.
    pub(super) fn say_presence(&mut self) {
        if !self.online || self.sync.archive.is_none() {
            return;
        }
        let app = self.shared.app();
        let idle = self.idle(app.availability);
        if app.idle != idle.is_some() {
            self.shared.change(|app| app.idle = idle.is_some());
        }
        let presence = (app.availability, app.status, idle);
        if self.said.presence.as_ref() == Some(&presence) {
            return;
        }
        let before = self.said.presence.as_ref().map(|said| said.0);
        if before.is_none() && presence.0 == Availability::Offline {
            // Never said to be there: nothing to take back.
            self.said.presence = Some(presence);
            return;
        }
        self.send(identity::presence(presence.0, &presence.1, presence.2));
        self.say_presence_in_rooms(before, presence.0, &presence.1);
        let back = before == Some(Availability::Offline) && presence.0 != Availability::Offline;
        self.said.presence = Some(presence);
        if back {
            // While away, what was sent to the account did not come here.
            self.sync.announce = true;
            self.ask_personal_lists();
            self.agenda.add(Task::Settle, Duration::ZERO);
        }
    }

    /// Since when the person is idle, once that is longer than the intranet's threshold (XEP-0319).
    fn idle(&mut self, availability: Availability) -> Option<Millis> {
        let since = self.said.idle_since?;
        let left = since + self.shared.idle_after() - self.now();
        if left > 0 {
            self.agenda.postpone(Task::Idle, Duration::from_millis(u64::try_from(left).unwrap_or(0)));
            return None;
        }
        matches!(availability, Availability::Available | Availability::Away).then_some(since)
    }

    pub(super) fn say_typing(&mut self, conversation: String, active: bool) {
        let room = self.rooms.hears_typing(&conversation);
        let heard = room || self.standing.is_contact(&conversation);
        let wanted = self.online && heard && self.shared.app().settings.typing_notices;
        let before = self.said.typing.get(&conversation).copied().unwrap_or(false);
        if !wanted || before == active {
            return;
        }
        let say = if room { rooms::typing } else { compose::typing };
        let stanza = say(&conversation, &self.random_id(), active);
        self.said.typing.insert(conversation, active);
        self.send(stanza);
    }
}
