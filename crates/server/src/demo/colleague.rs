//! One live colleague: reads, marks as read, types, answers, changes state.
//!
//! Invariant: behaves as a well-mannered client does: receipts (XEP-0184), displayed markers (XEP-0333), chat states
//! (XEP-0085), and an answer to every request.

use std::time::Duration;

use minidom::Element;
use tokio::sync::mpsc;
use tokio::time::Instant;
use wire::ns;
use wire::stanza::{self, Kind, element};

use super::ACCOUNT;
use super::company::{GUEST, Sample, samples};
use super::dice::Dice;
use super::replies::{self, THANKS_FOR_ACCEPTING};
use crate::core::{Handle, Stopped};
use crate::local::{Inbox, LocalClient, LocalError};

mod in_rooms;

/// The word to say something first: in this room, or to the demo user.
pub struct Cue {
    pub room: Option<&'static str>,
    pub text: String,
}

const BUSY: &[&str] = &["In a meeting", "Focus time until 3", "On the phone", "Stocktaking", "Please only if it burns"];
const PRESENT: &[&str] = &["", "", "", "", "Working from home", "In the studio", "At the harbour", "Tea?"];
const GONE: &[&str] = &["", "", "Lunch", "Back in ten minutes", "On the road", "Fetching the children"];

/// What the colleague is about to do in a conversation.
struct Plan {
    to: String,
    in_room: bool,
    step: Step,
    at: Instant,
    text: String,
    /// The message to be marked as read, if its sender wants to know.
    reads: Option<String>,
}

impl Plan {
    /// The type of its messages.
    fn kind(&self) -> &'static str {
        if self.in_room { "groupchat" } else { "chat" }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Read,
    Type,
    Send,
}

pub struct Colleague {
    sample: &'static Sample,
    core: Handle,
    client: LocalClient,
    inbox: Inbox,
    cues: mpsc::Receiver<Cue>,
    dice: Dice,
    pace: f64,
    lively: bool,
    plans: Vec<Plan>,
    last_answer: Option<String>,
    domain: String,
    clock: std::sync::Arc<dyn wire::time::Clock>,
    entropy: std::sync::Arc<dyn wire::ids::Entropy>,
}

impl Colleague {
    pub async fn enter(
        core: &Handle,
        sample: &'static Sample,
        seed: u64,
        pace: f64,
        lively: bool,
        cues: mpsc::Receiver<Cue>,
    ) -> Result<Self, LocalError> {
        let (client, inbox) = LocalClient::bind(core, sample.account, "office").await?;
        let colleague = Self {
            sample,
            core: core.clone(),
            client,
            inbox,
            cues,
            dice: Dice::new(seed, sample.account),
            pace,
            lively,
            plans: Vec::new(),
            last_answer: None,
            domain: core.house.domain.clone(),
            clock: core.house.clock.clone(),
            entropy: core.house.entropy.clone(),
        };
        let first = if lively { colleague.some_presence() } else { colleague.presence(None, "", None) };
        colleague.client.send(first.clone()).await.map_err(crate::core::AskError::from)?;
        colleague.enter_rooms(&first).await.map_err(crate::core::AskError::from)?;
        Ok(colleague)
    }

    fn later(&self, milliseconds: u64) -> Instant {
        Instant::now() + Duration::from_secs_f64(milliseconds as f64 / 1000.0 * self.pace)
    }

