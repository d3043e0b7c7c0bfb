//! Everything that crosses between the Rust core and the page: commands in, views out.
//!
//! Invariant: plain data only. No getter exists: the page asks for a change with a [`Command`] (the
//! answer is nothing, or an [`Error`] with a typed code) and sees the result in a [`View`] it has open.

mod command;
mod error;
mod export;
mod patch;
pub mod rows;
mod secret;
mod settings;
pub mod text;
mod view;

pub use command::{Anchor, Command, ExportFormat, IntranetPage, Mention, Preference};
pub use error::{Code, Error};
pub use export::ExportWords;
pub use patch::{Patch, Patches, UNCOUNTED, Update, ViewId};
pub use secret::Secret;
pub use settings::{Density, SendKey, Setting, Settings, Theme};
pub use view::View;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;
/// A conversation's id: the bare JID of the person (or room).
pub type ConversationId = String;
/// A message row's id: opaque, stable for the life of the row, never reused.
pub type MessageId = String;
/// A file handed over by the page and not sent yet: opaque, random, valid until it is sent or let go.
pub type StagedId = String;
/// As a time until which something holds: always.
pub const FOR_EVER: Millis = 253_402_300_799_999;
