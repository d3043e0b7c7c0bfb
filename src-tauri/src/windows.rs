//! The windows: the one with the lists, and those of single conversations beside it. Each is made when it is wanted and
//! destroyed, web view and all, when it is closed, after its page has handed over what it still held.
//!
//! Invariants: the window with the lists is labelled "main" and there is never a second, nor two for the same conversation; a page never leaves the program's own origin and opens no
//! windows; the main one is where the person left it, if that place still exists.

use crate::{
    Shell,
    placement::{self, Placement, Screen},
    start::Start,
    words::Words,
};
use api::{Code, ConversationId, Error, Theme};
use engine::links::Asked;
use std::{collections::BTreeMap, path::Path, time::Duration};
use tauri::{
    AppHandle, Emitter, Manager, PhysicalPosition, PhysicalSize, UserAttentionType, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder,
    utils::config::Color,
    webview::{NewWindowResponse, PageLoadEvent},
};
use url::{Url, form_urlencoded};

pub const LABEL: &str = "main";
/// What the labels of the others begin with (see capabilities/main.json).
const TALK: &str = "talk-";
const MOST_TALKS: usize = 12;
/// Width and height of a conversation's own window.
const TALK_SIZE: (f64, f64) = (560.0, 680.0);
/// For a page to hand over what it holds: as long as nobody who waits for the program to end takes it for hung.
const PARTING: Duration = Duration::from_secs(2);
/// The page's own ground (ui: `--surface-1`), so that nothing flashes before it is drawn.
const DARK: Color = Color(22, 28, 30, 255);
const LIGHT: Color = Color(255, 255, 255, 255);

/// What the window is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    AsItWas,
    Conversation(ConversationId),
    /// What a link asked for.
    Asked(Asked),
    Pane(&'static str),
}

impl Place {
    /// The conversation that is to be seen, if it is one.
    pub fn conversation(&self) -> Option<&ConversationId> {
        match self {
            Self::Conversation(id) | Self::Asked(Asked::Conversation { address: id, .. }) => Some(id),
            Self::Asked(Asked::Room(_)) | Self::AsItWas | Self::Pane(_) => None,
        }
    }

    /// What the page is told, by name (ui/src/ipc/transport.ts, `Destination`).
    fn fields(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::AsItWas => Vec::new(),
            Self::Conversation(id) => vec![("conversation", id)],
            Self::Asked(Asked::Conversation { address, words }) if words.is_empty() => vec![("conversation", address)],
            Self::Asked(Asked::Conversation { address, words }) => vec![("conversation", address), ("words", words)],
            Self::Asked(Asked::Room(room)) => vec![("join", room)],
            Self::Pane(pane) => vec![("pane", pane)],
        }
    }

    /// For a page that is yet to be loaded: behind the `#` of its address.
    fn fragment(&self) -> String {
        let fields = self.fields();
        if fields.is_empty() {
            return String::new();
        }
        format!("#{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish())
    }

    /// For a page that is there.
    pub fn tell(&self, app: &AppHandle, label: &str) {
        let fields: BTreeMap<_, _> = self.fields().into_iter().collect();
        if fields.is_empty() {
            return;
        }
        if let Err(error) = app.emit_to(label, "go", fields) {
            tracing::debug!(%error, "the page was not told");
        }
    }
}

/// What a start asks to be shown; a hidden one asks for nothing.
pub fn first_place(start: &Start) -> Option<Place> {
    match &start.asked {
        Some(asked) => Some(Place::Asked(asked.clone())),
        None => (!start.hidden).then_some(Place::AsItWas),
    }
}

pub fn get(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window(LABEL)
}

/// Brings the window that is there to the front.
pub fn raise(window: &WebviewWindow, token: Option<String>) {
    #[cfg(target_os = "linux")]
    if let Some(token) = token {
        pass_activation(window, token);
    }
    #[cfg(not(target_os = "linux"))]
    drop(token);
    let raised = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = raised {
        tracing::debug!(%error, "the window did not come to the front");
    }
}

/// The desktop's leave to take the focus, given with a click elsewhere (xdg-activation; X11 startup notification).
#[cfg(target_os = "linux")]
fn pass_activation(window: &WebviewWindow, token: String) {
    let target = window.clone();
    let passed = window.run_on_main_thread(move || {
        if let Ok(window) = target.gtk_window() {
            gtk::prelude::GtkWindowExt::set_startup_id(&window, &token);
        }
    });
    if let Err(error) = passed {
        tracing::debug!(%error, "the activation token was not passed on");
    }
}

