//! The embedded XMPP server: a company's accounts, structure and messages for a trial or a small office.
//!
//! Invariant: one thread decides and writes (`core`); connections (`listener`) only read, check and write frames; what
//! a stanza means stands in `features`, one explicit list. XMPP over WebSocket only (RFC 7395), no other servers.

pub mod address;
pub mod administration;
pub mod core;
pub mod demo;
pub mod features;
pub mod house;
pub mod import;
pub mod listener;
pub mod local;
pub mod office;
pub mod router;
pub mod server;
pub mod storage;
pub mod uploads;
pub mod users;

pub use administration::{AdminError, Person};
pub use core::Handle;
pub use house::{Bounds, Counts};
pub use import::ImportError;
pub use local::{Inbox, LocalClient};
pub use office::Office;
pub use server::{Server, ServerConfig, ServerError};
pub use storage::accounts::Details;
pub use users::{NewUser, Users};
