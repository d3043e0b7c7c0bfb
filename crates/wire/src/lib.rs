//! XMPP without input or output, shared by client and server: framing (RFC 7395), limits, SASL, negotiation,
//! stream management and the payloads of the XEPs in use.
//!
//! Invariant: nothing here opens a socket, reads a clock or draws randomness by itself; time and entropy are
//! passed in, bytes come and go as values. Whatever is parsed came from the network and is hostile: a reader
//! returns what it could make sense of and never panics.

pub mod frame;
pub mod ids;
pub mod limits;
pub mod negotiate;
pub mod ns;
pub mod payload;
pub mod sasl;
pub mod secret;
pub mod sm;
pub mod stanza;
pub mod time;

pub use jid;
pub use minidom::{self, Element};

/// The lexer is fed pieces of at most this many bytes: given one long slice it is quadratic in the length of a text.
pub const MAX_FRAME_PIECE: usize = 8 * 1024;
