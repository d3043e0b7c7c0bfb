//! Files handed over by the page: announced, then piece by piece as raw bytes, never as text.
//!
//! Invariant: a piece belongs to a file that was announced; what is refused leaves nothing behind.

use crate::Shell;
use api::{Code, Error, StagedId, rows::FileOffer};
use std::time::Instant;
use tauri::{
    State, WebviewWindow,
    ipc::{InvokeBody, Request},
};

fn invalid(what: &str) -> Error {
    Error::new(Code::InvalidArgument, what)
}

#[tauri::command]
pub async fn stage_begin(window: WebviewWindow, shell: State<'_, Shell>, offer: FileOffer) -> Result<StagedId, Error> {
    shell.pages.admit(window.label(), Instant::now())?;
    shell.engine().await.stage(&offer)
}

/// The body is the piece; the headers say of which file and where in it.
#[tauri::command]
pub async fn stage_append(shell: State<'_, Shell>, request: Request<'_>) -> Result<(), Error> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let staged = header("staged").ok_or_else(|| invalid("no file is named"))?.to_owned();
    let offset = header("offset").and_then(|offset| offset.parse().ok()).ok_or_else(|| invalid("no offset"))?;
    let InvokeBody::Raw(bytes) = request.body() else { return Err(invalid("not bytes")) };
    let bytes = bytes.clone();
    shell.engine().await.stage_append(staged, offset, bytes).await
}
