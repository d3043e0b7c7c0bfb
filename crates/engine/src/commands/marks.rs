//! What a person does to a message: takes it back, removes it, reacts to it, tries it again.

use super::{elsewhere, found, invalid, message, rooms, words, write};
use crate::{
    codes, draft,
    shared::{Shared, SignedIn},
};
use api::{Code, Command, Error, MessageId};
use store::{Content, Fact};
use wire::payload::reactions;

pub async fn execute(shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::Retry { message: id } => write(&*shared.signed_in()?, vec![Fact::Retried { message: message(&id)? }]).await,
        Command::Discard { message: id } => discard(&*shared.signed_in()?, message(&id)?).await,
        Command::Retract { message: id } => retract(shared, &id).await,
        Command::Moderate { message: id, reason } => rooms::moderate(shared, &id, &reason).await,
        Command::React { message: id, emoji, on } => react(shared, &id, emoji, on).await,
        _ => Err(elsewhere()),
    }
}

/// It was never sent, and never will be: nor is its file wanted any more.
async fn discard(account: &SignedIn, id: i64) -> Result<(), Error> {
    let record = account.store.message(id).map_err(|error| codes::store(&error))?;
    write(account, vec![Fact::Discarded { message: id }]).await?;
    let gone = account.store.message(id).map_err(|error| codes::store(&error))?.is_none();
    let file = record.filter(|_| gone).and_then(|record| record.file);
    if let Some(staged) = file.as_ref().and_then(|record| draft::staged(&record.file)) {
        account.files.unstage(staged);
    }
    Ok(())
}

async fn retract(shared: &Shared, id: &MessageId) -> Result<(), Error> {
    let account = shared.signed_in()?;
    let found = found::message(&account, id)?.own()?.said()?;
    // Nobody has it: then it is simply not sent.
    if found.is_failed() {
        return discard(&account, found.record.id).await;
    }
    let content = Content::Retraction { target: found.target()?.to_owned() };
    write(&account, vec![words::written(shared, &found.record.conversation, content)]).await
}

/// All of one's reactions go out each time (XEP-0444 §4).
async fn react(shared: &Shared, id: &MessageId, emoji: String, on: bool) -> Result<(), Error> {
    let account = shared.signed_in()?;
    let found = found::message(&account, id)?.said()?;
    if !reactions::is_one_character(&emoji) {
        return Err(invalid("not one emoji"));
    }
    let mut emojis: Vec<String> = found.record.reactions.iter().filter(|one| one.mine).map(|one| one.emoji.clone()).collect();
    if emojis.contains(&emoji) == on {
        return Ok(());
    }
    if on {
        emojis.push(emoji)
    } else {
        emojis.retain(|other| *other != emoji)
    }
    if emojis.len() > reactions::MOST {
        return Err(Error::new(Code::TooLarge, "reactions"));
    }
    let content = Content::Reactions { target: found.target()?.to_owned(), emojis };
    write(&account, vec![words::written(shared, &found.record.conversation, content)]).await
}
