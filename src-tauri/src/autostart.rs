//! Starting with the operating system, hidden in the tray.
//!
//! The person's setting is the truth; the entry the OS reads follows it. A profile apart (`--data-dir`) is a trial, so its
//! entry is written only when somebody asks for it.

use crate::start::Start;
use api::{Code, Error};
use tauri::{AppHandle, Wry, plugin::TauriPlugin};
use tauri_plugin_autostart::ManagerExt;

/// Writes the entry with the arguments of a hidden start.
pub fn plugin(start: &Start) -> TauriPlugin<Wry> {
    let mut builder = tauri_plugin_autostart::Builder::new().app_name("Hallway").arg("--hidden");
    if let Some(dir) = &start.data_dir {
        builder = builder.arg("--data-dir").arg(dir.to_string_lossy());
    }
    builder.build()
}

/// Writes or removes the entry.
pub fn set(app: &AppHandle, wanted: bool) -> Result<(), Error> {
    let entry = app.autolaunch();
    // Written again even where there is one: it may name a program that has moved.
    let done = if wanted { entry.enable() } else { entry.disable() };
    done.map_err(|error| Error::new(Code::NotAllowed, format!("the login entry was not changed: {error}")))
}

/// Brings the entry in line with the setting, after a sign-in.
pub fn follow(app: &AppHandle, start: &Start, wanted: bool) {
    if start.data_dir.is_some() {
        return;
    }
    let there = app.autolaunch().is_enabled().unwrap_or(false);
    if (wanted || there)
        && let Err(error) = set(app, wanted)
    {
        tracing::warn!(%error, "autostart");
    }
}
