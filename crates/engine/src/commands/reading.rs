//! What a person has seen, and what they are looking at.

use super::{address, elsewhere, message, write};
use crate::shared::Shared;
use api::{Code, Command, Error};
use store::Fact;

pub async fn execute(shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::MarkRead { conversation, message: id } => {
            let fact = Fact::SeenHere { conversation: address(&conversation)?, message: message(&id)? };
            write(&*shared.signed_in()?, vec![fact]).await
        }
        Command::MarkUnread { .. } => Err(Error::new(Code::NotOffered, "")),
        Command::Front { conversation } => {
            let front = conversation.as_deref().map(address).transpose()?;
            shared.change(|app| app.front = front);
            Ok(())
        }
        _ => Err(elsewhere()),
    }
}
