//! The shell's one loop: it hears what the engine's views, the tray, the notifications, the window and the OS say, one thing
//! after the other, and keeps them all in step.
//!
//! Invariant: everything that outlives the window is decided here, in Rust; the page may be gone at any time.

use crate::{
    Shell, autostart, ipc, memory,
    notifications::{self, Alerts, Announcer, Click, Step, Target},
    pages::FIRST_SHELL_VIEW,
    start::Start,
    tray::{Action, Face, Tray},
    windows::{self, Place},
    words::Words,
};
use api::{
    Command, ConversationId, IntranetPage, Patch, Patches, Settings, Update, View, ViewId,
    rows::{AlertRow, Phase, SessionRow, UnreadRow},
};
use engine::Engine;
use std::{collections::BTreeMap, time::Duration};
use tauri::{AppHandle, Manager, WebviewWindow};
use tokio::sync::mpsc;

/// For the last words on the stream; then the program ends without them.
pub const FAREWELL: Duration = Duration::from_secs(5);
/// Between a page's first view and its ear for the shell's events.
const PAGE_LISTENS: Duration = Duration::from_millis(300);
/// After the window went, until its last writes are on the disk and what served it may go too.
const UNTIL_REST: Duration = Duration::from_millis(1500);

/// What the shell hears.
#[derive(Debug)]
pub enum Event {
    View(Update),
    Tray(Action),
    Clicked(Click),
    /// The program was started again while it runs, or the OS handed it a link.
    Started(Start),
    CloseAsked(String),
    WindowGone(String),
    /// A conversation is to have a window of its own.
    WindowWanted(ConversationId),
    Focused(bool),
    /// The page has opened its first view.
    PageReady,
    /// The window has been gone for a while.
    Rest,
    Exit(Ending),
}

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    ForGood,
    /// In a newer version.
    StartsAnew,
}

/// The views the shell holds open for itself.
const VIEWS: [View; 4] = [View::Session, View::Unread, View::Settings, View::Alerts];

/// Runs until the program ends.
pub async fn run(app: AppHandle, engine: Engine, mut events: mpsc::UnboundedReceiver<Event>) {
    let tell = app.state::<Shell>().teller();
    let from_tray = tell.clone();
    let words = Words::of_this_computer();
    let tray = Tray::start(&app, Face::signed_out(words), move |action| from_tray(Event::Tray(action))).await;
    let announcer = notifications::announcer(move |click| tell(Event::Clicked(click)));
    let mut desk = Desk {
        app,
        engine,
        words,
        tray,
        announcer,
        alerts: Alerts::new(words),
        session: None,
        unread: None,
        settings: Settings::default(),
        face: None,
        focused: false,
        page_listens: false,
        wanted: Place::AsItWas,
        talks: BTreeMap::new(),
    };
    desk.open_views().await;
    while let Some(event) = events.recv().await {
        if let Event::Exit(ending) = event {
            return desk.leave(ending).await;
        }
        desk.hear(event).await;
    }
}

struct Desk {
    app: AppHandle,
    engine: Engine,
    words: &'static Words,
    tray: Tray,
    announcer: Box<dyn Announcer>,
    alerts: Alerts,
    session: Option<SessionRow>,
    unread: Option<UnreadRow>,
    settings: Settings,
    /// What the tray shows now.
    face: Option<Face>,
    focused: bool,
    page_listens: bool,
    /// What a page that does not listen yet is to show.
    wanted: Place,
    /// Conversations in windows of their own, by label.
    talks: BTreeMap<String, ConversationId>,
}

impl Desk {
    async fn open_views(&self) {
        let shell = self.app.state::<Shell>();
        for (id, view) in (FIRST_SHELL_VIEW..).zip(VIEWS) {
            let tell = shell.teller();
            if let Err(error) = self.engine.open_view(ViewId(id), view, move |update| tell(Event::View(update))).await {
                tracing::error!(%error, "a view of the shell did not open");
            }
        }
    }

