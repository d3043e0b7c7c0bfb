//! What both sides of one stream have counted: the part that outlives a lost connection. XEP-0198 §4 and §5.
//!
//! Invariants: the count we acknowledge is the count of committed stanzas, never more than received, never lower than
//! before; a stanza keeps its number when it comes again after a resumption; what we sent is kept until the server has taken
//! it over. Counts wrap at 2^32.

use std::collections::VecDeque;

use wire::sm::Outbound;

use crate::problem::Problem;

/// A stanza that was sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) id: Option<String>,
    pub(crate) text: String,
}

#[derive(Debug)]
pub(crate) struct Ledger {
    /// The server counts too: stream management is on.
    managed: bool,
    /// The name under which the server keeps this stream.
    resume_id: Option<String>,
    outbound: Outbound<Sent>,
    /// `seq` of the last stanza event before this stream.
    base: u32,
    /// Stanzas received on this stream.
    received: u32,
    /// Of these, committed.
    handled: u32,
    /// Stanzas that were refused for their shape: they count, and nobody will commit them.
    refused: VecDeque<u32>,
}

impl Ledger {
    /// For a new stream, after events up to `base`.
    pub(crate) fn new(base: u32, managed: bool, resume_id: Option<String>) -> Self {
        Self { managed, resume_id, outbound: Outbound::new(), base, received: 0, handled: 0, refused: VecDeque::new() }
    }

    pub(crate) fn is_managed(&self) -> bool {
        self.managed
    }

    /// `seq` of the last stanza event.
    pub(crate) fn last_seq(&self) -> u32 {
        self.base.wrapping_add(self.received)
    }

    /// A stanza arrived; the answer is its `seq`.
    pub(crate) fn receive(&mut self) -> u32 {
        self.received = self.received.wrapping_add(1);
        self.last_seq()
    }

    /// A stanza arrived that is refused for its shape.
    pub(crate) fn refuse(&mut self) {
        self.receive();
        self.refused.push_back(self.received);
        self.pass_refused();
    }

    /// The engine has committed everything up to this `seq`. Numbers of an earlier stream, or of stanzas never received, say
    /// nothing about this one.
    pub(crate) fn commit(&mut self, seq: u32) {
        let claimed = seq.wrapping_sub(self.base);
        if claimed.wrapping_sub(self.handled) <= self.received.wrapping_sub(self.handled) {
            self.handled = claimed;
        }
        self.pass_refused();
    }

    fn pass_refused(&mut self) {
        while let Some(next) = self.refused.front().copied() {
            let ahead = next.wrapping_sub(self.handled);
            if ahead == 1 {
                self.handled = next;
            } else if ahead != 0 && ahead < u32::MAX / 2 {
                return;
            }
            self.refused.pop_front();
        }
    }

    /// The `h` to acknowledge.
    pub(crate) fn handled(&self) -> u32 {
        self.handled
    }

    /// Stanzas received on this stream.
    pub(crate) fn received(&self) -> u32 {
        self.received
    }

    /// Everything received is committed.
    pub(crate) fn is_settled(&self) -> bool {
        self.handled == self.received
    }

    /// A stanza is sent; the answer is how many were sent on this stream, this one included.
    pub(crate) fn send(&mut self, sent: Sent) -> u32 {
        self.outbound.push(sent)
    }

    pub(crate) fn unacked(&self) -> usize {
        self.outbound.len()
    }

    /// The server has taken over the first `h` stanzas; the answer is the ids of those it had not before.
    pub(crate) fn acknowledge(&mut self, h: u32) -> Result<Vec<String>, Problem> {
        let taken = self.outbound.ack(h).map_err(|error| {
            // The two counts have come apart: this stream cannot be trusted any more.
            self.resume_id = None;
            Problem::protocol(error.to_string())
        })?;
        Ok(taken.into_iter().filter_map(|sent| sent.id).collect())
    }

    /// The name to resume by, if the server keeps this stream.
    pub(crate) fn resume_id(&self) -> Option<&str> {
        self.resume_id.as_deref()
    }

    /// This stream is not to be resumed.
    pub(crate) fn forget(&mut self) {
        self.resume_id = None;
    }

    /// The stream was resumed after we had told the server `told`: it counts on from there and sends the rest again, under
    /// the same numbers. The answer is the ids it had taken over, and the texts to send again.
    pub(crate) fn resume(&mut self, told: u32, h: u32) -> Result<(Vec<String>, Vec<String>), Problem> {
        self.received = told;
        self.refused.retain(|place| place.wrapping_sub(told) > u32::MAX / 2);
        let ids = self.acknowledge(h)?;
        let again = self.outbound.unacked().map(|sent| sent.text.clone()).collect();
        Ok((ids, again))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ledger() -> Ledger {
        Ledger::new(10, true, Some("x".into()))
    }

    #[test]
    fn only_committed_stanzas_count_and_the_count_never_goes_back() {
        let mut ledger = ledger();
        assert_eq!([ledger.receive(), ledger.receive(), ledger.receive()], [11, 12, 13]);
        assert_eq!(ledger.handled(), 0);
        ledger.commit(12);
        assert_eq!(ledger.handled(), 2);
        for nonsense in [11, 14, 10, 3, u32::MAX] {
            ledger.commit(nonsense);
            assert_eq!(ledger.handled(), 2);
        }
        ledger.commit(13);
        assert!(ledger.is_settled());
    }

    #[test]
    fn a_refused_stanza_is_counted_and_holds_nothing_up() {
        let mut ledger = ledger();
        ledger.receive();
        ledger.refuse();
        ledger.refuse();
        assert_eq!(ledger.receive(), 14);
        ledger.commit(11);
        assert_eq!(ledger.handled(), 3);
        ledger.refuse();
        ledger.commit(14);
        assert!(ledger.is_settled());
    }

    #[test]
    fn a_stanza_that_comes_again_keeps_its_number() {
        let mut ledger = ledger();
        ledger.receive();
        ledger.receive();
        ledger.commit(11);
        let told = ledger.handled();
        ledger.resume(told, 0).unwrap();
        // The engine may commit the first copy only now: the server will send that stanza, so it may count once it did.
        assert_eq!(ledger.receive(), 12);
        ledger.commit(12);
        assert_eq!(ledger.handled(), 2);
    }

    #[test]
    fn counts_wrap() {
        let mut ledger = ledger();
        ledger.received = u32::MAX;
        ledger.handled = u32::MAX;
        let seq = ledger.receive();
        ledger.commit(seq);
        assert_eq!(ledger.handled(), 0);
        assert!(ledger.is_settled());
    }

    #[test]
    fn what_the_server_took_over_is_told_once_and_too_much_is_an_error() {
        let mut ledger = ledger();
        for id in ["a", "b", "c"] {
            ledger.send(Sent { id: Some(id.into()), text: format!("<{id}/>") });
        }
        assert_eq!(ledger.acknowledge(1).unwrap(), ["a"]);
        assert!(ledger.acknowledge(1).unwrap().is_empty());
        let (ids, again) = ledger.resume(0, 2).unwrap();
        assert_eq!((ids, again), (vec!["b".to_owned()], vec!["<c/>".to_owned()]));
        assert!(ledger.acknowledge(4).is_err());
        assert_eq!(ledger.resume_id(), None);
    }
}
