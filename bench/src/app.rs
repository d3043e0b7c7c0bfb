//! The app on a private desktop, as a person has it.

use crate::{company::READER, screen::Screen, server};
use anyhow::{Context, Result};
use std::time::{Duration, Instant};
use tests::desktop::{DesktopHost, DesktopSession, Parts, Running, Window, app, processes, until_within};

const PATIENCE: Duration = Duration::from_secs(60);

pub struct Desk {
    pub desktop: DesktopSession,
    pub host: DesktopHost,
    screen: Screen,
}

impl Desk {
    pub async fn new() -> Result<Self> {
        let desktop = DesktopSession::start(Parts::default())?;
        let host = DesktopHost::start(desktop.bus_address(), true).await?;
        let screen = Screen::of(desktop.display())?;
        Ok(Self { desktop, host, screen })
    }

    /// Signs in by hand once, so that the keyring has the password; the app is closed again.
    pub async fn sign_in(&self, url: &str) -> Result<()> {
        let window = Window::open_program(&self.desktop, &server::program("hallway")?, &[]).await?;
        window.type_into("signin-url", url).await?;
        window.type_into("signin-account", READER).await?;
        window.type_into("signin-password", crate::company::PASSWORD).await?;
        window.click("signin-submit").await?;
        window.find("control-bar").await?;
        window.click("tab-contacts").await?;
        window.find_css("[data-testid^=contact-]").await?;
        Ok(window.page.clone().close().await?)
    }

    pub fn start(&self, arguments: &[&str]) -> Result<Running> {
        app::start_program(&self.desktop, &server::program("hallway")?, arguments)
    }

    /// Milliseconds until `what` is so, from now.
    pub async fn until_menu(&self, label: &str) -> Result<f64> {
        let start = Instant::now();
        until_within(label, PATIENCE, || async { self.host.menu_labels().await.iter().any(|shown| shown == label).then_some(()) })
            .await?;
        Ok(millis(start))
    }

    /// Milliseconds until people are seen on the screen, from now.
    pub async fn until_faces(&self) -> Result<f64> {
        let start = Instant::now();
        until_within("faces", PATIENCE, || async { self.screen.shows_faces().ok()?.then_some(()) }).await?;
        Ok(millis(start))
    }
}

pub fn millis(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

/// CPU seconds of the app's processes while something is done.
pub struct CpuWatch {
    root: u32,
    start_ms: u64,
}

impl CpuWatch {
    pub fn start(running: &Running) -> Self {
        Self { root: running.0.id(), start_ms: processes::cpu_ms(running.0.id()) }
    }

    pub fn seconds(&self) -> f64 {
        let ms = processes::cpu_ms(self.root).saturating_sub(self.start_ms);
        Duration::from_millis(ms).as_secs_f64()
    }
}

/// So long it takes next to no processor time when there is nothing left to fetch: everybody's card is asked for at a gentle
/// pace at first, some in each tenth of a second.
const QUIET: Duration = Duration::from_secs(10);
const NEXT_TO_NOTHING: f64 = 0.02;

/// Until the app has nothing left to fetch.
pub async fn until_quiet(running: &Running) -> Result<()> {
    until_within("a quiet app", 5 * PATIENCE, || async {
        let watch = CpuWatch::start(running);
        tokio::time::sleep(QUIET).await;
        (watch.seconds() <= NEXT_TO_NOTHING).then_some(())
    })
    .await
}

/// Ends the app as a person does.
pub async fn exit(desk: &Desk, mut running: Running) -> Result<()> {
    desk.host.click_menu("Exit").await.context("Exit")?;
    until_within("the app's end", PATIENCE, || {
        let ended = running.0.try_wait().ok().flatten();
        async move { ended }
    })
    .await?;
    Ok(())
}
