//! One account's connection to its intranet: discovery, TLS, sign-in, resumption, back-off. Knows no store.
//!
//! Invariants: nothing is sent to a peer that is not authenticated by TLS, except on this computer itself; what was
//! received counts as handled only when the caller has committed it; a lost connection comes back by itself, a
//! refused one waits for a person. RFC 7395, XEP-0156, XEP-0198, RFC 6120.

pub mod address;
mod backoff;
mod blocking;
mod connection;
mod dial;
pub mod discovery;
pub mod files;
pub mod host_meta;
mod ledger;
mod line;
mod live;
mod net;
mod outlet;
mod problem;
pub mod profile;
mod pulse;
mod session;
mod sign_in;
pub mod transport;

pub use blocking::Blocking;
pub use discovery::{Intranet, account_to_jid, discover};
pub use net::{Net, NetConfig};
pub use problem::{Problem, ProblemKind};
pub use profile::Profile;
pub use session::{Account, Closed, Event, Options, Session};
pub use transport::{Dialer, Road};
pub use wire::sasl::Mechanism;
