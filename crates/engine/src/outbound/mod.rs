//! What goes out: stanzas composed from drafts and questions, and when they go.

pub mod chosen;
pub mod compose;
pub mod identity;
pub mod message;
pub mod personal;
pub mod pump;
pub mod rooms;
#[cfg(test)]
mod tests;
