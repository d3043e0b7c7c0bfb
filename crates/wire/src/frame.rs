//! One WebSocket message, one element (RFC 7395).
//!
//! Invariant: the shape of a frame is checked while its text is walked; a tree is never deeper or larger than its
//! [`Limits`](crate::limits::Limits). What [`serialize`] writes, [`parse`] reads back as the same single element,
//! whatever the texts and attributes hold.

mod classify;
mod parse;
mod serialize;

pub use classify::{Frame, classify, close, close_see_other, open, open_reply, stream_error};
pub use parse::parse;
pub use serialize::{push_value, serialize};

/// Why a frame was refused. Each of them ends the stream: what follows cannot be trusted to be framed as it seems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// More bytes than allowed.
    #[error("the frame is too large")]
    TooLarge,
    /// Nested deeper than allowed.
    #[error("the frame is nested too deeply")]
    TooDeep,
    /// More elements than allowed.
    #[error("the frame has too many elements")]
    TooManyElements,
    /// More attributes or namespace declarations on one element than allowed.
    #[error("an element of the frame has too many attributes")]
    TooManyAttributes,
    /// Not well-formed, or XML that XMPP forbids: document types, entities, processing instructions, comments
    /// (RFC 6120 §11.1).
    #[error("the frame is not XML as XMPP allows it")]
    NotXml,
    /// Empty, more than one element, or text around it.
    #[error("the frame is not exactly one element")]
    NotOneElement,
}

impl FrameError {
    /// The stream error that tells the other side (RFC 6120 §4.9.3).
    pub fn condition(self) -> &'static str {
        match self {
            FrameError::TooLarge | FrameError::TooDeep | FrameError::TooManyElements | FrameError::TooManyAttributes => {
                "policy-violation"
            }
            FrameError::NotXml => "not-well-formed",
            FrameError::NotOneElement => "bad-format",
        }
    }
}
