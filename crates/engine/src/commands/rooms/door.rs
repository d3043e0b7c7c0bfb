//! Joining a room and leaving it for good: the bookmark decides, on all one's devices (XEP-0402).

use super::Visit;
use crate::{
    actor::{Entry, Order},
    outbound::rooms,
    shared::Shared,
};
use api::{Code, Error};
use store::{Affiliation, Bookmark};
use tokio::sync::oneshot;
use wire::{ns, payload::register};

impl Visit {
    /// Comes in, or makes the room by coming in. Answered once one is in, or cannot be.
    pub(super) async fn enter(&self, password: Option<String>, create: bool) -> Result<(), Error> {
        let (waiting, entered) = oneshot::channel();
        let entry = Entry { password, create, waiting: Some(waiting) };
        self.desk.hand_in(Order::Enter { room: self.room.clone(), entry });
        match entered.await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(code)) => Err(Error::new(code, "the room does not let in")),
            Err(_) => Err(Error::new(Code::Offline, "")),
        }
    }

    /// Puts the room on the list of those one is in, with what others keep there.
    pub(super) fn bookmark(&self, name: &str, password: Option<String>) {
        let before = self.account.store.room(&self.room).ok().flatten().and_then(|record| record.bookmark).unwrap_or_default();
        let bookmark = Bookmark {
            room: self.room.clone(),
            name: if name.is_empty() { before.name } else { name.to_owned() },
            autojoin: true,
            password: password.or(before.password),
            ..before
        };
        self.desk.hand_in(Order::Bookmark(bookmark));
    }

    /// Keeps one's name for oneself, where the room does such things (XEP-0045 §7.10). It is as well without.
    pub(super) async fn reserve_name(&self) {
        let Ok(record) = self.record() else { return };
        let offered = record.info.is_some_and(|info| info.features.iter().any(|feature| feature == ns::REGISTER));
        if let Some(nick) = record.nick.filter(|_| offered)
            && let Err(error) = self.set(register::register(&nick)).await
        {
            tracing::debug!(%error, "a name is not reserved");
        }
    }
}

/// Joins a room, by one's own wish or by an invitation.
pub async fn join(shared: &Shared, room: &str, password: Option<String>) -> Result<(), Error> {
    let visit = Visit::begin(shared, room)?;
    visit.enter(password.clone(), false).await?;
    let name = visit.record().map(|record| record.name).unwrap_or_default();
    visit.bookmark(&name, password);
    visit.reserve_name().await;
    Ok(())
}

/// Leaves for good: the bookmark goes, and a member is one no more. Who owns the room stays its owner.
pub async fn leave(shared: &Shared, room: &str) -> Result<(), Error> {
    let visit = Visit::begin(shared, room)?;
    let record = visit.record()?;
    visit.desk.hand_in(Order::Unbookmark { room: visit.room.clone() });
    visit.desk.hand_in(Order::Leave { room: visit.room.clone() });
    let registers = record.info.is_some_and(|info| info.features.iter().any(|feature| feature == ns::REGISTER));
    if registers
        && record.affiliation < Affiliation::Owner
        && let Err(error) = visit.set(register::unregister()).await
    {
        tracing::debug!(%error, "one stays a member of the room that was left");
    }
    Ok(())
}

/// Says no to an invitation; the room tells who invited (XEP-0045 §7.8.2).
pub fn decline(shared: &Shared, room: &str, inviter: &str) -> Result<(), Error> {
    let visit = Visit::begin(shared, room)?;
    let id = wire::ids::random_id(shared.entropy.as_ref());
    visit.say(rooms::decline(&visit.room, &id, inviter));
    Ok(())
}
