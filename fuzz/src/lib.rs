//! Fuzz targets: what arrives from the network, from other programs and from the page, as arbitrary bytes.
//!
//! Invariant: a target panics only where a promise is broken. The same functions are run by libFuzzer
//! (`cargo xtask fuzz`), and for a moment with a fixed seed by the tests, which need nothing but stable Rust.

#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a panic is how a target says what it found")]

pub mod bend;
pub mod corpus;
pub mod targets;

/// One thing to throw bytes at.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Also the name of its program and of its folder in `corpus/`.
    pub name: &'static str,
    pub run: fn(&[u8]),
    /// How many inputs the short run of the tests makes: a second or two, unoptimised.
    pub short_run: u32,
}

pub const TARGETS: &[Target] = &[
    Target { name: "archive", run: targets::archive::run, short_run: 4_000 },
    Target { name: "discovery", run: targets::discovery::run, short_run: 8_000 },
    Target { name: "frame", run: targets::frame::run, short_run: 6_000 },
    Target { name: "ipc", run: targets::ipc::run, short_run: 10_000 },
    Target { name: "links", run: targets::links::run, short_run: 10_000 },
    Target { name: "negotiation", run: targets::negotiation::run, short_run: 3_000 },
    Target { name: "payload", run: targets::payload::run, short_run: 4_000 },
    Target { name: "pubsub", run: targets::pubsub::run, short_run: 4_000 },
    Target { name: "sasl", run: targets::sasl::run, short_run: 8_000 },
    Target { name: "stanza", run: targets::stanza::run, short_run: 3_000 },
    Target { name: "text", run: targets::text::run, short_run: 3_000 },
    Target { name: "upload", run: targets::upload::run, short_run: 6_000 },
];
