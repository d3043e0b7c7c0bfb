//! Taking back what others said (XEP-0425, today's and the older form), and all that was said (docs/protocol.md).

use super::Visit;
use crate::{commands::found, shared::Shared};
use api::{Code, Error, MessageId, rows::RoomRight};
use wire::{
    ns,
    payload::{command::Command, moderate::Moderation, room_purge},
};

/// Characters of a reason.
const MOST_REASON: usize = 300;

pub async fn moderate(shared: &Shared, id: &MessageId, reason: &str) -> Result<(), Error> {
    let found = found::message(&*shared.signed_in()?, id)?.said()?;
    if !found.room {
        return Err(Error::new(Code::NotAllowed, "not in a room"));
    }
    let visit = Visit::entitled(shared, &found.record.conversation, RoomRight::Moderate)?;
    let reason: String = reason.trim().chars().take(MOST_REASON).collect();
    let wish = Moderation { id: found.target()?.to_owned(), reason: Some(reason).filter(|reason| !reason.is_empty()) };
    let features = visit.record()?.info.map(|info| info.features).unwrap_or_default();
    let today = features.iter().any(|feature| feature == ns::MODERATE);
    visit.set(if today { wish.to_element() } else { wish.to_old_element() }).await.map(|_| ())
}

pub async fn delete_messages(shared: &Shared, room: &str) -> Result<(), Error> {
    let visit = Visit::entitled(shared, room, RoomRight::DeleteMessages)?;
    let command = Command::run(room_purge::NODE, Some(room_purge::confirmed()));
    visit.set(command.to_element()).await.map(|_| ())
}
