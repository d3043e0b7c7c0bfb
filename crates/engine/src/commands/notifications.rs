//! The notification center: what was viewed, and what an entry's buttons do.

use super::elsewhere;
use crate::shared::Shared;
use api::{Code, Command, Error};

pub async fn execute(_shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::ViewNotification { .. } | Command::ViewAllNotifications | Command::ActOnNotification { .. } => {
            Err(Error::new(Code::NotOffered, ""))
        }
        _ => Err(elsewhere()),
    }
}
