//! The real application in a real window: what a person does on the first day, and what the tray does afterwards.
//!
//! Pictures of every step are kept in `tests/artifacts/`.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod closing;
mod files;
mod first_day;
mod keyring;
mod links;
mod outage;
mod own_window;
mod restart;
mod rooms;
mod tray;

use anyhow::Result;
use std::path::PathBuf;
use tests::{
    desktop::{DesktopHost, DesktopSession, Parts, Window, until},
    world::World,
};

/// One application at a time: two cores draw one window at a sensible speed.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A desk with nothing installed yet, and a company to sign in to.
struct Desk {
    desktop: DesktopSession,
    host: DesktopHost,
    world: World,
    _turn: tokio::sync::MutexGuard<'static, ()>,
}

impl Desk {
    async fn new() -> Result<Self> {
        Self::with(Parts::default(), true).await
    }

    async fn with(parts: Parts, tray: bool) -> Result<Self> {
        let turn = ONE_AT_A_TIME.lock().await;
        let desktop = DesktopSession::start(parts)?;
        let host = DesktopHost::start(desktop.bus_address(), tray).await?;
        let world = World::start().await?;
        Ok(Self { desktop, host, world, _turn: turn })
    }

    /// Alice signs in by hand.
    async fn sign_in(&self, window: &Window) -> Result<()> {
        self.sign_in_at(window, &self.world.url()).await
    }

    /// The same by another way to the server.
    async fn sign_in_at(&self, window: &Window, url: &str) -> Result<()> {
        window.type_into("signin-url", url).await?;
        window.type_into("signin-account", "alice@example.com").await?;
        window.type_into("signin-password", World::PASSWORD).await?;
        window.click("signin-submit").await?;
        window.find("control-bar").await?;
        Ok(())
    }

    /// Signs Alice in by hand and ends the application, so that the keyring has her password.
    async fn sign_in_once(&self) -> Result<()> {
        let window = Window::open(&self.desktop, &[]).await?;
        self.sign_in(&window).await?;
        // By its own Exit: a killed program's stream would live on for its ten minutes of grace, and Alice with it.
        self.host.click_menu("Exit").await?;
        until("the window to be gone", || async { self.desktop.window_titles("hallway").is_empty().then_some(()) }).await?;
        until("the tray to be empty", || async { self.host.menu_items().await.is_err().then_some(()) }).await
    }

    fn picture(&self, name: &str) -> Result<()> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("artifacts");
        self.desktop.screenshot(&folder.join(format!("{name}.png")))
    }
}
