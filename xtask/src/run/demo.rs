//! The demo intranet: `hallway-server demo` on a free port of this machine.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::command::{self, Running};
use crate::project;

pub const EMAIL: &str = "anna.berg@example.com";
pub const PASSWORD: &str = "hallway";
/// Taken when it is free, so that the address stays the same from run to run.
const PORT: u16 = 5280;

pub struct Demo {
    server: Running,
    port: u16,
}

impl Demo {
    /// The same data from run to run: what the app has kept of it stays true.
    pub fn start() -> Result<Demo> {
        let port = free_port()?;
        let data = super::data().join("intranet");
        std::fs::create_dir_all(&data)?;
        let mut server = Command::new(project::built("hallway-server"));
        server
            .args(["demo", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data)
            .stdout(Stdio::null())
            .env("RUST_LOG", "warn");
        let mut demo = Demo { server: Running::start(&mut server)?, port };
        command::wait_for("the demo intranet", Duration::from_secs(60), || {
            demo.server.check()?;
            Ok(demo.answers().then_some(()))
        })?;
        Ok(demo)
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Whether it tells where its messenger is: then everything behind it is up.
    fn answers(&self) -> bool {
        let ask = || -> std::io::Result<String> {
            let mut socket = TcpStream::connect(("127.0.0.1", self.port))?;
            socket.set_read_timeout(Some(Duration::from_secs(2)))?;
            write!(socket, "GET /.well-known/host-meta HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port)?;
            let mut answer = Vec::new();
            socket.read_to_end(&mut answer)?;
            Ok(String::from_utf8_lossy(&answer).into_owned())
        };
        ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", PORT)).or_else(|_| TcpListener::bind(("127.0.0.1", 0)));
    Ok(listener.context("no port of this machine is free")?.local_addr()?.port())
}