    /// Until the server stops.
    pub async fn live(mut self) {
        let mut change = self.later(self.dice.between(15_000, 240_000));
        loop {
            let next = self.plans.iter().map(|plan| plan.at).min();
            let outcome = tokio::select! {
                stanza = self.inbox.next() => match stanza {
                    Some(stanza) => self.receive(&stanza).await,
                    None => return,
                },
                Some(cue) = self.cues.recv() => {
                    match cue.room {
                        Some(room) => self.speak(room, cue.text),
                        None => {
                            let to = format!("{ACCOUNT}@{}", self.domain);
                            let at = self.later(200);
                            self.plan(Plan { to, in_room: false, step: Step::Type, at, text: cue.text, reads: None });
                        }
                    }
                    Ok(())
                }
                () = tokio::time::sleep_until(next.unwrap_or(change)), if next.is_some() => self.go_on().await,
                () = tokio::time::sleep_until(change), if self.lively => {
                    change = self.later(self.dice.between(40_000, 300_000));
                    let presence = self.some_presence();
                    match self.client.send(presence.clone()).await {
                        Ok(()) => self.show_in_rooms(&presence).await,
                        gone => gone,
                    }
                }
            };
            if outcome.is_err() {
                return;
            }
        }
    }

    /// One plan a conversation: a new message makes the colleague think again.
    fn plan(&mut self, plan: Plan) {
        self.plans.retain(|other| other.to != plan.to);
        self.plans.push(plan);
    }

    async fn receive(&mut self, stanza: &Element) -> Result<(), Stopped> {
        match stanza::kind(stanza) {
            Some(Kind::Message) if stanza.attr("type") == Some("groupchat") => {
                self.overhear(stanza).await;
                Ok(())
            }
            Some(Kind::Message) => self.read(stanza).await,
            Some(Kind::IqGet | Kind::IqSet) => self.client.send(answer_request(stanza)).await,
            Some(Kind::Presence) => self.consider(stanza).await,
            _ => Ok(()),
        }
    }

    async fn read(&mut self, message: &Element) -> Result<(), Stopped> {
        let (Some(from), Some(body)) = (message.attr("from"), stanza::body(message)) else { return Ok(()) };
        let Some(to) = stanza::bare(from).filter(|bare| !bare.starts_with(&format!("{}@", self.sample.account))) else {
            return Ok(());
        };
        if message.attr("type") == Some("error") || message.has_child("delay", ns::DELAY) {
            return Ok(());
        }
        if self.somebody_real_is_here().await {
            return Ok(());
        }
        let id = message.attr("id");
        if let Some(id) = id.filter(|_| message.has_child("request", ns::RECEIPTS)) {
            let receipt = self.message(from).child(element("received", ns::RECEIPTS).attr("id", id)).done();
            self.client.send(receipt).await?;
        }
        let account = to.split('@').next().unwrap_or_default();
        let name = samples().iter().find(|sample| sample.account == account).map_or(account, |sample| sample.name);
        let first_name = name.split_whitespace().next().unwrap_or(name);
        let text = replies::answer(&body, first_name, self.last_answer.as_deref(), &self.dice);
        self.last_answer = Some(text.clone());
        let reads = id.filter(|_| message.has_child("markable", ns::MARKERS)).map(str::to_owned);
        let at = self.later(self.dice.between(500, 1_300));
        self.plan(Plan { to, in_room: false, step: Step::Read, at, text, reads });
        Ok(())
    }

    /// Whoever tries the demonstration has signed in with this account: they answer for themselves.
    async fn somebody_real_is_here(&self) -> bool {
        let (account, own) = (self.sample.account, self.client.full.clone());
        let others =
            self.core.ask(move |turn| Ok(turn.hall.of(account).any(|session| session.takes_messages() && session.full != own)));
        others.await.unwrap_or(false)
    }

    /// Carries out what is due.
    async fn go_on(&mut self) -> Result<(), Stopped> {
        let now = Instant::now();
        let Some(due) = self.plans.iter().position(|plan| plan.at <= now) else { return Ok(()) };
        let mut plan = self.plans.swap_remove(due);
        match plan.step {
            Step::Read => {
                if let Some(id) = &plan.reads {
                    let marker = self.message(&plan.to).child(element("displayed", ns::MARKERS).attr("id", id)).done();
                    self.client.send(marker).await?;
                }
                plan.step = Step::Type;
                plan.at = self.later(self.dice.between(200, 700));
            }
            Step::Type => {
                self.client.send(self.state(&plan, "composing")).await?;
                let letters = plan.text.chars().count() as u64;
                plan.step = Step::Send;
                plan.at = self.later((600 + letters * 28).min(3_500));
            }
            Step::Send => {
                let id = wire::ids::random_id(&*self.entropy);
                let message = stanza::message(&plan.to, plan.kind(), &id)
                    .field("body", plan.text)
                    .child(element("active", ns::CHAT_STATES))
                    .child(element("origin-id", ns::STANZA_ID).attr("id", &id))
                    .child_opt((!plan.in_room).then(|| element("request", ns::RECEIPTS).done()))
                    .child(element("markable", ns::MARKERS));
                return self.client.send(message.done()).await;
            }
        }
        self.plans.push(plan);
        Ok(())
    }

