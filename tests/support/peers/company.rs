//! A company on a server of another maker: its people, its intranet, and the network that leads there.

use super::{DOMAIN, IntranetFront, Proxy, ejabberd::Ejabberd, prosody::Prosody};
use anyhow::Result;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// One such company, while it runs.
pub struct Peer {
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
        let front = IntranetFront::start(DOMAIN, &format!("ws://{}{path}", line.address())).await?;
        Ok(Self { front, line, program })
    }

    /// What a person enters as the intranet's URL.
    pub fn url(&self) -> &str {
        self.front.url()
    }

    /// The network between everybody and the server.
    pub fn line(&self) -> &Proxy {
        &self.line
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
