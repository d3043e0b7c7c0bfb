//! Read positions on their way to one's other devices (XEP-0490) and to who wrote (XEP-0333).
//!
//! Invariant: a read position that could not be told is told later, also after a restart. Without publish-options
//! nothing private is published (XEP-0223).

use super::{Actor, agenda::Task, commit::Batch};
use crate::{
    inbound::{People, Question, Refused},
    outbound::{
        compose,
        seen::{self, Mark, Step},
    },
};
use std::collections::{BTreeSet, HashMap};
use store::{Fact, Store};
use tokio::time::Duration;

const DUE: &str = "marks.due";
/// Reading several messages in a row is one mark.
const GATHER: Duration = Duration::from_millis(400);

#[derive(Debug, Default)]
pub struct Marks {
    /// Conversations whose read position others have not heard of.
    due: BTreeSet<String>,
    /// What this server took the last time.
    step: Option<Step>,
    /// The last marker sent, by conversation.
    told: HashMap<String, String>,
}

impl Marks {
    pub fn load(store: &Store) -> Self {
        let due = store.kept(DUE).ok().flatten().and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
        Self { due, ..Self::default() }
    }

    pub fn restart(&mut self) {
        self.step = None;
    }

    pub fn again(&mut self, mark: Mark) {
        self.due.insert(mark.conversation);
    }
}

impl Actor {
    pub(super) async fn seen_here(&mut self, conversation: String) {
        self.agenda.add(Task::Marks, GATHER);
        if self.marks.due.insert(conversation) {
            self.keep_marks().await;
        }
    }

    async fn keep_marks(&mut self) {
        let value = (!self.marks.due.is_empty()).then(|| serde_json::to_string(&self.marks.due).unwrap_or_default());
        self.commit(Batch::of(vec![Fact::Kept { key: DUE.to_owned(), value }])).await;
    }

    pub(super) fn publish_marks(&mut self) {
        if !self.online || !self.sync.caught_up {
            return;
        }
        let due: Vec<String> = self.marks.due.iter().cloned().collect();
        for conversation in due {
            self.tell_author(&conversation);
            let mark = self.store.read_mark(&conversation).ok().flatten();
            match mark {
                Some(archive_id) if self.features.publish_options => {
                    let mark = Mark { conversation, archive_id };
                    let open = self.asked.any(|question| matches!(question, Question::Mark { mark: other, .. } if *other == mark));
                    if !open {
                        self.publish(mark, self.marks.step.unwrap_or(Step::Full));
                    }
                }
                // Not in the archive yet: told when it is.
                None if self.sync.archive == Some(true) => {}
                _ => {
                    self.marks.due.remove(&conversation);
                }
            }
        }
    }

    fn publish(&mut self, mark: Mark, step: Step) {
        let own = self.me.bare.clone();
        self.ask(None, Question::Mark { mark: mark.clone(), step }, |id| seen::stanza(step, &mark, &own, id));
    }

    /// The marker for who wrote, where they want one, may know, and the person agrees to it.
    fn tell_author(&mut self, conversation: &str) {
        if !self.shared.app().settings.read_markers || !self.standing.may_see_me(conversation) {
            return;
        }
        let Ok(Some(message)) = self.store.marker_due(conversation) else { return };
        if self.marks.told.get(conversation) == Some(&message) {
            return;
        }
        let stanza = compose::displayed(conversation, &self.random_id(), &message);
        self.marks.told.insert(conversation.to_owned(), message);
        self.send(stanza);
    }

    pub(super) fn mark_answered(&mut self, mark: Mark, step: Step, refused: Option<Refused>) {
        let condition = refused.as_ref().map(|refused| refused.condition.as_str());
        if let Some(next) = step.next(condition) {
            self.publish(mark, next);
            return;
        }
        if condition.is_none() {
            self.marks.step = Some(step);
        } else {
            tracing::info!(condition, "a read mark was refused");
        }
        // Read further meanwhile: then that is still to be told.
        let newest = self.store.read_mark(&mark.conversation).ok().flatten();
        if newest.as_ref().is_none_or(|newest| *newest == mark.archive_id) || condition.is_some() {
            self.marks.due.remove(&mark.conversation);
            let value = (!self.marks.due.is_empty()).then(|| serde_json::to_string(&self.marks.due).unwrap_or_default());
            let (store, kept) = (self.store.clone(), Fact::Kept { key: DUE.to_owned(), value });
            // Lost, this costs one repeated mark after the next start.
            tokio::spawn(async move { store.apply(vec![kept]).await.err().map(|error| tracing::debug!(%error, "not kept")) });
        } else {
            self.agenda.add(Task::Marks, GATHER);
        }
    }
}
