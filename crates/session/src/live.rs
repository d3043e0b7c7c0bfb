//! On line: one loop over what arrives, what is to be sent, what was committed, and the clock.
//!
//! Invariants: while an event waits for the engine nothing is read; a frame whose shape is refused costs that frame
//! only, and is counted if it was a stanza, so that it is not sent again for ever; anything else that breaks the
//! protocol ends the stream for good. RFC 6120 §8, RFC 7395 §3, XEP-0198 §4.

use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use minidom::Element;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout_at};
use wire::frame::{self, Frame, FrameError};
use wire::limits::Limits;
use wire::sm::{self, Sm};

use crate::connection::{Connection, Stop};
use crate::line::Line;
use crate::problem::{Problem, ProblemKind};
use crate::pulse::{Beat, SleepWatch, TICK};
use crate::session::{Command, Event};
use crate::sign_in::kind_of_stream_error;
use crate::transport::{Received, Transport};

/// Frames that may wait for the network, and stanzas for acknowledgement, before the engine has to wait.
const MOST_WAITING: usize = 256;
const MOST_UNACKED: usize = 1_000;
/// Commands that are taken in one go, as one burst.
const BURST: usize = 64;
/// At the end: for acknowledgements of what was just sent, and for the whole.
const LAST_ACKS: Duration = Duration::from_secs(1);
const FAREWELL: Duration = Duration::from_secs(2);

type Sink = SplitSink<Box<dyn Transport>, String>;
type Frames = SplitStream<Box<dyn Transport>>;

/// How a connection ended.
#[derive(Debug)]
pub(crate) enum End {
    Stop(Stop),
    Lost(Problem),
    /// Another stream has taken this one's resource (RFC 6120 §4.9.3.3).
    Displaced(Problem),
    SeeOther(String),
}

impl From<Problem> for End {
    fn from(problem: Problem) -> Self {
        Self::Lost(problem)
    }
}

impl Connection {
    /// Until the connection ends. `again` is sent first.
    pub(crate) async fn live(&mut self, transport: Box<dyn Transport>, again: Vec<String>) -> End {
        let (mut sink, mut frames) = transport.split();
        let mut line = Line::new(Instant::now());
        line.send_again(again);
        line.ask_after_burst(&self.ledger, &*self.entropy, Instant::now());
        let end = match self.converse(&mut sink, &mut frames, &mut line).await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        match &end {
            End::Stop(_) => self.take_leave(&mut sink, &mut frames, &mut line).await,
            End::Lost(problem) if problem.kind == ProblemKind::Protocol => {
                // The other side may still be there and should know that this is the end.
                self.ledger.forget();
                line.push(&frame::close());
                write_until(&mut sink, &mut line, Instant::now() + LAST_ACKS).await;
            }
            End::Lost(_) | End::Displaced(_) | End::SeeOther(_) => {}
        }
        end
    }

    async fn converse(&mut self, sink: &mut Sink, frames: &mut Frames, line: &mut Line) -> Result<std::convert::Infallible, End> {
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut watch = SleepWatch::new(Instant::now(), self.clock.now_ms());
        loop {
            let held = self.outlet.is_waiting();
            if held {
                line.pulse.hold(Instant::now());
            }
            let due = line.pulse.due();
            // An engine whose events wait may be waiting here itself; making it wait for a network that is not read would
            // be for ever.
            let room = held || (line.backlog() < MOST_WAITING && self.ledger.unacked() < MOST_UNACKED);
            // In this order: what is bounded by the answers of the other side comes before what it sends, and silence is judged
            // only when nothing is left to be heard.
            tokio::select! {
                biased;
                pumped = self.outlet.pump() => pumped.map_err(|_| End::Stop(Stop(None)))?,
                () = self.control.raised.notified() => self.committed(line),
                () = self.control.urge.notified() => self.challenge(line),
                command = self.commands.recv(), if room => self.obey(command, line)?,
                written = line.write(sink), if line.has_output() => written?,
                received = frames.next(), if !held => self.hear(received, line)?,
                () = sleep_until(due), if !held => self.beat(line)?,
                _ = tick.tick() => if watch.slept(Instant::now(), self.clock.now_ms()) { self.challenge(line) },
            }
        }
    }

