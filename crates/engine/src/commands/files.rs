//! A message's file: fetched, saved, let go (XEP-0363).
//!
//! Invariant: nothing is fetched from a foreign host unless a person asked for this very file.

use super::{elsewhere, message, write};
use crate::{
    codes,
    files::{self, Fetched, Files, Transfer},
    shared::{Shared, SignedIn},
};
use api::{Code, Command, Error, StagedId};
use session::files::Whose;
use std::sync::Arc;
use store::{Fact, FileSource, MessageRecord, Text};
use url::Url;

pub async fn execute(shared: &Arc<Shared>, command: Command) -> Result<(), Error> {
    let account = shared.signed_in()?;
    match command {
        Command::DropStaged { file } => {
            account.files.unstage(&file);
            Ok(())
        }
        Command::Download { message: id } => {
            download(shared, &account, message(&id)?);
            Ok(())
        }
        Command::CancelDownload { message: id } => {
            let id = message(&id)?;
            account.files.end_download(id, None);
            shared.file_moved(id);
            Ok(())
        }
        Command::SaveFile { message: id } => save(shared, &account, message(&id)?).await,
        _ => Err(elsewhere()),
    }
}

/// Files that were handed over, each as the content of a message of its own.
pub fn contents(account: &SignedIn, staged: &[StagedId]) -> Result<Vec<Text>, Error> {
    staged.iter().map(|id| Ok(Text { file: Some(account.files.sendable(id)?), ..Text::default() })).collect()
}

fn record(account: &SignedIn, id: i64) -> Result<(MessageRecord, store::FileRecord), Error> {
    let record = account.store.message(id).map_err(|error| codes::store(&error))?;
    let record = record.ok_or_else(|| Error::new(Code::NotFound, "no such message"))?;
    let file = record.file.clone().ok_or_else(|| Error::new(Code::NotFound, "no file"))?;
    Ok((record, file))
}

/// Fetches a message's file in the background, unless it is here or on its way.
pub fn download(shared: &Arc<Shared>, account: &Arc<SignedIn>, id: i64) {
    if !account.files.begin_download(id) {
        return;
    }
    let (inner, owner) = (Arc::clone(shared), Arc::clone(account));
    let task = shared.runtime.spawn(async move {
        let failed = fetched(&inner, &owner, id).await.err();
        owner.files.end_download(id, failed.map(|error| error.code));
        inner.file_moved(id);
    });
    account.files.attach_download(id, task.abort_handle());
}

async fn fetched(shared: &Arc<Shared>, account: &SignedIn, id: i64) -> Result<(), Error> {
    let (_, record) = record(account, id)?;
    let FileSource::Url { url: address } = &record.file.source else {
        return Err(Error::new(Code::NotFound, "not sent yet"));
    };
    if account.files.has(&Files::key(address)) {
        return write(account, vec![Fact::FileKept { message: id, path: Some(Files::key(address)) }]).await;
    }
    let url = Url::parse(address).map_err(|error| Error::new(Code::UrlInvalid, error.to_string()))?;
    // Unasked nothing comes from elsewhere; what a person asks for may also lie on another host of the intranet's own.
    let own = account.files.is_own(&url) || shared.is_of_intranet(&url);
    let whose = if own { Whose::Own } else { Whose::Foreign };
    let net = shared.ground.net().await.map_err(|problem| codes::problem(&problem))?;
    let client = net.files(&url, whose).map_err(|problem| codes::problem(&problem))?;
    let arriving = account.files.arriving(address);
    let progress = |percent| {
        if account.files.set_transfer(id, Some(Transfer::Down { percent })) {
            shared.file_moved(id);
        }
    };
    shared.file_moved(id);
    match files::fetch(client, url, &record.file, arriving.clone(), progress).await {
        Fetched::Whole => {
            let address = address.clone();
            let kept = Arc::clone(&account.files);
            let key = shared.ground.blocking().run(move || kept.keep(&arriving, &address)).await;
            let key = key.map_err(|error| Error::new(Code::Internal, error.to_string()))?;
            let key = key.map_err(|error| Error::new(Code::DiskFull, error.to_string()))?;
            write(account, vec![Fact::FileKept { message: id, path: Some(key) }]).await
        }
        Fetched::Gone => {
            write(account, vec![Fact::FileGone { message: id }]).await?;
            Err(Error::new(Code::FileExpired, ""))
        }
        Fetched::Failed(code) => Err(Error::new(code, "the file did not come")),
    }
}

/// Into the downloads folder; fetched first where it is not here.
async fn save(shared: &Arc<Shared>, account: &Arc<SignedIn>, id: i64) -> Result<(), Error> {
    let (_, record) = record(account, id)?;
    let key = match &record.file.source {
        FileSource::Staged { staged } => staged.clone(),
        FileSource::Url { url } => Files::key(url),
    };
    if !account.files.has(&key) {
        if !account.files.begin_download(id) {
            return Err(Error::new(Code::NotAllowed, "it is on its way"));
        }
        let fetched = fetched(shared, account, id).await;
        account.files.end_download(id, fetched.as_ref().err().map(|error| error.code));
        shared.file_moved(id);
        fetched?;
    }
    let (files, name) = (Arc::clone(&account.files), record.file.name.clone());
    shared.save_as(name.clone(), move |folder| files.save(&key, &name, folder)).await
}
