//! What was chosen for a conversation, in the words of the page.

use api::{
    Millis,
    rows::{NotifyLevel, PreferencesRow},
};
use store::{Notify, Preferences, Store, StoreError, Unread};

pub fn row(preferences: &Preferences, now: Millis) -> PreferencesRow {
    PreferencesRow {
        pinned: preferences.pinned,
        favourite: preferences.favourite,
        notify: match preferences.notify {
            Notify::All => NotifyLevel::All,
            Notify::Mentions => NotifyLevel::Mentions,
            Notify::None => NotifyLevel::None,
        },
        muted_until: muted_until(preferences, now),
    }
}

/// Until when it is silent; `None` where that is over.
pub fn muted_until(preferences: &Preferences, now: Millis) -> Option<Millis> {
    preferences.muted_until.filter(|until| *until > now)
}

/// When the first mute ends that keeps an unread conversation quiet.
pub fn first_end(unread: &Unread, store: &Store, now: Millis) -> Result<Option<Millis>, StoreError> {
    let quiet: Vec<&str> =
        unread.conversations.iter().filter(|entry| entry.calling < entry.count).map(|entry| entry.conversation.as_str()).collect();
    if quiet.is_empty() {
        return Ok(None);
    }
    let records = store.conversations_named(&quiet)?;
    Ok(records.iter().filter_map(|record| muted_until(&record.preferences, now)).min())
}
