//! Stream management (XEP-0198): what was sent and not yet acknowledged, what was received and handled, and the
//! elements that say so.
//!
//! Invariant: both counters start at zero with `<enabled/>`, count stanzas only, and wrap at 2³². An acknowledgement of
//! more than was sent, or of less than was acknowledged before, ends the stream.

use std::collections::VecDeque;

use minidom::Element;

use crate::ns;
use crate::stanza::{Draft, attr_number, element, is_true};

/// An acknowledgement that cannot be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmError {
    /// XEP-0198 §4: answer with `undefined-condition` and [`handled_count_too_high`].
    #[error("{h} stanzas acknowledged, {sent} sent")]
    TooHigh { h: u32, sent: u32 },
}

/// For how many stanzas room is kept, once more of them were acknowledged: a stream is idle far longer than it is busy.
const ROOM: usize = 16;

/// Stanzas sent and not yet acknowledged, oldest first. `T` is whatever the owner needs to send one again.
#[derive(Clone, Debug)]
pub struct Outbound<T> {
    unacked: VecDeque<T>,
    acked: u32,
}

impl<T> Default for Outbound<T> {
    fn default() -> Self {
        Outbound { unacked: VecDeque::new(), acked: 0 }
    }
}

impl<T> Outbound<T> {
    /// Nothing sent, nothing acknowledged.
    pub fn new() -> Outbound<T> {
        Outbound::default()
    }

    /// Notes a stanza as sent and returns its number, from 1.
    pub fn push(&mut self, stanza: T) -> u32 {
        self.unacked.push_back(stanza);
        self.sent()
    }

    /// How many were sent in all, modulo 2³².
    pub fn sent(&self) -> u32 {
        self.acked.wrapping_add(u32::try_from(self.unacked.len()).unwrap_or(u32::MAX))
    }

    /// Takes the other side's count and returns the stanzas it has newly taken over.
    ///
    /// # Errors
    /// [`SmError::TooHigh`] if it counts stanzas that were never sent; a count lower than before looks the same.
    pub fn ack(&mut self, h: u32) -> Result<Vec<T>, SmError> {
        let newly = usize::try_from(h.wrapping_sub(self.acked)).unwrap_or(usize::MAX);
        if newly > self.unacked.len() {
            return Err(SmError::TooHigh { h, sent: self.sent() });
        }
        self.acked = h;
        let acked = self.unacked.drain(..newly).collect();
        if self.unacked.capacity() / 4 > self.unacked.len() {
            self.unacked.shrink_to(ROOM.max(self.unacked.len() * 2));
        }
        Ok(acked)
    }

    /// What is not acknowledged, oldest first: after a resumption these are sent again, and stay here.
    pub fn unacked(&self) -> impl ExactSizeIterator<Item = &T> {
        self.unacked.iter()
    }

    /// How many are not acknowledged.
    pub fn len(&self) -> usize {
        self.unacked.len()
    }

    /// Whether everything is acknowledged.
    pub fn is_empty(&self) -> bool {
        self.unacked.is_empty()
    }

    /// Gives up the stream and hands out what was never acknowledged.
    pub fn into_unacked(self) -> Vec<T> {
        self.unacked.into()
    }
}

/// How many stanzas of the other side have been handled, which means: are safely stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inbound {
    h: u32,
}

impl Inbound {
    /// Nothing handled.
    pub fn new() -> Inbound {
        Inbound::default()
    }

    /// Counts one more stanza and returns the new count.
    pub fn one(&mut self) -> u32 {
        self.advance(1)
    }

    /// Counts `stanzas` more and returns the new count.
    pub fn advance(&mut self, stanzas: u32) -> u32 {
        self.h = self.h.wrapping_add(stanzas);
        self.h
    }

    /// The count to acknowledge.
    pub fn h(self) -> u32 {
        self.h
    }
}

