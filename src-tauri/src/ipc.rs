//! The page's three calls: `execute`, `open_view`, `close_view`. Nothing else of the program can be reached from the page.
//!
//! Invariants: whatever arrives is answered with `Ok` or a typed error and never makes the shell panic; a page cannot
//! flood the engine; views end with the page that opened them.

use crate::{Shell, autostart, desk, links, start::Start, updates};
use api::{Code, Command, Error, Setting, Update, View, ViewId};
use engine::Engine;
use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};
use tauri::{AppHandle, Manager, State, ipc::Channel};

/// The shell opens its own views from here upwards; the page's are below.
pub const FIRST_SHELL_VIEW: u32 = 1 << 31;
/// More views than any window shows.
const MOST_VIEWS: usize = 256;
/// Calls a page may make at once, and a second in the long run.
const BURST: f64 = 400.0;
const PER_SECOND: f64 = 200.0;

/// What the shell remembers of the page.
pub struct Page(Mutex<PageState>);

struct PageState {
    open: BTreeSet<u32>,
    allowance: f64,
    counted: Instant,
}

impl Default for Page {
    fn default() -> Self {
        Self(Mutex::new(PageState { open: BTreeSet::new(), allowance: BURST, counted: Instant::now() }))
    }
}

impl Page {
    fn state(&self) -> MutexGuard<'_, PageState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a call; refuses it where there were too many.
    pub fn admit(&self, now: Instant) -> Result<(), Error> {
        let mut state = self.state();
        let rested = now.saturating_duration_since(state.counted).as_secs_f64() * PER_SECOND;
        state.allowance = (state.allowance + rested).min(BURST);
        state.counted = now;
        if state.allowance < 1.0 {
            return Err(Error::new(Code::NotAllowed, "too many calls"));
        }
        state.allowance -= 1.0;
        Ok(())
    }

    /// Remembers a view. Tells whether it is the page's first.
    fn opened(&self, id: u32) -> Result<bool, Error> {
        let open = &mut self.state().open;
        if id >= FIRST_SHELL_VIEW || open.len() >= MOST_VIEWS {
            return Err(Error::new(Code::InvalidArgument, "no such view"));
        }
        let first = open.is_empty();
        if open.insert(id) { Ok(first) } else { Err(Error::new(Code::InvalidArgument, "this view is open")) }
    }

    fn closed(&self, id: u32) -> bool {
        self.state().open.remove(&id)
    }

    /// The page is gone, or is another one now: its views end.
    pub fn forget(&self, engine: Option<&Engine>) {
        let open = std::mem::take(&mut self.state().open);
        if let Some(engine) = engine {
            open.into_iter().for_each(|id| engine.close_view(ViewId(id)));
        }
    }
}

/// Reads an argument. What serde would say of it is dropped: it could quote a password.
fn read<T: serde::de::DeserializeOwned>(value: serde_json::Value, what: &str) -> Result<T, Error> {
    serde_json::from_value(value).map_err(|_| Error::new(Code::InvalidArgument, format!("not a {what}")))
}

#[tauri::command]
pub async fn execute(app: AppHandle, shell: State<'_, Shell>, command: serde_json::Value) -> Result<(), Error> {
    shell.page.admit(Instant::now())?;
    carry_out(&app, &shell.engine().await, read(command, "command")?).await
}

/// What concerns the operating system is done here, all else by the engine.
pub async fn carry_out(app: &AppHandle, engine: &Engine, command: Command) -> Result<(), Error> {
    match command {
        Command::OpenLink { url } => open_link(app, &url).await,
        Command::OpenPage { page } => match engine.page_url(&page) {
            Some(url) => links::open(url).await,
            None => Err(Error::new(Code::NotOffered, "the intranet has no such page")),
        },
        Command::CheckForUpdate => updates::check(app).await,
        Command::InstallUpdate => updates::install(app).await,
        Command::Set { setting: Setting::Autostart(wanted) } => {
            autostart::set(app, wanted)?;
            engine.execute(command).await
        }
        command => engine.execute(command).await,
    }
}

/// A link to somebody here opens the conversation; any other leaves the program, if it may.
async fn open_link(app: &AppHandle, link: &str) -> Result<(), Error> {
    if let Some(conversation) = engine::links::conversation(link) {
        let asked = Start { conversation: Some(conversation), ..Start::default() };
        app.state::<Shell>().tell(desk::Event::Started(asked));
        return Ok(());
    }
    links::open(engine::links::canonical(link)?).await
}

#[tauri::command]
pub async fn open_view(
    shell: State<'_, Shell>,
    id: serde_json::Value,
    view: serde_json::Value,
    channel: Channel<Vec<Update>>,
) -> Result<(), Error> {
    shell.page.admit(Instant::now())?;
    let (id, view): (ViewId, View) = (read(id, "view's number")?, read(view, "view")?);
    let engine = shell.engine().await;
    if shell.page.opened(id.0)? {
        shell.tell(desk::Event::PageReady);
    }
    let sink = move |update: Update| {
        // Fails only when the page is gone, and its views are closed then.
        let _ = channel.send(vec![update]);
    };
    let opened = engine.open_view(id, view, sink).await;
    if opened.is_err() {
        shell.page.closed(id.0);
    }
    opened
}

#[tauri::command]
pub async fn close_view(app: AppHandle, id: serde_json::Value) -> Result<(), Error> {
    let shell = app.state::<Shell>();
    let id: ViewId = read(id, "view's number")?;
    if shell.page.closed(id.0)
        && let Some(engine) = shell.engine_now()
    {
        engine.close_view(id);
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::time::Duration;

    #[test]
    fn a_flood_is_refused_and_ends_with_the_flood() {
        let page = Page::default();
        let start = Instant::now();
        let admitted = (0..1000).filter(|_| page.admit(start).is_ok()).count();
        assert_eq!(admitted, 400);
        assert_eq!(page.admit(start).unwrap_err().code, Code::NotAllowed);
        assert!(page.admit(start + Duration::from_secs(1)).is_ok());
    }

    #[test]
    fn a_view_has_one_opener_and_a_number_of_the_page() {
        let page = Page::default();
        assert!(page.opened(1).unwrap());
        assert!(!page.opened(2).unwrap());
        assert_eq!(page.opened(2).unwrap_err().code, Code::InvalidArgument);
        assert_eq!(page.opened(FIRST_SHELL_VIEW).unwrap_err().code, Code::InvalidArgument);
        assert!(page.closed(2) && !page.closed(2));
        for id in 3..=257 {
            page.opened(id).unwrap();
        }
        assert!(page.opened(300).is_err());
        page.forget(None);
        assert!(page.opened(1).unwrap());
    }

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
