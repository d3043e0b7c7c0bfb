//! Searching messages.
mod operators;
mod snippet;
