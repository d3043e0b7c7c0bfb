//! Brings a message's file here: at once where it can be had, and to its end where the way was cut (XEP-0363).
//!
//! Invariant: nothing is fetched from a foreign host unless a person asked for this very file. What was begun goes on by
//! itself, over restarts; what cannot begin says so.

use super::{
    Files, Transfer,
    fetch::{Fetched, fetch},
    part::Part,
    percent,
};
use crate::{
    codes,
    commands::write,
    shared::{Shared, SignedIn},
};
use api::{Code, Error};
use session::files::Whose;
use std::sync::Arc;
use store::{Fact, File, FileSource, MessageRecord};
use tokio::{
    task::JoinHandle,
    time::{Duration, sleep},
};
use url::Url;

/// Until a fetch goes on that was cut; doubled with each try that brought little.
const AGAIN: Duration = Duration::from_millis(500);
/// Tries in a row that brought little, before a person is told.
const MOST_TRIES: u32 = 4;
/// Bytes. A way that carries less from cut to cut is none.
const LITTLE: u64 = 256 * 1024;

/// The message, with what it says of its file.
pub fn record(account: &SignedIn, id: i64) -> Result<(MessageRecord, File), Error> {
    let record = account.store.message(id).map_err(|error| codes::store(&error))?;
    let record = record.ok_or_else(|| Error::new(Code::NotFound, "no such message"))?;
    let file = record.file.as_ref().map(|record| record.file.clone()).ok_or_else(|| Error::new(Code::NotFound, "no file"))?;
    Ok((record, file))
}

/// Fetches a message's file in the background; `None` where it is on its way already. Who waits for what comes back hears
/// an error of its own when nobody wants the file any more.
pub fn download(shared: &Arc<Shared>, account: &Arc<SignedIn>, id: i64) -> Option<JoinHandle<Result<(), Error>>> {
    if !account.files.begin_download(id) {
        return None;
    }
    let (inner, owner) = (Arc::clone(shared), Arc::clone(account));
    let task = shared.runtime.spawn(async move {
        let arrived = bring(&inner, &owner, id).await;
        owner.files.end_download(id, arrived.as_ref().err().map(|error| error.code));
        inner.file_moved(id);
        arrived
    });
    account.files.attach_download(id, task.abort_handle());
    Some(task)
}

async fn bring(shared: &Arc<Shared>, account: &SignedIn, id: i64) -> Result<(), Error> {
    let (_, file) = record(account, id)?;
    let FileSource::Url { url: address } = &file.source else {
        return Err(Error::new(Code::NotFound, "not sent yet"));
    };
    let _turn = account.files.turn(address).await;
    if account.files.has(&Files::key(address)) {
        return write(account, vec![Fact::FileKept { message: id, path: Some(Files::key(address)) }]).await;
    }
    let url = Url::parse(address).map_err(|error| Error::new(Code::UrlInvalid, error.to_string()))?;
    let part = account.files.part(address);
    let arrival = Arrival { shared, account, id, file: &file, url: &url, part: &part };
    match arrival.to_its_end().await? {
        Fetched::Whole => {
            let (address, kept, bytes) = (address.clone(), Arc::clone(&account.files), part.bytes.clone());
            let key = shared.ground.blocking().run(move || kept.keep(&bytes, &address)).await;
            let key = key.map_err(|error| Error::new(Code::Internal, error.to_string()))?;
            let key = key.map_err(|error| Error::new(Code::DiskFull, error.to_string()))?;
            part.forget();
            write(account, vec![Fact::FileKept { message: id, path: Some(key) }]).await
        }
        Fetched::Gone => {
            write(account, vec![Fact::FileGone { message: id }]).await?;
            Err(Error::new(Code::FileExpired, ""))
        }
        Fetched::Cut => Err(Error::new(Code::HostUnreachable, "the file did not come")),
        Fetched::Failed(code) => Err(Error::new(code, "the file did not come")),
    }
}

/// One file on its way.
struct Arrival<'a> {
    shared: &'a Arc<Shared>,
    account: &'a SignedIn,
    id: i64,
    file: &'a File,
    url: &'a Url,
    part: &'a Part,
}

impl Arrival<'_> {
    /// Tries until there is an end. A server that never comes to one is left after so many tries without more than before.
    async fn to_its_end(&self) -> Result<Fetched, Error> {
        let mut online = self.shared.online();
        let (mut most, mut tries) = (self.part.len(), 0);
        if most > 0 {
            // Of the last run, which knew the way: this one has to find it first.
            self.progress(percent(most, self.file.size.unwrap_or(0)));
            online.wait_for(|online| *online).await.ok();
        }
        loop {
            let fetched = self.once().await?;
            if fetched != Fetched::Cut || self.part.held().is_none() {
                return Ok(fetched);
            }
            let here = self.part.len();
            tries = if here >= most.saturating_add(LITTLE) { 0 } else { tries + 1 };
            most = most.max(here);
            if tries >= MOST_TRIES {
                return Ok(Fetched::Cut);
            }
            sleep(AGAIN.saturating_mul(1 << tries)).await;
            online.wait_for(|online| *online).await.ok();
        }
    }

    async fn once(&self) -> Result<Fetched, Error> {
        // Unasked nothing comes from elsewhere; what a person asks for may also lie on another host of the intranet's own.
        let own = self.account.files.is_own(self.url) || self.shared.is_of_intranet(self.url);
        let whose = if own { Whose::Own } else { Whose::Foreign };
        let net = self.shared.ground.net().await.map_err(|problem| codes::problem(&problem))?;
        let client = net.files(self.url, whose).map_err(|problem| codes::problem(&problem))?;
        Ok(fetch(client, self.url, (self.id, self.file), self.part, |percent| self.progress(percent)).await)
    }

    fn progress(&self, percent: u8) {
        if self.account.files.set_transfer(self.id, Some(Transfer::Down { percent })) {
            self.shared.file_moved(self.id);
        }
    }
}
