//! What was chosen for a conversation, between the store and the wire.

use store::{Notify, Preferences};
use wire::payload::{conversation::Chosen, notify_settings::Level};

pub fn to_wire(preferences: &Preferences) -> Chosen {
    Chosen {
        pinned: preferences.pinned,
        favourite: preferences.favourite,
        level: match preferences.notify {
            Notify::All => Level::Always,
            Notify::Mentions => Level::OnMention,
            Notify::None => Level::Never,
        },
        muted_until: preferences.muted_until,
        unread_from: preferences.unread_from.clone(),
        pins: preferences.pins.clone(),
        cleared_up_to: preferences.cleared_up_to.clone(),
    }
}

pub fn from_wire(chosen: Chosen) -> Preferences {
    Preferences {
        pinned: chosen.pinned,
        favourite: chosen.favourite,
        notify: match chosen.level {
            Level::Always => Notify::All,
            Level::OnMention => Notify::Mentions,
            Level::Never => Notify::None,
        },
        muted_until: chosen.muted_until,
        unread_from: chosen.unread_from,
        pins: chosen.pins,
        cleared_up_to: chosen.cleared_up_to,
    }
}
