//! A person at their desk: a real engine with its own data folder, and the views they look at.

use crate::{
    mirror::{Mirror, Row, Window},
    render,
};
use anyhow::{Context, Result, anyhow, bail};
use api::{
    Code, Command, MessageId, Secret, Setting, View, ViewId,
    rows::{FileOffer, SessionRow, TimelineRow, UploadRow},
};
use engine::{Credentials as _, Engine, EngineConfig, MemoryCredentials, Password};
use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use store::{Device, DeviceAccount};
use tempfile::TempDir;
use wire::time::{Clock, SystemClock};

/// Long enough for a machine that does other work, and for ejabberd, which thinks for 15 s about a stream that was cut
/// again in the middle of being resumed.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Actor {
    pub engine: Engine,
    credentials: Arc<MemoryCredentials>,
    clock: Arc<dyn Clock>,
    dir: Arc<TempDir>,
    views: Mutex<HashMap<View, (ViewId, Mirror)>>,
    next_view: AtomicU32,
}

impl Actor {
    /// An engine that has never been signed in.
    pub async fn new() -> Result<Self> {
        let dir = Arc::new(tempfile::Builder::new().prefix("hallway-actor").tempdir()?);
        Self::with(dir, Arc::default(), Arc::new(SystemClock)).await
    }

    /// A device whose clock is not as others are.
    pub async fn with_clock(clock: Arc<dyn Clock>) -> Result<Self> {
        let dir = Arc::new(tempfile::Builder::new().prefix("hallway-actor").tempdir()?);
        Self::with(dir, Arc::default(), clock).await
    }

    /// The same in a folder that the test knows before anything is written to it.
    pub async fn in_folder(dir: TempDir) -> Result<Self> {
        Self::with(Arc::new(dir), Arc::default(), Arc::new(SystemClock)).await
    }

    /// Somebody who was signed in here before, with this store, on an intranet that is not there now. The store itself is
    /// left as it is.
    pub async fn of_store(file: &Path, jid: &str) -> Result<Self> {
        let dir = Arc::new(tempfile::Builder::new().prefix("hallway-actor").tempdir()?);
        let own = engine::account_file(dir.path(), jid);
        std::fs::create_dir_all(own.parent().context("a folder")?)?;
        std::fs::copy(file, &own)?;
        let account = jid.split('@').next().unwrap_or_default().to_owned();
        let url = "http://127.0.0.1:1".to_owned();
        Device::open(dir.path())?.set_account(&DeviceAccount { url, account, jid: jid.to_owned() })?;
        let credentials = Arc::new(MemoryCredentials::default());
        credentials.save(jid, &Password::new("nobody asks for it".to_owned())).await.map_err(|problem| anyhow!("{problem:?}"))?;
        Self::with(dir, credentials, Arc::new(SystemClock)).await
    }

    async fn with(dir: Arc<TempDir>, credentials: Arc<MemoryCredentials>, clock: Arc<dyn Clock>) -> Result<Self> {
        let engine = Engine::start(EngineConfig {
            data_dir: dir.path().to_owned(),
            net: session::NetConfig::default(),
            clock: Arc::clone(&clock),
            entropy: Arc::new(wire::ids::OsEntropy),
            version: "0.0.0-test".to_owned(),
            credentials: credentials.clone(),
            downloads: dir.path().join("downloads"),
            mark_downloaded: |_| {},
        })
        .await;
        Ok(Self { engine, credentials, clock, dir, views: Mutex::default(), next_view: AtomicU32::new(1) })
    }

    /// Another pair of hands at the same device.
    pub fn sharing(other: &Self) -> Self {
        Self {
            engine: other.engine.clone(),
            credentials: other.credentials.clone(),
            clock: other.clock.clone(),
            dir: other.dir.clone(),
            views: Mutex::default(),
            // Far from the numbers that a page gives its own views.
            next_view: AtomicU32::new(1_000_000),
        }
    }

    /// The same person after a restart: same folder, same keyring.
    pub async fn restart(self) -> Result<Self> {
        self.engine.shut_down().await;
        Self::with(self.dir, self.credentials, self.clock).await
    }

