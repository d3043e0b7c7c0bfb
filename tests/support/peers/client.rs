//! A colleague who uses another maker's program: one of the small Node programs in `interop/clients`, told what to do
//! and heard over JSON lines.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;
use std::{
    path::Path,
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
};

const PATIENCE: Duration = Duration::from_secs(20);

/// Which library the colleague's program is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// `@xmpp/client`, of xmpp.js.
    XmppJs,
    /// `stanza`, of stanzajs.org.
    Stanza,
}

impl Client {
    fn program(self) -> &'static str {
        match self {
            Self::XmppJs => "xmpp-client.mjs",
            Self::Stanza => "stanza.mjs",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Item {
    pub jid: String,
    pub name: String,
    pub groups: Vec<String>,
}

/// What such a program tells.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase")]
pub enum Heard {
    Online {
        jid: String,
    },
    Roster {
        items: Vec<Item>,
    },
    Presence {
        from: String,
        #[serde(rename = "type")]
        kind: String,
        show: String,
        status: String,
    },
    Message {
        from: String,
        body: String,
        /// It came as a copy of what another device got or sent (XEP-0280).
        carbon: bool,
    },
    /// What a room is about.
    Topic {
        from: String,
        topic: String,
    },
    /// Asked into a room.
    Invited {
        room: String,
        from: String,
    },
    /// A message of ours has arrived (XEP-0184).
    Receipt {
        from: String,
    },
    /// What a room's messages are now, after one more came or something became of one.
    Transcript {
        room: String,
        lines: Vec<String>,
    },
    Refused {
        reason: String,
    },
    Error {
        reason: String,
    },
}

pub struct ForeignClient {
    name: String,
    child: Child,
    input: ChildStdin,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl ForeignClient {
    /// Signs in and waits until that is done.
    pub async fn start(client: Client, websocket: &str, domain: &str, user: &str, password: &str) -> Result<Self> {
        let client = Self::try_start(client, websocket, domain, user, password)?;
        client.until("to be online", |heard| matches!(heard, Heard::Online { .. })).await?;
        Ok(client)
    }

    /// Without expecting it to succeed.
    pub fn try_start(client: Client, websocket: &str, domain: &str, user: &str, password: &str) -> Result<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/clients");
        if !folder.join("node_modules").exists() {
            bail!("the packages of {} are missing: `npm ci` there, or `cargo xtask test`", folder.display());
        }
        let mut child = Command::new("node")
            .arg(folder.join(client.program()))
            .args([websocket, domain, user])
            .env("CLIENT_PASSWORD", password)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .context("node")?;
        let input = child.stdin.take().context("no input")?;
        let output = child.stdout.take().context("no output")?;
        let heard = Arc::default();
        tokio::spawn(read(output, Arc::clone(&heard)));
        Ok(Self { name: format!("{user} with {client:?}"), child, input, heard })
    }

    pub async fn says(&mut self, to: &str, body: &str) -> Result<()> {
        self.tell(&json!({ "say": { "to": to, "body": body } })).await
    }

    pub async fn says_in(&mut self, room: &str, body: &str) -> Result<()> {
        self.tell(&json!({ "say": { "to": room, "body": body, "room": true } })).await
    }

    /// Answers the last message of a room that has these words (XEP-0461).
    pub async fn answers(&mut self, room: &str, words: &str, body: &str) -> Result<()> {
        self.tell(&json!({ "answer": { "room": room, "words": words, "body": body } })).await
    }

    /// Corrects it (XEP-0308), whoever wrote it.
    pub async fn corrects(&mut self, room: &str, words: &str, body: &str) -> Result<()> {
        self.tell(&json!({ "correct": { "room": room, "words": words, "body": body } })).await
    }

    /// Says all that there is to be under it (XEP-0444).
    pub async fn reacts(&mut self, room: &str, words: &str, emojis: &[&str]) -> Result<()> {
        self.tell(&json!({ "react": { "room": room, "words": words, "emojis": emojis } })).await
    }

    /// Takes it back (XEP-0424), whoever wrote it.
    pub async fn retracts(&mut self, room: &str, words: &str) -> Result<()> {
        self.tell(&json!({ "retract": { "room": room, "words": words } })).await
    }

    /// Waits until a room looks like this to it.
    pub async fn sees(&self, room: &str, what: &str, is_so: impl Fn(&[String]) -> bool) -> Result<()> {
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            let lines = self.transcript(room);
            if is_so(&lines) {
                return Ok(());
            }
            if tokio::time::Instant::now() > end {
                bail!("{} waited in vain {what}; sees {lines:#?}", self.name);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What was said in a room since it came in, as it is now.
    fn transcript(&self, room: &str) -> Vec<String> {
        let of_room = |heard| match heard {
            Heard::Transcript { room: of, lines } if of == room => Some(lines),
            _ => None,
        };
        self.heard().into_iter().rev().find_map(of_room).unwrap_or_default()
    }

    /// Comes into a room under this name.
    pub async fn joins(&mut self, room: &str, nick: &str) -> Result<()> {
        self.tell(&json!({ "join": { "room": room, "nick": nick } })).await?;
        let place = format!("{room}/{nick}");
        let inside = |heard: &Heard| matches!(heard, Heard::Presence { from, kind, .. } if *from == place && kind == "available");
        self.until("to be in the room", inside).await.map(|_| ())
    }

    async fn tell(&mut self, wish: &serde_json::Value) -> Result<()> {
        self.input.write_all(format!("{wish}\n").as_bytes()).await.with_context(|| self.name.clone())
    }

    /// Everything told so far.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until something like this was told.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Heard) -> bool) -> Result<Heard> {
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            let heard = self.heard();
            if let Some(found) = heard.iter().find(|heard| is_so(heard)) {
                return Ok(found.clone());
            }
            if tokio::time::Instant::now() > end {
                bail!("{} waited in vain {what}; heard {heard:#?}", self.name);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn hears(&self, from: &str, body: &str) -> Result<()> {
        let what = format!("to hear {body:?} from {from}");
        self.until(
            &what,
            |heard| matches!(heard, Heard::Message { from: sender, body: text, .. } if bare(sender) == from && text == body),
        )
        .await?;
        Ok(())
    }

    /// Every body heard from this address, in order.
    pub fn bodies(&self, from: &str) -> Vec<String> {
        self.heard()
            .into_iter()
            .filter_map(|heard| match heard {
                Heard::Message { from: sender, body, .. } if bare(&sender) == from => Some(body),
                _ => None,
            })
            .collect()
    }

    /// Signs out in order.
    pub async fn stop(mut self) -> Result<()> {
        self.tell(&json!({ "stop": true })).await?;
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await.with_context(|| self.name.clone())??;
        if !status.success() {
            bail!("{} ended with {status}; heard {:#?}", self.name, self.heard());
        }
        Ok(())
    }
}

fn bare(jid: &str) -> &str {
    jid.split('/').next().unwrap_or(jid)
}

async fn read(output: ChildStdout, heard: Arc<Mutex<Vec<Heard>>>) {
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        // A library may print something of its own.
        if let Ok(event) = serde_json::from_str(&line) {
            heard.lock().unwrap_or_else(PoisonError::into_inner).push(event);
        }
    }
}
