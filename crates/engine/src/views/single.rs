//! The views of one row: session, unread numbers, settings, update.

use super::{Live, Scene, diff::Sent, numbers::Numbers, some};
use crate::state::AppState;
use api::{
    Millis, Patches,
    rows::{Availability, SavedRow, SessionRow, SettingsRow, UnreadRow, UpdateRow},
};
use store::{Change, StoreError};

/// Who is signed in, where, and how the connection is.
#[derive(Debug, Default)]
pub struct Session {
    sent: Sent<SessionRow>,
}

impl Live for Session {
    fn note(&mut self, change: &Change) -> bool {
        // The own name and picture come with the own card.
        matches!(change, Change::Contacts | Change::Person { .. })
    }

    fn note_app(&mut self, _before: &AppState, _now: &AppState) -> bool {
        true
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let app = scene.app;
        let face = app.address.as_deref().map(|address| scene.face(address));
        let row = SessionRow {
            id: "session".to_owned(),
            phase: app.phase.clone(),
            connection: app.connection.clone(),
            url: app.url.clone(),
            account: app.account.clone(),
            address: app.address.clone(),
            name: face.as_ref().map(|face| face.name.clone()).unwrap_or_default(),
            avatar: face.and_then(|face| face.avatar.clone()),
            availability: if app.idle && app.availability == Availability::Available {
                Availability::Away
            } else {
                app.availability
            },
            status: app.status.clone(),
            recent_statuses: app.recent_statuses.clone(),
            intranet: app.intranet.clone(),
            keyring: app.keyring,
            upload: app.upload.clone(),
            rooms_service: app.rooms_service.clone(),
            rooms_hide_past: app.rooms_hide_past,
        };
        Ok(some(self.sent.update(vec![row], 0, 0)).map(Patches::Session))
    }

    fn forget(&mut self) {
        self.sent.forget();
    }
}

/// The numbers that tray, title and badges show.
#[derive(Debug, Default)]
pub struct Unread {
    /// When a mute ends that keeps unread messages out of the number.
    ends: Option<Millis>,
    sent: Sent<UnreadRow>,
}

impl Live for Unread {
    fn note(&mut self, change: &Change) -> bool {
        Numbers::may_differ(change)
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let (messages, notifications, besides) = match scene.store {
            Some(store) => {
                let unread = &scene.numbers()?.unread;
                self.ends = super::preferences::first_end(unread, store, scene.now)?;
                (unread.messages, unread.notifications, unread.besides)
            }
            None => (0, 0, 0),
        };
        let row = UnreadRow { id: "unread".to_owned(), messages, notifications, besides, stream: 0 };
        Ok(some(self.sent.update(vec![row], 0, 0)).map(Patches::Unread))
    }

    fn ends(&self) -> Option<Millis> {
        self.ends
    }

    fn forget(&mut self) {
        self.sent.forget();
    }
}

#[derive(Debug, Default)]
pub struct Settings {
    sent: Sent<SettingsRow>,
}

impl Live for Settings {
    fn note(&mut self, _change: &Change) -> bool {
        false
    }

    fn note_app(&mut self, before: &AppState, now: &AppState) -> bool {
        before.settings != now.settings
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let row = SettingsRow { id: "settings".to_owned(), settings: scene.app.settings.clone() };
        Ok(some(self.sent.update(vec![row], 0, 0)).map(Patches::Settings))
    }

    fn forget(&mut self) {}
}

/// What is known of a newer version.
#[derive(Debug, Default)]
pub struct Update {
    sent: Sent<UpdateRow>,
}

impl Live for Update {
    fn note(&mut self, _change: &Change) -> bool {
        false
    }

    fn note_app(&mut self, before: &AppState, now: &AppState) -> bool {
        before.update != now.update
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let row = UpdateRow { id: "update".to_owned(), version: scene.app.version.clone(), state: scene.app.update.clone() };
        Ok(some(self.sent.update(vec![row], 0, 0)).map(Patches::Update))
    }

    fn forget(&mut self) {}
}

/// What was saved lately.
#[derive(Debug, Default)]
pub struct Saved {
    sent: Sent<SavedRow>,
}

impl Live for Saved {
    fn note(&mut self, _change: &Change) -> bool {
        false
    }

    fn note_app(&mut self, before: &AppState, now: &AppState) -> bool {
        before.saved != now.saved
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let rows = scene.app.saved.iter().map(|saved| saved.row.clone()).collect();
        Ok(some(self.sent.update(rows, 0, 0)).map(Patches::Saved))
    }

    fn forget(&mut self) {
        self.sent.forget();
    }
}
