//! Newer versions of the program, from the feed the intranet's profile names.
//!
//! Invariants: asked for by the person through the engine's commands, never by the page itself; https all the way, redirects
//! included; a release must be signed for the very version it is announced as (`requireSignedVersion`), so an old one cannot be
//! passed off as new. The key in `tauri.conf.json` is a placeholder whose private half was thrown away: whoever publishes
//! releases puts their own there. Where anything fails the running version stays, and the update view says why.

use crate::{
    Shell,
    desk::{Ending, Event},
    windows,
};
use api::{Code, Error, rows::UpdateState};
use engine::Engine;
use std::{sync::Arc, time::Duration};
use tauri::{AppHandle, Manager};
use tauri_plugin_updater::{Error as UpdaterError, Update, UpdaterExt};
use tokio::sync::{Mutex, Notify};
use url::Url;

const PATIENCE: Duration = Duration::from_secs(600);
/// Larger downloads are no version of this program.
const MAX_DOWNLOAD: u64 = 512 * 1024 * 1024;

/// What was found and not yet installed.
#[derive(Default)]
pub struct Updates(Mutex<Found>);

#[derive(Default)]
enum Found {
    #[default]
    Nothing,
    Newer(Box<Update>),
    /// On disk; it runs after the next start.
    Installed,
}

/// Asks the feed, and shows what it says in the update view.
pub async fn check(app: &AppHandle) -> Result<(), Error> {
    let shell = app.state::<Shell>();
    let engine = shell.engine().await;
    let Ok(mut found) = shell.updates.0.try_lock() else { return Ok(()) };
    if matches!(*found, Found::Installed) {
        return Ok(());
    }
    let Some(feed) = engine.update_feed() else {
        engine.set_update(UpdateState::NoFeed);
        return Err(Error::new(Code::NotOffered, "the intranet names no update feed"));
    };
    engine.set_update(UpdateState::Checking);
    match ask(app, feed).await {
        Ok(Some(update)) => {
            let notes = update.body.clone().unwrap_or_default().chars().take(4000).collect();
            engine.set_update(UpdateState::Available { version: update.version.clone(), notes });
            *found = Found::Newer(Box::new(update));
            Ok(())
        }
        Ok(None) => {
            engine.set_update(UpdateState::UpToDate);
            *found = Found::Nothing;
            Ok(())
        }
        Err(error) => Err(failed(&engine, &error)),
    }
}

/// Downloads, verifies and installs what was found; where that is done already, starts the new version.
pub async fn install(app: &AppHandle) -> Result<(), Error> {
    let shell = app.state::<Shell>();
    let engine = shell.engine().await;
    let Ok(mut found) = shell.updates.0.try_lock() else { return Ok(()) };
    let update = match std::mem::take(&mut *found) {
        Found::Newer(update) => update,
        Found::Installed => {
            *found = Found::Installed;
            shell.tell(Event::Exit(Ending::StartsAnew));
            return Ok(());
        }
        Found::Nothing => return Err(Error::new(Code::NotFound, "no newer version was found")),
    };
    engine.set_update(UpdateState::Installing { percent: 0 });
    match download(&engine, &update).await {
        Ok(bytes) => {
            // Windows ends this process within `install`: the pages hand over what they hold and the stream is closed first.
            if cfg!(windows) {
                windows::hand_over_all(app).await;
                engine.shut_down().await;
            }
            let version = update.version.clone();
            let installed = tokio::task::spawn_blocking(move || update.install(bytes)).await;
            match installed {
                Ok(Ok(())) => {
                    engine.set_update(UpdateState::RestartNeeded { version });
                    *found = Found::Installed;
                    Ok(())
                }
                Ok(Err(error)) => Err(failed(&engine, &error)),
                Err(error) => Err(Error::new(Code::Internal, error.to_string())),
            }
        }
        Err(error) => Err(failed(&engine, &error)),
    }
}

async fn ask(app: &AppHandle, feed: Url) -> Result<Option<Update>, UpdaterError> {
    if feed.scheme() != "https" {
        return Err(UpdaterError::InsecureTransportProtocol);
    }
    let updater = app
        .updater_builder()
        .endpoints(vec![feed])?
        .timeout(PATIENCE)
        .configure_client(|client| client.https_only(true).connect_timeout(Duration::from_secs(15)))
        .build()?;
    updater.check().await
}

/// The verified package.
async fn download(engine: &Engine, update: &Update) -> Result<Vec<u8>, UpdaterError> {
    let too_large = Arc::new(Notify::new());
    let (mut done, mut shown, stop) = (0_u64, 0_u8, too_large.clone());
    let progress = |chunk: usize, total: Option<u64>| {
        done += chunk as u64;
        if done.max(total.unwrap_or(0)) > MAX_DOWNLOAD {
            stop.notify_one();
        }
        let percent = total.filter(|total| *total > 0).map_or(0, |total| (done.min(total) * 100 / total) as u8);
        if percent > shown {
            shown = percent;
            engine.set_update(UpdateState::Installing { percent });
        }
    };
    tokio::select! {
        bytes = update.download(progress, || {}) => bytes,
        () = too_large.notified() => Err(UpdaterError::Network("the download is too large".into())),
    }
}

fn failed(engine: &Engine, error: &UpdaterError) -> Error {
    let code = match error {
        UpdaterError::Reqwest(_) | UpdaterError::Network(_) | UpdaterError::ReleaseNotFound | UpdaterError::Serialization(_) => {
            Code::UpdateFeedUnreachable
        }
        UpdaterError::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => Code::DiskFull,
        _ => Code::UpdateInvalid,
    };
    tracing::warn!(%error, "update");
    engine.set_update(UpdateState::Failed { code });
    Error::new(code, error.to_string())
}
