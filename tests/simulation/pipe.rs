//! A connection between a device and the server, byte by byte, with all that may become of it.
//!
//! Invariants: bytes arrive in order, each at its time; after a break nothing arrives that was sent later. What was
//! on its way may still arrive: a network is not empty because its cable was pulled.

use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Duration, Instant, Sleep, sleep_until},
};

/// The two directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
}

/// How far something goes before it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    Bytes(usize),
    /// Whole frames, as they were written.
    Writes(usize),
}

/// What happens then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Both ends notice. What was on its way arrives first, or is lost.
    Break { arrives: bool },
    /// From here on this direction carries nothing, and nobody can tell.
    Swallow,
}

#[derive(Default)]
struct Lane {
    on_its_way: VecDeque<(Instant, Vec<u8>)>,
    latency: Duration,
    ended: bool,
    swallows: bool,
    armed: Option<(After, Fate)>,
    reader: Option<Waker>,
}

impl Lane {
    fn push(&mut self, bytes: &[u8]) {
        if self.swallows || bytes.is_empty() {
            return;
        }
        let earliest = self.on_its_way.back().map(|(at, _)| *at);
        let at = (Instant::now() + self.latency).max(earliest.unwrap_or_else(Instant::now));
        self.on_its_way.push_back((at, bytes.to_vec()));
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }

    fn end(&mut self, arrives: bool) {
        if !arrives {
            self.on_its_way.clear();
        }
        self.ended = true;
        self.wake();
    }

    /// How much of a write still goes through, and what happens behind it.
    fn spend(&mut self, length: usize) -> (usize, Option<Fate>) {
        match self.armed {
            Some((After::Bytes(left), fate)) if length >= left => {
                self.armed = None;
                (left, Some(fate))
            }
            Some((After::Bytes(left), fate)) => {
                self.armed = Some((After::Bytes(left - length), fate));
                (length, None)
            }
            Some((After::Writes(0 | 1), fate)) => {
                self.armed = None;
                (length, Some(fate))
            }
            Some((After::Writes(left), fate)) => {
                self.armed = Some((After::Writes(left - 1), fate));
                (length, None)
            }
            None => (length, None),
        }
    }
}

#[derive(Default)]
struct Lanes {
    up: Lane,
    down: Lane,
}

impl Lanes {
    fn lane(&mut self, way: Way) -> &mut Lane {
        match way {
            Way::Up => &mut self.up,
            Way::Down => &mut self.down,
        }
    }

    fn meet(&mut self, way: Way, fate: Fate) {
        match fate {
            Fate::Break { arrives } => {
                self.up.end(arrives);
                self.down.end(arrives);
            }
            Fate::Swallow => self.lane(way).swallows = true,
        }
    }

    /// The end that sends this way is closed. The other one hears of it behind all that was sent, if it hears anything.
    fn close(&mut self, way: Way) {
        let (sends, hears) = match way {
            Way::Up => (&mut self.up, &mut self.down),
            Way::Down => (&mut self.down, &mut self.up),
        };
        if sends.swallows {
            hears.swallows = true;
        } else {
            sends.end(true);
            hears.end(false);
        }
    }
}

/// The connection as the weather sees it.
#[derive(Clone, Default)]
pub struct Pipe(Arc<Mutex<Lanes>>);

impl Pipe {
    /// A new connection: the device's end and the server's.
    pub fn open(up: Duration, down: Duration) -> (Self, PipeEnd, PipeEnd) {
        let pipe = Self::default();
        pipe.delay(up, down);
        let end = |sends| PipeEnd { pipe: pipe.clone(), sends, waiting: None };
        let (near, far) = (end(Way::Up), end(Way::Down));
        (pipe, near, far)
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn delay(&self, up: Duration, down: Duration) {
        let mut lanes = self.lanes();
        (lanes.up.latency, lanes.down.latency) = (up, down);
    }

    pub fn arm(&self, way: Way, after: After, fate: Fate) {
        self.lanes().lane(way).armed = Some((after, fate));
    }

    pub fn meet(&self, way: Way, fate: Fate) {
        self.lanes().meet(way, fate);
    }

    /// The device's program is gone: its computer ends the connection, behind what was sent. That arrives at once: no
    /// program starts, signs in and asks the archive faster than what its predecessor sent.
    pub fn abandon(&self) {
        let mut lanes = self.lanes();
        lanes.close(Way::Up);
        let now = Instant::now();
        lanes.up.on_its_way.iter_mut().for_each(|(at, _)| *at = now);
        lanes.up.wake();
    }

    /// Something of it does not work: an end that nobody has noticed, or one that is still to come.
    pub fn is_troubled(&self) -> bool {
        let lanes = self.lanes();
        [&lanes.up, &lanes.down].iter().any(|lane| lane.swallows || lane.armed.is_some())
    }
}

/// One end.
pub struct PipeEnd {
    pipe: Pipe,
    sends: Way,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl PipeEnd {
    fn hears(&self) -> Way {
        if self.sends == Way::Up { Way::Down } else { Way::Up }
    }

    /// What has arrived; or when something will.
    fn take(&self, into: &mut ReadBuf<'_>, context: &Context<'_>) -> Result<Poll<()>, Option<Instant>> {
        let mut lanes = self.pipe.lanes();
        let lane = lanes.lane(self.hears());
        lane.reader = Some(context.waker().clone());
        let Some((at, bytes)) = lane.on_its_way.front_mut() else {
            return if lane.ended { Ok(Poll::Ready(())) } else { Err(None) };
        };
        if *at > Instant::now() {
            return Err(Some(*at));
        }
        let length = bytes.len().min(into.remaining());
        into.put_slice(bytes.get(..length).unwrap_or_default());
        bytes.drain(..length);
        if bytes.is_empty() {
            lane.on_its_way.pop_front();
        }
        Ok(Poll::Ready(()))
    }
}

impl AsyncRead for PipeEnd {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            let at = match self.take(into, context) {
                Ok(_) => return Poll::Ready(Ok(())),
                Err(None) => return Poll::Pending,
                Err(Some(at)) => at,
            };
            let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep_until(at)));
            if waiting.deadline() != at {
                waiting.as_mut().reset(at);
            }
            if waiting.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
        }
    }
}

impl AsyncWrite for PipeEnd {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut lanes = self.pipe.lanes();
        if lanes.lane(self.sends).ended {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let (through, fate) = lanes.lane(self.sends).spend(bytes.len());
        lanes.lane(self.sends).push(bytes.get(..through).unwrap_or_default());
        if let Some(fate) = fate {
            lanes.meet(self.sends, fate);
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut lanes = self.pipe.lanes();
        let lane = lanes.lane(self.sends);
        if !lane.swallows {
            lane.end(true);
        }
        Poll::Ready(Ok(()))
    }
}

impl Drop for PipeEnd {
    fn drop(&mut self) {
        self.pipe.lanes().close(self.sends);
    }
}
