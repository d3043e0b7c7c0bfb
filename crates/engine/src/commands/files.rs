//! A message's file: handed over, fetched, saved.

use super::elsewhere;
use crate::shared::Shared;
use api::{Code, Command, Error};

pub async fn execute(_shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::DropStaged { .. } | Command::Download { .. } | Command::CancelDownload { .. } | Command::SaveFile { .. } => {
            Err(Error::new(Code::NotOffered, ""))
        }
        _ => Err(elsewhere()),
    }
}
