//! The account's local store: facts in, changes out.

mod change;
mod fact;

pub use change::Change;
pub use fact::*;

pub type Millis = i64;
