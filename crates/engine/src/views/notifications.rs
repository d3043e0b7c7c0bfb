//! The notification center: contact requests and messages that failed, newest first (F92).
//!
//! Invariant: what was shown here counts as viewed once the person has turned away from it; until then it stands out.

use super::{Live, Scene, count, diff::Sent, some};
use crate::text::preview;
use api::{
    Patches,
    rows::{NotificationKind, NotificationRow},
};
use store::{Change, NotificationFilter, NotificationRecord, StoreError};

const WINDOW: u32 = 100;

#[derive(Debug)]
pub struct Notifications {
    limit: u32,
    sent: Sent<NotificationRow>,
}

impl Default for Notifications {
    fn default() -> Self {
        Self { limit: WINDOW, sent: Sent::default() }
    }
}

fn row(record: NotificationRecord, scene: &Scene<'_>) -> NotificationRow {
    let kind = match record.kind {
        store::NotificationKind::FailedMessage => NotificationKind::FailedMessage,
        _ => NotificationKind::ContactRequest,
    };
    NotificationRow {
        id: record.id,
        kind,
        title: record.name,
        text: preview(&record.text, false),
        avatar: scene.face(&record.address).avatar.clone(),
        actor: Some(record.address),
        conversation: record.conversation,
        message: None,
        link: None,
        actions: Vec::new(),
        at: record.at,
        viewed: record.viewed,
    }
}

impl Live for Notifications {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Notifications => true,
            Change::Person { address } => self.sent.rows().iter().any(|row| row.actor.as_ref() == Some(address)),
            _ => false,
        }
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let Some(store) = scene.store else {
            return Ok(some(self.sent.update(Vec::new(), 0, 0)).map(Patches::Notifications));
        };
        let mut records = store.notifications(&NotificationFilter::default(), self.limit.saturating_add(1), 0)?;
        let shown = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let after = count(records.len().saturating_sub(shown));
        records.truncate(shown);
        let rows = records.into_iter().map(|record| row(record, scene)).collect();
        Ok(some(self.sent.update(rows, 0, after)).map(Patches::Notifications))
    }

    fn forget(&mut self) {
        *self = Self::default();
    }

    fn newer(&mut self, _scene: &Scene<'_>) {
        self.limit = self.limit.saturating_add(WINDOW);
    }

    fn left_behind(&self) -> Vec<String> {
        self.sent.rows().iter().filter(|row| !row.viewed).map(|row| row.id.clone()).collect()
    }
}
