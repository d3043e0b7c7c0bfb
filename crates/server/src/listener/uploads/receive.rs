//! Taking a file (PUT): only in its slot, only in its size, only once.
//!
//! Invariant: until the last byte is on the disk and the database knows it, there is no file; whatever goes wrong
//! before, nothing of it stays, and the slot can be used again while it is good.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Request, State};
use futures_util::StreamExt as _;
use http::header::{self, HeaderMap};
use http::{HeaderName, StatusCode};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;

use super::{NOT_FOUND, Refused};
use crate::core::Handle;
use crate::listener::Shared;
use crate::storage::uploads::{self, Upload};

/// How long the next piece may take to come.
const SLOWEST_PIECE: Duration = Duration::from_secs(60);

pub async fn put(
    State(shared): State<Arc<Shared>>,
    Path((id, name)): Path<(String, String)>,
    request: Request,
) -> Result<StatusCode, Refused> {
    let asked = id.clone();
    let upload = shared.core.ask(move |turn| uploads::get(turn.db, &asked)).await?;
    let upload = upload.filter(|upload| upload.name == name).ok_or(NOT_FOUND)?;
    check(&shared, &upload, request.headers())?;
    let begun = Begun::begin(&shared.core, id).await?;
    match write(&shared, &upload, request).await {
        Ok(()) => begun.finish(&shared).await.map(|()| StatusCode::CREATED),
        Err(refused) => {
            // Before the answer, so that whoever tries again at once does not meet himself.
            begun.give_up().await;
            Err(refused)
        }
    }
}

fn check(shared: &Shared, upload: &Upload, headers: &HeaderMap) -> Result<(), Refused> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let key = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    // Digests are compared, so that the time it takes tells nothing of the key.
    if key.is_none_or(|key| Sha256::digest(key.as_bytes()).as_slice() != upload.key_hash) {
        return Err(Refused(StatusCode::FORBIDDEN, "this slot is somebody else's\n"));
    }
    if upload.stored_at.is_some() {
        return Err(Refused(StatusCode::CONFLICT, "the file is here already\n"));
    }
    let house = &shared.core.house;
    if house.clock.now_ms() > upload.asked_at.saturating_add(house.uploads.slot_ms) {
        return Err(Refused(StatusCode::GONE, "the slot has expired; ask for another\n"));
    }
    let Some(length) = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<i64>().ok()) else {
        return Err(Refused(StatusCode::LENGTH_REQUIRED, "the length is missing\n"));
    };
    if length > upload.size {
        return Err(Refused(StatusCode::PAYLOAD_TOO_LARGE, "the file is larger than announced\n"));
    }
    if length < upload.size {
        return Err(Refused(StatusCode::BAD_REQUEST, "the file is smaller than announced\n"));
    }
    let kind = text(header::CONTENT_TYPE).map(|kind| kind.split(';').next().unwrap_or_default().trim());
    if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case(&upload.media_type)) {
        return Err(Refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the type is not the one announced\n"));
    }
    Ok(())
}

async fn write(shared: &Shared, upload: &Upload, request: Request) -> Result<(), Refused> {
    let mut draft = shared.shelf.draft(&upload.id).await?;
    let mut pieces = request.into_body().into_data_stream();
    let mut left = u64::try_from(upload.size).unwrap_or(0);
    loop {
        let piece = match tokio::time::timeout(SLOWEST_PIECE, pieces.next()).await {
            Ok(Some(Ok(piece))) => piece,
            Ok(None) => break,
            Ok(Some(Err(_))) => return Err(Refused(StatusCode::BAD_REQUEST, "the file did not come whole\n")),
            Err(_) => return Err(Refused(StatusCode::REQUEST_TIMEOUT, "nothing came for a minute\n")),
        };
        left = left
            .checked_sub(u64::try_from(piece.len()).unwrap_or(u64::MAX))
            .ok_or(Refused(StatusCode::PAYLOAD_TOO_LARGE, "the file is larger than announced\n"))?;
        draft.file()?.write_all(&piece).await?;
    }
    if left > 0 {
        return Err(Refused(StatusCode::BAD_REQUEST, "the file did not come whole\n"));
    }
    Ok(draft.finish().await?)
}

/// A slot in use. Dropped before [`Begun::finish`], because the connection is gone, it is free again.
struct Begun {
    core: Handle,
    id: Option<String>,
}

impl Begun {
    async fn begin(core: &Handle, id: String) -> Result<Self, Refused> {
        let wanted = id.clone();
        if !core.ask(move |turn| uploads::begin(turn.db, &wanted, turn.now)).await? {
            return Err(Refused(StatusCode::CONFLICT, "this file is being sent already\n"));
        }
        Ok(Self { core: core.clone(), id: Some(id) })
    }

    async fn give_up(mut self) {
        if let Some(id) = self.id.take() {
            free(&self.core, id).await;
        }
    }

    async fn finish(mut self, shared: &Shared) -> Result<(), Refused> {
        let Some(id) = self.id.clone() else { return Ok(()) };
        let done = id.clone();
        let known = self.core.ask(move |turn| uploads::stored(turn.db, &done, turn.now)).await;
        match known {
            Ok(true) => {
                self.id = None;
                Ok(())
            }
            Ok(false) => {
                shared.shelf.remove(&id).await;
                Err(NOT_FOUND)
            }
            Err(error) => {
                shared.shelf.remove(&id).await;
                Err(error.into())
            }
        }
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let Some(id) = self.id.take() else { return };
        let core = self.core.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { free(&core, id).await });
        }
    }
}

/// Where that cannot be written, the slot is forgotten with others that were begun and never completed.
async fn free(core: &Handle, id: String) {
    if let Err(error) = core.ask(move |turn| uploads::give_up(turn.db, &id)).await {
        tracing::debug!(%error, "a slot stays in use");
    }
}
