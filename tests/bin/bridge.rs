//! The page in a browser over a real engine and a real server, for the browser tests: prints its address and serves
//! until its standard input ends, so that it never outlives the test that started it.
//!
//! `POST /world` acts for others: `{"person":"bob","says":"hi"}` (to Alice; also a list of texts),
//! `{"person":"bob","reads":true}`, `{"person":"bob","sees":"hi"}` (waits until they have it, once),
//! `{"person":"bob","arrives":true}`, `{"person":"bob","typing":true}`, `{"person":"bob","is":"away","status":"At lunch"}`,
//! `{"person":"bob","leaves":true}`, `{"person":"gina","requests":true}`, `{"server":"stop"|"start"|"cut"}`,
//! `{"person":"bob","hands":["a.png","image/png",[137,80]]}` (a file to Alice, by its bytes), `{"person":"bob","does":{…}}`
//! (any command; `"~words"` in the place of a message is the last one that says so),
//! `{"signIn":true}` (Alice), `{"hire":["frank","Frank Fisher","R&D"]}`.
//!
//! With `--intranet URL` there is no world: only an engine that nobody has signed in to, for pictures of the demo company.
//! With `--store FILE` there is none either: somebody of the large company who is offline, over a copy of that store.

#![allow(clippy::print_stdout, reason = "its address is its answer")]

use anyhow::{Context, Result, bail};
use api::{Command, View, rows::Availability};
use serde_json::{Value, json};
use std::{collections::HashMap, path::PathBuf, sync::Arc};
use tests::{actor::Actor, bridge, world::World};
use tokio::sync::Mutex;

const ALICE: &str = "alice@localhost";

struct Company {
    world: World,
    others: HashMap<String, Actor>,
    alice: Actor,
}

impl Company {
    async fn act(&mut self, action: &Value) -> Result<()> {
        if let Some(person) = action.get("person").and_then(Value::as_str) {
            return self.person_acts(person, action).await;
        }
        if let Some(what) = action.get("server").and_then(Value::as_str) {
            return match what {
                "stop" => {
                    self.world.stop_server().await;
                    Ok(())
                }
                "start" => self.world.start_server().await,
                "cut" => self.world.cut().await,
                other => bail!("the server cannot {other}"),
            };
        }
        if let Some(Value::Array(hired)) = action.get("hire") {
            let text = |at: usize| hired.get(at).and_then(Value::as_str).context("hire: account, name, department");
            return self.world.hire(text(0)?, text(1)?, text(2)?).await;
        }
        if action.get("signIn").is_some() {
            return self.alice.sign_in(&self.world.url(), "alice", World::PASSWORD).await;
        }
        bail!("nobody knows how to {action}")
    }

    async fn person_acts(&mut self, account: &str, action: &Value) -> Result<()> {
        if action.get("leaves").is_some() {
            let person = self.others.remove(account).context("was never there")?;
            person.engine.shut_down().await;
            return Ok(());
        }
        if !self.others.contains_key(account) {
            if account == "gina" {
                self.world.guest("gina", "Gina Guest").await?;
            }
            let person = self.world.person(account).await?;
            self.others.insert(account.to_owned(), person);
        }
        let person = self.others.get(account).context("signed in")?;
        match action.get("says") {
            Some(Value::String(body)) => return person.says(ALICE, body).await,
            Some(Value::Array(bodies)) => {
                for body in bodies {
                    person.says(ALICE, body.as_str().context("a text")?).await?;
                }
                return Ok(());
            }
            _ => {}
        }
        if let Some(file) = action.get("hands") {
            let (name, mime, bytes): (String, String, Vec<u8>) = serde_json::from_value(file.clone())?;
            return person.hands(ALICE, &name, &mime, &bytes).await;
        }
        if let Some(command) = action.get("does") {
            let command = meant(person, command.clone()).await?;
            return person.does(serde_json::from_value(command)?).await;
        }
        if let Some(body) = action.get("sees").and_then(Value::as_str) {
            let is_once = |text: &str| text.matches(body).count() == 1;
            return person.until(body, View::Timeline { conversation: ALICE.into() }, is_once).await;
        }
        if let Some(availability) = action.get("is") {
            let availability: Availability = serde_json::from_value(availability.clone())?;
            let status = action.get("status").and_then(Value::as_str).unwrap_or_default().to_owned();
            return person.does(Command::SetPresence { availability, status }).await;
        }
        if action.get("reads").is_some() {
            person.tells_what_is_read().await?;
            return person.reads(ALICE).await;
        }
        if let Some(active) = action.get("typing").and_then(Value::as_bool) {
            return person.does(Command::Typing { conversation: ALICE.into(), active }).await;
        }
        if action.get("requests").is_some() {
            return person.does(Command::RequestContact { address: ALICE.into() }).await;
        }
        Ok(())
    }
}

/// A command with the ids of the messages that it names by their words.
async fn meant(person: &Actor, mut command: Value) -> Result<Value> {
    let Some(fields) = command.as_object_mut() else { bail!("a command is an object") };
    for name in ["message", "replyTo"] {
        if let Some(words) = fields.get(name).and_then(Value::as_str).and_then(|text| text.strip_prefix('~')) {
            let id = person.message(ALICE, words).await?;
            fields.insert(name.to_owned(), Value::String(id));
        }
    }
    Ok(command)
}

/// Whose page it is.
enum Page {
    World,
    Stranger(String),
    Large(PathBuf),
}

/// Whose store the large one is.
const LARGE: &str = "me@example.com";

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let dist = arguments.next().map(PathBuf::from).context("usage: bridge UI_DIST [--intranet URL]")?;
    let page = match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => Page::World,
        (Some("--intranet"), Some(url)) => Page::Stranger(url),
        (Some("--store"), Some(file)) => Page::Large(file.into()),
        (Some(other), _) => bail!("{other} means nothing here"),
    };
    let person = match &page {
        Page::Large(file) => Actor::of_store(file, LARGE).await?,
        Page::World | Page::Stranger(_) => Actor::new().await?,
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let (url, act) = match page {
        Page::Stranger(url) => (url, nobody()),
        Page::Large(_) => (String::new(), nobody()),
        Page::World => somebody(&person).await?,
    };
    println!("{}", json!({ "page": address, "intranet": url }));
    tokio::select! {
        served = bridge::serve(listener, &person, dist, act) => served?,
        () = end_of_input() => {}
    }
    person.engine.shut_down().await;
    Ok(())
}

/// A small company, and Alice at the page.
async fn somebody(page: &Actor) -> Result<(String, bridge::World)> {
    let world = World::start().await?;
    let url = world.url();
    let company = Arc::new(Mutex::new(Company { world, others: HashMap::new(), alice: Actor::sharing(page) }));
    let act: bridge::World = Arc::new(move |action: Value| {
        let company = company.clone();
        Box::pin(async move { company.lock().await.act(&action).await })
    });
    Ok((url, act))
}

fn nobody() -> bridge::World {
    Arc::new(|action: Value| Box::pin(async move { bail!("there is nobody to {action}") }))
}

async fn end_of_input() {
    let (tell, ended) = tokio::sync::oneshot::channel();
    // A thread of its own: the runtime would wait for a blocking task of its own when something else ends first.
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = tell.send(());
    });
    let _ = ended.await;
}
