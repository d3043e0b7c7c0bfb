//! What a person chose for one conversation, on all own devices.

use super::{elsewhere, found, key, write};
use crate::shared::Shared;
use api::{Code, Command, Error, Preference, rows::NotifyLevel};
use store::{Choice, Fact, Notify};

pub async fn execute(shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::PinMessage { message: id, on } => {
            let account = shared.signed_in()?;
            let found = found::message(&account, &id)?;
            // Other devices know it by the archive's id only.
            if on && found.said()?.record.archive_id.is_none() {
                return Err(Error::new(Code::NotAllowed, "not in the archive yet"));
            }
            write(&account, vec![Fact::PinHere { message: super::message(&id)?, on }]).await
        }
        Command::Prefer { conversation, preference } => prefer(shared, &conversation, preference).await,
        _ => Err(elsewhere()),
    }
}

async fn prefer(shared: &Shared, conversation: &str, preference: Preference) -> Result<(), Error> {
    let account = shared.signed_in()?;
    let conversation = key(shared, conversation)?;
    let choice = match preference {
        Preference::Pinned(on) => Choice::Pinned(on),
        Preference::Favourite(on) => Choice::Favourite(on),
        Preference::Notify(NotifyLevel::All) => Choice::Notify(Notify::All),
        Preference::Notify(NotifyLevel::Mentions) => Choice::Notify(Notify::Mentions),
        Preference::Notify(NotifyLevel::None) => Choice::Notify(Notify::None),
        Preference::MutedUntil(until) => Choice::MutedUntil(until.map(|until| until.min(api::FOR_EVER))),
    };
    write(&account, vec![Fact::Choice { conversation, choice, here: true }]).await
}
