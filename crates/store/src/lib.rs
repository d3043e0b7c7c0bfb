//! The account's local store: facts in, changes out.
//!
//! Invariants: a commit is the only thing that produces a [`Change`]; one thread writes, in one transaction for each
//! `apply`; a message has one row whatever ways it came; rows stand in the order of the account's archive, never in
//! the order of shown times.

mod amendment;
mod apply;
mod change;
mod content;
mod device;
mod error;
mod fact;
mod fold;
mod memory;
mod open;
mod read;
mod readers;
mod record;
mod store;
mod terms;
mod writer;

pub use change::Change;
pub use device::{Device, DeviceAccount};
pub use error::{Result, StoreError};
pub use fact::*;
pub use record::*;
pub use store::Store;
pub use writer::Writer;

/// Milliseconds since 1970-01-01 UTC.
pub type Millis = i64;
