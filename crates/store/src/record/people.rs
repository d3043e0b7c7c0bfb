//! People as the lists and heads show them.

use crate::{Card, Millis, Show, Subscription};

/// Someone known: a person of the contact list, or one of whom only a card or a picture is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PersonRecord {
    /// Bare JID.
    pub address: String,
    /// The name in the contact list, else the card's, else empty.
    pub name: String,
    /// Groups as the server names them, in its order.
    pub groups: Vec<String>,
    pub subscription: Subscription,
    /// Asked for their presence, not answered yet.
    pub asked: bool,
    /// Whether they are in the contact list.
    pub listed: bool,
    pub card: Card,
    /// Hash of the picture: see `Store::avatar`.
    pub avatar: Option<String>,
}

/// What is known of someone's presence right now: the best of their resources.
#[derive(Debug, Clone, PartialEq)]
pub struct PresenceRecord {
    pub show: Show,
    pub status: String,
    pub idle_since: Option<Millis>,
    /// The resource this is from; empty when offline.
    pub resource: String,
}

impl Default for PresenceRecord {
    fn default() -> Self {
        Self { show: Show::Offline, status: String::new(), idle_since: None, resource: String::new() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRequestRecord {
    pub address: String,
    pub name: String,
    pub at: Millis,
}
