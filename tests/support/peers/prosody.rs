//! Prosody as a private instance.

use super::{
    DOMAIN, PASSWORD, PEOPLE,
    program::{Running, command, folder, free_port},
};
use anyhow::{Result, bail};
use std::{collections::BTreeMap, fs, path::Path};
use tempfile::TempDir;

pub struct Prosody {
    port: u16,
    /// Ends before its folder goes.
    _running: Running,
    dir: TempDir,
}

impl Prosody {
    pub async fn start() -> Result<Self> {
        let dir = folder("hallway-prosody")?;
        fs::create_dir(dir.path().join("data"))?;
        let port = free_port()?;
        let config = include_str!("prosody.cfg.lua")
            .replace("@DIR@", &dir.path().display().to_string())
            .replace("@DOMAIN@", DOMAIN)
            .replace("@C2S_PORT@", &free_port()?.to_string())
            .replace("@HTTP_PORT@", &port.to_string());
        let file = dir.path().join("prosody.cfg.lua");
        fs::write(&file, config)?;
        fs::write(dir.path().join("departments.txt"), departments())?;
        for (account, ..) in PEOPLE {
            register(&file, account)?;
        }
        let mut prosody = command("prosody");
        prosody.arg("--config").arg(&file).arg("-F");
        let mut running = Running::start(prosody, &dir.path().join("out.log"))?;
        running.listens(port).await?;
        Ok(Self { port, dir, _running: running })
    }

    /// Port and path of its WebSocket.
    pub fn websocket(&self) -> (u16, &'static str) {
        (self.port, "/xmpp-websocket")
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("prosody.log")).unwrap_or_default()
    }
}

fn register(config: &Path, account: &str) -> Result<()> {
    let mut register = command("prosodyctl");
    register.args(["--root", "--config"]).arg(config).args(["register", account, DOMAIN, PASSWORD]);
    let output = register.output()?;
    if !output.status.success() {
        bail!("{register:?}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

/// `mod_groups`: a leading `+` shows the group to everybody.
fn departments() -> String {
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (account, name, department) in PEOPLE {
        groups.entry(department).or_default().push(format!("{account}@{DOMAIN}={name}\n"));
    }
    groups.into_iter().map(|(name, people)| format!("[+{name}]\n{}\n", people.concat())).collect()
}
