//! Stanzas on their way to the session, in order.
//!
//! Invariant: a task of its own, since the session may wait for the loop to take events before it takes a stanza;
//! and what was meant for an earlier stream is never sent on a later one.

use minidom::Element;
use session::Session;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::mpsc;

/// A stanza, and the stream it is meant for.
pub struct Stanza {
    pub stream: u64,
    pub element: Element,
}

/// What could not go: the stream it was meant for, and its id, from which it is known what is to be said or asked again. An
/// answer (RFC 6120 §8.2.3) is kept whole: its question counts as handled, and is not put again.
pub struct Unsent {
    pub stream: u64,
    pub id: String,
    pub answer: Option<Element>,
}

pub fn is_answer(element: &Element) -> bool {
    element.name() == "iq" && matches!(element.attr("type"), Some("result" | "error"))
}

/// `current` counts the streams. The task ends with the sender that is given back.
pub fn start(session: Session, unsent: mpsc::UnboundedSender<Unsent>, current: Arc<AtomicU64>) -> mpsc::UnboundedSender<Stanza> {
    let (line, mut stanzas) = mpsc::unbounded_channel::<Stanza>();
    tokio::spawn(async move {
        while let Some(Stanza { stream, element }) = stanzas.recv().await {
            if stream != current.load(Ordering::Acquire) {
                continue;
            }
            let id = element.attr("id").unwrap_or_default().to_owned();
            let answer = is_answer(&element).then(|| element.clone());
            if session.send(element).await.is_err() {
                // The loop ends before its line does only when nothing is to be sent any more.
                unsent.send(Unsent { stream, id, answer }).ok();
            }
        }
    });
    line
}
