//! What all tests stand on: a world of real servers and real engines, views as text, a real desktop, a browser bridge.

pub mod actor;
pub mod bridge;
#[cfg(target_os = "linux")]
pub mod desktop;
pub mod mirror;
pub mod peers;
pub mod processes;
pub mod raw_client;
pub mod render;
#[path = "../simulation/mod.rs"]
pub mod simulation;
pub mod world;

pub use raw_client::RawClient;
