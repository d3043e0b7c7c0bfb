//! What one's other devices are told: how far one has read, what was chosen for a conversation, what was viewed.
//!
//! Invariant: what could not be told is told later, also after a restart. Without publish-options nothing private is
//! published (XEP-0223). What was changed here and is not told yet is not overruled by what others told before.

use super::{Actor, agenda::Task, commit::Batch};
use crate::{
    inbound::{Question, Refused, rooms::bookmarks},
    outbound::{
        chosen,
        personal::{self, Personal, Said, Step},
    },
};
use std::collections::{BTreeSet, HashMap};
use store::{Bookmark, Fact, Store};
use tokio::time::Duration;
use wire::payload::viewed;

const DUE: &str = "personal.due";
/// Several changes in a row are told as one.
const GATHER: Duration = Duration::from_millis(400);
/// Until the server is asked again that could not just now.
const AGAIN: Duration = Duration::from_secs(120);

/// Such a refusal says nothing of what was to be told (RFC 6120 §8.3.3).
fn passes(condition: &str) -> bool {
    matches!(condition, "remote-server-timeout" | "resource-constraint" | "internal-server-error" | "service-unavailable")
}

#[derive(Debug, Default)]
pub struct Told {
    /// What others have not heard of.
    due: BTreeSet<Personal>,
    /// What is on its way, as it was said.
    under_way: HashMap<Personal, Said>,
    /// What this server took the last time, by node.
    step: HashMap<&'static str, Step>,
}

impl Told {
    pub fn load(store: &Store) -> Self {
        let kept = |key: &str| store.kept(key).ok().flatten();
        let mut due: BTreeSet<Personal> = kept(DUE).and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
        // The program may have been killed before it was written down that others are to hear of this.
        due.extend(kept(personal::LATEST_READ).map(Personal::Seen));
        Self { due, ..Self::default() }
    }

    pub fn restart(&mut self) {
        self.step.clear();
        self.under_way.clear();
    }

    /// It did not go out.
    pub fn again(&mut self, what: Personal) {
        self.under_way.remove(&what);
        self.due.insert(what);
    }

    /// The conversations whose read position others have not heard of.
    pub fn read(&self) -> Vec<String> {
        let read = |what: &Personal| if let Personal::Seen(conversation) = what { Some(conversation.clone()) } else { None };
        self.due.iter().filter_map(read).collect()
    }

    /// Whether others are still to hear of this room's bookmark.
    pub fn has_bookmark(&self, room: &str) -> bool {
        self.due.contains(&Personal::Bookmark(room.to_owned()))
    }

    /// Whether what another device says of this was overtaken here.
    pub fn overrules(&self, fact: &Fact) -> bool {
        match fact {
            Fact::Preferences { conversation, .. } => self.due.contains(&Personal::Chosen(conversation.clone())),
            // Also the echo of what one said oneself, which can come after one has thought better of it.
            Fact::Bookmark(Bookmark { room, .. }) | Fact::BookmarkGone { room } => self.has_bookmark(room),
            _ => false,
        }
    }

    fn kept(&self) -> Fact {
        let value = (!self.due.is_empty()).then(|| serde_json::to_string(&self.due).unwrap_or_default());
        Fact::Kept { key: DUE.to_owned(), value }
    }
}

impl Actor {
    pub(super) async fn tell(&mut self, what: Personal) {
        self.agenda.add(Task::Personal, GATHER);
        if self.told.due.insert(what) {
            let kept = self.told.kept();
            self.commit(Batch::of(vec![kept])).await;
        }
    }

    /// The same within a transaction that is being gathered: the fact belongs into it.
    pub(super) fn tell_within(&mut self, what: Personal) -> Fact {
        self.agenda.add(Task::Personal, GATHER);
        self.told.due.insert(what);
        self.told.kept()
    }

