//! What the engine is about, beside what is stored: who is signed in, how the connection is, what was chosen.

use crate::downloads::Saved;
use api::{
    Millis, Settings,
    rows::{Availability, Connection, IntranetRow, Keyring, Phase, UpdateState, UploadRow},
};
use std::sync::Arc;

/// A room of a service's list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicRoom {
    pub room: String,
    pub name: String,
    pub description: String,
    pub occupants: Option<u32>,
    /// What the room says of itself was asked.
    pub known: bool,
}

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
    /// The server deletes from the own archive (docs/protocol.md).
    pub purge: bool,
    /// The rest of the history is being fetched.
    pub filling: bool,
    /// What was saved lately, latest first.
    pub saved: Vec<Saved>,
    /// Where rooms are made (a domain), where the server has such a place.
    pub rooms_service: Option<String>,
    pub rooms_hide_past: bool,
    /// Rooms anyone may join, as far as they were listed since somebody looked.
    pub public_rooms: Arc<Vec<PublicRoom>>,
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
            purge: false,
            filling: false,
            saved: Vec::new(),
            rooms_service: None,
            rooms_hide_past: false,
            public_rooms: Arc::default(),
        }
    }
}
