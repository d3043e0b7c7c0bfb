//! One client's stream (RFC 7395): sign-in (RFC 6120 §6, SCRAM-SHA-256 only), bind or resume, then stanzas.
//!
//! Invariant: nothing but sign-in is possible before it, within tight limits and a deadline; an unknown account takes
//! the same way as a known one. What comes after a broken frame is not read.

mod sign_in;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use minidom::Element;
use tokio::io::{AsyncRead, AsyncWrite, ReadHalf, WriteHalf};
use tokio::sync::mpsc;
use tokio::time::Instant;
use wire::frame::{self, Frame};
use wire::limits::Limits;
use wire::sasl::{self, Mechanism};
use wire::stanza::{self, Kind, element};
use wire::{ns, sm};

use super::Shared;
use super::budget::Budget;
use super::websocket::{self, Reader, Received, WebSocketError, Writer};
use crate::address::domain_name;
use crate::core::lifecycle::{self, BindRefusal, Bound, Resumption};
use crate::core::{AskError, Input, Origin, Out, Outlet};

/// A connection from which nothing came for so long is asked, and after as long again is taken for gone.
const SILENT: Duration = Duration::from_secs(90);
/// How long one message may take to arrive.
const SLOWEST_MESSAGE: Duration = Duration::from_secs(30);
/// How much is written together.
const TOGETHER: usize = 64 * 1024;

const MECHANISM: Mechanism = Mechanism::ScramSha256;

/// How a stream ended.
enum End {
    /// The network is gone: a bound session may be resumed.
    Lost,
    /// The stream was closed in order, by whichever side.
    Closed,
    /// With this stream error and close code.
    Error(Element, u16),
}

impl From<WebSocketError> for End {
    fn from(error: WebSocketError) -> Self {
        match error {
            WebSocketError::Framing(code) => Self::Error(frame::stream_error("policy-violation", None), code),
            WebSocketError::Gone | WebSocketError::Io(_) => Self::Lost,
        }
    }
}

impl From<AskError> for End {
    fn from(error: AskError) -> Self {
        tracing::warn!(%error, "a stream ends");
        Self::error("internal-server-error")
    }
}

impl End {
    fn error(condition: &str) -> Self {
        Self::Error(frame::stream_error(condition, None), websocket::NORMAL)
    }
}

pub struct Stream<'a, T> {
    shared: &'a Shared,
    address: IpAddr,
    /// `https://…` under which the client came here.
    reached_at: Arc<str>,
    reader: Reader<ReadHalf<T>>,
    writer: Writer<WriteHalf<T>>,
    limits: Limits,
    /// Present until signed in: counts against the bounds of strangers.
    admission: Option<super::Admission>,
}

impl<'a, T: AsyncRead + AsyncWrite> Stream<'a, T> {
    pub fn new(shared: &'a Shared, io: T, address: IpAddr, reached_at: Arc<str>, admission: super::Admission) -> Self {
        let (read, write) = tokio::io::split(io);
        Self {
            shared,
            address,
            reached_at,
            reader: Reader::new(read),
            writer: Writer::new(write),
            limits: Limits::BEFORE_AUTH,
            admission: Some(admission),
        }
    }

    /// Serves the stream to its end.
    pub async fn serve(mut self) {
        let deadline = Duration::from_millis(self.shared.core.house.bounds.sign_in_ms);
        let end = match tokio::time::timeout(deadline, self.enter()).await {
            Ok(Ok((bound, outlet, outs))) => {
                self.admission = None;
                let from = Origin { session: bound.session, connection: outlet.connection };
                let end = self.talk(from, outs).await;
                self.leave(&bound, outlet.connection, &end).await;
                end
            }
            Ok(Err(end)) => end,
            Err(_) => End::error("connection-timeout"),
        };
        let code = match end {
            End::Lost => return,
            End::Closed => websocket::NORMAL,
            End::Error(error, code) => {
                self.put(&error);
                code
            }
        };
        self.put(&frame::close());
        self.writer.close(code);
        let _ = self.writer.flush().await;
        self.writer.shut().await;
    }