    async fn hear(&mut self, event: Event) {
        match event {
            Event::View(update) => self.see(update.patches).await,
            Event::Tray(action) => self.act(action).await,
            Event::Clicked(Click { target, token }) => {
                let place = match target {
                    Target::Conversation(id) => Place::Conversation(id),
                    Target::Messages => Place::Pane("messages"),
                    Target::Notifications => Place::Pane("notifications"),
                };
                self.open(place, token);
            }
            Event::Started(start) => {
                if let Some(place) = windows::first_place(&start) {
                    self.open(place, None);
                }
            }
            Event::CloseAsked(label) => self.close(&label).await,
            Event::WindowGone(label) => self.window_gone(&label).await,
            Event::WindowWanted(conversation) => self.open_talk(conversation),
            Event::Focused(focused) => {
                self.focused = focused;
                self.show_unread();
            }
            Event::PageReady => self.page_ready(),
            Event::Rest if self.app.webview_windows().is_empty() => memory::give_back(),
            Event::Rest => {}
            Event::Exit(_) => {}
        }
    }

    /// A view has changed.
    async fn see(&mut self, patches: Patches) {
        match patches {
            Patches::Session(patches) => {
                let was_in = self.is_signed_in();
                self.session = last_row(patches).or(self.session.take());
                if was_in && !self.is_signed_in() {
                    windows::close_talks(&self.app);
                }
                if !was_in && self.is_signed_in() {
                    autostart::follow(&self.app, &self.app.state::<Shell>().start, self.settings.autostart);
                }
            }
            Patches::Unread(patches) => {
                self.unread = last_row(patches).or(self.unread.take());
                self.show_unread();
            }
            Patches::Settings(patches) => {
                if let Some(row) = last_row(patches) {
                    self.settings = row.settings;
                }
            }
            Patches::Alerts(patches) => self.announce(patches),
            _ => {}
        }
        let face = Face::of(self.session.as_ref(), self.unread.as_ref(), self.words);
        if self.face.as_ref() != Some(&face) {
            self.face = Some(face.clone());
            self.tray.show(face).await;
        }
    }

