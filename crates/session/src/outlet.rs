//! Events on their way to the engine.
//!
//! Invariant: pushing never blocks and never loses an event; what does not fit into the bounded channel waits here, and
//! while something waits the connection reads nothing more, so what waits is bounded by one step of work.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::session::Event;

/// How long a last look is given to an engine that is slow to take its events.
const LAST_LOOK: Duration = Duration::from_millis(500);

/// The engine has dropped its end.
#[derive(Debug)]
pub(crate) struct Deaf;

#[derive(Debug)]
pub(crate) struct Outlet {
    sender: mpsc::Sender<Event>,
    waiting: VecDeque<Event>,
}

impl Outlet {
    pub(crate) fn new(sender: mpsc::Sender<Event>) -> Self {
        Self { sender, waiting: VecDeque::new() }
    }

    pub(crate) fn push(&mut self, event: Event) {
        if self.waiting.is_empty() {
            if let Err(mpsc::error::TrySendError::Full(event)) = self.sender.try_send(event) {
                self.waiting.push_back(event);
            }
        } else {
            self.waiting.push_back(event);
        }
    }

    pub(crate) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Returns when everything is in the channel; with nothing waiting, only when the engine has dropped its end. Safe to
    /// drop half-way.
    pub(crate) async fn pump(&mut self) -> Result<(), Deaf> {
        if self.waiting.is_empty() {
            self.sender.closed().await;
            return Err(Deaf);
        }
        while !self.waiting.is_empty() {
            let room = self.sender.reserve().await.map_err(|_| Deaf)?;
            if let Some(event) = self.waiting.pop_front() {
                room.send(event);
            }
        }
        Ok(())
    }

    /// The last event.
    pub(crate) async fn finish(mut self) {
        self.push(Event::Closed);
        if self.is_waiting() {
            // An engine that takes no more events does not miss the last ones.
            timeout(LAST_LOOK, self.pump()).await.ok();
        }
    }
}
