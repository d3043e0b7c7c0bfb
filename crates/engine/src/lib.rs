//! Where stanzas become facts and facts become rows.
//!
//! Invariant: the store is the only crossroads. Network and person both write facts to it; a view changes
//! only because a commit produced a change, and a stanza counts as handled only after its commit.

mod actor;
mod codes;
mod commands;
mod credentials;
mod downloads;
mod draft;
mod engine;
mod export;
mod files;
#[doc(hidden)] // Open to the fuzz targets; nothing outside may rely on it.
pub mod inbound;
pub mod links;
mod logo;
mod outbound;
mod room_rights;
mod shared;
mod signin;
mod stage;
mod state;
mod sync;
#[cfg(test)]
mod tests;
pub mod text;
mod views;

pub use credentials::{Credentials, KeyringProblem, MemoryCredentials, NoCredentials};
pub use engine::{Engine, EngineConfig};
pub use files::Media;
pub use signin::path as account_file;
pub use stage::Stage;

// What an `EngineConfig` is made of, so that whoever starts an engine needs no other crate of ours.
pub use session::NetConfig;
pub use wire::{
    ids::{Entropy, OsEntropy},
    secret::Password,
    time::{Clock, SystemClock},
};
