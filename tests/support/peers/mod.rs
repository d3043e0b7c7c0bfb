//! What others have made: servers that companies already run, started from Debian's packages with an intranet in front
//! of them, and clients that colleagues may use beside Hallway.

mod client;
#[cfg(target_os = "linux")]
mod company;
#[cfg(target_os = "linux")]
mod ejabberd;
mod front;
#[cfg(target_os = "linux")]
mod program;
#[cfg(target_os = "linux")]
mod prosody;
mod proxy;

pub use client::{Client, ForeignClient, Heard};
#[cfg(target_os = "linux")]
pub use company::Peer;
pub use front::{EmptyWebServer, IntranetFront};
pub use proxy::Proxy;

/// The XMPP domain of every peer under test.
pub const DOMAIN: &str = "corp.test";
pub const PASSWORD: &str = "secret";
/// Account, name, department path.
pub const PEOPLE: [(&str, &str, &str); 5] = [
    ("alice", "Alice Adams", "Head office::Management"),
    ("bob", "Bob Brown", "Head office::Sales"),
    ("carol", "Carol Clark", "Head office::Sales"),
    ("dave", "Dave Davis", "R&D"),
    ("erin", "Erin Evans", "R&D"),
];

/// The address of someone of the company.
pub fn address(account: &str) -> String {
    format!("{account}@{DOMAIN}")
}
