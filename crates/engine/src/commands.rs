//! Commands, each checked and then written down or handed to the account's loop.
//!
//! Invariant: the page is not trusted: addresses are prepared, lengths are limited, ids are parsed here. What a person
//! wrote is in the store before the command is answered.

use crate::{
    actor::Order,
    codes,
    shared::{Shared, SignedIn, kept},
    signin,
    views::Move,
};
use api::{Code, Command, Error, MessageId, rows::Availability};
use std::sync::Arc;
use store::Fact;

/// Longest message, in bytes: with everything around it, it fits into a stanza that every server takes.
const MOST_BODY: usize = 60_000;
/// Longest draft; more cannot be sent anyhow.
const MOST_DRAFT: usize = 4 * MOST_BODY;
/// Characters of a status text.
const MOST_STATUS: usize = 300;

fn invalid(detail: &str) -> Error {
    Error::new(Code::InvalidArgument, detail)
}

/// A bare address as everything is keyed by it.
pub fn address(text: &str) -> Result<String, Error> {
    wire::stanza::bare(text).ok_or_else(|| invalid("not an address"))
}

fn message(id: &MessageId) -> Result<i64, Error> {
    id.parse().map_err(|_| invalid("not a message"))
}

async fn write(account: &SignedIn, facts: Vec<Fact>) -> Result<(), Error> {
    account.store.apply(facts).await.map(|_| ()).map_err(|error| codes::store(&error))
}

fn online(shared: &Shared) -> Result<Arc<SignedIn>, Error> {
    use api::rows::Connection;
    let account = shared.signed_in()?;
    match shared.app().connection {
        Connection::Online | Connection::CatchingUp => Ok(account),
        Connection::Connecting | Connection::Offline { .. } => Err(Error::new(Code::Offline, "")),
    }
}

pub async fn execute(shared: &Arc<Shared>, command: Command) -> Result<(), Error> {
    match command {
        Command::FindIntranet { url } => {
            shared.change(|app| app.url.clone_from(&url));
            signin::find(shared, &url).await.map(|_| ())
        }
        Command::Reconnect => {
            shared.signed_in()?;
            shared.order(Order::Reconnect);
            Ok(())
        }
        Command::SendText { conversation, body, .. } => send(shared, &conversation, body).await,
        Command::Retry { message: id } => write(&*shared.signed_in()?, vec![Fact::Retried { message: message(&id)? }]).await,
        Command::Discard { message: id } => write(&*shared.signed_in()?, vec![Fact::Discarded { message: message(&id)? }]).await,
        Command::SaveDraft { conversation, text, .. } => {
            if text.len() > MOST_DRAFT {
                return Err(Error::new(Code::TooLarge, "draft"));
            }
            write(&*shared.signed_in()?, vec![Fact::Draft { conversation: address(&conversation)?, text }]).await
        }
        Command::MarkRead { conversation, message: id } => {
            let fact = Fact::SeenHere { conversation: address(&conversation)?, message: message(&id)? };
            write(&*shared.signed_in()?, vec![fact]).await
        }
        Command::Typing { conversation, active } => {
            let conversation = address(&conversation)?;
            shared.signed_in()?;
            shared.order(Order::Typing { conversation, active });
            Ok(())
        }
        Command::Front { conversation } => {
            let front = conversation.as_deref().map(address).transpose()?;
            shared.change(|app| app.front = front);
            Ok(())
        }
        Command::SetPresence { availability, status } => set_presence(shared, availability, &status).await,
        Command::RequestContact { address: text } => {
            let address = address(&text)?;
            if !address.contains('@') {
                return Err(invalid("not a person's address"));
            }
            online(shared)?;
            shared.order(Order::Subscription { address, kind: "subscribe" });
            Ok(())
        }
        Command::AcceptContact { address: text } => answer_request(shared, &text, true).await,
        Command::DeclineContact { address: text } => answer_request(shared, &text, false).await,
        Command::Fold { group, folded } => {
            let group = group.strip_prefix("group:").ok_or_else(|| invalid("not a department"))?.to_owned();
            write(&*shared.signed_in()?, vec![Fact::Fold { group, folded }]).await
        }
        Command::Set { setting } => {
            let settings = shared.app().settings.with(setting);
            shared.with_device(|device| device.set_settings(&settings))?;
            shared.change(|app| app.settings = settings);
            Ok(())
        }
        Command::LoadOlder { view } => shared.board.go(view, Move::Older).await,
        Command::LoadNewer { view } => shared.board.go(view, Move::Newer).await,
        Command::JumpTo { view, anchor } => shared.board.go(view, Move::Jump(anchor)).await,
        Command::Filter { view, text } => {
            let text = text.chars().take(200).collect();
            shared.board.go(view, Move::Filter(text)).await
        }
        Command::OpenLink { .. }
        | Command::OpenWindow { .. }
        | Command::ShowSaved { .. }
        | Command::OpenPage { .. }
        | Command::CheckForUpdate
        | Command::InstallUpdate => Err(Error::new(Code::NotOffered, "this is the shell's")),
        other @ (Command::CorrectText { .. }
        | Command::Retract { .. }
        | Command::Moderate { .. }
        | Command::React { .. }
        | Command::Forward { .. }
        | Command::PinMessage { .. }
        | Command::DropStaged { .. }
        | Command::Download { .. }
        | Command::CancelDownload { .. }
        | Command::SaveFile { .. }
        | Command::MarkUnread { .. }
        | Command::RemoveContact { .. }
        | Command::Prefer { .. }
        | Command::DeleteHistory { .. }
        | Command::Export { .. }
        | Command::FillHistory { .. }
        | Command::CreateRoom { .. }
        | Command::JoinRoom { .. }
        | Command::LeaveRoom { .. }
        | Command::Invite { .. }
        | Command::SetTopic { .. }
        | Command::ConfigureRoom { .. }
        | Command::SetAffiliation { .. }
        | Command::SetRole { .. }
        | Command::DestroyRoom { .. }
        | Command::DeleteRoomMessages { .. }
        | Command::ViewNotification { .. }
        | Command::ViewAllNotifications
        | Command::ActOnNotification { .. }) => Err(Error::new(Code::NotOffered, format!("{other:?}"))),
        Command::SignIn { .. } | Command::SignOut => Err(Error::new(Code::Internal, "taken by the engine itself")),
    }
}

