//! A message's file: handed over, fetched, saved.

use super::elsewhere;
use crate::shared::{Shared, SignedIn};
use api::{Code, Command, Error, StagedId};
use store::Text;

pub async fn execute(_shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::DropStaged { .. } | Command::Download { .. } | Command::CancelDownload { .. } | Command::SaveFile { .. } => {
            Err(Error::new(Code::NotOffered, ""))
        }
        _ => Err(elsewhere()),
    }
}

/// Files that were handed over, each as the content of a message of its own.
pub fn contents(_account: &SignedIn, staged: &[StagedId]) -> Result<Vec<Text>, Error> {
    if staged.is_empty() { Ok(Vec::new()) } else { Err(Error::new(Code::NotOffered, "")) }
}