/// Makes the window. Not on the main thread: its event loop must turn meanwhile.
pub fn create(app: &AppHandle, place: &Place, folder: &Path) -> tauri::Result<WebviewWindow> {
    let before = Placement::load(folder);
    let theme = before.map_or(Theme::System, |before| before.theme);
    let window = build(app, LABEL, place, placement::FIRST, theme, folder)?;
    if matches!(theme, Theme::System | Theme::HighContrast) && matches!(window.theme(), Ok(tauri::Theme::Light)) {
        window.set_background_color(Some(LIGHT))?;
    }
    if let Some(place) = before.and_then(|before| before.on(&screens(&window))) {
        window.set_size(PhysicalSize::new(place.width, place.height))?;
        window.set_position(PhysicalPosition::new(place.x, place.y))?;
        if place.maximized {
            window.maximize()?;
        }
    }
    window.show()?;
    window.set_focus()?;
    Ok(window)
}

/// The labels of conversations' own windows: a capability names each of them.
pub fn talk_labels() -> impl Iterator<Item = String> {
    (1..=MOST_TALKS).map(|number| format!("{TALK}{number}"))
}

/// One conversation in a window of its own, under a label that is free.
pub fn create_talk(app: &AppHandle, label: &str, conversation: &str, theme: Theme, folder: &Path) -> tauri::Result<()> {
    let place = Place::Conversation(conversation.to_owned());
    let window = build(app, label, &place, TALK_SIZE, theme, folder)?;
    window.show()?;
    window.set_focus()
}

/// Closes a window that asks for it: only one of a single conversation.
pub fn close_talk(window: &WebviewWindow) -> Result<(), Error> {
    if !window.label().starts_with(TALK) {
        return Err(Error::new(Code::NotAllowed, "the window with the lists is not closed by its page"));
    }
    window.close().map_err(|error| Error::new(Code::Internal, error.to_string()))
}

/// Whoever signs out leaves nothing open.
pub fn close_talks(app: &AppHandle) {
    for (label, window) in app.webview_windows() {
        if label.starts_with(TALK)
            && let Err(error) = window.destroy()
        {
            tracing::warn!(%error, "a window was not closed");
        }
    }
}

/// A window with our page in it, not shown yet.
fn build(
    app: &AppHandle,
    label: &str,
    place: &Place,
    size: (f64, f64),
    theme: Theme,
    folder: &Path,
) -> tauri::Result<WebviewWindow> {
    let page = WebviewUrl::App(format!("index.html{}", place.fragment()).into());
    let (smallest_width, smallest_height) = placement::SMALLEST;
    WebviewWindowBuilder::new(app, label, page)
        .title("Hallway")
        .inner_size(size.0, size.1)
        .min_inner_size(smallest_width, smallest_height)
        .center()
        .visible(false)
        // What is dropped goes to the page, which says where; the shell's own handler would keep it from there.
        .disable_drag_drop_handler()
        .background_color(if theme == Theme::Light { LIGHT } else { DARK })
        .data_directory(folder.join("webview"))
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        // The page knows whom a conversation is with and what of it is unread; the main window's title outlives its page.
        .on_document_title_changed(|window, title| {
            if window.label().starts_with(TALK)
                && let Err(error) = window.set_title(&title)
            {
                tracing::debug!(%error, "the title was not changed");
            }
        })
        .on_page_load(|window, load| {
            // A page that is loaded anew knows nothing of the views its forerunner opened.
            if load.event() == PageLoadEvent::Started {
                let shell = window.state::<Shell>();
                shell.pages.forget(window.label(), shell.engine_now().as_ref());
            }
        })
        .build()
}

/// The program's own origin, as each system writes it. The backstop behind the page's own guards.
fn is_own(url: &Url) -> bool {
    let own = if cfg!(windows) { ("http", "tauri.localhost") } else { ("tauri", "localhost") };
    if (url.scheme(), url.host_str().unwrap_or_default()) == own && url.port().is_none() {
        return true;
    }
    tauri::is_dev() && url.origin().ascii_serialization() == "http://localhost:5173"
}

fn screens(window: &WebviewWindow) -> Vec<Screen> {
    let monitors = window.available_monitors().unwrap_or_default();
    let screen = |monitor: &tauri::Monitor| {
        let area = monitor.work_area();
        Screen { x: area.position.x, y: area.position.y, width: area.size.width, height: area.size.height }
    };
    monitors.iter().map(screen).collect()
}

