//! The shell: all that knows Tauri and the operating system. Nothing in it knows XMPP or SQL.
//!
//! Invariant: the engine lives as long as the program, the web view only as long as its window. Started at login there is
//! no window at all; tray, notifications and the stream do without one.

mod autostart;
mod credentials;
mod desk;
mod downloads;
mod idle;
mod ipc;
mod links;
mod media;
mod memory;
mod notifications;
mod pages;
mod placement;
mod staging;
mod start;
mod tray;
mod updates;
mod windows;
mod words;

use engine::{Engine, EngineConfig, NetConfig, OsEntropy, SystemClock};
use start::Start;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use tauri::{AppHandle, Manager, RunEvent, WindowEvent, Wry};
use tokio::sync::{mpsc, watch};
use tracing_subscriber::EnvFilter;

/// What the parts of the shell share.
pub(crate) struct Shell {
    pub start: Start,
    pub data_dir: PathBuf,
    pub pages: pages::Pages,
    pub updates: updates::Updates,
    engine: watch::Sender<Option<Engine>>,
    events: mpsc::UnboundedSender<desk::Event>,
}

impl Shell {
    /// The engine, as soon as it runs.
    pub async fn engine(&self) -> Engine {
        let mut engine = self.engine.subscribe();
        loop {
            if let Some(engine) = engine.borrow_and_update().clone() {
                return engine;
            }
            if engine.changed().await.is_err() {
                // The sender lives in `self`: it cannot have gone.
                std::future::pending::<()>().await;
            }
        }
    }

    pub fn engine_now(&self) -> Option<Engine> {
        self.engine.borrow().clone()
    }

    /// Hands something to the shell's loop. After its end there is nothing left to be told.
    pub fn tell(&self, event: desk::Event) {
        let _ = self.events.send(event);
    }

    pub fn teller(&self) -> impl Fn(desk::Event) + Clone + Send + Sync + 'static {
        let events = self.events.clone();
        move |event| drop(events.send(event))
    }
}

/// Runs the program until it is told to exit.
pub fn run() -> ExitCode {
    let start = Start::parse(env::args_os().skip(1));
    if start.version {
        eprintln!("Hallway {}", env!("CARGO_PKG_VERSION"));
        return ExitCode::SUCCESS;
    }
    let filter = EnvFilter::try_from_env("HALLWAY_LOG").unwrap_or_else(|_| EnvFilter::new("warn,hallway=info"));
    let in_colour = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(in_colour).with_writer(std::io::stderr).init();
    // The first provider installed stays; whoever was earlier brought the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    if let Err(error) = tauri::webview_version() {
        return refuse(&format!("Hallway needs the system's web view, which is missing: {error}\n{WEB_VIEW_HINT}"));
    }
    let Some(data_dir) = data_dir(&start) else {
        return refuse("Hallway found no folder for its data: there is no home directory.");
    };
    if let Err(error) = private_folder(&data_dir) {
        return refuse(&format!("Hallway cannot use its folder {}: {error}", data_dir.display()));
    }
    match launch(start, data_dir) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&format!("Hallway did not start: {error}")),
    }
}

#[cfg(windows)]
const WEB_VIEW_HINT: &str = "Install the Microsoft Edge WebView2 Runtime, or ask your administrator for it.";
#[cfg(target_os = "linux")]
const WEB_VIEW_HINT: &str = "Install WebKitGTK 4.1 (Debian and Ubuntu: libwebkit2gtk-4.1-0).";
#[cfg(target_os = "macos")]
const WEB_VIEW_HINT: &str = "It is part of macOS 11 and later.";

/// Says why the program does not start, where it is seen.
fn refuse(why: &str) -> ExitCode {
    eprintln!("{why}");
    #[cfg(windows)]
    message_box(why);
    ExitCode::FAILURE
}

/// A release for Windows has no console.
#[cfg(windows)]
#[allow(unsafe_code)]
fn message_box(text: &str) {
    use ::windows::{
        Win32::UI::WindowsAndMessaging::{MB_ICONERROR, MB_OK, MessageBoxW},
        core::{HSTRING, w},
    };
    // SAFETY: both strings live until the call returns; no owner window is named.
    unsafe { MessageBoxW(None, &HSTRING::from(text), w!("Hallway"), MB_OK | MB_ICONERROR) };
}

