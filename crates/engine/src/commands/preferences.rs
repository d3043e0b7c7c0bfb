//! What a person chose for one conversation, on all own devices.

use super::{elsewhere, found, key, write};
use crate::{codes, shared::Shared};
use api::{Code, Command, Error, Preference, rows::NotifyLevel};
use store::{Fact, Notify};

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
    let known = account.store.conversation(&conversation).map_err(|error| codes::store(&error))?;
    let before = known.map(|record| record.preferences).unwrap_or_default();
    let mut preferences = before.clone();
    match preference {
        Preference::Pinned(on) => preferences.pinned = on,
        Preference::Favourite(on) => preferences.favourite = on,
        Preference::Notify(level) => {
            preferences.notify = match level {
                NotifyLevel::All => Notify::All,
                NotifyLevel::Mentions => Notify::Mentions,
                NotifyLevel::None => Notify::None,
            }
        }
        Preference::MutedUntil(until) => preferences.muted_until = until.map(|until| until.min(api::FOR_EVER)),
    }
    if preferences == before {
        return Ok(());
    }
    write(&account, vec![Fact::Preferences { conversation, preferences, here: true }]).await
}
