//! Errands: what a command asks of the network through the account's loop, and waits for.
//!
//! Invariant: every errand is answered. One whose stream ends without an answer, or is replaced by another, was
//! [`Trouble::Offline`]: nobody knows then whether it was carried out.

use super::{Actor, Order};
use crate::inbound::{Question, Refused, refusal};
use api::{Code, Error};
use minidom::Element;
use std::collections::BTreeMap;
use tokio::sync::{mpsc, oneshot};

/// Why an errand came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    Offline,
    Refused(Refused),
}

impl Trouble {
    pub fn condition(&self) -> Option<&str> {
        match self {
            Self::Refused(refused) => Some(&refused.condition),
            Self::Offline => None,
        }
    }

    /// Nobody said no: it may go better another time.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Offline => true,
            Self::Refused(refused) => {
                matches!(refused.condition.as_str(), "remote-server-timeout" | "internal-server-error" | "resource-constraint")
            }
        }
    }

    /// In the words of the api, for what was asked of a server or a room.
    pub fn error(&self) -> Error {
        match self {
            Self::Offline => Error::new(Code::Offline, ""),
            Self::Refused(Refused { condition, .. }) => Error::new(refusal::code_of_service(condition), condition.clone()),
        }
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        trouble.error()
    }
}

pub type Answer = oneshot::Sender<Result<Element, Trouble>>;

/// Where commands hand in what they want of the network.
#[derive(Clone)]
pub struct Desk {
    orders: mpsc::UnboundedSender<Order>,
}

impl Desk {
    pub fn new(orders: mpsc::UnboundedSender<Order>) -> Self {
        Self { orders }
    }

    /// Asks; `None` is the own account.
    pub async fn get(&self, to: Option<&str>, payload: Element) -> Result<Element, Trouble> {
        self.ask(to, false, payload).await
    }

    /// Has something changed.
    pub async fn set(&self, to: Option<&str>, payload: Element) -> Result<Element, Trouble> {
        self.ask(to, true, payload).await
    }

    /// Says something that is not answered.
    pub fn say(&self, stanza: Element) {
        self.orders.send(Order::Say(stanza)).ok();
    }

    async fn ask(&self, to: Option<&str>, set: bool, payload: Element) -> Result<Element, Trouble> {
        let (answer, answered) = oneshot::channel();
        self.hand_in(Order::Ask { to: to.map(str::to_owned), set, payload, answer });
        answered.await.unwrap_or(Err(Trouble::Offline))
    }

    pub fn hand_in(&self, order: Order) {
        // Without a loop the order is dropped, and with it the way back: the errand is answered as offline.
        self.orders.send(order).ok();
    }
}

/// The errands that wait for their answers.
#[derive(Debug, Default)]
pub struct Errands {
    open: BTreeMap<u64, Answer>,
    last: u64,
}

impl Errands {
    /// The stream they were asked on is gone.
    pub fn drop_all(&mut self) {
        self.open.clear();
    }

    fn put(&mut self, answer: Answer) -> u64 {
        self.last += 1;
        self.open.insert(self.last, answer);
        self.last
    }

    pub fn answered(&mut self, errand: u64, answer: Result<Element, Refused>) {
        if let Some(waiting) = self.open.remove(&errand) {
            // Whoever waited may have given up.
            waiting.send(answer.map_err(Trouble::Refused)).ok();
        }
    }

    /// The question did not go out.
    pub fn lost(&mut self, errand: u64) {
        self.open.remove(&errand);
    }
}

impl Actor {
    pub(super) fn errand(&mut self, to: Option<String>, set: bool, payload: Element, answer: Answer) {
        if !self.online {
            answer.send(Err(Trouble::Offline)).ok();
            return;
        }
        let errand = self.errands.put(answer);
        let build = if set { wire::stanza::iq_set } else { wire::stanza::iq_get };
        self.ask(to.as_deref(), Question::Errand { errand }, |id| build(to.as_deref(), id, payload));
    }
}
