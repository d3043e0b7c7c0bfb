//! ejabberd as a private instance: no epmd, no system user, people and departments over its HTTP API.

use super::{
    DOMAIN, PASSWORD, PEOPLE,
    program::{Running, command, folder, free_port},
};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub struct Ejabberd {
    port: u16,
    /// Ends before its folder goes.
    _running: Running,
    dir: TempDir,
}

impl Ejabberd {
    pub async fn start() -> Result<Self> {
        let dir = folder("hallway-ejabberd")?;
        let at = dir.path();
        for name in ["db", "log"] {
            fs::create_dir(at.join(name))?;
        }
        let port = free_port()?;
        let config = include_str!("ejabberd.yml")
            .replace("@DIR@", &at.display().to_string())
            .replace("@DOMAIN@", DOMAIN)
            .replace("@C2S_PORT@", &free_port()?.to_string())
            .replace("@HTTP_PORT@", &port.to_string());
        fs::write(at.join("ejabberd.yml"), config)?;
        fs::write(
            at.join("ejabberdctl.cfg"),
            "INET_DIST_INTERFACE=127.0.0.1\nERL_OPTIONS=\"-env ERL_CRASH_DUMP_BYTES 0 +S 2:2 +sbwt none\"\n",
        )?;
        fs::write(at.join("inetrc"), "{file, hosts, \"/etc/hosts\"}.\n{lookup,[\"file\"]}.\n")?;
        let mut running = Running::start(control(at)?, &at.join("out.log"))?;
        running.listens(port).await?;
        provision(port).await?;
        Ok(Self { port, dir, _running: running })
    }

    /// Port and path of its WebSocket.
    pub fn websocket(&self) -> (u16, &'static str) {
        (self.port, "/ws")
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log/ejabberd.log")).unwrap_or_default()
    }
}

/// The command that becomes the Erlang VM.
fn control(at: &Path) -> Result<Command> {
    let script = fs::read_to_string("/usr/sbin/ejabberdctl").context("ejabberd is not installed")?;
    let script: String = script.lines().map(|line| format!("{}\n", adapted(line))).collect();
    let file = at.join("ejabberdctl");
    fs::write(&file, script)?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
    let cookie = at.join(".erlang.cookie");
    fs::write(&cookie, "hallwaytests")?;
    fs::set_permissions(&cookie, fs::Permissions::from_mode(0o400))?;
    // Two nodes of one machine need two names.
    static STARTED: AtomicU32 = AtomicU32::new(0);
    let node = format!("ejabberd{}x{}@127.0.0.1", std::process::id(), STARTED.fetch_add(1, Ordering::Relaxed));
    let mut control = command(&file);
    control
        .args(["--node", &node, "--config-dir"])
        .arg(at)
        .arg("--logs")
        .arg(at.join("log"))
        .arg("--spool")
        .arg(at.join("db"))
        .arg("foreground-quiet")
        .env("HOME", at)
        // A fixed distribution port needs no epmd, which would stay behind as a stray process.
        .env("ERL_DIST_PORT", free_port()?.to_string())
        .env("EJABBERD_PID_PATH", at.join("run.pid"));
    Ok(control)
}

/// Debian's script insists on switching to the user `ejabberd`: with an emptied name it stays who it is. And it waits for
/// the VM beside it: as the same process the two end together.
fn adapted(line: &str) -> &str {
    match line.trim() {
        line if line.starts_with("INSTALLUSER=") => "INSTALLUSER=",
        r#"as_current_user) "$@" ;;"# => r#"as_current_user) exec "$@" ;;"#,
        _ => line,
    }
}

async fn provision(port: u16) -> Result<()> {
    let mut departments: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (account, name, department) in PEOPLE {
        call(port, "register", json!({ "user": account, "host": DOMAIN, "password": PASSWORD })).await?;
        // A shared-roster item takes its name from the member's vCard.
        for field in ["FN", "NICKNAME"] {
            call(port, "set_vcard", json!({ "user": account, "host": DOMAIN, "name": field, "content": name })).await?;
        }
        departments.entry(department).or_default().push(account);
    }
    // Groups are displayed to each other, and must exist before they are named; the list's separator is the two
    // characters backslash and n.
    let everyone = departments.keys().copied().collect::<Vec<_>>().join("\\n");
    for group in departments.keys() {
        let arguments = json!({ "group": group, "host": DOMAIN, "label": group, "description": "", "display": everyone });
        call(port, "srg_create", arguments).await?;
    }
    for (group, people) in &departments {
        for person in people {
            let member = json!({ "user": person, "host": DOMAIN, "group": group, "grouphost": DOMAIN });
            call(port, "srg_user_add", member).await?;
        }
    }
    Ok(())
}

async fn call(port: u16, command: &str, arguments: serde_json::Value) -> Result<()> {
    let body = arguments.to_string();
    let request = format!(
        "POST /api/{command} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    if !answer.starts_with("HTTP/1.1 200") {
        bail!("{command} {arguments}: {answer}");
    }
    Ok(())
}