/// An element of stream management, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sm {
    Enable {
        resume: bool,
        /// Seconds the client would like its stream to be kept.
        max: Option<u32>,
    },
    Enabled {
        /// `None` if the stream cannot be resumed.
        id: Option<String>,
        /// Seconds the server keeps the stream.
        max: Option<u32>,
        location: Option<String>,
    },
    /// `<r/>`
    Request,
    /// `<a/>`
    Ack {
        h: u32,
    },
    Resume {
        h: u32,
        previd: String,
    },
    Resumed {
        h: u32,
        previd: String,
    },
    /// Servers leave `h` out more often than not.
    Failed {
        h: Option<u32>,
        condition: Option<String>,
    },
}

/// Reads an element of stream management; `None` for another namespace, an unknown name or a count that is missing.
pub fn read(element: &Element) -> Option<Sm> {
    if !element.has_ns(ns::SM) {
        return None;
    }
    let h = || attr_number::<u32>(element, "h");
    let previd = || element.attr("previd").map(str::to_owned);
    let resume = element.attr("resume").is_some_and(is_true);
    Some(match element.name() {
        "enable" => Sm::Enable { resume, max: attr_number(element, "max") },
        "enabled" => Sm::Enabled {
            id: element.attr("id").filter(|id| resume && !id.is_empty()).map(str::to_owned),
            max: attr_number(element, "max"),
            location: element.attr("location").map(str::to_owned),
        },
        "r" => Sm::Request,
        "a" => Sm::Ack { h: h()? },
        "resume" => Sm::Resume { h: h()?, previd: previd()? },
        "resumed" => Sm::Resumed { h: h()?, previd: previd().unwrap_or_default() },
        "failed" => Sm::Failed {
            h: h(),
            condition: element.children().find(|child| child.has_ns(ns::STANZA_ERRORS)).map(|child| child.name().to_owned()),
        },
        _ => return None,
    })
}

fn sm(name: &str) -> Draft {
    element(name, ns::SM)
}

/// The stream feature.
pub fn feature() -> Element {
    sm("sm").done()
}

/// Whether `<stream:features/>` offer stream management.
pub fn is_offered(features: &Element) -> bool {
    features.has_child("sm", ns::SM)
}

/// `<enable/>`; `max` in seconds.
pub fn enable(resume: bool, max: Option<u32>) -> Element {
    sm("enable").attr_opt("resume", resume.then_some("true")).attr_opt("max", max.map(|max| max.to_string())).done()
}

/// `<enabled/>`; resumable if there is an id, `max` in seconds.
pub fn enabled(id: Option<&str>, max: Option<u32>) -> Element {
    sm("enabled").attr_opt("id", id).attr_opt("resume", id.map(|_| "true")).attr_opt("max", max.map(|max| max.to_string())).done()
}

/// `<r/>`
pub fn r() -> Element {
    sm("r").done()
}

/// `<a/>`
pub fn a(h: u32) -> Element {
    sm("a").attr("h", h.to_string()).done()
}

/// `<resume/>`
pub fn resume(h: u32, previd: &str) -> Element {
    sm("resume").attr("h", h.to_string()).attr("previd", previd).done()
}

/// `<resumed/>`
pub fn resumed(h: u32, previd: &str) -> Element {
    sm("resumed").attr("h", h.to_string()).attr("previd", previd).done()
}

/// `<failed/>`; `h` if the count of the lost stream is still known.
pub fn failed(condition: &str, h: Option<u32>) -> Element {
    sm("failed").attr_opt("h", h.map(|h| h.to_string())).child(element(condition, ns::STANZA_ERRORS)).done()
}

