//! What the engine is about, beside what is stored: who is signed in, how the connection is, what was chosen.

use crate::downloads::Saved;
use api::{
    Millis, Settings,
    rows::{Availability, Connection, IntranetRow, Keyring, Phase, UpdateState, UploadRow},
};

/// The state that the session, settings and update views show.
#[derive(Debug, Clone, PartialEq)]
pub struct AppState {
    pub phase: Phase,
    pub connection: Connection,
    pub url: String,
    pub account: String,
    pub address: Option<String>,
    pub availability: Availability,
    /// No input for longer than the intranet's threshold.
    pub idle: bool,
    pub status: String,
    pub recent_statuses: Vec<String>,
    pub intranet: Option<IntranetRow>,
    pub keyring: Keyring,
    pub settings: Settings,
    pub version: String,
    pub update: UpdateState,
    /// The conversation a person is looking at.
    pub front: Option<String>,
    /// What files the server takes; `None` where it takes none.
    pub upload: Option<UploadRow>,
    /// What was saved lately, latest first.
    pub saved: Vec<Saved>,
}

impl AppState {
    pub fn new(version: String, now: Millis) -> Self {
        Self {
            phase: Phase::Starting,
            connection: Connection::Offline { since: now, retry_at: None, reason: None },
            url: String::new(),
            account: String::new(),
            address: None,
            availability: Availability::Available,
            idle: false,
            status: String::new(),
            recent_statuses: Vec::new(),
            intranet: None,
            keyring: Keyring::Saved,
            settings: Settings::default(),
            version,
            update: UpdateState::Unknown,
            front: None,
            upload: None,
            saved: Vec::new(),
        }
    }
}
