//! A company on a server of another maker: its people, its intranet, and the network that leads there.

use super::{DOMAIN, IntranetFront, Proxy, ejabberd::Ejabberd, prosody::Prosody};
use anyhow::Result;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// After so long without a word from anybody a server has written what it had to.
const WRITTEN: Duration = Duration::from_secs(1);

/// One such company, while it runs.
pub struct Peer {
    websocket: String,
    front: IntranetFront,
    line: Proxy,
    program: Program,
}

enum Program {
    Prosody(Prosody),
    Ejabberd(Ejabberd),
}

impl Peer {
    pub async fn prosody() -> Result<Self> {
        let server = Prosody::start().await?;
        let (port, path) = server.websocket();
        Self::behind(Program::Prosody(server), port, path).await
    }

    pub async fn ejabberd() -> Result<Self> {
        let server = Ejabberd::start().await?;
        let (port, path) = server.websocket();
        Self::behind(Program::Ejabberd(server), port, path).await
    }

    async fn behind(program: Program, port: u16, path: &str) -> Result<Self> {
        let line = Proxy::start(([127, 0, 0, 1], port).into()).await?;
        let websocket = format!("ws://{}{path}", line.address());
        let front = IntranetFront::start(DOMAIN, &websocket).await?;
        Ok(Self { websocket, front, line, program })
    }

    /// What a person enters as the intranet's URL.
    pub fn url(&self) -> &str {
        self.front.url()
    }

    /// Where its stream is, for programs that ask no intranet.
    pub fn websocket(&self) -> &str {
        &self.websocket
    }

    /// The network between everybody and the server.
    pub fn line(&self) -> &Proxy {
        &self.line
    }

    /// Ends every connection without a word; new ones are let through.
    pub async fn cut(&self) {
        self.hush().await;
        self.line.cut();
    }

    /// Ends every connection, and lets no new one through until the line is up again.
    pub async fn down(&self) {
        self.hush().await;
        self.line.down();
    }

    /// ejabberd waits for ever for a WebSocket that ends while it writes to it (`ejabberd_http_ws:route_text`). What comes for
    /// that session meanwhile is neither delivered nor archived, and no client can help it: so nothing is being written when
    /// the line is cut.
    async fn hush(&self) {
        if matches!(self.program, Program::Ejabberd(_)) {
            self.line.swallow();
            tokio::time::sleep(WRITTEN).await;
        }
    }

    /// How many streams were resumed (XEP-0198 §5), by the server's own account.
    pub fn resumptions(&self) -> usize {
        let words = match &self.program {
            Program::Prosody(_) => "mod_smacks session resumed",
            Program::Ejabberd(_) => "Resumed session for",
        };
        self.log().matches(words).count()
    }

    /// Keeps the server's own log with the artefacts of the tests, for a test that failed.
    pub fn keep_log(&self) -> Result<PathBuf> {
        let name = match &self.program {
            Program::Prosody(_) => "prosody.txt",
            Program::Ejabberd(_) => "ejabberd.txt",
        };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts");
        fs::create_dir_all(&folder)?;
        let file = folder.join(name);
        fs::write(&file, self.log())?;
        Ok(file)
    }

    fn log(&self) -> String {
        match &self.program {
            Program::Prosody(server) => server.log(),
            Program::Ejabberd(server) => server.log(),
        }
    }
}
