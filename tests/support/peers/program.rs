//! A program of the system that runs for one test: its ports, its start, its end.

use anyhow::{Context, Result, bail};
use std::{
    ffi::OsStr,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A folder that goes with the test. In memory where the system has such a place: what a server writes is not to wait for
/// the disk of a machine that is busy with other tests.
pub fn folder(name: &str) -> Result<TempDir> {
    let memory = Path::new("/dev/shm");
    let mut builder = tempfile::Builder::new();
    let builder = builder.prefix(name);
    Ok(if memory.is_dir() { builder.tempdir_in(memory) } else { builder.tempdir() }?)
}

/// A command for a program that is not to outlive the test, not even a test that was killed.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program).stdin(Stdio::null());
    command
}

/// A program that runs. Asked to end when dropped, and made to.
pub struct Running {
    child: Child,
    output: PathBuf,
}

impl Running {
    /// `output` takes what the program prints.
    pub fn start(mut command: Command, output: &Path) -> Result<Self> {
        let file = std::fs::File::create(output)?;
        let child = command.stdout(file.try_clone()?).stderr(file).spawn().with_context(|| format!("{command:?}"))?;
        Ok(Self { child, output: output.to_owned() })
    }

    /// Waits for a listener; fails early when the program has ended. Patient: a machine that compiles at the same time
    /// starts an Erlang VM in a minute instead of three seconds.
    pub async fn listens(&mut self, port: u16) -> Result<()> {
        let printed = |output: &Path| std::fs::read_to_string(output).unwrap_or_default();
        for _ in 0..2400 {
            if let Some(status) = self.child.try_wait()? {
                bail!("ended with {status}:\n{}", printed(&self.output));
            }
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("no listener on port {port} after 2 minutes:\n{}", printed(&self.output))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        for _ in 0..100 {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
