//! Rooms: made, joined, left, settled; who is in them and what they may.

use super::elsewhere;
use crate::shared::Shared;
use api::{Code, Command, Error};

pub async fn execute(_shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::CreateRoom { .. }
        | Command::JoinRoom { .. }
        | Command::LeaveRoom { .. }
        | Command::Invite { .. }
        | Command::SetTopic { .. }
        | Command::ConfigureRoom { .. }
        | Command::SetAffiliation { .. }
        | Command::SetRole { .. }
        | Command::DestroyRoom { .. }
        | Command::DeleteRoomMessages { .. } => Err(Error::new(Code::NotOffered, "")),
        _ => Err(elsewhere()),
    }
}