/// The stream error for an impossible count (XEP-0198 §4).
pub fn handled_count_too_high(h: u32, sent: u32) -> Element {
    element("error", ns::STREAMS)
        .child(element("undefined-condition", ns::STREAM_ERRORS))
        .child(sm("handled-count-too-high").attr("h", h.to_string()).attr("send-count", sent.to_string()))
        .done()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn acknowledged_stanzas_leave_in_order() {
        let mut out = Outbound::new();
        assert_eq!((out.push('a'), out.push('b'), out.push('c')), (1, 2, 3));
        assert_eq!(out.ack(2), Ok(vec!['a', 'b']));
        assert_eq!(out.ack(2), Ok(vec![]));
        assert_eq!(out.unacked().copied().collect::<Vec<_>>(), ['c']);
        assert_eq!(out.ack(4), Err(SmError::TooHigh { h: 4, sent: 3 }));
        assert_eq!(out.ack(1), Err(SmError::TooHigh { h: 1, sent: 3 }));
        assert_eq!((out.len(), out.is_empty()), (1, false));
        assert_eq!(out.into_unacked(), ['c']);
    }

    #[test]
    fn what_much_took_is_given_back() {
        let mut out = Outbound::new();
        for n in 1..=5_000 {
            out.push(n);
        }
        assert_eq!(out.ack(4_999).map(|acked| acked.len()), Ok(4_999));
        assert!(out.unacked.capacity() <= 2 * ROOM, "{}", out.unacked.capacity());
        assert_eq!(out.into_unacked(), [5_000]);
    }

    #[test]
    fn an_ack_before_anything_was_sent_is_refused() {
        let mut out = Outbound::<()>::new();
        assert_eq!(out.ack(0), Ok(vec![]));
        assert!(out.ack(1).is_err());
        assert!(out.ack(u32::MAX).is_err());
    }

    #[test]
    fn counters_wrap() {
        let mut out = Outbound { unacked: VecDeque::new(), acked: u32::MAX - 1 };
        assert_eq!((out.push(1), out.push(2), out.push(3)), (u32::MAX, 0, 1));
        assert_eq!(out.ack(0), Ok(vec![1, 2]));
        assert_eq!(out.ack(u32::MAX), Err(SmError::TooHigh { h: u32::MAX, sent: 1 }));
        assert_eq!(out.ack(1), Ok(vec![3]));
        let mut inbound = Inbound { h: u32::MAX };
        assert_eq!((inbound.one(), inbound.advance(2), inbound.h()), (0, 2, 2));
    }

    #[test]
    fn elements_come_back_as_they_were() {
        let id = || Some("x".to_owned());
        for (element, expected) in [
            (enable(true, Some(300)), Sm::Enable { resume: true, max: Some(300) }),
            (enable(false, None), Sm::Enable { resume: false, max: None }),
            (enabled(Some("x"), Some(600)), Sm::Enabled { id: id(), max: Some(600), location: None }),
            (enabled(None, None), Sm::Enabled { id: None, max: None, location: None }),
            (r(), Sm::Request),
            (a(u32::MAX), Sm::Ack { h: u32::MAX }),
            (resume(3, "x"), Sm::Resume { h: 3, previd: "x".into() }),
            (resumed(3, "x"), Sm::Resumed { h: 3, previd: "x".into() }),
            (failed("item-not-found", None), Sm::Failed { h: None, condition: Some("item-not-found".into()) }),
            (failed("item-not-found", Some(7)), Sm::Failed { h: Some(7), condition: Some("item-not-found".into()) }),
        ] {
            assert_eq!(read(&element), Some(expected));
        }
    }

    #[test]
    fn nonsense_is_no_acknowledgement() {
        for h in ["", "-1", "4294967296", "x", "1.5"] {
            assert_eq!(read(&sm("a").attr("h", h).done()), None, "{h}");
        }
        assert_eq!(read(&sm("a").done()), None);
        assert_eq!(read(&sm("resume").attr("h", "1").done()), None);
        assert_eq!(read(&sm("failed").done()), Some(Sm::Failed { h: None, condition: None }));
        assert_eq!(read(&element("a", "urn:xmpp:sm:2").attr("h", "1").done()), None);
    }
}
