//! The way of one device to the server: finding it, connecting, and every frame listened to.

use super::{
    life::Life,
    pipe::{After, Fate, Pipe, Way},
    trace::Trace,
};
use futures_util::{Sink, Stream};
use server::Server;
use session::{
    Dialer, Intranet, Problem, ProblemKind, Road,
    transport::{BoxFuture, Received, Transport, websocket},
};
use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};
use tokio::time::{Duration, sleep};
use url::Url;

/// What people enter as the intranet's URL.
pub const URL: &str = "https://intranet.example";

/// The server, while it runs.
pub type Running = Arc<Mutex<Option<Server>>>;

/// The weather between one device and the server.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weather {
    pub down: bool,
    pub up_latency: Duration,
    pub down_latency: Duration,
    /// What the next connection meets.
    pub next: Option<(Way, After, Fate)>,
}

pub struct DeviceRoad {
    pub name: String,
    pub server: Running,
    pub weather: Arc<Mutex<Weather>>,
    pub life: Arc<Life>,
    pub trace: Trace,
}

impl DeviceRoad {
    fn weather(&self) -> Weather {
        *self.weather.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_open(&self) -> bool {
        let runs = self.server.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        runs && !self.weather().down && !self.life.is_dead()
    }

    fn connect(&self) -> Option<super::pipe::PipeEnd> {
        let mut weather = self.weather.lock().unwrap_or_else(PoisonError::into_inner);
        let server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        let server = server.as_ref().filter(|_| !weather.down && !self.life.is_dead())?;
        let (pipe, near, far) = Pipe::open(weather.up_latency, weather.down_latency);
        if let Some((way, after, fate)) = weather.next.take() {
            pipe.arm(way, after, fate);
        }
        server.serve(far);
        self.life.connected(pipe);
        Some(near)
    }
}

fn unreachable() -> Problem {
    Problem::new(ProblemKind::HostUnreachable, "there is no way")
}

impl Dialer for DeviceRoad {
    fn dial<'a>(&'a self, _: &'a Url) -> BoxFuture<'a, Result<Box<dyn Transport>, Problem>> {
        Box::pin(async move {
            let weather = self.weather();
            // There and back, twice: TCP and TLS.
            sleep((weather.up_latency + weather.down_latency) * 2).await;
            let Some(end) = self.connect() else {
                self.trace.write(&self.name, "cannot connect");
                return Err(unreachable());
            };
            self.trace.write(&self.name, "connects");
            let tapped = Tapped {
                inner: websocket(end).await,
                name: self.name.clone(),
                life: Arc::clone(&self.life),
                trace: self.trace.clone(),
            };
            Ok(Box::new(tapped) as Box<dyn Transport>)
        })
    }
}

impl Road for DeviceRoad {
    fn find<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Intranet, Problem>> {
        Box::pin(async move {
            sleep(Duration::from_millis(5)).await;
            if !self.is_open() {
                return Err(unreachable());
            }
            let url = |text: &str| Url::parse(text).map_err(|error| Problem::new(ProblemKind::UrlInvalid, error.to_string()));
            Ok(Intranet {
                base: url(URL)?,
                websocket: url("wss://intranet.example/ws")?,
                domain: super::company::DOMAIN.to_owned(),
                profile: None,
            })
        })
    }
}

/// A connection whose frames are written down.
struct Tapped {
    inner: Box<dyn Transport>,
    name: String,
    life: Arc<Life>,
    trace: Trace,
}

impl Stream for Tapped {
    type Item = Result<Received, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = Pin::new(&mut self.inner).poll_next(context);
        match &polled {
            Poll::Ready(Some(Ok(Received::Text(text)))) => {
                self.trace.write(&self.name, &format!("< {text}"));
                self.life.framed(text);
            }
            Poll::Ready(Some(Err(_)) | None) => self.trace.write(&self.name, "is cut off"),
            _ => {}
        }
        polled
    }
}

impl Sink<String> for Tapped {
    type Error = Problem;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Problem>> {
        Pin::new(&mut self.inner).poll_ready(context)
    }

    fn start_send(mut self: Pin<&mut Self>, text: String) -> Result<(), Problem> {
        self.trace.write(&self.name, &format!("> {text}"));
        let (life, frame) = (Arc::clone(&self.life), text.clone());
        let sent = Pin::new(&mut self.inner).start_send(text);
        life.framed(&frame);
        sent
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Problem>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Problem>> {
        Pin::new(&mut self.inner).poll_close(context)
    }
}
