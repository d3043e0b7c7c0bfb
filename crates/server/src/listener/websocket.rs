//! WebSocket framing of the server's side (RFC 6455), on top of tungstenite's frame headers.
//!
//! Invariant: a message is refused by its announced size before its bytes are read, has at most eight fragments, is
//! masked and is text. Nothing is compressed. Reading can be cancelled at any await without losing bytes.

use std::io::{self, Cursor};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

const MOST_FRAGMENTS: usize = 8;
const LARGEST_CONTROL: usize = 125;
/// A client that does not take what it is sent for so long is gone.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// Bytes that a connection keeps ready for what it writes next: enough for a few stanzas.
const KEPT: usize = 4 * 1024;

/// Close codes (RFC 6455 §7.4.1).
pub const NORMAL: u16 = 1000;
pub const PROTOCOL: u16 = 1002;
pub const UNSUPPORTED: u16 = 1003;
pub const NOT_TEXT: u16 = 1007;
pub const POLICY: u16 = 1008;
pub const TOO_BIG: u16 = 1009;

#[derive(Debug, thiserror::Error)]
pub enum WebSocketError {
    #[error("the connection is gone")]
    Gone,
    #[error("network: {0}")]
    Io(#[from] io::Error),
    #[error("framing ({0})")]
    Framing(u16),
}

#[derive(Debug)]
pub enum Received {
    Text(String),
    Ping(Bytes),
    Pong,
    Close,
}

/// The reading half.
pub struct Reader<R> {
    io: R,
    buffer: BytesMut,
    message: BytesMut,
    fragments: usize,
    /// Since when an unfinished message or frame is there.
    unfinished_since: Option<Instant>,
}

impl<R: AsyncRead + Unpin> Reader<R> {
    pub fn new(io: R) -> Self {
        Self { io, buffer: BytesMut::new(), message: BytesMut::new(), fragments: 0, unfinished_since: None }
    }

    /// For how long a message has been begun and not finished.
    pub fn unfinished_for(&self) -> Duration {
        self.unfinished_since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// The next message or control frame; a message may have at most `most` bytes.
    pub async fn next(&mut self, most: usize) -> Result<Received, WebSocketError> {
        loop {
            while let Some((header, payload)) = self.take_frame(most)? {
                if let Some(received) = self.take_in(&header, payload)? {
                    if self.buffer.is_empty() && self.fragments == 0 {
                        self.unfinished_since = None;
                    }
                    return Ok(received);
                }
            }
            if self.io.read_buf(&mut self.buffer).await? == 0 {
                return Err(WebSocketError::Gone);
            }
            self.unfinished_since.get_or_insert_with(Instant::now);
        }
    }

    /// Takes one whole frame out of the buffer, unmasked.
    fn take_frame(&mut self, most: usize) -> Result<Option<(FrameHeader, BytesMut)>, WebSocketError> {
        let mut cursor = Cursor::new(&self.buffer[..]);
        let parsed = FrameHeader::parse(&mut cursor).map_err(|_| WebSocketError::Framing(PROTOCOL))?;
        let start = usize::try_from(cursor.position()).map_err(|_| WebSocketError::Framing(PROTOCOL))?;
        let Some((header, length)) = parsed else { return Ok(None) };
        let length = usize::try_from(length).map_err(|_| WebSocketError::Framing(TOO_BIG))?;
        let Some(mask) = header.mask else { return Err(WebSocketError::Framing(PROTOCOL)) };
        if header.rsv1 || header.rsv2 || header.rsv3 {
            return Err(WebSocketError::Framing(PROTOCOL));
        }
        match header.opcode {
            OpCode::Control(_) if length > LARGEST_CONTROL || !header.is_final => return Err(WebSocketError::Framing(PROTOCOL)),
            OpCode::Control(_) => {}
            OpCode::Data(_) if length.saturating_add(self.message.len()) > most => return Err(WebSocketError::Framing(TOO_BIG)),
            OpCode::Data(_) => {}
        }
        if self.buffer.len() < start + length {
            self.buffer.reserve(start + length - self.buffer.len());
            return Ok(None);
        }
        let _ = self.buffer.split_to(start);
        let mut payload = self.buffer.split_to(length);
        for (byte, key) in payload.iter_mut().zip(mask.iter().cycle()) {
            *byte ^= key;
        }
        Ok(Some((header, payload)))
    }

    fn take_in(&mut self, header: &FrameHeader, payload: BytesMut) -> Result<Option<Received>, WebSocketError> {
        match header.opcode {
            OpCode::Control(Control::Ping) => return Ok(Some(Received::Ping(payload.freeze()))),
            OpCode::Control(Control::Pong) => return Ok(Some(Received::Pong)),
            OpCode::Control(Control::Close) => return Ok(Some(Received::Close)),
            OpCode::Data(Data::Text) if self.fragments == 0 => {}
            OpCode::Data(Data::Continue) if self.fragments > 0 => {}
            OpCode::Data(Data::Binary) => return Err(WebSocketError::Framing(UNSUPPORTED)),
            _ => return Err(WebSocketError::Framing(PROTOCOL)),
        }
        self.fragments += 1;
        if self.fragments > MOST_FRAGMENTS {
            return Err(WebSocketError::Framing(POLICY));
        }
        if self.fragments == 1 {
            self.message = payload;
        } else {
            self.message.extend_from_slice(&payload);
        }
        if !header.is_final {
            return Ok(None);
        }
        self.fragments = 0;
        let message = std::mem::take(&mut self.message);
        let text = std::str::from_utf8(&message).map_err(|_| WebSocketError::Framing(NOT_TEXT))?;
        Ok(Some(Received::Text(text.to_owned())))
    }
}

/// The writing half: frames are collected and written together.
pub struct Writer<W> {
    io: W,
    buffer: Vec<u8>,
}

impl<W: AsyncWrite + Unpin> Writer<W> {
    pub fn new(io: W) -> Self {
        Self { io, buffer: Vec::new() }
    }

