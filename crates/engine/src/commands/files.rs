//! What a person does with files: fetches, saves, lets go (XEP-0363).

use super::{elsewhere, message};
use crate::{
    files::{self, Files},
    shared::{Shared, SignedIn},
};
use api::{Code, Command, Error, StagedId};
use std::sync::Arc;
use store::{FileSource, Text};

pub async fn execute(shared: &Arc<Shared>, command: Command) -> Result<(), Error> {
    let account = shared.signed_in()?;
    match command {
        Command::DropStaged { file } => {
            account.files.unstage(&file);
            Ok(())
        }
        Command::Download { message: id } => {
            // It goes on in the background.
            drop(files::download(shared, &account, message(&id)?));
            Ok(())
        }
        Command::CancelDownload { message: id } => {
            let id = message(&id)?;
            account.files.cancel_download(id);
            if let FileSource::Url { url } = files::record(&account, id)?.1.source {
                account.files.forget_part(&url);
            }
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

/// Into the downloads folder; fetched first where it is not here.
async fn save(shared: &Arc<Shared>, account: &Arc<SignedIn>, id: i64) -> Result<(), Error> {
    let (_, file) = files::record(account, id)?;
    let key = match &file.source {
        FileSource::Staged { staged } => staged.clone(),
        FileSource::Url { url } => Files::key(url),
    };
    if !account.files.has(&key) {
        let arriving = files::download(shared, account, id).ok_or_else(|| Error::new(Code::NotAllowed, "it is on its way"))?;
        match arriving.await {
            Ok(arrived) => arrived?,
            // Nobody wants it any more.
            Err(_) => return Ok(()),
        }
    }
    let (files, name) = (Arc::clone(&account.files), file.name.clone());
    shared.save_as(name.clone(), move |folder| files.save(&key, &name, folder)).await
}
