//! x
pub mod portraits;