    fn message(&self, to: &str) -> stanza::Draft {
        stanza::message(to, "chat", &wire::ids::random_id(&*self.entropy))
    }

    fn state(&self, plan: &Plan, state: &str) -> Element {
        let message = stanza::message(&plan.to, plan.kind(), &wire::ids::random_id(&*self.entropy));
        message.child(element(state, ns::CHAT_STATES)).child(element("no-store", ns::HINTS)).done()
    }

    /// Contact requests are welcome here.
    async fn consider(&mut self, presence: &Element) -> Result<(), Stopped> {
        let Some(from) = presence.attr("from").and_then(stanza::bare) else { return Ok(()) };
        let answer = |kind: &str| element("presence", ns::CLIENT).attr("to", &from).attr("type", kind).done();
        match presence.attr("type") {
            Some("subscribe") => {
                tokio::time::sleep(Duration::from_secs_f64(1.5 * self.pace)).await;
                self.client.send(answer("subscribed")).await?;
                self.client.send(answer("subscribe")).await
            }
            Some("subscribed") if self.sample.account == GUEST => {
                let at = self.later(1_500);
                self.plan(Plan { to: from, in_room: false, step: Step::Type, at, text: THANKS_FOR_ACCEPTING.into(), reads: None });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn some_presence(&self) -> Element {
        let status = |of: &[&'static str]| self.dice.pick(of).copied().unwrap_or_default();
        match self.dice.between(0, 100) {
            0..60 => self.presence(None, status(PRESENT), None),
            60..80 => {
                let idle = self.clock.now_ms() - i64::try_from(self.dice.between(5, 50)).unwrap_or(5) * 60_000;
                self.presence(Some("away"), status(GONE), Some(idle))
            }
            80..92 => self.presence(Some("dnd"), status(BUSY), None),
            _ => self.presence(Some("xa"), status(GONE), None),
        }
    }

    fn presence(&self, show: Option<&str>, status: &str, idle_since: Option<i64>) -> Element {
        let idle = idle_since.map(|at| element("idle", ns::IDLE).attr("since", wire::time::format(at)).done());
        element("presence", ns::CLIENT)
            .field_opt("show", show)
            .field_opt("status", (!status.is_empty()).then_some(status))
            .field("priority", "5")
            .child_opt(idle)
            .done()
    }
}

/// An answer to every request, as RFC 6120 §8.2.3 demands.
fn answer_request(request: &Element) -> Element {
    match stanza::payload(request) {
        Some(payload) if payload.is("ping", ns::PING) => stanza::iq_result(request, None),
        Some(payload) if payload.is("query", ns::DISCO_INFO) => {
            let identity =
                element("identity", ns::DISCO_INFO).attr("category", "client").attr("type", "pc").attr("name", "Hallway");
            let features = [ns::DISCO_INFO, ns::PING, ns::RECEIPTS, ns::CHAT_STATES, ns::MARKERS]
                .map(|name| element("feature", ns::DISCO_INFO).attr("var", name).done());
            let query = element("query", ns::DISCO_INFO).attr_opt("node", payload.attr("node")).child(identity).children(features);
            stanza::iq_result(request, Some(query.done()))
        }
        _ => stanza::iq_error(request, "service-unavailable", "cancel"),
    }
}
