//! A company on a server of another maker: its people, its intranet, and the network that leads there.

use super::{DOMAIN, IntranetFront, Proxy, ejabberd::Ejabberd, prosody::Prosody};
use anyhow::Result;

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
        self.whole_log().matches(words).count()
    }

    /// The end of the server's own log, for a test that failed.
    pub fn log(&self) -> String {
        let log = self.whole_log();
        let lines: Vec<&str> = log.lines().collect();
        lines.get(lines.len().saturating_sub(40)..).unwrap_or_default().join("\n")
    }

    fn whole_log(&self) -> String {
        match &self.program {
            Program::Prosody(server) => server.log(),
            Program::Ejabberd(server) => server.log(),
        }
    }
}
