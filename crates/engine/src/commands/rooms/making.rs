//! Making a room (XEP-0045 §10.1): it is locked until its settings are in, and only then are others let in and invited.

use super::{Visit, people, settings};
use crate::shared::Shared;
use api::{
    Error,
    rows::{RoomChanges, RoomOptions},
};
use wire::payload::muc::{self, Destroy};

/// A group of chosen people by default; one that anyone may find and join where `options` say so.
pub async fn create(shared: &Shared, address: &str, options: &RoomOptions, members: &[String]) -> Result<(), Error> {
    let visit = Visit::begin(shared, address)?;
    let members = people::others(&visit, members)?;
    let chosen = RoomChanges::from(options.clone());
    settings::check(&chosen)?;
    visit.enter(None, true).await?;
    if let Err(error) = settings::submit(&visit, chosen, true).await {
        // A room that nobody could settle is nobody's.
        visit.set(muc::destroy_room(&Destroy::default())).await.ok();
        return Err(error);
    }
    visit.bookmark(&options.name, None);
    visit.reserve_name().await;
    if members.is_empty() {
        return Ok(());
    }
    if !options.open {
        people::make_members(&visit, &members).await?;
    }
    people::send_invitations(shared, &visit, &members);
    Ok(())
}