    /// Where this device keeps its data.
    pub fn data_dir(&self) -> &Path {
        self.dir.path()
    }

    pub async fn sign_in(&self, url: &str, account: &str, password: &str) -> Result<()> {
        self.try_sign_in(url, account, password).await?;
        self.until("to be online", View::Session, |text| text.ends_with(", online")).await
    }

    /// Signs in without expecting it to succeed.
    pub async fn try_sign_in(&self, url: &str, account: &str, password: &str) -> Result<()> {
        self.does(Command::SignIn { url: url.into(), account: account.into(), password: Secret::new(password) }).await
    }

    pub async fn does(&self, command: Command) -> Result<()> {
        let name = format!("{command:?}");
        self.engine.execute(command).await.with_context(|| name)
    }

    /// The code of a command that is refused.
    pub async fn is_refused(&self, command: Command) -> Result<Code> {
        match self.engine.execute(command).await {
            Ok(()) => bail!("was not refused"),
            Err(error) => Ok(error.code),
        }
    }

    pub async fn says(&self, to: &str, body: &str) -> Result<()> {
        self.does(Command::text(to, body)).await
    }

    /// Reads a conversation to its end, as somebody with the window in front does.
    pub async fn reads(&self, conversation: &str) -> Result<()> {
        let message = self.newest(conversation).await?;
        self.does(Command::MarkRead { conversation: conversation.into(), message }).await
    }

    /// From now on opening a conversation tells the others what was read.
    pub async fn tells_what_is_read(&self) -> Result<()> {
        self.does(Command::Set { setting: Setting::ReadMarkers(true) }).await
    }

    /// Waits until the newest of a conversation is read: its line in the list carries no number. Devices that are beside
    /// each other know this of each other, whatever others are told.
    pub async fn knows_as_read(&self, line: &str) -> Result<()> {
        let shown = |text: &str| text.lines().any(|shown| shown.ends_with(line));
        self.until(&format!("{line:?} to be read"), View::Conversations, shown).await
    }

    /// The id of the last message of a conversation.
    pub async fn newest(&self, conversation: &str) -> Result<MessageId> {
        let rows = self.window(&View::Timeline { conversation: conversation.into() }).await?.rows;
        let last = rows.iter().rev().find_map(|row| match row {
            Row::Timeline(TimelineRow::Message { id, .. }) => Some(id.clone()),
            _ => None,
        });
        last.context("nothing was said there")
    }

    /// The id of the last message that says this, as soon as it is there.
    pub async fn message(&self, conversation: &str, words: &str) -> Result<MessageId> {
        let view = View::Timeline { conversation: conversation.into() };
        self.until(words, view.clone(), |text| text.contains(words)).await?;
        let rows = self.window(&view).await?.rows;
        let said = rows.iter().rev().find_map(|row| match row {
            Row::Timeline(TimelineRow::Message { id, body, .. }) if body.contains(words) => Some(id.clone()),
            _ => None,
        });
        said.with_context(|| format!("nobody said {words}"))
    }

    /// The id of the last message that carries a file of this name, as soon as it is there.
    pub async fn message_with_file(&self, conversation: &str, name: &str) -> Result<MessageId> {
        let view = View::Timeline { conversation: conversation.into() };
        self.until(name, view.clone(), |text| text.contains(name)).await?;
        let rows = self.window(&view).await?.rows;
        let sent = rows.iter().rev().find_map(|row| match row {
            Row::Timeline(TimelineRow::Message { id, file: Some(file), .. }) if file.name == name => Some(id.clone()),
            _ => None,
        });
        sent.with_context(|| format!("nobody sent {name}"))
    }

    /// Sends a file to a conversation.
    pub async fn hands(&self, to: &str, name: &str, mime: &str, bytes: &[u8]) -> Result<()> {
        let size = u64::try_from(bytes.len())?;
        self.upload_terms().await?;
        let file = self.engine.stage(&offer(name, mime, size))?;
        self.engine.stage_append(file.clone(), 0, bytes.to_vec()).await?;
        let files = vec![file];
        self.does(Command::SendText { conversation: to.into(), body: String::new(), reply_to: None, mentions: Vec::new(), files })
            .await
    }

