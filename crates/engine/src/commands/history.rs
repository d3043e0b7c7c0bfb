//! A conversation's past: deleted, written into a file, fetched completely.

use super::{address, elsewhere, online, write};
use crate::{actor::Order, export, shared::Shared, views::Faces};
use api::{Code, Command, Error, ExportFormat};
use std::sync::Arc;
use store::Fact;

pub async fn execute(shared: &Arc<Shared>, command: Command) -> Result<(), Error> {
    match command {
        Command::DeleteHistory { conversation } => delete(shared, &conversation).await,
        Command::Export { conversation, format } => start_export(shared, &conversation, format),
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
    let conversation = address(conversation)?;
    if !shared.app().purge {
        return write(&account, vec![Fact::Cleared { conversation, up_to: None, here: true }]).await;
    }
    Err(Error::new(Code::NotOffered, ""))
}

/// Goes on in the background; how it went stands in the view of what was saved.
fn start_export(shared: &Arc<Shared>, conversation: &str, format: ExportFormat) -> Result<(), Error> {
    let account = shared.signed_in()?;
    let conversation = address(conversation)?;
    let name = Faces::default().get(&conversation, Some(&account.store)).name.clone();
    let head = export::Head { conversation, name, own: account.jid.clone(), at: shared.clock.now_ms() };
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
