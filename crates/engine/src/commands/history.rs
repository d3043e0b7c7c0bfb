//! A conversation's past: deleted, written into a file, fetched completely.

use super::elsewhere;
use crate::shared::Shared;
use api::{Code, Command, Error};

pub async fn execute(_shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::DeleteHistory { .. } | Command::Export { .. } | Command::FillHistory { .. } => {
            Err(Error::new(Code::NotOffered, ""))
        }
        _ => Err(elsewhere()),
    }
}