    /// What the server said of files, as the page has it.
    pub async fn upload_terms(&self) -> Result<UploadRow> {
        self.until("the terms of files", View::Session, |_| true).await?;
        let end = Instant::now() + PATIENCE;
        loop {
            let rows = self.window(&View::Session).await?.rows;
            if let Some(Row::Session(SessionRow { upload: Some(terms), .. })) = rows.into_iter().next() {
                return Ok(terms);
            }
            if Instant::now() > end {
                bail!("the server takes no files");
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The view's id, opened at the first use and kept open.
    pub async fn view(&self, view: &View) -> Result<(ViewId, Mirror)> {
        if let Some(open) = self.views.lock().unwrap_or_else(PoisonError::into_inner).get(view) {
            return Ok(open.clone());
        }
        let open = self.open(view).await?;
        self.views.lock().unwrap_or_else(PoisonError::into_inner).insert(view.clone(), open.clone());
        Ok(open)
    }

    async fn open(&self, view: &View) -> Result<(ViewId, Mirror)> {
        let id = ViewId(self.next_view.fetch_add(1, Ordering::Relaxed));
        let mirror = Mirror::default();
        let sink = mirror.clone();
        self.engine.open_view(id, view.clone(), move |update| sink.apply(update)).await?;
        Ok((id, mirror))
    }

    pub async fn window(&self, view: &View) -> Result<Window> {
        Ok(self.view(view).await?.1.window())
    }

    /// Waits until the view reads exactly like `expected` (lines are trimmed at the left margin), then checks that
    /// what the patches made is what a fresh look shows.
    pub async fn sees(&self, view: View, expected: &str) -> Result<()> {
        let expected = unindent(expected);
        self.until(&format!("to see\n{expected}\n"), view.clone(), |text| text == expected).await?;
        self.patches_are_true(&view).await
    }

    pub async fn sees_timeline(&self, conversation: &str, expected: &str) -> Result<()> {
        self.sees(View::Timeline { conversation: conversation.into() }, expected).await
    }

    pub async fn until(&self, what: &str, view: View, is_so: impl Fn(&str) -> bool) -> Result<()> {
        self.waits(what, view, false, is_so).await
    }

    /// The same of a timeline, scrolling up as long as there is more above.
    pub async fn scrolls_until(&self, what: &str, view: View, is_so: impl Fn(&str) -> bool) -> Result<()> {
        self.waits(what, view, true, is_so).await
    }

    async fn waits(&self, what: &str, view: View, scrolls: bool, is_so: impl Fn(&str) -> bool) -> Result<()> {
        let (id, mirror) = self.view(&view).await?;
        let end = Instant::now() + PATIENCE;
        loop {
            let window = mirror.window();
            if let Some(fault) = window.faults.first() {
                bail!("{view:?}: {fault}");
            }
            let text = render::text(&window);
            if is_so(&text) {
                return Ok(());
            }
            if Instant::now() > end {
                bail!("waited in vain {what}; {view:?} shows\n{text}");
            }
            if scrolls && window.before > 0 {
                self.does(Command::LoadOlder { view: id }).await?;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The window that patches made against a newly opened view.
    async fn patches_are_true(&self, view: &View) -> Result<()> {
        let (_, mirror) = self.view(view).await?;
        let (fresh_id, fresh) = self.open(view).await?;
        let end = Instant::now() + Duration::from_secs(2);
        loop {
            let (patched, snapshot) = (render::text(&mirror.window()), render::text(&fresh.window()));
            if patched == snapshot {
                self.engine.close_view(fresh_id);
                return Ok(());
            }
            if Instant::now() > end {
                bail!("patches of {view:?} made\n{patched}\nbut a fresh look shows\n{snapshot}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Removes the common indentation of a literal that starts on its second line.
pub fn unindent(text: &str) -> String {
    let text = text.strip_prefix('\n').unwrap_or(text).trim_end();
    let margin = text.lines().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len()).min();
    text.lines().map(|line| line.get(margin.unwrap_or(0)..).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// A file as a page would offer it.
pub fn offer(name: &str, mime: &str, size: u64) -> FileOffer {
    FileOffer { name: name.into(), mime: mime.into(), size, recorded_ms: None }
}
