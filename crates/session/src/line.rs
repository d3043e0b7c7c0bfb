//! The sending side of one connection: what waits to be written, and what we have asked the server.
//!
//! Invariants: frames are written in the order they were pushed; after a burst of stanzas, and every few stanzas within one,
//! the server is asked what it has taken over (XEP-0198 §4). A server without stream management is asked by a ping
//! instead: streams are in order, so its answer vouches for everything sent before (XEP-0199).

use std::collections::VecDeque;
use std::future::poll_fn;

use futures_util::{Sink, SinkExt};
use minidom::Element;
use tokio::time::Instant;
use wire::ids::{Entropy, random_id};
use wire::{frame, ns, sm, stanza};

use crate::ledger::{Ledger, Sent};
use crate::problem::Problem;
use crate::pulse::Pulse;

/// Stanzas of a burst between two questions.
const ASK_EVERY: u32 = 5;
/// Pings whose answers are waited for at most; older ones are forgotten.
const MOST_PINGS: usize = 8;

pub(crate) struct Line {
    waiting: VecDeque<String>,
    /// Something was handed to the sink that may not have left it.
    unflushed: bool,
    /// Stanzas sent since the last question.
    unasked: u32,
    /// A question is open.
    asking: bool,
    /// Pings that stand in for acknowledgements: their id, and how many stanzas had been sent.
    pings: VecDeque<(String, u32)>,
    /// The server asked when this many were received and not all were committed: it gets another answer when they are.
    owed: Option<u32>,
    sent: u32,
    pub(crate) pulse: Pulse,
}

impl Line {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            waiting: VecDeque::new(),
            unflushed: false,
            unasked: 0,
            asking: false,
            pings: VecDeque::new(),
            owed: None,
            sent: 0,
            pulse: Pulse::new(now),
        }
    }

    pub(crate) fn push(&mut self, element: &Element) {
        self.waiting.push_back(frame::serialize(element));
    }

    pub(crate) fn has_output(&self) -> bool {
        self.unflushed || !self.waiting.is_empty()
    }

    /// How many stanzas were sent on this stream, as far as this connection knows.
    pub(crate) fn sent(&self) -> u32 {
        self.sent
    }

    pub(crate) fn backlog(&self) -> usize {
        self.waiting.len()
    }

    /// Writes everything. Safe to drop half-way.
    pub(crate) async fn write(&mut self, sink: &mut (impl Sink<String, Error = Problem> + Unpin)) -> Result<(), Problem> {
        while !self.waiting.is_empty() {
            poll_fn(|context| sink.poll_ready_unpin(context)).await?;
            if let Some(text) = self.waiting.pop_front() {
                sink.start_send_unpin(text)?;
                self.unflushed = true;
            }
        }
        sink.flush().await?;
        self.unflushed = false;
        Ok(())
    }

    /// Sends a stanza of the engine.
    pub(crate) fn send(&mut self, element: &Element, ledger: &mut Ledger) {
        let text = frame::serialize(element);
        self.sent = ledger.send(Sent { id: stanza::attr(element, "id").map(str::to_owned), text: text.clone() });
        self.waiting.push_back(text);
        self.unasked += 1;
    }

    /// Sends again what the server had not taken over before the resumption.
    pub(crate) fn send_again(&mut self, texts: Vec<String>) {
        self.unasked = self.unasked.saturating_add(u32::try_from(texts.len()).unwrap_or(u32::MAX));
        self.waiting.extend(texts);
    }

    /// Within a burst: asks every few stanzas.
    pub(crate) fn ask_within_burst(&mut self, ledger: &Ledger, entropy: &dyn Entropy, now: Instant) {
        if ledger.is_managed() && self.unasked >= ASK_EVERY {
            self.ask(ledger, entropy, now);
        }
    }

    /// After a burst: asks unless an answer is on its way; that answer will make us ask again.
    pub(crate) fn ask_after_burst(&mut self, ledger: &Ledger, entropy: &dyn Entropy, now: Instant) {
        if self.unasked > 0 && !self.asking {
            self.ask(ledger, entropy, now);
        }
    }

    /// Asks now: what was taken over, and whether anybody is there.
    pub(crate) fn ask(&mut self, ledger: &Ledger, entropy: &dyn Entropy, now: Instant) {
        if ledger.is_managed() {
            self.push(&sm::r());
        } else {
            let id = random_id(entropy);
            self.push(&stanza::iq_get(None, &id, stanza::element("ping", ns::PING).done()));
            self.pings.push_back((id, self.sent));
            if self.pings.len() > MOST_PINGS {
                self.pings.pop_front();
            }
        }
        self.unasked = 0;
        self.asking = true;
        self.pulse.asked(now);
    }

    /// The server said what it has taken over.
    pub(crate) fn answered(&mut self, now: Instant) {
        self.asking = false;
        self.pulse.answered(now);
    }

    /// Whether this stanza is the answer to one of our pings; how many stanzas it vouches for.
    pub(crate) fn ping_answer(&mut self, element: &Element) -> Option<u32> {
        if element.name() != "iq" || !matches!(stanza::attr(element, "type"), Some("result" | "error")) {
            return None;
        }
        let id = stanza::attr(element, "id")?;
        let place = self.pings.iter().position(|(ping, _)| ping == id)?;
        self.pings.drain(..=place).next_back().map(|(_, sent)| sent)
    }

    /// The server asks what we have handled.
    pub(crate) fn answer(&mut self, ledger: &Ledger) {
        self.push(&sm::a(ledger.handled()));
        self.owed = (!ledger.is_settled()).then(|| ledger.received());
    }

    /// More was committed: the server that asked before hears of it without asking again.
    pub(crate) fn committed(&mut self, ledger: &Ledger) {
        let Some(owed) = self.owed else { return };
        if ledger.handled().wrapping_sub(owed) < u32::MAX / 2 {
            self.push(&sm::a(ledger.handled()));
            self.owed = None;
        }
    }
}
