//! What goes out: stanzas composed from drafts and questions, and when they go.

pub mod compose;
pub mod identity;
pub mod message;
pub mod pump;
pub mod seen;
#[cfg(test)]
mod tests;