    /// Tells the core how the connection went.
    async fn leave(&mut self, bound: &Bound, connection: u64, end: &End) {
        let id = bound.session;
        let lost = matches!(end, End::Lost);
        let told = self
            .shared
            .core
            .ask(move |turn| if lost { lifecycle::detach(turn, id, connection) } else { lifecycle::close(turn, id, connection) });
        if let Err(error) = told.await {
            tracing::debug!(%error, "a session ends with the server");
        }
    }

    fn put(&mut self, element: &Element) {
        self.writer.text(&frame::serialize(element));
    }

    async fn say(&mut self, element: &Element) -> Result<(), End> {
        self.put(element);
        Ok(self.writer.flush().await?)
    }

    /// The next frame, pings answered.
    async fn hear(&mut self) -> Result<Frame, End> {
        loop {
            match self.reader.next(self.limits.bytes).await? {
                Received::Text(text) => return self.understand(&text),
                Received::Ping(payload) => {
                    self.writer.pong(&payload);
                    self.writer.flush().await?;
                }
                Received::Pong => {}
                Received::Close => return Err(End::Lost),
            }
        }
    }

    fn understand(&self, text: &str) -> Result<Frame, End> {
        match frame::parse(text, &self.limits) {
            Ok(element) => Ok(frame::classify(element)),
            Err(error) => Err(End::Error(frame::stream_error(error.condition(), None), websocket::POLICY)),
        }
    }

    /// Sign-in, then bind or resume.
    async fn enter(&mut self) -> Result<(Bound, Outlet, mpsc::Receiver<Out>), End> {
        self.open(element("features", ns::STREAMS).child(sasl::mechanisms(&[MECHANISM])).done()).await?;
        let account = self.sign_in().await?;
        self.limits = Limits::STANZA;
        let limits = element("limits", ns::STREAM_LIMITS).field("max-bytes", Limits::STANZA.bytes.to_string());
        let features = element("features", ns::STREAMS)
            .child(element("bind", ns::BIND))
            .child(element("session", ns::SESSION).child(element("optional", ns::SESSION)))
            .child(sm::feature())
            .child(element("ver", ns::ROSTER_VERSIONING))
            .child(element("csi", ns::CSI))
            .child(limits)
            .done();
        self.open(features).await?;
        self.bind(&account).await
    }

    async fn open(&mut self, features: Element) -> Result<(), End> {
        let (open, domain) = match self.hear().await? {
            Frame::Open(open) => (open, &self.shared.core.house.domain),
            Frame::Close { .. } => return Err(End::Closed),
            _ => return Err(End::error("not-authorized")),
        };
        let id = wire::ids::random_id(&*self.shared.core.house.entropy);
        let reply = frame::open_reply(domain, None, &id);
        let meant = open.attr("to").and_then(domain_name).is_some_and(|to| to == *domain);
        self.put(&reply);
        if !meant {
            return Err(End::error("host-unknown"));
        }
        self.say(&features).await
    }

    async fn bind(&mut self, account: &str) -> Result<(Bound, Outlet, mpsc::Receiver<Out>), End> {
        loop {
            let heard = self.hear().await?;
            let (outlet, outs) = Outlet::new(self.shared.next_connection(), Some(Arc::clone(&self.reached_at)));
            let (account, given) = (account.to_owned(), outlet.clone());
            match heard {
                Frame::Stanza(request) if stanza::kind(&request) == Some(Kind::IqSet) && request.has_child("bind", ns::BIND) => {
                    let resource =
                        request.get_child("bind", ns::BIND).and_then(|bind| stanza::child_text(bind, "resource", ns::BIND));
                    let bound = self.shared.core.ask(move |turn| lifecycle::bind(turn, &account, resource.as_deref(), given));
                    match bound.await? {
                        Ok(bound) => {
                            self.say(&lifecycle::bind_result(&request, &bound.full)).await?;
                            return Ok((bound, outlet, outs));
                        }
                        Err(refusal) => {
                            let (condition, kind) = match refusal {
                                BindRefusal::TooManySessions => ("resource-constraint", "wait"),
                                BindRefusal::NoAccount => ("not-allowed", "cancel"),
                                BindRefusal::BadResource => ("bad-request", "modify"),
                            };
                            self.say(&stanza::iq_error(&request, condition, kind)).await?;
                        }
                    }
                }
                Frame::Sm(element) => match sm::read(&element) {
                    Some(sm::Sm::Resume { h, previd }) => {
                        let resumed = self.shared.core.ask(move |turn| lifecycle::resume(turn, &account, &previd, h, given));
                        match resumed.await? {
                            Resumption::Resumed(bound) => return Ok((bound, outlet, outs)),
                            Resumption::Gone(handled) => self.say(&sm::failed("item-not-found", handled)).await?,
                            Resumption::Nonsense(error) => return Err(End::Error(error, websocket::NORMAL)),
                        }
                    }
                    _ => self.say(&sm::failed("unexpected-request", None)).await?,
                },
                Frame::Close { .. } => return Err(End::Closed),
                _ => return Err(End::error("not-authorized")),
            }
        }
    }

