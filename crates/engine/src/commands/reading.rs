//! What a person has seen, and what they are looking at.

use super::{elsewhere, found, key, message, write};
use crate::{outbound::personal::LATEST_READ, shared::Shared};
use api::{Command, Error};
use store::Fact;

pub async fn execute(shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::MarkRead { conversation, message: id } => {
            let conversation = key(shared, &conversation)?;
            let latest = Fact::Kept { key: LATEST_READ.to_owned(), value: Some(conversation.clone()) };
            let seen = Fact::SeenHere { conversation, message: message(&id)? };
            write(&*shared.signed_in()?, vec![seen, latest]).await
        }
        Command::MarkUnread { conversation, message: id } => {
            let account = shared.signed_in()?;
            let conversation = key(shared, &conversation)?;
            let message = found::message(&account, &id)?.within(&conversation)?.record.id;
            write(&account, vec![Fact::MarkedUnread { conversation, message }]).await
        }
        Command::Front { conversation } => {
            let front = conversation.as_deref().map(|conversation| key(shared, conversation)).transpose()?;
            shared.change(|app| app.front = front);
            Ok(())
        }
        _ => Err(elsewhere()),
    }
}
