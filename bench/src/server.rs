//! `hallway-server` as a process of its own, so that its work does not count as the app's.

use crate::company;
use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

pub struct Server {
    child: Child,
    port: u16,
    _data: TempDir,
}

impl Server {
    pub async fn start(people: usize) -> Result<Self> {
        let data = tempfile::Builder::new().prefix("hallway-bench").tempdir()?;
        let file = data.path().join("company.csv");
        fs::write(&file, company::csv(people))?;
        let program = program("hallway-server")?;
        let imported = Command::new(&program).arg("import").arg(&file).arg("--data").arg(data.path()).output()?;
        if !imported.status.success() {
            bail!("import: {}", String::from_utf8_lossy(&imported.stderr));
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = Command::new(&program)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data.path())
            .stdout(Stdio::null())
            .spawn()?;
        let server = Self { child, port, _data: data };
        let end = Instant::now() + Duration::from_secs(30);
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if Instant::now() > end {
                bail!("the server does not listen");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(server)
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program built beside this one.
pub fn program(name: &str) -> Result<PathBuf> {
    let folder = match std::env::var_os("HALLWAY_BENCH_PROGRAMS") {
        Some(folder) => PathBuf::from(folder),
        None => std::env::current_exe()?.parent().context("a folder")?.to_owned(),
    };
    let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !path.exists() {
        bail!("{} is not built", path.display());
    }
    Ok(path)
}
