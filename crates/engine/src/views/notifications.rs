//! The notification center, newest first (F75, F92): mentions, invitations, contact requests, reactions to own messages,
//! messages that failed, and what the intranet publishes.
//!
//! Invariant: an entry is viewed when the person says so, by going there, acting on it or marking all; never by merely
//! being shown. What can be done about it are the words that [`crate::commands`] takes.

use super::{Live, Scene, count, diff::Sent, line, some};
use crate::text::preview;
use api::{
    Patches,
    rows::{ActionRow, NotificationFilter, NotificationKind, NotificationRow},
};
use store::{Change, NotificationRecord, Store, StoreError};

const WINDOW: u32 = 100;

#[derive(Debug)]
pub struct Notifications {
    filter: NotificationFilter,
    limit: u32,
    sent: Sent<NotificationRow>,
}

impl Notifications {
    pub fn new(filter: NotificationFilter) -> Self {
        Self { filter, limit: WINDOW, sent: Sent::default() }
    }

    /// As many as are shown and one more, where there is one.
    fn read(&self, store: &Store) -> Result<Vec<NotificationRecord>, StoreError> {
        let wanted = self.limit.saturating_add(1);
        let of = |unviewed, kind| store::NotificationFilter { unviewed, kind };
        let kind = match self.filter {
            NotificationFilter::All => return store.notifications(&of(false, None), wanted, 0),
            NotificationFilter::Unviewed => return store.notifications(&of(true, None), wanted, 0),
            NotificationFilter::Kind { kind } => kind,
        };
        if let Some(kind) = stored(kind) {
            return store.notifications(&of(false, Some(kind)), wanted, 0);
        }
        // Services publish in words of their own: all that is of no kind known here.
        let mut found = Vec::new();
        let mut offset = 0;
        loop {
            let page = store.notifications(&of(false, None), WINDOW, offset)?;
            let last = count(page.len()) < WINDOW;
            found.extend(page.into_iter().filter(|record| matches!(record.kind, store::NotificationKind::Published(_))));
            if last || count(found.len()) >= wanted {
                return Ok(found);
            }
            offset += WINDOW;
        }
    }
}

fn stored(kind: NotificationKind) -> Option<store::NotificationKind> {
    Some(match kind {
        NotificationKind::Mention => store::NotificationKind::Mention,
        NotificationKind::Invitation => store::NotificationKind::Invitation,
        NotificationKind::ContactRequest => store::NotificationKind::ContactRequest,
        NotificationKind::Reaction => store::NotificationKind::Reaction,
        NotificationKind::FailedMessage => store::NotificationKind::FailedMessage,
        NotificationKind::Intranet => return None,
    })
}

fn shown(kind: &store::NotificationKind) -> NotificationKind {
    match kind {
        store::NotificationKind::Mention => NotificationKind::Mention,
        store::NotificationKind::Invitation => NotificationKind::Invitation,
        store::NotificationKind::ContactRequest => NotificationKind::ContactRequest,
        store::NotificationKind::Reaction => NotificationKind::Reaction,
        store::NotificationKind::FailedMessage => NotificationKind::FailedMessage,
        store::NotificationKind::Published(_) => NotificationKind::Intranet,
    }
}

/// The buttons that an entry has by its kind, where it brings none of its own.
fn actions(record: &NotificationRecord) -> Vec<ActionRow> {
    let known = |ids: &[&str]| ids.iter().map(|id| ActionRow { id: (*id).to_owned(), label: None }).collect();
    match record.kind {
        store::NotificationKind::ContactRequest => known(&["accept", "decline"]),
        store::NotificationKind::Invitation => known(&["join", "decline"]),
        store::NotificationKind::FailedMessage => known(&["retry", "discard"]),
        store::NotificationKind::Mention | store::NotificationKind::Reaction => Vec::new(),
        store::NotificationKind::Published(_) => {
            record.actions.iter().map(|(name, _)| ActionRow { id: name.clone(), label: Some(name.clone()) }).collect()
        }
    }
}

/// Title and text, without the words that the page has for the kind.
fn words(record: &NotificationRecord, scene: &Scene<'_>, store: &Store) -> Result<(String, String), StoreError> {
    let said = preview(&record.text, false);
    let room = record.conversation.as_deref().filter(|conversation| *conversation != record.address);
    Ok(match record.kind {
        store::NotificationKind::Invitation => {
            // What a room is called it says itself, after the invitation; until then its address has to do.
            let title = room.map_or_else(|| record.title.clone(), |room| scene.face(room).name.clone());
            (title, if said.is_empty() { record.name.clone() } else { format!("{}: {said}", record.name) })
        }
        store::NotificationKind::Reaction => {
            let own = record.message.map(|message| store.message(message)).transpose()?.flatten();
            let about = own.as_ref().map(line::of).filter(|line| !line.is_empty());
            (record.name.clone(), about.map_or(said.clone(), |about| format!("{said} {about}")))
        }
        store::NotificationKind::Mention | store::NotificationKind::ContactRequest | store::NotificationKind::FailedMessage => {
            (record.name.clone(), said)
        }
        store::NotificationKind::Published(_) => (record.title.clone(), said),
    })
}

fn row(record: NotificationRecord, scene: &Scene<'_>, store: &Store) -> Result<NotificationRow, StoreError> {
    let (title, text) = words(&record, scene, store)?;
    let actor = Some(record.address.clone()).filter(|actor| !actor.is_empty());
    Ok(NotificationRow {
        kind: shown(&record.kind),
        title,
        text,
        avatar: actor.as_deref().and_then(|actor| scene.face(actor).avatar.clone()),
        actor,
        actions: actions(&record),
        id: record.id,
        conversation: record.conversation,
        message: record.message.map(|message| message.to_string()),
        link: record.link,
        at: record.at,
        viewed: record.viewed,
    })
}

impl Live for Notifications {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Notifications => true,
            Change::Room { room } => self.sent.rows().iter().any(|row| row.conversation.as_ref() == Some(room)),
            Change::Person { address } => self.sent.rows().iter().any(|row| row.actor.as_ref() == Some(address)),
            // A message that was corrected or taken back.
            Change::Message { message, .. } => {
                let id = message.to_string();
                self.sent.rows().iter().any(|row| row.message.as_ref() == Some(&id))
            }
            _ => false,
        }
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let Some(store) = scene.store else {
            return Ok(some(self.sent.update(Vec::new(), 0, 0)).map(Patches::Notifications));
        };
        let mut records = self.read(store)?;
        let shown = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let after = count(records.len().saturating_sub(shown));
        records.truncate(shown);
        let rows = records.into_iter().map(|record| row(record, scene, store)).collect::<Result<_, _>>()?;
        Ok(some(self.sent.update(rows, 0, after)).map(Patches::Notifications))
    }

    fn forget(&mut self) {
        *self = Self::new(self.filter);
    }

    fn newer(&mut self, _scene: &Scene<'_>) {
        self.limit = self.limit.saturating_add(WINDOW);
    }
}