    /// Stanzas both ways, until the stream ends.
    async fn talk(&mut self, from: Origin, mut outs: mpsc::Receiver<Out>) -> End {
        let bounds = self.shared.core.house.bounds;
        let mut budget = Budget::new(bounds.bytes_per_second, bounds.burst_bytes);
        let mut heard_at = Instant::now();
        let mut asked = false;
        let mut beat = tokio::time::interval(Duration::from_secs(5));
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let gate = budget.open_at();
            // What a client sends is bounded by its budget, so it may come first: its acknowledgements are never held up by what
            // others send it.
            tokio::select! {
                biased;
                received = self.reader.next(self.limits.bytes), if gate.is_none() => {
                    heard_at = Instant::now();
                    asked = false;
                    match received {
                        Ok(Received::Text(text)) => {
                            budget.spend(text.len());
                            if let Err(end) = self.take(from, &text).await {
                                return end;
                            }
                        }
                        Ok(Received::Ping(payload)) => {
                            self.writer.pong(&payload);
                            if let Err(error) = self.writer.flush().await {
                                return error.into();
                            }
                        }
                        Ok(Received::Pong) => {}
                        Ok(Received::Close) => return End::Lost,
                        Err(error) => return error.into(),
                    }
                }
                out = outs.recv() => match self.write(out, &mut outs).await {
                    Ok(()) => {}
                    Err(end) => return end,
                },
                () = tokio::time::sleep_until(gate.unwrap_or(heard_at)), if gate.is_some() => {}
                _ = beat.tick() => {
                    if self.reader.unfinished_for() > SLOWEST_MESSAGE && gate.is_none() {
                        return End::error("policy-violation");
                    }
                    if heard_at.elapsed() > SILENT * 2 {
                        return End::Lost;
                    }
                    if heard_at.elapsed() > SILENT && !asked {
                        asked = true;
                        self.writer.ping();
                        if let Err(error) = self.writer.flush().await {
                            return error.into();
                        }
                    }
                }
            }
        }
    }

    /// Writes what waits, as much of it together as is there.
    async fn write(&mut self, first: Option<Out>, outs: &mut mpsc::Receiver<Out>) -> Result<(), End> {
        let mut next = first;
        loop {
            match next {
                Some(Out::Stanza(parcel)) => self.writer.text(&parcel.serialize()),
                Some(Out::Frame(element)) => self.put(&element),
                Some(Out::Close(error)) => {
                    return Err(error.map_or(End::Closed, |error| End::Error(error, websocket::NORMAL)));
                }
                Some(Out::Cut) | None => return Err(End::Lost),
            }
            if self.writer.waiting() >= TOGETHER {
                break;
            }
            match outs.try_recv() {
                Ok(out) => next = Some(out),
                Err(mpsc::error::TryRecvError::Empty) => break,
                Err(mpsc::error::TryRecvError::Disconnected) => next = None,
            }
        }
        Ok(self.writer.flush().await?)
    }

    async fn take(&mut self, from: Origin, text: &str) -> Result<(), End> {
        let input = match self.understand(text)? {
            Frame::Stanza(stanza) => Input::Stanza { from, stanza },
            Frame::Sm(element) => Input::Nonza { from, element },
            Frame::Unknown(element) if element.has_ns(ns::CSI) => Input::Nonza { from, element },
            Frame::Close { .. } => return Err(End::Closed),
            Frame::StreamError { .. } => return Err(End::Closed),
            _ => return Err(End::error("unsupported-stanza-type")),
        };
        self.shared.core.give(input).await.map_err(|_| End::Lost)
    }
}
