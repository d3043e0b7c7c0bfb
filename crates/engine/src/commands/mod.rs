//! Commands, each checked and then written down or handed to the account's loop.
//!
//! Invariant: the page is not trusted: addresses are prepared, lengths are limited, ids are parsed here. What a person
//! wrote is in the store before the command is answered.

mod files;
pub mod found;
mod history;
mod marks;
mod notifications;
mod people;
mod preferences;
mod reading;
mod rooms;
mod words;

use crate::{
    actor::Order,
    codes,
    shared::{Shared, SignedIn},
    signin,
    views::Move,
};
use api::{Code, Command, Error, MessageId, rows::Connection};
use std::sync::Arc;
use store::Fact;

fn invalid(detail: &str) -> Error {
    Error::new(Code::InvalidArgument, detail)
}

/// A bare address as everything is keyed by it.
pub fn address(text: &str) -> Result<String, Error> {
    wire::stanza::bare(text).ok_or_else(|| invalid("not an address"))
}

/// What a conversation is keyed by: a bare address, or `room/nick` for words in private with somebody in a room.
pub fn key(shared: &Shared, text: &str) -> Result<String, Error> {
    let bare = address(text)?;
    let place = wire::stanza::prepared(text).filter(|place| *place != bare);
    let in_room = || {
        let known = shared.account().is_some_and(|account| matches!(account.store.room(&bare), Ok(Some(_))));
        known || shared.app().rooms_service.is_some_and(|service| wire::stanza::domain(&bare) == Some(service))
    };
    Ok(place.filter(|_| in_room()).unwrap_or(bare))
}

/// What somebody types to narrow a view, as much of it as counts.
pub fn typed(text: &str) -> String {
    text.chars().take(200).collect()
}

fn message(id: &MessageId) -> Result<i64, Error> {
    id.parse().map_err(|_| invalid("not a message"))
}

pub async fn write(account: &SignedIn, facts: Vec<Fact>) -> Result<(), Error> {
    account.store.apply(facts).await.map(|_| ()).map_err(|error| codes::store(&error))
}

fn online(shared: &Shared) -> Result<Arc<SignedIn>, Error> {
    let account = shared.signed_in()?;
    match shared.app().connection {
        Connection::Online | Connection::CatchingUp => Ok(account),
        Connection::Connecting | Connection::Offline { .. } => Err(Error::new(Code::Offline, "")),
    }
}

/// Each subject's file takes what is its own.
pub async fn execute(shared: &Arc<Shared>, command: Command) -> Result<(), Error> {
    match command {
        Command::SendText { .. }
        | Command::CorrectText { .. }
        | Command::Forward { .. }
        | Command::SaveDraft { .. }
        | Command::Typing { .. } => words::execute(shared, command).await,
        Command::Retract { .. }
        | Command::Moderate { .. }
        | Command::React { .. }
        | Command::Retry { .. }
        | Command::Discard { .. } => marks::execute(shared, command).await,
        Command::MarkRead { .. } | Command::MarkUnread { .. } | Command::Front { .. } => reading::execute(shared, command).await,
        Command::PinMessage { .. } | Command::Prefer { .. } => preferences::execute(shared, command).await,
        Command::DeleteHistory { .. } | Command::Export { .. } | Command::FillHistory { .. } => {
            history::execute(shared, command).await
        }
        Command::DropStaged { .. } | Command::Download { .. } | Command::CancelDownload { .. } | Command::SaveFile { .. } => {
            files::execute(shared, command).await
        }
        Command::SetPresence { .. }
        | Command::RequestContact { .. }
        | Command::AcceptContact { .. }
        | Command::DeclineContact { .. }
        | Command::RemoveContact { .. }
        | Command::Fold { .. } => people::execute(shared, command).await,
        Command::CreateRoom { .. }
        | Command::JoinRoom { .. }
        | Command::LeaveRoom { .. }
        | Command::Invite { .. }
        | Command::SetTopic { .. }
        | Command::ConfigureRoom { .. }
        | Command::SetAffiliation { .. }
        | Command::SetRole { .. }
        | Command::DestroyRoom { .. }
        | Command::DeleteRoomMessages { .. } => rooms::execute(shared, command).await,
        Command::ViewNotification { .. } | Command::ViewAllNotifications | Command::ActOnNotification { .. } => {
            notifications::execute(shared, command).await
        }
        Command::LoadOlder { view } => shared.board.go(view, Move::Older).await,
        Command::LoadNewer { view } => shared.board.go(view, Move::Newer).await,
        Command::JumpTo { view, anchor } => shared.board.go(view, Move::Jump(anchor)).await,
        Command::Filter { view, text } => shared.board.go(view, Move::Filter(typed(&text))).await,
        Command::FindIntranet { url } => {
            shared.change(|app| app.url.clone_from(&url));
            signin::find(shared, &url).await.map(|_| ())
        }
        Command::Reconnect => {
            shared.signed_in()?;
            shared.order(Order::Reconnect);
            Ok(())
        }
        Command::Set { setting } => {
            let settings = shared.app().settings.with(setting);
            shared.with_device(|device| device.set_settings(&settings))?;
            shared.change(|app| app.settings = settings);
            Ok(())
        }
        Command::OpenLink { .. }
        | Command::OpenWindow { .. }
        | Command::CloseWindow
        | Command::HandedOver
        | Command::ShowSaved { .. }
        | Command::OpenPage { .. }
        | Command::CheckForUpdate
        | Command::InstallUpdate => Err(Error::new(Code::NotOffered, "this is the shell's")),
        Command::SignIn { .. } | Command::SignOut => Err(elsewhere()),
    }
}

/// A command that is not the file's which was given it.
fn elsewhere() -> Error {
    Error::new(Code::Internal, "taken by another part")
}
