//! The page in a browser over a real engine and a real server, for the browser tests: prints its address and serves.
//!
//! `POST /world` acts for others: `{"person":"bob","says":"hi"}` (to Alice), `{"person":"bob","reads":true}`,
//! `{"person":"bob","typing":true}`, `{"person":"gina","requests":true}`, `{"server":"stop"|"start"|"cut"}`,
//! `{"signIn":true}` (Alice), `{"hire":["frank","Frank Fisher","R&D"]}`.

#![allow(clippy::print_stdout, reason = "its address is its answer")]

use anyhow::{Context, Result, bail};
use api::Command;
use serde_json::Value;
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
        if !self.others.contains_key(account) {
            if account == "gina" {
                self.world.guest("gina", "Gina Guest").await?;
            }
            let person = self.world.person(account).await?;
            self.others.insert(account.to_owned(), person);
        }
        let person = self.others.get(account).context("signed in")?;
        if let Some(body) = action.get("says").and_then(Value::as_str) {
            return person.says(ALICE, body).await;
        }
        if action.get("reads").is_some() {
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

#[tokio::main]
async fn main() -> Result<()> {
    let dist = std::env::args_os().nth(1).map(PathBuf::from).context("usage: bridge UI_DIST")?;
    let world = World::start().await?;
    let alice = Actor::new().await?;
    let page = Arc::new(alice);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", serde_json::json!({ "page": format!("http://{}", listener.local_addr()?), "intranet": world.url() }));
    let company = Arc::new(Mutex::new(Company { world, others: HashMap::new(), alice: Actor::sharing(&page) }));
    let act = move |action: Value| -> futures_util::future::BoxFuture<'static, Result<()>> {
        let company = company.clone();
        Box::pin(async move { company.lock().await.act(&action).await })
    };
    bridge::serve(listener, &page, dist, Arc::new(act)).await
}
