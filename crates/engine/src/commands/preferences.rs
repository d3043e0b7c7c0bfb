//! What a person chose for one conversation, on all own devices.

use super::elsewhere;
use crate::shared::Shared;
use api::{Code, Command, Error};

pub async fn execute(_shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::PinMessage { .. } | Command::Prefer { .. } => Err(Error::new(Code::NotOffered, "")),
        _ => Err(elsewhere()),
    }
}
