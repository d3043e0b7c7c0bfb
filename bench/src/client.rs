//! A bare client: a signed-in stream and nothing else. What it measures is the way through server and app and back.

use crate::company::PASSWORD;
use anyhow::{Context, Result, bail};
use session::{Account, Event, Intranet, Net, NetConfig, Options, Session, discover};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::{sync::mpsc, time::Instant};
use wire::{Element, ids::OsEntropy, payload::receipts, secret::Password, stanza, time::SystemClock};

pub struct Client {
    session: Session,
    events: mpsc::Receiver<Event>,
    domain: String,
    next: u32,
    /// When receipts came that nobody has waited for yet.
    came: HashMap<String, Instant>,
    /// Why there is no stream any more, by the last thing the session said.
    problem: Option<String>,
}

impl Client {
    pub async fn sign_in(url: &str, account: &str) -> Result<Self> {
        let net = Net::new(NetConfig::default())?;
        let intranet: Intranet = discover(&net, url).await?;
        let domain = intranet.domain.clone();
        let account = Account { jid: format!("{account}@{domain}"), password: Password::new(PASSWORD.to_owned()), pinned: None };
        let (session, events) =
            Session::start(net, intranet, account, Arc::new(SystemClock), Arc::new(OsEntropy), Options::default());
        let mut client = Self { session, events, domain, next: 0, came: HashMap::new(), problem: None };
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            match tokio::time::timeout_at(end, client.events.recv()).await.context("no sign-in")? {
                Some(Event::Online { .. }) => break,
                Some(Event::Refused { problem }) => bail!("refused: {problem:?}"),
                Some(_) => {}
                None => bail!("closed"),
            }
        }
        client.session.send(stanza::element("presence", wire::ns::CLIENT).done()).await?;
        Ok(client)
    }

    /// Sends without waiting; the id comes back in the receipt.
    pub async fn write(&mut self, account: &str, body: &str) -> Result<String> {
        self.hear();
        self.next += 1;
        let id = format!("bench-{}", self.next);
        let to = format!("{account}@{}", self.domain);
        let message = stanza::message(&to, "chat", &id).field("body", body).child(receipts::request()).done();
        if self.session.send(message).await.is_err() {
            self.hear();
            bail!("the stream broke: {}", self.problem.as_deref().unwrap_or("no reason given"));
        }
        Ok(id)
    }

    /// Takes what has come meanwhile: a server ends a stream whose client acknowledges nothing (XEP-0198).
    fn hear(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            match event {
                Event::Stanza { element, seq } => {
                    self.session.handled(seq);
                    self.came.extend(receipts::received_id(&element).map(|id| (id, Instant::now())));
                }
                Event::Offline { problem, .. } | Event::Refused { problem } => self.problem = Some(format!("{problem:?}")),
                _ => {}
            }
        }
    }

    pub async fn show(&self, status: &str) -> Result<()> {
        let presence = stanza::element("presence", wire::ns::CLIENT).field("status", status).done();
        Ok(self.session.send(presence).await?)
    }

    /// Waits until all of these were received on the other side; answers when each receipt came.
    pub async fn receipts(&mut self, ids: &[String], within: Duration) -> Result<HashMap<String, Instant>> {
        let mut came = std::mem::take(&mut self.came);
        let end = Instant::now() + within;
        while !ids.iter().all(|id| came.contains_key(id)) {
            let stanza = self.stanza(end).await.with_context(|| format!("{} of {} receipts", came.len(), ids.len()))?;
            if let Some(id) = receipts::received_id(&stanza) {
                came.insert(id, Instant::now());
            }
        }
        Ok(came)
    }

    /// Waits until the server has taken over everything that was sent.
    pub async fn acknowledged(&mut self, last: &str, within: Duration) -> Result<()> {
        let end = Instant::now() + within;
        loop {
            match tokio::time::timeout_at(end, self.events.recv()).await.context("not acknowledged")? {
                Some(Event::Acked { ids }) if ids.iter().any(|id| id == last) => return Ok(()),
                Some(Event::Stanza { seq, .. }) => self.session.handled(seq),
                Some(_) => {}
                None => bail!("closed"),
            }
        }
    }

    async fn stanza(&mut self, end: Instant) -> Result<Element> {
        loop {
            match tokio::time::timeout_at(end, self.events.recv()).await.context("waited in vain")? {
                Some(Event::Stanza { element, seq }) => {
                    self.session.handled(seq);
                    return Ok(element);
                }
                Some(_) => {}
                None => bail!("closed"),
            }
        }
    }

    /// Answers every receipt request until it is told to stop: the other end of the yardstick.
    pub async fn echo(mut self) -> Result<()> {
        loop {
            let message = self.stanza(Instant::now() + Duration::from_secs(600)).await?;
            let (Some(from), Some(id)) = (stanza::attr(&message, "from"), stanza::attr(&message, "id")) else { continue };
            if receipts::is_requested(&message) {
                let receipt = stanza::message(from, "chat", &format!("r-{id}")).child(receipts::received(id)).done();
                self.session.send(receipt).await?;
            }
        }
    }
}
