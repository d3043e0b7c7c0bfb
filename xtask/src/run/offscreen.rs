//! The app without a display: a screen, a session bus and a keyring of its own, a sign-in, and a picture.
//!
//! The command starts itself once more inside `dbus-run-session`; the session ends with everything in it.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use super::demo::{self, Demo};
use super::webdriver::{self, Driver, Element};
use crate::command::{self, Running};
use crate::project;

const SCREEN: &str = "1280x860x24";
/// Signing in on a fresh profile, opening the tree, loading the faces: generous for a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Outside: starts this program again on a private bus, with private folders.
pub fn start_session() -> Result<()> {
    println!("There is no display here: opening the app on a screen of its own to take its picture.");
    let folder = super::data().join("session");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    for name in ["home", "run", "config", "data", "cache", "state"] {
        std::fs::create_dir_all(folder.join(name))?;
    }
    private(&folder.join("run"))?;
    let mut session = Command::new("dbus-run-session");
    session.arg("--").arg(std::env::current_exe()?).args(["run", super::INSIDE]);
    session
        .env("HOME", folder.join("home"))
        .env("XDG_RUNTIME_DIR", folder.join("run"))
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("XDG_STATE_HOME", folder.join("state"))
        .env("GDK_BACKEND", "x11")
        .env("GSETTINGS_BACKEND", "memory")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        // Without a graphics card its frames come late, on a busy machine never.
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("NO_AT_BRIDGE", "1")
        .env_remove("WAYLAND_DISPLAY");
    // The bus, the window manager and the driver talk a lot; it is only worth reading when something fails.
    let log = folder.join("session.log");
    let outcome = command::run(session.stderr(std::fs::File::create(&log)?));
    if outcome.is_err() {
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        let from = text.lines().count().saturating_sub(20);
        text.lines().skip(from).for_each(|line| eprintln!("{line}"));
    }
    outcome
}

/// Inside: everything up, one sign-in, one picture, everything down.
pub fn inside_session() -> Result<()> {
    let (_screen, display) = screen()?;
    let mut windows = Command::new("openbox");
    let _windows = Running::start(windows.env("DISPLAY", &display).stderr(Stdio::null()))?;
    let _keyring = keyring()?;
    let demo = Demo::start()?;

    let port = free_port()?;
    let mut driver = Command::new("WebKitWebDriver");
    driver.arg(format!("--port={port}")).env("DISPLAY", &display).env("TAURI_WEBVIEW_AUTOMATION", "true");
    let fresh = super::data().join("offscreen");
    if fresh.exists() {
        std::fs::remove_dir_all(&fresh)?;
    }
    driver.env("HALLWAY_DATA_DIR", &fresh);
    let mut driver = Running::start(&mut driver)?;
    command::wait_for("the driver of the window", PATIENCE, || {
        driver.check()?;
        Ok(webdriver::listens(port).then_some(()))
    })?;

    let app = project::built("hallway");
    let window = Driver::open(port, &json!({ "webkitgtk:browserOptions": { "binary": app } }))?;
    sign_in(&window, &demo).inspect_err(|_| {
        // What the window shows is the best explanation.
        if let Ok(picture) = picture(&display) {
            eprintln!("the window as it was: {}", picture.display());
        }
    })?;
    let picture = settled_picture(&display)?;
    println!("signed in as {} on {}; a picture of it:\n{}", demo::EMAIL, demo.url(), picture.display());
    Ok(())
}

fn sign_in(window: &Driver, demo: &Demo) -> Result<()> {
    for (field, text) in [("signin-url", demo.url().as_str()), ("signin-account", demo::EMAIL), ("signin-password", demo::PASSWORD)]
    {
        act(window, &named(field), |element| element.write(text))?;
    }
    act(window, &named("signin-submit"), |element| element.click())?;
    act(window, &named("tab-contacts"), |element| element.click())?;
    act(window, "[role=tree] [role=treeitem]", |_| Ok(()))?;
    act(window, &named("tab-recent"), |element| element.click())?;
    act(window, "[data-testid^='conversation-'][data-testid*='@']", |element| element.click())?;
    act(window, &named("composer"), |_| Ok(()))
}

/// The element that the tests of the window know by this name.
fn named(name: &str) -> String {
    format!("[data-testid='{name}']")
}

/// Does something with an element as soon as it is there. A list that is just being drawn may take it away in
/// between; then it is looked for again.
fn act(window: &Driver, selector: &str, action: impl Fn(&Element<'_>) -> Result<()>) -> Result<()> {
    command::wait_for(&format!("{selector} in the window"), PATIENCE, || {
        let Some(element) = window.find(selector)? else { return Ok(None) };
        match action(&element) {
            Err(error) if webdriver::passing(&error) => Ok(None),
            other => other.map(Some),
        }
    })
}

/// A screen in memory, and its name.
fn screen() -> Result<(Running, String)> {
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut screen = Running::start(&mut command)?;
    let output = screen.child().stdout.take().context("Xvfb has no output")?;
    let mut number = String::new();
    BufReader::new(output).read_line(&mut number)?;
    let number: u32 = number.trim().parse().context("Xvfb named no display")?;
    Ok((screen, format!(":{number}")))
}

/// A keyring that is unlocked, with a password nobody needs again.
fn keyring() -> Result<Running> {
    let mut command = Command::new("gnome-keyring-daemon");
    command.args(["--foreground", "--unlock", "--components=secrets"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut keyring = Running::start(&mut command)?;
    keyring.child().stdin.take().context("the keyring takes no password")?.write_all(b"for this session only")?;
    command::wait_for("the keyring", PATIENCE, || {
        let mut ask = Command::new("dbus-send");
        ask.args(["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]);
        ask.args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]);
        keyring.check()?;
        Ok(command::output(&mut ask)?.contains("true").then_some(()))
    })?;
    Ok(keyring)
}

/// A picture of the finished window: a page exists before it is painted, and faces come a moment after names. Taken
/// again until it has the colours of faces and text, and no more of them than a second before.
fn settled_picture(display: &str) -> Result<PathBuf> {
    // Frame and title of an empty window have some four hundred, the sign-in has fifteen hundred, faces have more.
    const PAINTED: u32 = 2_500;
    let mut before = 0;
    command::wait_for("the window to be painted", PATIENCE, || {
        std::thread::sleep(Duration::from_secs(1));
        let file = picture(display)?;
        let colours = command::output(Command::new("identify").args(["-format", "%k"]).arg(&file))?.trim().parse().unwrap_or(0);
        let settled = colours > PAINTED && colours == before;
        before = colours;
        Ok(settled.then_some(file))
    })
}

fn picture(display: &str) -> Result<PathBuf> {
    let file = project::target().join("run-screenshot.png");
    command::run(Command::new("import").args(["-window", "root"]).arg(&file).env("DISPLAY", display))?;
    Ok(file)
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// The folder of a session's sockets is its user's alone, or programs refuse it.
#[cfg(unix)]
fn private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?)
}

#[cfg(not(unix))]
fn private(_: &Path) -> Result<()> {
    Ok(())
}
