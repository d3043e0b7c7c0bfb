//! A page's calls: `execute`, `open_view`, `close_view`. Nothing else of the program can be reached from a page but
//! handing over a file (`staging`).
//!
//! Invariant: whatever arrives is answered with `Ok` or a typed error and never makes the shell panic.

use crate::{Shell, autostart, desk, downloads, links, pages, start::Start, updates, windows};
use api::{Code, Command, Error, Setting, Update, View, ViewId};
use engine::Engine;
use std::time::Instant;
use tauri::{AppHandle, Manager, State, WebviewWindow, ipc::Channel};

/// Reads an argument. What serde would say of it is dropped: it could quote a password.
fn read<T: serde::de::DeserializeOwned>(value: serde_json::Value, what: &str) -> Result<T, Error> {
    serde_json::from_value(value).map_err(|_| Error::new(Code::InvalidArgument, format!("not a {what}")))
}

/// Answers, where the command is about a view, how many messages that view's channel was given: the page waits for them.
#[tauri::command]
pub async fn execute(window: WebviewWindow, shell: State<'_, Shell>, command: serde_json::Value) -> Result<Option<u32>, Error> {
    shell.pages.admit(window.label(), Instant::now())?;
    let mut command: Command = read(command, "command")?;
    let view = pages::view_of(&mut command).copied();
    let command = shell.pages.addressed(window.label(), command)?;
    match command {
        Command::CloseWindow => windows::close_talk(&window)?,
        Command::HandedOver => shell.pages.handed_over(window.label()),
        command => carry_out(window.app_handle(), &shell.engine().await, command).await?,
    }
    Ok(shell.pages.sent(window.label(), view))
}

/// What concerns the operating system is done here, all else by the engine.
pub async fn carry_out(app: &AppHandle, engine: &Engine, command: Command) -> Result<(), Error> {
    match command {
        Command::OpenLink { url } => open_link(app, &url).await,
        Command::OpenPage { page } => match engine.page_url(&page) {
            Some(url) => links::open(url).await,
            None => Err(Error::new(Code::NotOffered, "the intranet has no such page")),
        },
        Command::OpenWindow { conversation } => {
            app.state::<Shell>().tell(desk::Event::WindowWanted(conversation));
            Ok(())
        }
        Command::ShowSaved { name } => downloads::show(engine.downloads(), &name).await,
        Command::CheckForUpdate => updates::check(app).await,
        Command::InstallUpdate => updates::install(app).await,
        Command::Set { setting: Setting::Autostart(wanted) } => {
            autostart::set(app, wanted)?;
            engine.execute(command).await
        }
        command => engine.execute(command).await,
    }
}

/// A link to somebody here, or into a room, is for the window with the lists; any other leaves the program, if it may.
async fn open_link(app: &AppHandle, link: &str) -> Result<(), Error> {
    let asked = engine::links::asked(link);
    if asked.is_some() {
        app.state::<Shell>().tell(desk::Event::Started(Start { asked, ..Start::default() }));
        return Ok(());
    }
    links::open(engine::links::canonical(link)?).await
}

#[tauri::command]
pub async fn open_view(
    window: WebviewWindow,
    shell: State<'_, Shell>,
    id: serde_json::Value,
    view: serde_json::Value,
    channel: Channel<Vec<Update>>,
) -> Result<(), Error> {
    shell.pages.admit(window.label(), Instant::now())?;
    let (id, view): (ViewId, View) = (read(id, "view's number")?, read(view, "view")?);
    let engine = shell.engine().await;
    let opened = shell.pages.open(window.label(), id)?;
    if opened.first && window.label() == windows::LABEL {
        shell.tell(desk::Event::PageReady);
    }
    let sent = opened.sent;
    let sink = move |update: Update| {
        // Fails only when the page is gone, and its views are closed then.
        let _ = channel.send(vec![Update { view: id, ..update }]);
        sent.one_more();
    };
    let answer = engine.open_view(opened.view, view, sink).await;
    if answer.is_err() {
        shell.pages.close(window.label(), id);
    }
    answer
}

#[tauri::command]
pub async fn close_view(window: WebviewWindow, id: serde_json::Value) -> Result<(), Error> {
    let shell = window.state::<Shell>();
    let id: ViewId = read(id, "view's number")?;
    if let Some(view) = shell.pages.close(window.label(), id)
        && let Some(engine) = shell.engine_now()
    {
        engine.close_view(view);
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn broken_commands_are_typed_errors_that_quote_nothing() {
        let long = "x".repeat(1 << 20);
        for broken in [
            json!(null),
            json!("signIn"),
            json!({}),
            json!({"do": "format"}),
            json!({"do": "signIn", "url": 1, "account": "anna", "password": "CANARY"}),
            json!({"do": "signIn", "url": "u", "account": "a", "password": ["CANARY"]}),
            json!({"do": "discard", "message": "m", "CANARY": 1}),
            json!({"do": "loadOlder", "view": -1}),
            json!({"do": "loadOlder", "view": 1.5}),
            json!({"do": "loadOlder", "view": f64::MAX}),
            json!({"do": "sendText", "conversation": "a@b"}),
            json!({"do": "set", "setting": {"name": "zoom", "value": -5}}),
            json!({ "do": long }),
        ] {
            let error = read::<Command>(broken, "command").unwrap_err();
            assert_eq!(error.code, Code::InvalidArgument);
            assert!(!error.detail.contains("CANARY") && error.detail.len() < 100);
        }
        assert!(read::<View>(json!({"of": "files", "path": "/etc"}), "view").is_err());
        assert!(read::<ViewId>(json!(4_294_967_296_u64), "view's number").is_err());
    }
}
