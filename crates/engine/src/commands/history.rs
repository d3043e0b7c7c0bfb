//! A conversation's past: deleted, written into a file, fetched completely.

use super::{address, elsewhere, key, online, write};
use crate::{
    actor::{Desk, Order},
    codes, export,
    shared::Shared,
    views::Faces,
};
use api::{Command, Error, ExportFormat, ExportWords};
use std::sync::Arc;
use store::{Around, Fact};
use wire::payload::archive_purge::Purge;

/// Messages among which the newest one is looked for that is in the archive.
const LOOKED_AT: u32 = 100;

pub async fn execute(shared: &Arc<Shared>, command: Command) -> Result<(), Error> {
    match command {
        Command::DeleteHistory { conversation } => delete(shared, &conversation).await,
        Command::Export { conversation, format, words } => start_export(shared, &conversation, format, words),
        Command::FillHistory { conversation } => {
            let conversation = address(&conversation)?;
            online(shared)?;
            shared.order(Order::Fill { conversation });
            Ok(())
        }
        _ => Err(elsewhere()),
    }
}

async fn delete(shared: &Shared, conversation: &str) -> Result<(), Error> {
    let account = shared.signed_in()?;
    let conversation = key(shared, conversation)?;
    let read = |error| codes::store(&error);
    let room = account.store.conversation(&conversation).map_err(read)?.is_some_and(|record| record.room);
    // What was said in a room, or through one, is kept by others too: it can only be put out of sight.
    if room || conversation.contains('/') || !shared.app().purge {
        return write(&account, vec![Fact::Cleared { conversation, up_to: None, here: true }]).await;
    }
    let account = online(shared)?;
    // No further than what can be seen here: what comes in meanwhile is not lost unread.
    let newest = account.store.timeline(&conversation, Around::Newest, LOOKED_AT).map_err(read)?;
    let up_to = newest.messages().filter_map(|message| message.archive_id.clone()).last();
    let Some(up_to) = up_to else {
        return write(&account, vec![Fact::Cleared { conversation, up_to: None, here: true }]).await;
    };
    let purge = Purge { with: conversation.clone(), up_to: Some(up_to.clone()) };
    let desk = Desk::new(account.orders.clone());
    desk.set(Some(&account.jid), purge.to_command().to_element()).await?;
    // All devices are told, this one too; it need not wait for that.
    write(&account, vec![Fact::Purged { conversation, up_to: Some(up_to) }]).await
}

/// Goes on in the background; how it went stands in the view of what was saved.
fn start_export(shared: &Arc<Shared>, conversation: &str, format: ExportFormat, words: ExportWords) -> Result<(), Error> {
    let account = shared.signed_in()?;
    let conversation = key(shared, conversation)?;
    let name = Faces::default().get(&conversation, Some(&account.store)).name.clone();
    let head = export::Head { conversation, name, own: account.jid.clone(), at: shared.clock.now_ms(), words };
    let day = local(head.at).format("%Y-%m-%d");
    let file = format!("{} {day}.{}", head.name, export::ending(format));
    let (shared, store) = (Arc::clone(shared), account.store.clone());
    tokio::spawn(async move {
        // How it went is said among what was saved.
        shared.save_as(file.clone(), move |folder| export::save(&file, format, &store, &head, local, folder)).await.ok();
    });
    Ok(())
}

/// As a clock on the wall shows it.
fn local(at: api::Millis) -> chrono::NaiveDateTime {
    let utc = chrono::DateTime::from_timestamp_millis(at).unwrap_or_default();
    utc.with_timezone(&chrono::Local).naive_local()
}
