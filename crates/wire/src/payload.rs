//! What stanzas carry, one XEP a file: builders for what we send and tolerant readers for what we receive, used by
//! client and server alike.
//!
//! Invariant: a reader looks at the raw element field by field and item by item, and one bad item never costs the
//! others. No reader decides whether the sender may say such a thing: that is for the caller, which knows who it is
//! (see [`crate::stanza::from_own_account`]).

pub mod archive_purge;
pub mod avatar;
pub mod blocking;
pub mod bookmarks;
pub mod caps;
pub mod carbons;
pub mod characters;
pub mod chat_state;
pub mod command;
pub mod conversation;
pub mod correction;
pub mod csi;
pub mod delay;
pub mod direct_invite;
pub mod disco;
pub mod displayed_sync;
pub mod entity_time;
pub mod fallback;
pub mod files;
pub mod form;
pub mod forward;
pub mod hints;
pub mod idle;
pub mod mam;
pub mod markers;
pub mod moderate;
pub mod muc;
pub mod notify_settings;
pub mod occupant_id;
pub mod oob;
pub mod ping;
pub mod presence;
pub mod private;
pub mod pubsub;
pub mod reactions;
pub mod receipts;
pub mod references;
pub mod register;
pub mod reply;
pub mod retract;
pub mod room_purge;
pub mod roster;
pub mod rsm;
pub mod self_ping;
pub mod stanza_id;
pub mod styling_hint;
pub mod upload;
pub mod vcard;
pub mod vcard_update;
pub mod version;
pub mod viewed;

/// An element from text, for tests.
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) fn xml(text: &str) -> minidom::Element {
    crate::frame::parse(text, &crate::limits::Limits::STANZA).unwrap()
}
