//! A desktop for the real application: screen, bus, keyring, tray host, notification server, and the window.

pub mod app;
mod host;
pub mod processes;
mod session;

pub use app::{Window, until, until_within};
pub use host::{DesktopHost, MenuItem, Notification};
pub use session::{DesktopSession, Parts, Running};