    fn beat(&mut self, line: &mut Line) -> Result<(), End> {
        match line.pulse.beat(Instant::now()) {
            Beat::Nothing => {}
            Beat::Probe => line.ask(&self.ledger, &*self.entropy, Instant::now()),
            Beat::Dead => return Err(Problem::unreachable("no sign of life").into()),
        }
        Ok(())
    }

    /// Is anybody still there?
    fn challenge(&mut self, line: &mut Line) {
        line.pulse.challenge(Instant::now());
        line.ask(&self.ledger, &*self.entropy, Instant::now());
    }

    fn committed(&mut self, line: &mut Line) {
        self.ledger.commit(self.control.handled());
        line.committed(&self.ledger);
    }

    fn obey(&mut self, command: Option<Command>, line: &mut Line) -> Result<(), End> {
        let mut next = command;
        for left in (0..BURST).rev() {
            match next {
                Some(Command::Send { stanza, accepted }) => {
                    line.send(&stanza, &mut self.ledger);
                    line.ask_within_burst(&self.ledger, &*self.entropy, Instant::now());
                    // Whoever sent it may have given up waiting; it is sent all the same.
                    accepted.send(Ok(())).ok();
                }
                Some(Command::Close { done }) => return Err(End::Stop(Stop(Some(done)))),
                None => return Err(End::Stop(Stop(None))),
            }
            if left == 0 {
                // What is taken here must be obeyed here.
                break;
            }
            match self.commands.try_recv() {
                Ok(command) => next = Some(command),
                // Closed is noticed by the next `recv`.
                Err(_) => break,
            }
        }
        line.ask_after_burst(&self.ledger, &*self.entropy, Instant::now());
        Ok(())
    }

    fn hear(&mut self, received: Option<Result<Received, Problem>>, line: &mut Line) -> Result<(), End> {
        let text = match received {
            None => return Err(Problem::unreachable("the connection ended").into()),
            Some(Err(problem)) => return Err(problem.into()),
            Some(Ok(received)) => {
                line.pulse.heard(Instant::now());
                let Received::Text(text) = received else { return Ok(()) };
                text
            }
        };
        match frame::parse(&text, &Limits::READING) {
            Ok(element) => self.take(frame::classify(element), line),
            Err(FrameError::NotXml | FrameError::NotOneElement) => Err(Problem::protocol("a frame that is not one element").into()),
            Err(refusal) => {
                tracing::warn!(%refusal, bytes = text.len(), "a frame was refused");
                if is_stanza(&text) {
                    self.ledger.refuse();
                    self.committed(line);
                }
                Ok(())
            }
        }
    }

    fn take(&mut self, frame: Frame, line: &mut Line) -> Result<(), End> {
        match frame {
            Frame::Stanza(element) => self.take_stanza(element, line),
            Frame::Sm(element) => self.take_sm(&element, line),
            Frame::Close { see_other_uri: Some(uri) } => Err(End::SeeOther(uri)),
            Frame::Close { see_other_uri: None } => Err(Problem::unreachable("the server closed the stream").into()),
            Frame::StreamError { condition, text } => {
                let detail = format!("{condition}: {}", text.unwrap_or_default().chars().take(200).collect::<String>());
                let problem = Problem::new(kind_of_stream_error(&condition), detail);
                Err(if condition == "conflict" { End::Displaced(problem) } else { problem.into() })
            }
            Frame::Open(_) | Frame::Features(_) | Frame::Sasl(_) => Err(Problem::protocol("a stream cannot start twice").into()),
            Frame::Unknown(_) => Ok(()),
        }
    }

    fn take_stanza(&mut self, element: Element, line: &mut Line) -> Result<(), End> {
        if let Some(sent) = line.ping_answer(&element) {
            return self.taken_over(sent, line);
        }
        let seq = self.ledger.receive();
        self.outlet.push(Event::Stanza { element, seq });
        Ok(())
    }

