//! Links that somebody clicks or another program hands over: what may be opened outside, and what is
//! shown here.
//!
//! Invariant: pure; a link is judged here and nowhere else, whoever it comes from.

mod inward;
mod outside;

pub use inward::{Asked, asked, room};
pub use outside::canonical;