async fn send(shared: &Shared, conversation: &str, body: String) -> Result<(), Error> {
    let account = shared.signed_in()?;
    let conversation = address(conversation)?;
    // What XML cannot carry would break the stream (XML 1.0 §2.2).
    let sendable = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}') || matches!(c, '\n' | '\t');
    let body: String = body.chars().filter(sendable).collect();
    let body = body.trim_end().to_owned();
    if body.trim().is_empty() {
        return Err(invalid("nothing to send"));
    }
    if body.len() > MOST_BODY {
        return Err(Error::new(Code::TooLarge, "message"));
    }
    let origin_id = wire::ids::random_id(shared.entropy.as_ref());
    let at = shared.clock.now_ms();
    // Whoever answers has read what stands before.
    let unread = account.store.unread().map_err(|error| codes::store(&error))?.conversations;
    let newest = unread.into_iter().find(|entry| entry.conversation == conversation).map(|entry| entry.newest);
    let mut facts: Vec<Fact> =
        newest.map(|message| Fact::SeenHere { conversation: conversation.clone(), message }).into_iter().collect();
    facts.push(Fact::Written { conversation: conversation.clone(), origin_id, body, at });
    facts.push(Fact::Draft { conversation, text: String::new() });
    write(&account, facts).await
}

async fn set_presence(shared: &Shared, availability: Availability, status: &str) -> Result<(), Error> {
    let account = shared.signed_in()?;
    if availability == Availability::AwaitingConfirmation {
        return Err(invalid("not an own state"));
    }
    let status: String = status.chars().filter(|c| !c.is_control()).take(MOST_STATUS).collect();
    let chosen = shared.choose_presence(availability, status.trim());
    shared.order(Order::Presence);
    let value = serde_json::to_string(&chosen).ok();
    write(&account, vec![Fact::Kept { key: kept::PRESENCE.to_owned(), value }]).await
}

/// Agreeing also asks back, so that both see each other.
async fn answer_request(shared: &Shared, text: &str, agreed: bool) -> Result<(), Error> {
    let address = address(text)?;
    let account = online(shared)?;
    if agreed {
        shared.order(Order::Subscription { address: address.clone(), kind: "subscribed" });
        let person = account.store.person(&address).map_err(|error| codes::store(&error))?;
        let seen = person.is_some_and(|person| {
            person.asked || matches!(person.subscription, store::Subscription::To | store::Subscription::Both)
        });
        if !seen {
            shared.order(Order::Subscription { address: address.clone(), kind: "subscribe" });
        }
    } else {
        shared.order(Order::Subscription { address: address.clone(), kind: "unsubscribed" });
    }
    write(&account, vec![Fact::ContactRequestAnswered { address }]).await
}