    fn take_sm(&mut self, element: &Element, line: &mut Line) -> Result<(), End> {
        if !self.ledger.is_managed() {
            return Ok(());
        }
        match sm::read(element) {
            Some(Sm::Request) => {
                self.ledger.commit(self.control.handled());
                line.answer(&self.ledger);
                Ok(())
            }
            Some(Sm::Ack { h }) => self.taken_over(h, line).inspect_err(|_| line.push(&sm::handled_count_too_high(h, line.sent()))),
            _ => Err(Problem::protocol(format!("unexpected <{}/>", element.name())).into()),
        }
    }

    fn taken_over(&mut self, h: u32, line: &mut Line) -> Result<(), End> {
        let ids = self.ledger.acknowledge(h)?;
        self.acked(ids);
        line.answered(Instant::now());
        line.ask_after_burst(&self.ledger, &*self.entropy, Instant::now());
        Ok(())
    }

    /// The clean end: what was just sent should not be in doubt, what was committed should not come again.
    async fn take_leave(&mut self, sink: &mut Sink, frames: &mut Frames, line: &mut Line) {
        let start = Instant::now();
        if self.ledger.unacked() > 0 {
            line.ask(&self.ledger, &*self.entropy, start);
        }
        let mut open = self.listen(sink, frames, line, start + LAST_ACKS, |connection| connection.ledger.unacked() == 0).await;
        self.ledger.commit(self.control.handled());
        if self.ledger.is_managed() {
            line.push(&sm::a(self.ledger.handled()));
        }
        line.push(&frame::close());
        open = open && self.listen(sink, frames, line, start + FAREWELL, |_| false).await;
        if !open {
            write_until(sink, line, start + FAREWELL).await;
        }
        // The peer may be gone already, which is as good an end as any.
        timeout_at(start + FAREWELL, sink.close()).await.ok();
    }

    /// Writes, and hears acknowledgements only, until there is enough or the time is up; `false` when the other side has ended.
    async fn listen(
        &mut self,
        sink: &mut Sink,
        frames: &mut Frames,
        line: &mut Line,
        until: Instant,
        enough: impl Fn(&Self) -> bool,
    ) -> bool {
        while !enough(self) {
            tokio::select! {
                biased;
                received = frames.next() => match received {
                    Some(Ok(Received::Text(text))) => match frame::parse(&text, &Limits::READING).map(frame::classify) {
                        Ok(Frame::Sm(element)) => if self.take_sm(&element, line).is_err() { return false },
                        Ok(Frame::Stanza(element)) => if let Some(sent) = line.ping_answer(&element)
                            && self.taken_over(sent, line).is_err() { return false },
                        Ok(Frame::Close { .. } | Frame::StreamError { .. }) => return false,
                        // Not acknowledged, so it will come again next time.
                        Ok(_) | Err(_) => {}
                    },
                    Some(Ok(Received::Alive)) => {}
                    Some(Err(_)) | None => return false,
                },
                written = line.write(sink), if line.has_output() => if written.is_err() { return false },
                () = sleep_until(until) => return true,
            }
        }
        true
    }
}

async fn write_until(sink: &mut Sink, line: &mut Line, until: Instant) {
    // Best effort: the connection may be broken, which is why it ends.
    timeout_at(until, line.write(sink)).await.ok();
}

/// Of a frame that was not parsed: whether its element is counted by stream management.
fn is_stanza(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix('<') else { return false };
    let name = rest.split(|character: char| character.is_ascii_whitespace() || matches!(character, '/' | '>')).next().unwrap_or("");
    let local = name.rsplit(':').next().unwrap_or(name);
    matches!(local, "message" | "presence" | "iq")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stanza_is_known_by_its_first_name() {
        for yes in ["<message xmlns='jabber:client'>", "<iq/>", " <c:presence xmlns:c='jabber:client'>", "<message\n>"] {
            assert!(is_stanza(yes), "{yes}");
        }
        for no in ["", "<", "<a xmlns='urn:xmpp:sm:3'/>", "<messages>", "message"] {
            assert!(!is_stanza(no), "{no}");
        }
    }
}
