//! Programs of their own that can be killed: the real `hallway-server`, and a person whose engine runs in a process.

use crate::{peers::Proxy, world::World};
use anyhow::{Context, Result, bail};
use api::Command as Wish;
use engine::{Credentials, Engine, EngineConfig, MemoryCredentials};
use rusqlite::{Connection, OpenFlags};
use server::{NewUser, Server, ServerConfig};
use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
    time::Duration,
};
use tempfile::TempDir;
use wire::secret::Password;

/// Where a person's process keeps its data, who it is, and what the keyring has.
pub const FOLDER: &str = "HALLWAY_TEST_FOLDER";
pub const ADDRESS: &str = "HALLWAY_TEST_ADDRESS";
pub const PASSWORD: &str = "HALLWAY_TEST_PASSWORD";
const TOOK: &str = "took ";

/// A company whose server is a program, behind a line with weather.
pub struct Company {
    data: TempDir,
    address: SocketAddr,
    server: Option<Child>,
    line: Proxy,
}

impl Company {
    pub async fn start(people: &[&str]) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let mut config = ServerConfig::new(data.path(), "127.0.0.1:0".parse()?);
        // Hashing is not what is tested here.
        config.iterations = 4_096;
        let server = Server::start(config).await?;
        let account = |&account: &&str| NewUser::new(account, World::PASSWORD).named(account).in_department("Sales");
        server.users().put_all(people.iter().map(account).collect()).await?;
        server.stop().await;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut company = Self { data, address, server: None, line: Proxy::start(address).await? };
        company.start_server().await?;
        Ok(company)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.line.address())
    }

    pub fn line(&self) -> &Proxy {
        &self.line
    }

    /// Without a word to anybody (SIGKILL).
    pub fn kill_server(&mut self) -> Result<()> {
        if let Some(mut server) = self.server.take() {
            server.kill()?;
            server.wait()?;
        }
        Ok(())
    }

    pub async fn start_server(&mut self) -> Result<()> {
        let program = built("hallway-server")?;
        let mut command = Command::new(program);
        command.args(["serve".as_ref(), "--data".as_ref(), self.data.path().as_os_str()]);
        command.args(["--listen", &self.address.to_string()]).env("RUST_LOG", "warn");
        let mut server = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        for _ in 0..1200 {
            if tokio::net::TcpStream::connect(self.address).await.is_ok() {
                self.server = Some(server);
                return Ok(());
            }
            if let Some(status) = server.try_wait()? {
                bail!("the server ended: {status}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let _ = server.kill();
        bail!("the server does not listen")
    }
}

impl Drop for Company {
    fn drop(&mut self) {
        let _ = self.kill_server();
    }
}

/// A program of this project, built beside the tests.
fn built(name: &str) -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let mut path = here.parent().and_then(Path::parent).context("the tests' folder")?.join(name);
    path.set_extension(std::env::consts::EXE_EXTENSION);
    if !path.exists() {
        bail!("{} is not built: run `cargo build --bins` first", path.display());
    }
    Ok(path)
}

/// A person's process: this very test program, told to be one. It writes what it is told to, and says what it took.
pub struct Process {
    child: Child,
    words: ChildStdin,
    took: Arc<Mutex<Vec<String>>>,
    listening: Option<JoinHandle<()>>,
}

impl Process {
    /// `test` is the path of the test that calls [`be_a_person`].
    pub fn start(test: &str, folder: &Path, address: &str, password: &str) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(FOLDER, folder)
            .env(ADDRESS, address)
            .env(PASSWORD, password)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let words = child.stdin.take().context("its input")?;
        let lines = BufReader::new(child.stdout.take().context("its output")?).lines();
        let took = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&took);
        let listening = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some((_, body)) = line.split_once(TOOK) {
                    told.lock().unwrap_or_else(PoisonError::into_inner).push(body.to_owned());
                }
            }
        });
        Ok(Self { child, words, took, listening: Some(listening) })
    }

    /// Tells the person to write this to somebody.
    pub fn writes(&mut self, to: &str, body: &str) -> Result<()> {
        // A pipe that is closed is a process that ended: `kill` finds that out.
        writeln!(self.words, "{to} {body}").context("the process ended by itself")
    }

    /// SIGKILL. What the program had said to have taken.
    pub fn kill(mut self) -> Result<Vec<String>> {
        if let Some(status) = self.child.try_wait()? {
            bail!("the process ended by itself: {status}");
        }
        self.child.kill()?;
        self.child.wait()?;
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
        Ok(std::mem::take(&mut *self.took.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the process does, until it is killed; `None` where this is the test itself.
#[allow(clippy::print_stdout, reason = "it answers on its output")]
pub async fn be_a_person() -> Option<Result<()>> {
    let folder = std::env::var_os(FOLDER)?;
    let (address, password) = (std::env::var(ADDRESS).ok()?, std::env::var(PASSWORD).ok()?);
    Some(work(&folder, &address, password).await)
}

#[allow(clippy::print_stdout, reason = "it answers on its output")]
async fn work(folder: &OsStr, address: &str, password: String) -> Result<()> {
    let credentials = MemoryCredentials::default();
    credentials.save(address, &Password::new(password)).await?;
    let engine = Engine::start(EngineConfig {
        data_dir: folder.into(),
        net: session::NetConfig::default(),
        clock: Arc::new(wire::time::SystemClock),
        entropy: Arc::new(wire::ids::OsEntropy),
        version: "0.0.0-test".to_owned(),
        credentials: Arc::new(credentials),
        downloads: Path::new(folder).join("downloads"),
        mark_downloaded: |_| {},
    })
    .await;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                break;
            }
        }
    });
    while let Some(line) = told.recv().await {
        let Some((to, body)) = line.split_once(' ') else { continue };
        engine.execute(Wish::text(to, body)).await?;
        println!("{TOOK}{body}");
    }
    Ok(())
}

/// What a device has of a conversation, in its order: own or not, and the words.
pub fn said(folder: &Path, account: &str, conversation: &str) -> Result<Vec<(bool, String)>> {
    let db = open(folder, account)?;
    let mut rows = db.prepare(
        "SELECT m.mine, m.body FROM message m JOIN conversation c ON c.id = m.conversation_id
         WHERE c.address = ?1 AND m.hidden = 0 ORDER BY m.position",
    )?;
    let rows = rows.query_map([conversation], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many messages wait to be sent.
pub fn unsent(folder: &Path, account: &str) -> Result<i64> {
    Ok(open(folder, account)?.query_row("SELECT count(*) FROM outbox", [], |row| row.get(0))?)
}

pub fn integrity(folder: &Path, account: &str) -> Result<String> {
    Ok(open(folder, account)?.query_row("PRAGMA integrity_check", [], |row| row.get(0))?)
}

/// The store of an account on a device, to read in.
pub fn open(folder: &Path, account: &str) -> Result<Connection> {
    let file = engine::account_file(folder, &format!("{account}@{}", World::DOMAIN));
    Ok(Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}