    pub fn text(&mut self, text: &str) {
        self.frame(OpCode::Data(Data::Text), text.as_bytes());
    }

    pub fn ping(&mut self) {
        self.frame(OpCode::Control(Control::Ping), &[]);
    }

    pub fn pong(&mut self, payload: &[u8]) {
        self.frame(OpCode::Control(Control::Pong), payload);
    }

    pub fn close(&mut self, code: u16) {
        self.frame(OpCode::Control(Control::Close), &code.to_be_bytes());
    }

    fn frame(&mut self, opcode: OpCode, payload: &[u8]) {
        let header = FrameHeader { is_final: true, rsv1: false, rsv2: false, rsv3: false, opcode, mask: None };
        // Writing to memory cannot fail.
        let _ = header.format(payload.len() as u64, &mut self.buffer);
        self.buffer.extend_from_slice(payload);
    }

    /// Bytes of memory that are held for what is written.
    #[cfg(test)]
    fn held(&self) -> usize {
        self.buffer.capacity()
    }

    /// Bytes that wait for [`Writer::flush`].
    pub fn waiting(&self) -> usize {
        self.buffer.len()
    }

    pub async fn flush(&mut self) -> Result<(), WebSocketError> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let write = async {
            self.io.write_all(&self.buffer).await?;
            self.io.flush().await
        };
        let outcome = tokio::time::timeout(WRITE_TIMEOUT, write).await.map_err(|_| WebSocketError::Gone)?;
        self.buffer.clear();
        // Thousands of connections that were told much once must not hold the room for it for good.
        self.buffer.shrink_to(KEPT);
        Ok(outcome?)
    }

    pub async fn shut(&mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(1), self.io.shutdown()).await;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    fn client_frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![first, 0x80 | u8::try_from(payload.len()).unwrap(), 1, 2, 3, 4];
        frame.extend(payload.iter().zip([1, 2, 3, 4].iter().cycle()).map(|(byte, key)| byte ^ key));
        frame
    }

    async fn read(bytes: &[u8], most: usize) -> Result<Received, WebSocketError> {
        Reader::new(bytes).next(most).await
    }

    #[tokio::test]
    async fn fragments_are_joined_up_to_eight() {
        let mut bytes = client_frame(0x01, b"<a");
        bytes.extend(client_frame(0x80, b"/>"));
        assert!(matches!(read(&bytes, 100).await, Ok(Received::Text(text)) if text == "<a/>"));
        let mut many = client_frame(0x01, b"a");
        for _ in 0..8 {
            many.extend(client_frame(0x00, b"b"));
        }
        assert!(matches!(read(&many, 100).await, Err(WebSocketError::Framing(POLICY))));
    }

    #[tokio::test]
    async fn a_connection_that_was_told_much_holds_little() {
        let mut writer = Writer { io: tokio::io::sink(), buffer: Vec::new() };
        for _ in 0..1_000 {
            writer.text(&"x".repeat(500));
        }
        assert!(writer.held() > 500_000);
        writer.flush().await.unwrap();
        assert!(writer.held() <= KEPT, "{}", writer.held());
    }

    #[tokio::test]
    async fn what_is_not_a_masked_text_of_this_size_is_refused() {
        assert!(matches!(read(&client_frame(0x81, b"too long"), 4).await, Err(WebSocketError::Framing(TOO_BIG))));
        assert!(matches!(read(&client_frame(0x82, b"x"), 4).await, Err(WebSocketError::Framing(UNSUPPORTED))));
        assert!(matches!(read(&[0x81, 1, b'x'], 4).await, Err(WebSocketError::Framing(PROTOCOL))));
        assert!(matches!(read(&client_frame(0xc1, b"x"), 4).await, Err(WebSocketError::Framing(PROTOCOL))));
        assert!(matches!(read(&client_frame(0x80, b"x"), 4).await, Err(WebSocketError::Framing(PROTOCOL))));
        assert!(matches!(read(&client_frame(0x81, &[0xff]), 4).await, Err(WebSocketError::Framing(NOT_TEXT))));
        assert!(matches!(read(&client_frame(0x09, b""), 4).await, Err(WebSocketError::Framing(PROTOCOL))));
        // An announced size is refused before the bytes are there.
        let mut huge = vec![0x81, 0xff];
        huge.extend_from_slice(&(1u64 << 40).to_be_bytes());
        huge.extend_from_slice(&[0; 4]);
        assert!(matches!(read(&huge, 1024).await, Err(WebSocketError::Framing(TOO_BIG))));
    }
}
