//! The notification center: what was viewed, and what an entry's buttons do.
//!
//! Invariant: a button does what the command of its subject does; who acts on an entry has viewed it.

use super::{elsewhere, marks, people, rooms, write};
use crate::{codes, shared::Shared};
use api::{Code, Command, Error};
use store::{Fact, NotificationRecord};

pub async fn execute(shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::ViewNotification { id } => write(&*shared.signed_in()?, vec![Fact::NotificationViewed { id }]).await,
        Command::ViewAllNotifications => write(&*shared.signed_in()?, vec![Fact::AllNotificationsViewed]).await,
        Command::ActOnNotification { id, action } => act(shared, &id, &action).await,
        _ => Err(elsewhere()),
    }
}

async fn act(shared: &Shared, id: &str, action: &str) -> Result<(), Error> {
    let account = shared.signed_in()?;
    let entry = account.store.notification(id).map_err(|error| codes::store(&error))?;
    let entry = entry.ok_or_else(|| Error::new(Code::NotFound, "notification"))?;
    match id.split_once(':').map_or("", |(kind, _)| kind) {
        "invitation" => answer_invitation(shared, &entry, action).await,
        "request" => match action {
            "accept" => people::answer_request(shared, &entry.address, true).await,
            "decline" => people::answer_request(shared, &entry.address, false).await,
            _ => Err(no_such(action)),
        },
        "failed" => {
            let message = entry.message.ok_or_else(|| Error::new(Code::NotFound, "message"))?.to_string();
            match action {
                "retry" => marks::execute(shared, Command::Retry { message }).await,
                "discard" => marks::execute(shared, Command::Discard { message }).await,
                _ => Err(no_such(action)),
            }
        }
        _ => Err(no_such(action)),
    }
}

async fn answer_invitation(shared: &Shared, entry: &NotificationRecord, action: &str) -> Result<(), Error> {
    let room = entry.conversation.as_deref().or_else(|| entry.id.split_once(':').map(|(_, room)| room)).unwrap_or_default();
    match action {
        // The bookmark that is made answers the invitation, here and on all other devices.
        "join" => rooms::join(shared, room, entry.password.clone()).await,
        "decline" => {
            rooms::decline(shared, room, &entry.address)?;
            write(&*shared.signed_in()?, vec![Fact::InvitationAnswered { room: room.to_owned() }]).await
        }
        _ => Err(no_such(action)),
    }
}

fn no_such(action: &str) -> Error {
    Error::new(Code::InvalidArgument, format!("nothing to do: {action}"))
}
