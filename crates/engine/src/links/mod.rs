//! Links that somebody clicks or another program hands over: what may be opened outside, and what opens a conversation.
//!
//! Invariant: pure; a link is judged here and nowhere else, whoever it comes from.

mod conversation;
mod outside;

pub use conversation::{conversation, room};
pub use outside::canonical;
