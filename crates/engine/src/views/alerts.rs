//! What deserves to be announced by the OS (F93): one row a conversation, and one for each entry of the notification center
//! that came in; withdrawn when it is read or answered anywhere.
//!
//! Invariant: only what came in while the program ran is announced, never what one is looking at or does not want to
//! hear of (muted, level, do not disturb); and what was kept back then is not announced later.

use super::{
    Live, Scene,
    diff::Sent,
    line,
    numbers::{Counted, Numbers},
    preferences, some,
};
use crate::{state::AppState, text::preview};
use api::{
    Millis, Patches,
    rows::{AlertKind, AlertRow, Availability},
};
use std::collections::BTreeMap;
use store::{Change, Content, Fact, Message, NotificationKind, NotificationRecord, Notify, Store, StoreError};

/// Something came in that a person might want to know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// A message of someone else, live.
    Message { conversation: String, mentions_me: bool },
    /// Messages out of the archive, of which some may be unread: they make one summary.
    CaughtUp { conversation: String },
    /// An entry of the notification center, by its id.
    Entry { id: String },
}

impl Arrival {
    /// What a fact seen live means to a person.
    pub fn of(fact: &Fact) -> Option<Self> {
        Some(match fact {
            Fact::Message(message) if message.mine || (message.room && message.nick.is_none()) => return None,
            Fact::Message(Message { conversation, author, content, mentions_me, .. }) => match content {
                Content::Text(_) => Self::Message { conversation: conversation.clone(), mentions_me: *mentions_me },
                Content::Reactions { target, emojis } if !emojis.is_empty() => {
                    Self::Entry { id: format!("reaction:{conversation}:{target}:{author}") }
                }
                _ => return None,
            },
            Fact::ContactRequest { address, .. } => Self::Entry { id: format!("request:{address}") },
            Fact::Invited { room, .. } => Self::Entry { id: format!("invitation:{room}") },
            Fact::Refused { origin_id, .. } => Self::Entry { id: format!("failed:{origin_id}") },
            Fact::Notified(notification) => Self::Entry { id: notification.id.clone() },
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noted {
    Live {
        count: u32,
        mention: bool,
    },
    /// What was missed; `more`: and what came live since.
    Summary {
        more: bool,
    },
    Entry,
}

/// What is to be announced, until it is read.
#[derive(Debug, Default)]
pub struct Book {
    noted: BTreeMap<String, Noted>,
}

impl Book {
    /// Judged as things are now, after what came in was written down.
    pub fn note(&mut self, arrival: Arrival, app: &AppState, store: &Store, now: Millis) -> Result<(), StoreError> {
        if !app.settings.notifications || app.availability == Availability::DoNotDisturb {
            return Ok(());
        }
        match arrival {
            Arrival::Message { conversation, mentions_me } => {
                if wanted(&conversation, mentions_me, app, store, now)? {
                    match self.noted.entry(conversation).or_insert(Noted::Live { count: 0, mention: false }) {
                        Noted::Live { count, mention } => {
                            *count += 1;
                            *mention |= mentions_me;
                        }
                        Noted::Summary { more } => *more = true,
                        Noted::Entry => {}
                    }
                }
            }
            // Whether any of them calls is seen from the numbers.
            Arrival::CaughtUp { conversation } => {
                if wanted(&conversation, true, app, store, now)? {
                    self.noted.insert(conversation, Noted::Summary { more: false });
                }
            }
            Arrival::Entry { id } => {
                let record = unviewed(&id, store)?;
                let conversation = record.as_ref().and_then(|record| record.conversation.as_deref());
                let wanted = match conversation {
                    Some(conversation) => wanted(conversation, true, app, store, now)?,
                    None => true,
                };
                if wanted && record.is_some() {
                    self.noted.insert(id, Noted::Entry);
                }
            }
        }
        Ok(())
    }

    /// What one looks at needs no announcement any more.
    pub fn withdraw(&mut self, conversation: &str) {
        self.noted.remove(conversation);
    }

    pub fn clear(&mut self) {
        self.noted.clear();
    }

    /// Drops what was read or answered meanwhile.
    pub fn prune(&mut self, store: &Store, numbers: &Numbers, now: Millis) -> Result<(), StoreError> {
        if self.noted.is_empty() {
            return Ok(());
        }
        let numbers = numbers.get(store, now)?;
        let mut over = Vec::new();
        for (id, noted) in &self.noted {
            let stands = match noted {
                Noted::Entry => unviewed(id, store)?.is_some(),
                Noted::Live { .. } | Noted::Summary { .. } => numbers.entry(id).is_some(),
            };
            if !stands {
                over.push(id.clone());
            }
        }
        self.noted.retain(|id, _| !over.contains(id));
        Ok(())
    }
}

/// Whether a person wants to hear of such a message.
fn wanted(conversation: &str, calls: bool, app: &AppState, store: &Store, now: Millis) -> Result<bool, StoreError> {
    if app.front.as_deref() == Some(conversation) {
        return Ok(false);
    }
    let chosen = store.conversation(conversation)?.map(|record| record.preferences).unwrap_or_default();
    let level = match chosen.notify {
        Notify::All => true,
        Notify::Mentions => calls,
        Notify::None => false,
    };
    Ok(level && preferences::muted_until(&chosen, now).is_none())
}

/// An entry of the notification center that still stands.
fn unviewed(id: &str, store: &Store) -> Result<Option<NotificationRecord>, StoreError> {
    Ok(store.notification(id)?.filter(|record| !record.viewed))
}

#[derive(Debug, Default)]
pub struct Alerts {
    sent: Sent<AlertRow>,
}

fn row(id: &str, noted: Noted, numbers: &Counted, scene: &Scene<'_>, store: &Store) -> Result<Option<AlertRow>, StoreError> {
    let settings = &scene.app.settings;
    let shown = |text: String| if settings.notification_preview { text } else { String::new() };
    let (count_noted, mention) = match noted {
        Noted::Entry => {
            return Ok(unviewed(id, store)?.map(|record| AlertRow {
                id: id.to_owned(),
                kind: kind(&record.kind),
                text: shown(words(&record, scene)),
                title: record.name,
                count: 1,
                message: record.message.map(|message| message.to_string()),
                conversation: record.conversation,
                missed: false,
                sound: settings.sounds,
            }));
        }
        Noted::Live { count, mention } => (Some(count), mention),
        Noted::Summary { .. } => (None, false),
    };
    let Some(entry) = numbers.entry(id) else { return Ok(None) };
    // Of what was caught up, only what calls; what came live was judged then.
    let count = count_noted.map_or(entry.calling, |noted| noted.min(entry.count));
    if count == 0 {
        return Ok(None);
    }
    let newest = store.message(entry.newest)?;
    let author = newest.as_ref().filter(|newest| newest.nick.is_some());
    let text = newest.as_ref().map(line::of).unwrap_or_default();
    Ok(Some(AlertRow {
        id: id.to_owned(),
        kind: if mention { AlertKind::Mention } else { AlertKind::Message },
        conversation: Some(id.to_owned()),
        title: scene.face(id).name.clone(),
        text: shown(match author.and_then(|author| author.nick.as_deref()) {
            Some(nick) => format!("{nick}: {text}"),
            None => text,
        }),
        count,
        message: Some(entry.newest.to_string()),
        missed: matches!(noted, Noted::Summary { more: false }),
        sound: settings.sounds,
    }))
}

/// What an entry says: of an invitation also which room it is to.
fn words(record: &NotificationRecord, scene: &Scene<'_>) -> String {
    let said = preview(&record.text, false);
    let room = record.conversation.as_deref().filter(|_| record.kind == NotificationKind::Invitation);
    match room.map(|room| scene.face(room).name.clone()) {
        Some(room) if said.is_empty() => room,
        Some(room) => format!("{room}: {said}"),
        None => said,
    }
}

fn kind(kind: &NotificationKind) -> AlertKind {
    match kind {
        NotificationKind::ContactRequest => AlertKind::ContactRequest,
        NotificationKind::FailedMessage => AlertKind::FailedMessage,
        NotificationKind::Mention => AlertKind::Mention,
        NotificationKind::Reaction => AlertKind::Reaction,
        NotificationKind::Invitation => AlertKind::Invitation,
        NotificationKind::Published(_) => AlertKind::Intranet,
    }
}

impl Live for Alerts {
    fn note(&mut self, change: &Change) -> bool {
        // What a room is called is heard after the invitation to it.
        Numbers::may_differ(change) || matches!(change, Change::Room { .. })
    }

    fn note_app(&mut self, before: &AppState, now: &AppState) -> bool {
        before.settings != now.settings || before.front != now.front || before.availability != now.availability
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let mut rows = Vec::new();
        if let Some(store) = scene.store.filter(|_| !scene.alerts.noted.is_empty()) {
            let numbers = scene.numbers()?;
            for (id, noted) in &scene.alerts.noted {
                rows.extend(row(id, *noted, &numbers, scene, store)?);
            }
        }
        Ok(some(self.sent.update(rows, 0, 0)).map(Patches::Alerts))
    }

    fn forget(&mut self) {
        self.sent.forget();
    }
}
