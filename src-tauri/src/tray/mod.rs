//! The icon near the clock: how many things wait, and the way in.
//!
//! Invariant: it lives without any web view. It is fed from the engine's views like the page is, and whatever is clicked
//! is handed to the shell's loop; nothing is decided here.

pub mod icon;
mod menu;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub use linux::Tray;

#[cfg(not(target_os = "linux"))]
mod native;
#[cfg(not(target_os = "linux"))]
pub use native::Tray;

pub use menu::{Action, Face};