/// Of this machine only: history and settings do not roam.
fn data_dir(start: &Start) -> Option<PathBuf> {
    let given = start.data_dir.clone().or_else(|| env::var_os("HALLWAY_DATA_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from));
    match given {
        Some(dir) => std::path::absolute(dir).ok(),
        None => Some(directories::ProjectDirs::from("org", "hallway", "Hallway")?.data_local_dir().to_path_buf()),
    }
}

/// Makes the folder where it is missing, for its owner alone.
fn private_folder(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn launch(start: Start, data_dir: PathBuf) -> tauri::Result<()> {
    let (events, heard) = mpsc::unbounded_channel();
    let autostart = autostart::plugin(&start);
    let single = single_instance(&start, &data_dir);
    let shell = Shell {
        start,
        data_dir,
        pages: pages::Pages::default(),
        updates: updates::Updates::default(),
        engine: watch::Sender::new(None),
        events,
    };
    let builder = tauri::Builder::default()
        // First: a second instance ends here, before it opens anything.
        .plugin(single)
        .plugin(autostart)
        .plugin(tauri_plugin_updater::Builder::new().build())
        .manage(shell)
        .invoke_handler(tauri::generate_handler![
            ipc::execute,
            ipc::open_view,
            ipc::close_view,
            staging::stage_begin,
            staging::stage_append
        ])
        .on_window_event(|window, event| {
            let shell = window.state::<Shell>();
            match event {
                WindowEvent::CloseRequested { api, .. } => {
                    api.prevent_close();
                    shell.tell(desk::Event::CloseAsked(window.label().to_owned()));
                }
                WindowEvent::Destroyed => shell.tell(desk::Event::WindowGone(window.label().to_owned())),
                WindowEvent::Focused(focused) if window.label() == windows::LABEL => shell.tell(desk::Event::Focused(*focused)),
                _ => {}
            }
        })
        .setup(move |app| {
            let app = app.handle().clone();
            let shell = app.state::<Shell>();
            tauri::async_runtime::spawn(end_with_the_session(app.clone(), shell.teller()));
            tauri::async_runtime::spawn(begin(app.clone(), heard));
            Ok(())
        });
    let app = media::register(builder).build(tauri::generate_context!())?;
    app.run(hear_system);
    Ok(())
}

/// What the system says to the program as a whole.
#[cfg_attr(not(target_os = "macos"), allow(unused_variables))]
fn hear_system(app: &AppHandle, event: RunEvent) {
    match event {
        // The last window closing is no end: the tray stays.
        RunEvent::ExitRequested { api, code: None, .. } => api.prevent_exit(),
        // macOS hands links over here, not as arguments.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            let asked = urls.iter().find_map(|url| engine::links::asked(url.as_str()));
            app.state::<Shell>().tell(desk::Event::Started(Start { asked, ..Start::default() }));
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => app.state::<Shell>().tell(desk::Event::Started(Start::default())),
        _ => {}
    }
}

/// Starts the engine and opens the window at the same time, then runs the shell's loop. What the page asks meanwhile waits
/// for the engine.
async fn begin(app: AppHandle, heard: mpsc::UnboundedReceiver<desk::Event>) {
    let shell = app.state::<Shell>();
    let engine = Engine::start(EngineConfig {
        data_dir: shell.data_dir.clone(),
        net: NetConfig::default(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(OsEntropy),
        version: app.package_info().version.to_string(),
        credentials: Arc::new(credentials::SystemKeyring::start()),
        downloads: downloads::folder(),
        mark_downloaded: downloads::mark,
    });
    let window = windows::first_place(&shell.start).map(|place| {
        let (app, folder) = (app.clone(), shell.data_dir.clone());
        tokio::task::spawn_blocking(move || windows::create(&app, &place, &folder).map(drop))
    });
    let engine = engine.await;
    shell.engine.send_replace(Some(engine.clone()));
    if let Some(window) = window {
        match window.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the window did not open"),
            Err(error) => tracing::error!(%error, "the window did not open"),
        }
    }
    let watched = engine.clone();
    tauri::async_runtime::spawn(idle::watch(SystemClock, move |since| watched.set_idle(since)));
    desk::run(app.clone(), engine, heard).await;
}

/// A second start hands its arguments over and ends. A profile apart is a program apart.
fn single_instance(start: &Start, data_dir: &Path) -> tauri::plugin::TauriPlugin<Wry> {
    let builder = tauri_plugin_single_instance::Builder::new().callback(|app: &AppHandle, arguments, _folder| {
        let arguments = arguments.into_iter().skip(1).map(Into::into);
        app.state::<Shell>().tell(desk::Event::Started(Start::parse(arguments)));
    });
    if start.data_dir.is_none() {
        return builder.build();
    }
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    data_dir.hash(&mut hasher);
    builder.dbus_id(format!("org.hallway.desktop.p{:016x}", hasher.finish())).build()
}

/// The OS ends the session, or somebody ends the program from outside: the stream is closed first. Where even that hangs,
/// the program ends all the same.
#[cfg(unix)]
async fn end_with_the_session(app: AppHandle, tell: impl Fn(desk::Event)) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut end), Ok(mut hang_up), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::hangup()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    tokio::select! {
        _ = end.recv() => {}
        _ = hang_up.recv() => {}
        _ = interrupt.recv() => {}
    }
    tell(desk::Event::Exit(desk::Ending::ForGood));
    tokio::time::sleep(desk::FAREWELL * 2).await;
    app.exit(0);
}

/// Windows tells programs with a window, and ends the others: the store needs no farewell.
#[cfg(not(unix))]
async fn end_with_the_session(app: AppHandle, tell: impl Fn(desk::Event)) {
    drop((app, tell));
}
