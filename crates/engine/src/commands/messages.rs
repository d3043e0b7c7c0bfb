//! What a person says: texts, what waits to be sent, drafts, typing notices.

use super::{address, elsewhere, invalid, message, write};
use crate::{actor::Order, codes, shared::Shared};
use api::{Code, Command, Error};
use store::{Content, Fact};

/// Longest message, in bytes: with everything around it, it fits into a stanza that every server takes.
const MOST_BODY: usize = 60_000;
/// Longest draft; more cannot be sent anyhow.
const MOST_DRAFT: usize = 4 * MOST_BODY;

pub async fn execute(shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::SendText { conversation, body, .. } => send(shared, &conversation, body).await,
        Command::Retry { message: id } => write(&*shared.signed_in()?, vec![Fact::Retried { message: message(&id)? }]).await,
        Command::Discard { message: id } => write(&*shared.signed_in()?, vec![Fact::Discarded { message: message(&id)? }]).await,
        Command::SaveDraft { conversation, text, .. } => {
            if text.len() > MOST_DRAFT {
                return Err(Error::new(Code::TooLarge, "draft"));
            }
            write(&*shared.signed_in()?, vec![Fact::Draft { conversation: address(&conversation)?, text, of: None }]).await
        }
        Command::Typing { conversation, active } => {
            let conversation = address(&conversation)?;
            shared.signed_in()?;
            shared.order(Order::Typing { conversation, active });
            Ok(())
        }
        Command::CorrectText { .. }
        | Command::Retract { .. }
        | Command::Moderate { .. }
        | Command::React { .. }
        | Command::Forward { .. } => Err(Error::new(Code::NotOffered, "")),
        _ => Err(elsewhere()),
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
    let unread = account.store.unread(at).map_err(|error| codes::store(&error))?.conversations;
    let newest = unread.into_iter().find(|entry| entry.conversation == conversation).map(|entry| entry.newest);
    let mut facts: Vec<Fact> =
        newest.map(|message| Fact::SeenHere { conversation: conversation.clone(), message }).into_iter().collect();
    facts.push(Fact::Written { conversation: conversation.clone(), origin_id, content: Content::text(body), at });
    facts.push(Fact::Draft { conversation, text: String::new(), of: None });
    write(&account, facts).await
}
