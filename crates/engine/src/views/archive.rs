//! How much of the history is here: what a search can find, and whether more is on its way.

use super::{Live, Scene, diff::Sent, some};
use crate::state::AppState;
use api::{Patches, rows::ArchiveRow};
use store::{Change, StoreError};

#[derive(Debug, Default)]
pub struct Archive {
    sent: Sent<ArchiveRow>,
}

impl Live for Archive {
    fn note(&mut self, change: &Change) -> bool {
        matches!(change, Change::Gap | Change::Message { .. } | Change::MessageGone { .. })
    }

    fn note_app(&mut self, before: &AppState, now: &AppState) -> bool {
        before.filling != now.filling
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let state = scene.store.map(|store| store.archive_state()).transpose()?.unwrap_or_default();
        let row = ArchiveRow {
            id: "archive".to_owned(),
            complete: state.complete,
            since: state.since,
            filling: scene.app.filling && !state.complete,
            messages: state.messages,
        };
        Ok(some(self.sent.update(vec![row], 0, 0)).map(Patches::Archive))
    }

    fn forget(&mut self) {
        self.sent.forget();
    }
}
