//! Text frames in, text frames out: all the connection loop knows of the network.
//!
//! Invariant: one frame is one whole text; order is kept in both directions; the end of the stream of frames is the end of
//! the connection. RFC 7395 §3.3 over RFC 6455, or a pair in memory for simulation.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::{Sink, Stream};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;
use url::Url;

use crate::discovery::Intranet;
use crate::problem::Problem;

/// A boxed future, for traits that are used as objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// One frame.
    Text(String),
    /// No content, but a sign of life (a WebSocket ping or pong).
    Alive,
}

/// Both directions of one connection.
pub trait Transport: Stream<Item = Result<Received, Problem>> + Sink<String, Error = Problem> + Send + Unpin {}

impl<T> Transport for T where T: Stream<Item = Result<Received, Problem>> + Sink<String, Error = Problem> + Send + Unpin {}

/// Opens connections. [`crate::Net`] is the real one.
pub trait Dialer: Send + Sync {
    /// A connection to this WebSocket address, upgraded and ready for the first frame.
    fn dial<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, Result<Box<dyn Transport>, Problem>>;
}

/// The way to an intranet: where it is, and connections to it. [`crate::Net`] is the real one.
pub trait Road: Dialer {
    /// Like [`crate::discover`].
    fn find<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Intranet, Problem>>;
}

/// The client's end of a WebSocket that is open already, for simulation over streams of bytes.
pub async fn websocket(io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> Box<dyn Transport> {
    Box::new(WebSocket(WebSocketStream::from_raw_socket(io, Role::Client, None).await))
}

/// A WebSocket as a transport.
pub(crate) struct WebSocket<S>(pub WebSocketStream<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> Stream for WebSocket<S> {
    type Item = Result<Received, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(context).map(|next| match next? {
            Ok(Message::Text(text)) => Some(Ok(Received::Text(text.as_str().to_owned()))),
            Ok(Message::Ping(_) | Message::Pong(_)) => Some(Ok(Received::Alive)),
            Ok(Message::Close(_)) => None,
            Ok(Message::Binary(_) | Message::Frame(_)) => Some(Err(Problem::protocol("a binary frame"))),
            Err(error) => Some(Err(Problem::from_socket(&error))),
        })
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Sink<String> for WebSocket<S> {
    type Error = Problem;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Problem>> {
        Pin::new(&mut self.0).poll_ready(context).map_err(|error| Problem::from_socket(&error))
    }

    fn start_send(mut self: Pin<&mut Self>, text: String) -> Result<(), Problem> {
        Pin::new(&mut self.0).start_send(Message::text(text)).map_err(|error| Problem::from_socket(&error))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Problem>> {
        Pin::new(&mut self.0).poll_flush(context).map_err(|error| Problem::from_socket(&error))
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Problem>> {
        Pin::new(&mut self.0).poll_close(context).map_err(|error| Problem::from_socket(&error))
    }
}

/// One end of a connection in memory. Dropping it ends the connection; what was sent before still arrives.
pub struct Memory {
    outgoing: Option<mpsc::UnboundedSender<String>>,
    incoming: mpsc::UnboundedReceiver<String>,
}

/// A connection in memory, for simulation: no time passes between the two ends and nothing is lost.
pub fn memory() -> (Memory, Memory) {
    let (to_one, from_other) = mpsc::unbounded_channel();
    let (to_other, from_one) = mpsc::unbounded_channel();
    (Memory { outgoing: Some(to_other), incoming: from_other }, Memory { outgoing: Some(to_one), incoming: from_one })
}

impl Stream for Memory {
    type Item = Result<Received, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.incoming.poll_recv(context).map(|text| text.map(|text| Ok(Received::Text(text))))
    }
}

impl Sink<String> for Memory {
    type Error = Problem;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Problem>> {
        let open = self.outgoing.as_ref().is_some_and(|outgoing| !outgoing.is_closed());
        Poll::Ready(if open { Ok(()) } else { Err(Problem::unreachable("the other end is gone")) })
    }

    fn start_send(self: Pin<&mut Self>, text: String) -> Result<(), Problem> {
        let sent = self.outgoing.as_ref().map(|outgoing| outgoing.send(text));
        if matches!(sent, Some(Ok(()))) { Ok(()) } else { Err(Problem::unreachable("the other end is gone")) }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Problem>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Problem>> {
        self.outgoing = None;
        Poll::Ready(Ok(()))
    }
}