    pub(super) fn publish_personal(&mut self) {
        if !self.online || !self.sync.caught_up {
            return;
        }
        for conversation in self.told.read() {
            self.owe_reading(&conversation, false);
        }
        let due: Vec<Personal> = self.told.due.iter().filter(|what| !self.told.under_way.contains_key(what)).cloned().collect();
        for what in due {
            match self.to_tell(&what) {
                Some(said) if self.features.publish_options => {
                    let step = self.told.step.get(what.node()).copied().unwrap_or(Step::Full);
                    self.publish(what, said, step);
                }
                // Not in the archive yet: told when it is.
                None if self.sync.archive == Some(true) => {}
                _ => {
                    self.told.due.remove(&what);
                }
            }
        }
    }

    /// What there is to say of it now.
    fn to_tell(&self, what: &Personal) -> Option<Said> {
        let payload = match what {
            Personal::Seen(conversation) => {
                let mark = self.store.read_mark(conversation).ok().flatten()?;
                let room = self.store.conversation(conversation).ok().flatten().is_some_and(|record| record.room);
                personal::displayed(if room { conversation } else { &self.me.bare }, &mark)
            }
            Personal::Chosen(conversation) => {
                let record = self.store.conversation(conversation).ok()?;
                let preferences = record.map(|record| record.preferences).unwrap_or_default();
                chosen::to_wire(&preferences).to_element()
            }
            Personal::Viewed => {
                let viewed = self.store.viewed().ok()?;
                viewed::Viewed { up_to: viewed.up_to, ids: viewed.ids }.to_element()
            }
            Personal::Bookmark(room) => match self.rooms.bookmark(room) {
                Some(bookmark) => bookmarks::to_wire(bookmark).to_payload(),
                None => return Some(Said::Nothing),
            },
        };
        Some(Said::This(payload))
    }

    fn publish(&mut self, what: Personal, said: Said, step: Step) {
        self.told.under_way.insert(what.clone(), said.clone());
        self.ask(None, Question::Personal { what: what.clone(), step }, |id| personal::stanza(step, &what, &said, id));
    }

    pub(super) fn personal_answered(&mut self, what: Personal, step: Step, refused: Option<Refused>) {
        let condition = refused.as_ref().map(|refused| refused.condition.as_str());
        let Some(said) = self.told.under_way.get(&what).cloned() else { return };
        if let Some(next) = step.next(condition).filter(|_| said != Said::Nothing) {
            self.publish(what, said, next);
            return;
        }
        self.told.under_way.remove(&what);
        if condition.is_none() {
            self.told.step.insert(what.node(), step);
        } else {
            tracing::info!(condition, node = what.node(), "a private node was refused");
        }
        // Changed meanwhile: then that is still to be told.
        if condition.is_none() && self.to_tell(&what).is_some_and(|now| now != said) {
            self.agenda.add(Task::Personal, GATHER);
            return;
        }
        if condition.is_some_and(passes) {
            self.agenda.add(Task::Personal, AGAIN);
            return;
        }
        self.told.due.remove(&what);
        let (store, mut facts) = (self.store.clone(), vec![self.told.kept()]);
        if self.told.read().is_empty() {
            facts.push(Fact::Kept { key: personal::LATEST_READ.to_owned(), value: None });
        }
        // Lost, this costs one repetition after the next start.
        tokio::spawn(async move { store.apply(facts).await.err().map(|error| tracing::debug!(%error, "not kept")) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Some servers send the echo of a bookmark only after one has left the room again.
    #[test]
    fn what_is_still_to_be_told_is_not_overruled_by_an_echo() {
        let bookmark = |room: &str| Fact::Bookmark(Bookmark { room: room.into(), autojoin: true, ..Bookmark::default() });
        let mut told = Told::default();
        assert!(!told.overrules(&bookmark("tea@rooms.test")));
        told.again(Personal::Bookmark("tea@rooms.test".into()));
        assert!(told.overrules(&bookmark("tea@rooms.test")));
        assert!(told.overrules(&Fact::BookmarkGone { room: "tea@rooms.test".into() }));
        assert!(!told.overrules(&bookmark("water@rooms.test")));
    }
}
