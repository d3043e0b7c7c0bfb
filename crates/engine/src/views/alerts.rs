//! What deserves to be announced by the OS (F93): one row a conversation, withdrawn when it is read anywhere.
//!
//! Invariant: only what came in while the program ran is announced, never what one is looking at, nothing while one does
//! not want to be disturbed; and what was kept back then is not announced later.

use super::{Live, Scene, diff::Sent, some};
use crate::{state::AppState, text::preview};
use api::{
    Patches,
    rows::{AlertKind, AlertRow, Availability},
};
use std::collections::BTreeMap;
use store::{Change, StoreError};

/// Something came in that a person might want to know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// A message of someone else, live.
    Message {
        conversation: String,
    },
    /// Messages out of the archive, of which some may be unread: they make one summary.
    CaughtUp {
        conversation: String,
    },
    ContactRequest {
        address: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noted {
    Live(u32),
    Summary,
    Request,
}

/// What is to be announced, until it is read.
#[derive(Debug, Default)]
pub struct Book {
    noted: BTreeMap<String, Noted>,
}

impl Book {
    /// True where there is something new to say.
    pub fn note(&mut self, arrival: Arrival, app: &AppState) -> bool {
        if !app.settings.notifications || app.availability == Availability::DoNotDisturb {
            return false;
        }
        match arrival {
            Arrival::Message { conversation } | Arrival::CaughtUp { conversation } if app.front.as_ref() == Some(&conversation) => {
                false
            }
            Arrival::Message { conversation } => {
                let noted = self.noted.entry(conversation).or_insert(Noted::Live(0));
                if let Noted::Live(count) = noted {
                    *count += 1;
                }
                true
            }
            Arrival::CaughtUp { conversation } => {
                self.noted.insert(conversation, Noted::Summary);
                true
            }
            Arrival::ContactRequest { address } => {
                self.noted.insert(format!("request:{address}"), Noted::Request);
                true
            }
        }
    }

    /// True where something was withdrawn.
    pub fn withdraw(&mut self, conversation: &str) -> bool {
        self.noted.remove(conversation).is_some()
    }

    pub fn clear(&mut self) {
        self.noted.clear();
    }

    /// Drops what was read or answered meanwhile.
    pub fn prune(&mut self, store: &store::Store) -> Result<(), StoreError> {
        if self.noted.is_empty() {
            return Ok(());
        }
        let unread = store.unread(super::NO_MUTE_HOLDS)?;
        let open = if self.noted.values().any(|noted| *noted == Noted::Request) {
            store.notifications(&store::NotificationFilter::default(), 100, 0)?
        } else {
            Vec::new()
        };
        self.noted.retain(|id, noted| match noted {
            Noted::Request => open.iter().any(|entry| entry.id == *id && !entry.viewed),
            _ => unread.conversations.iter().any(|entry| entry.conversation == *id),
        });
        Ok(())
    }
}

#[derive(Debug, Default)]
pub struct Alerts {
    sent: Sent<AlertRow>,
}

fn row(id: &str, noted: Noted, scene: &Scene<'_>, store: &store::Store) -> Result<Option<AlertRow>, StoreError> {
    let settings = &scene.app.settings;
    if noted == Noted::Request {
        let address = id.strip_prefix("request:").unwrap_or(id);
        let asked = store.contact_requests()?.into_iter().find(|request| request.address == address);
        return Ok(asked.map(|request| AlertRow {
            id: id.to_owned(),
            kind: AlertKind::ContactRequest,
            conversation: None,
            title: request.name,
            text: String::new(),
            count: 1,
            message: None,
            sound: settings.sounds,
        }));
    }
    let unread = store.unread(super::NO_MUTE_HOLDS)?;
    let Some(entry) = unread.conversations.into_iter().find(|entry| entry.conversation == id) else { return Ok(None) };
    let text = match settings.notification_preview {
        true => store.message(entry.newest)?.map(|message| preview(&message.body, false)).unwrap_or_default(),
        false => String::new(),
    };
    let count = if let Noted::Live(count) = noted { count.min(entry.count) } else { entry.count };
    Ok(Some(AlertRow {
        id: id.to_owned(),
        kind: AlertKind::Message,
        conversation: Some(id.to_owned()),
        title: scene.face(id).name.clone(),
        text,
        count,
        message: Some(entry.newest.to_string()),
        sound: settings.sounds,
    }))
}

impl Live for Alerts {
    fn note(&mut self, change: &Change) -> bool {
        matches!(change, Change::Conversation { .. } | Change::Notifications | Change::Message { .. } | Change::MessageGone { .. })
    }

    fn note_app(&mut self, before: &AppState, now: &AppState) -> bool {
        before.settings != now.settings || before.front != now.front || before.availability != now.availability
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let mut rows = Vec::new();
        if let Some(store) = scene.store {
            for (id, noted) in &scene.alerts.noted {
                rows.extend(row(id, *noted, scene, store)?);
            }
        }
        Ok(some(self.sent.update(rows, 0, 0)).map(Patches::Alerts))
    }

    fn forget(&mut self) {
        self.sent.forget();
    }
}