/// Remembers where the window is, and in which colours. A minimised one is nowhere.
pub fn remember(window: &WebviewWindow, theme: Theme, folder: &Path) {
    if window.is_minimized().unwrap_or(true) {
        return;
    }
    let maximized = window.is_maximized().unwrap_or(false);
    if let (Ok(position), Ok(size)) = (window.outer_position(), window.inner_size()) {
        let mut place = Placement { x: position.x, y: position.y, width: size.width, height: size.height, maximized, theme };
        // So that leaving full size later gives back the size from before it.
        if maximized && let Some(before) = Placement::load(folder) {
            place = Placement { maximized, theme, ..before };
        }
        place.save(folder);
    }
}

/// Lets the page hand over what it still holds, the last words of a draft say; a page that hangs is not waited for.
async fn hand_over(window: &WebviewWindow) {
    let Some(handed_over) = window.state::<Shell>().pages.parting(window.label()) else { return };
    if let Err(error) = window.emit_to(window.label(), "hand-over", ()) {
        tracing::debug!(%error, "the page was not asked");
        return;
    }
    if tokio::time::timeout(PARTING, handed_over).await.is_err() {
        tracing::warn!("a page did not hand over in time what it held");
    }
}

/// The same for all windows at once: the program is about to end.
pub async fn hand_over_all(app: &AppHandle) {
    let windows = app.webview_windows();
    futures_util::future::join_all(windows.values().map(hand_over)).await;
}

/// Ends the window with its web view, and waits until it is gone: a new one could not have its label before.
pub async fn end(window: &WebviewWindow) {
    if let Err(error) = window.hide() {
        tracing::debug!(%error, "the window was not hidden");
    }
    hand_over(window).await;
    if let Err(error) = window.destroy() {
        tracing::warn!(%error, "the window was not closed");
    }
    for _ in 0..200 {
        if window.app_handle().get_webview_window(window.label()).is_none() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Says in title bar and task bar what waits, as long as nobody looks: messages, and besides these what else stands in the
/// notification center.
pub fn show_unread(window: &WebviewWindow, (messages, besides): (u32, u32), focused: bool, words: &Words) {
    let title = if focused { words.title(0, 0) } else { words.title(messages, besides) };
    let shown = window.set_title(&title);
    #[cfg(not(windows))]
    let shown = shown.and_then(|()| {
        let number = messages.saturating_add(besides);
        window.set_badge_count((number > 0).then(|| i64::from(number)))
    });
    if let Err(error) = shown {
        tracing::debug!(%error, "the title was not changed");
    }
}

/// Flashes the task bar's button, or bounces in the dock.
pub fn ask_for_attention(window: &WebviewWindow) {
    if let Err(error) = window.request_user_attention(Some(UserAttentionType::Informational)) {
        tracing::debug!(%error, "no attention");
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_page_stays_at_home() {
        let home = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };
        for own in ["", "/", "/index.html#pane=about", "/assets/x.js"] {
            assert!(is_own(&Url::parse(&format!("{home}{own}")).unwrap()), "{own}");
        }
        for foreign in [
            "https://example.com/",
            "http://localhost/",
            "http://tauri.localhost.evil.test/",
            "http://tauri.evil.test/",
            "https://tauri.localhost/",
            "tauri://evil/",
            "tauri://localhost.evil.test/",
            "http://tauri.localhost:8080/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "about:blank",
            "media://avatar/x",
            "blob:tauri://localhost/x",
            "ipc://localhost/",
        ] {
            assert!(!is_own(&Url::parse(foreign).unwrap()), "{foreign}");
        }
    }

    #[test]
    fn what_is_asked_for_survives_its_way_into_an_address() {
        assert_eq!(Place::Conversation("a&b#c+d@example.com".into()).fragment(), "#conversation=a%26b%23c%2Bd%40example.com");
        let asked = Asked::Conversation { address: "a@b".into(), words: "1 + 1\n&pane=about#".into() };
        assert_eq!(Place::Asked(asked).fragment(), "#conversation=a%40b&words=1+%2B+1%0A%26pane%3Dabout%23");
        assert_eq!(Place::Asked(Asked::Room("tea@rooms.b".into())).fragment(), "#join=tea%40rooms.b");
        assert_eq!(Place::Pane("about").fragment(), "#pane=about");
        assert_eq!(Place::AsItWas.fragment(), "");
    }
}
