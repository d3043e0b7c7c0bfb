//! How much of the history is here: what a search can find, and whether more is on its way.
//!
//! Invariant: a million messages take a while to count, so they are counted only now and then, however many come.

use super::{Live, Scene, diff::Sent, some};
use crate::state::AppState;
use api::{Millis, Patches, rows::ArchiveRow};
use store::{ArchiveState, Change, StoreError};

/// Between two counts.
const PAUSE_MS: Millis = 2_000;

#[derive(Debug, Default)]
pub struct Archive {
    known: Option<ArchiveState>,
    read_at: Millis,
    /// Something came or went since.
    due: bool,
    sent: Sent<ArchiveRow>,
}

impl Live for Archive {
    fn note(&mut self, change: &Change) -> bool {
        let concerned = matches!(change, Change::Gap | Change::Message { .. } | Change::MessageGone { .. });
        self.due |= concerned;
        concerned
    }

    fn note_app(&mut self, before: &AppState, now: &AppState) -> bool {
        before.filling != now.filling
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let rested = !(0..PAUSE_MS).contains(&(scene.now - self.read_at));
        if self.known.is_none() || (self.due && rested) {
            self.known = scene.store.map(|store| store.archive_state()).transpose()?;
            self.read_at = scene.now;
            self.due = false;
        }
        let state = self.known.clone().unwrap_or_default();
        let row = ArchiveRow {
            id: "archive".to_owned(),
            complete: state.complete,
            lost: state.lost,
            since: state.since,
            filling: scene.app.filling && !state.complete,
            messages: state.messages,
        };
        Ok(some(self.sent.update(vec![row], 0, 0)).map(Patches::Archive))
    }

    fn ends(&self) -> Option<Millis> {
        self.due.then(|| self.read_at.saturating_add(PAUSE_MS))
    }

    fn forget(&mut self) {
        self.known = None;
        self.sent.forget();
    }
}
