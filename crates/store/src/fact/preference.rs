//! What a person has chosen for a conversation, on all of their devices.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// The choices for one conversation; the default is: nothing chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Stands at the top of the list.
    pub pinned: bool,
    pub favourite: bool,
    pub notify: Notify,
    /// Silent until then.
    pub muted_until: Option<Millis>,
    /// Archive id of the message from which on the person wants it to be unread.
    pub unread_from: Option<String>,
    /// Archive ids of pinned messages, in the order of pinning.
    pub pins: Vec<String>,
    /// Archive id up to which the history was cleared.
    pub cleared_up_to: Option<String>,
}

impl Preferences {
    /// How many of a conversation's unread messages call for attention at `now`. What the person marked is one thing to come
    /// back to, at least.
    pub fn calling(&self, unread: u32, mentions: u32, marked: bool, now: Millis) -> u32 {
        Calls { notify: self.notify, muted: self.muted_until.is_some_and(|until| until > now) }.of(unread, mentions, marked)
    }
}

/// One of these choices: a device that makes it, or hears of it, leaves the others as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    Pinned(bool),
    Favourite(bool),
    Notify(Notify),
    MutedUntil(Option<Millis>),
}

impl Choice {
    /// Whether it is as if nothing had been chosen.
    pub(crate) fn is_none(self) -> bool {
        matches!(self, Self::Pinned(false) | Self::Favourite(false) | Self::Notify(Notify::All) | Self::MutedUntil(None))
    }
}

/// What of a conversation calls, by what was chosen for it: the one rule behind every number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calls {
    pub notify: Notify,
    pub muted: bool,
}

impl Calls {
    pub(crate) fn of(self, unread: u32, mentions: u32, marked: bool) -> u32 {
        match self.notify {
            _ if self.muted => 0,
            Notify::All => unread.max(u32::from(marked)),
            Notify::Mentions => mentions.max(u32::from(marked)),
            Notify::None => 0,
        }
    }
}

/// Which messages call for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Notify {
    #[default]
    All,
    /// Those that name this account's owner.
    Mentions,
    None,
}

impl Notify {
    pub(crate) fn stored(notify: i64) -> Self {
        match notify {
            1 => Self::Mentions,
            2 => Self::None,
            _ => Self::All,
        }
    }

    pub(crate) fn number(self) -> i64 {
        match self {
            Self::All => 0,
            Self::Mentions => 1,
            Self::None => 2,
        }
    }
}
