//! The real application in a real window, driven through WebKit's WebDriver or started on its own.

use super::{DesktopSession, Running, processes};
use anyhow::{Context, Result, bail};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(20);

/// The application's binary, built beside the tests.
pub fn binary() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("HALLWAY_APP") {
        return Ok(path.into());
    }
    let here = std::env::current_exe()?;
    let path = here.parent().and_then(Path::parent).context("the tests' folder")?.join("hallway");
    if !path.exists() {
        bail!("{} is not built: run `cargo build --features custom-protocol` first", path.display());
    }
    Ok(path)
}

/// The application with no one driving it: as the OS starts it.
pub fn start(desktop: &DesktopSession, arguments: &[&str]) -> Result<Running> {
    start_program(desktop, &binary()?, arguments)
}

/// The same for a binary that was built elsewhere.
pub fn start_program(desktop: &DesktopSession, program: &Path, arguments: &[&str]) -> Result<Running> {
    let log = std::fs::File::options().create(true).append(true).open(desktop.dir().join("app.log"))?;
    let child = desktop.command(program).args(arguments).stdout(Stdio::null()).stderr(log).spawn()?;
    Ok(Running(child))
}

/// The application's window under WebDriver. Ends both when dropped.
pub struct Window {
    pub page: Client,
    driver: Running,
}

impl Window {
    pub async fn open(desktop: &DesktopSession, arguments: &[&str]) -> Result<Self> {
        Self::open_program(desktop, &binary()?, arguments).await
    }

    /// The same for a binary that was built elsewhere.
    pub async fn open_program(desktop: &DesktopSession, program: &Path, arguments: &[&str]) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = std::fs::File::options().create(true).append(true).open(desktop.dir().join("app.log"))?;
        let driver = desktop
            .command("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("WebKitWebDriver")?;
        let driver = Running(driver);
        let options = serde_json::json!({ "webkitgtk:browserOptions": { "binary": program, "args": arguments } });
        let capabilities = options.as_object().cloned().unwrap_or_default();
        let address = format!("127.0.0.1:{port}");
        until("WebDriver listens", || async { tokio::net::TcpStream::connect(&address).await.ok() }).await?;
        let connecting = async {
            ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&format!("http://{address}")).await
        };
        let page = tokio::time::timeout(Duration::from_secs(60), connecting).await.context("the window did not open")??;
        Ok(Self { page, driver })
    }

    /// The element with this test id, waited for.
    pub async fn find(&self, test_id: &str) -> Result<Element> {
        self.find_css(&format!("[data-testid=\"{test_id}\"]")).await
    }

    pub async fn find_css(&self, css: &str) -> Result<Element> {
        let found = self.page.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        found.with_context(|| format!("no {css} in the window"))
    }

    pub async fn click(&self, test_id: &str) -> Result<()> {
        Ok(self.find(test_id).await?.click().await?)
    }

    pub async fn type_into(&self, test_id: &str, text: &str) -> Result<()> {
        let element = self.find(test_id).await?;
        element.clear().await?;
        Ok(element.send_keys(text).await?)
    }

    pub async fn text(&self, test_id: &str) -> Result<String> {
        Ok(self.find(test_id).await?.text().await?)
    }

    /// Waits until an element that matches `css` has this text in it.
    pub async fn see(&self, css: &str, text: &str) -> Result<()> {
        let script =
            "const [css, text] = arguments; return [...document.querySelectorAll(css)].some(e => e.textContent.includes(text));";
        let seen = until(&format!("{text:?} in {css}"), || async {
            let arguments = vec![css.into(), text.into()];
            let answer = self.page.execute(script, arguments).await.ok()?;
            (answer == serde_json::Value::Bool(true)).then_some(())
        })
        .await;
        if seen.is_err() {
            let shown = self.page.execute("return document.body.innerText", vec![]).await.unwrap_or_default();
            bail!("{text:?} did not appear in {css}; the window says:\n{}", shown.as_str().unwrap_or_default());
        }
        Ok(())
    }

    /// How many elements match.
    pub async fn count(&self, css: &str) -> usize {
        self.page.find_all(Locator::Css(css)).await.map(|found| found.len()).unwrap_or_default()
    }

    /// Turns to the page in which an element matches: that of another window of the application.
    pub async fn turn_to(&self, css: &str) -> Result<()> {
        until(&format!("a window with {css}"), || async {
            for handle in self.page.windows().await.ok()? {
                self.page.switch_to_window(handle).await.ok()?;
                if self.count(css).await > 0 {
                    return Some(());
                }
            }
            None
        })
        .await
    }

    /// Ends the application in the middle of whatever it does, as the system does with a program that has gone wrong.
    pub fn kill(self) -> Result<()> {
        let name = binary()?.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let app = processes::tree(self.driver.0.id()).into_iter().find(|id| processes::name(*id).trim() == name);
        let app = app.context("the application does not run")?.to_string();
        std::process::Command::new("kill").args(["-KILL", &app]).status()?;
        Ok(())
    }

    /// The process id of the driver, whose child the application is.
    pub fn driver_id(&self) -> u32 {
        self.driver.0.id()
    }
}

/// Tries until there is an answer; says what it waited for when there is none.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, attempt: impl FnMut() -> F) -> Result<T> {
    until_within(what, PATIENCE, attempt).await
}

pub async fn until_within<T, F: Future<Output = Option<T>>>(
    what: &str,
    patience: Duration,
    mut attempt: impl FnMut() -> F,
) -> Result<T> {
    let end = Instant::now() + patience;
    loop {
        if let Some(answer) = attempt().await {
            return Ok(answer);
        }
        if Instant::now() > end {
            bail!("waited in vain: {what}");
        }
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}