    fn is_signed_in(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.phase == Phase::SignedIn)
    }

    fn announce(&mut self, patches: Vec<Patch<AlertRow>>) {
        for step in self.alerts.fold(patches) {
            match step {
                Step::Show(notice) => {
                    // The window it is about asks for a look, not the one that has the focus.
                    let window = match &notice.target {
                        Target::Conversation(id) => self.talk_window(id),
                        Target::Messages | Target::Notifications => None,
                    };
                    let window = window.or_else(|| windows::get(&self.app));
                    self.announcer.show(notice);
                    if let Some(window) = window.filter(|window| !window.is_focused().unwrap_or(false)) {
                        windows::ask_for_attention(&window);
                    }
                }
                Step::Withdraw(id) => self.announcer.withdraw(&id),
            }
        }
    }

    fn show_unread(&self) {
        if let Some(window) = windows::get(&self.app) {
            let (messages, besides) = self.unread.as_ref().map_or((0, 0), |unread| (unread.messages, unread.besides));
            windows::show_unread(&window, (messages, besides), self.focused, self.words);
        }
    }

    async fn act(&mut self, action: Action) {
        match action {
            Action::Open => self.open(Place::AsItWas, None),
            Action::Messages => self.open(Place::Pane("messages"), None),
            Action::Notifications => self.open(Place::Pane("notifications"), None),
            Action::About => self.open(Place::Pane("about"), None),
            // The page asks first: what was not sent yet would be lost.
            Action::SignOut => self.open(Place::Pane("signOut"), None),
            Action::ActivityStream => self.command(Command::OpenPage { page: IntranetPage::ActivityStream }).await,
            Action::OwnProfile => self.command(Command::OpenPage { page: IntranetPage::OwnProfile }).await,
            Action::Status(availability) => {
                let status = self.session.as_ref().map(|session| session.status.clone()).unwrap_or_default();
                self.command(Command::SetPresence { availability, status }).await;
            }
            Action::Exit => self.app.state::<Shell>().tell(Event::Exit(Ending::ForGood)),
        }
    }

    async fn command(&self, command: Command) {
        if let Err(error) = ipc::carry_out(&self.app, &self.engine, command).await {
            tracing::warn!(%error, "a click in the tray could not be carried out");
        }
    }

    /// The window a conversation has for itself, if it has one.
    fn talk_window(&self, conversation: &str) -> Option<WebviewWindow> {
        let (label, _) = self.talks.iter().find(|(_, shown)| *shown == conversation)?;
        self.app.get_webview_window(label)
    }

    /// Shows the window, and in it what was asked for. A conversation with a window of its own is shown there.
    fn open(&mut self, place: Place, token: Option<String>) {
        if let Some(window) = place.conversation().and_then(|conversation| self.talk_window(conversation)) {
            windows::raise(&window, token);
            place.tell(&self.app, window.label());
            return;
        }
        if let Some(window) = windows::get(&self.app) {
            windows::raise(&window, token);
            if self.page_listens {
                place.tell(&self.app, windows::LABEL);
            } else if place != Place::AsItWas {
                self.wanted = place;
            }
            return;
        }
        let folder = self.app.state::<Shell>().data_dir.clone();
        match windows::create(&self.app, &place, &folder) {
            Ok(_) => self.show_unread(),
            Err(error) => tracing::error!(%error, "the window did not open"),
        }
    }

    fn page_ready(&mut self) {
        self.page_listens = true;
        let place = std::mem::replace(&mut self.wanted, Place::AsItWas);
        if place != Place::AsItWas {
            let app = self.app.clone();
            tauri::async_runtime::spawn(async move {
                tokio::time::sleep(PAGE_LISTENS).await;
                place.tell(&app, windows::LABEL);
            });
        }
    }

    /// The close button. The window with the lists: into the tray where there is one, otherwise only out of sight.
    async fn close(&mut self, label: &str) {
        let Some(window) = self.app.get_webview_window(label) else { return };
        if label != windows::LABEL {
            return windows::end(&window).await;
        }
        windows::remember(&window, self.settings.theme, &self.app.state::<Shell>().data_dir);
        if self.settings.close_to_tray && self.tray.is_visible().await {
            windows::end(&window).await;
        } else if let Err(error) = window.minimize() {
            tracing::debug!(%error, "the window was not minimised");
        }
    }

    /// One conversation in a window of its own, beside the one with the lists; the one there is comes to the front.
    fn open_talk(&mut self, conversation: ConversationId) {
        if let Some(window) = self.talk_window(&conversation) {
            windows::raise(&window, None);
            return;
        }
        let free =
            windows::talk_labels().find(|label| !self.talks.contains_key(label) && self.app.get_webview_window(label).is_none());
        let Some(label) = free else {
            // There are as many windows as there can be: where the lists are, it opens as a tab.
            self.open(Place::Conversation(conversation), None);
            return;
        };
        let folder = self.app.state::<Shell>().data_dir.clone();
        match windows::create_talk(&self.app, &label, &conversation, self.settings.theme, &folder) {
            Ok(()) => {
                self.talks.insert(label, conversation);
            }
            Err(error) => tracing::error!(%error, "the window did not open"),
        }
    }

    async fn window_gone(&mut self, label: &str) {
        if label == windows::LABEL {
            // There is a new one already.
            if self.app.get_webview_window(label).is_some() {
                return;
            }
            self.page_listens = false;
            self.focused = false;
        }
        self.talks.remove(label);
        // Nobody looks at it now: what arrives is to be announced.
        let conversation = self.app.state::<Shell>().pages.forget(label, Some(&self.engine));
        if let Err(error) = self.engine.execute(Command::Front { conversation }).await {
            tracing::debug!(%error, "nothing was in front");
        }
        let tell = self.app.state::<Shell>().teller();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(UNTIL_REST).await;
            tell(Event::Rest);
        });
    }

    /// Ends what the pages hold, the stream and the store in order, then the program.
    async fn leave(self, ending: Ending) {
        if let Some(window) = windows::get(&self.app) {
            windows::remember(&window, self.settings.theme, &self.app.state::<Shell>().data_dir);
        }
        windows::hand_over_all(&self.app).await;
        if tokio::time::timeout(FAREWELL, self.engine.shut_down()).await.is_err() {
            tracing::warn!("the server did not take the farewell in time");
        }
        match ending {
            Ending::ForGood => self.app.exit(0),
            Ending::StartsAnew => self.app.request_restart(),
        }
    }
}

/// The row of a view that has one.
fn last_row<R>(patches: Vec<Patch<R>>) -> Option<R> {
    patches.into_iter().rev().find_map(|patch| match patch {
        Patch::Reset { rows, .. } => rows.into_iter().next_back(),
        Patch::Put { row, .. } => Some(row),
        Patch::Drop { .. } | Patch::Extent { .. } => None,
    })
}
