//! People: the contact list, cards, presence.

use crate::Millis;

/// A person of the contact list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Person {
    pub address: String,
    pub name: String,
    /// Groups as the server names them, e.g. `Sales::Inside`.
    pub groups: Vec<String>,
    pub subscription: Subscription,
    /// `ask='subscribe'`: asked, not answered yet.
    pub asked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Subscription {
    #[default]
    None,
    To,
    From,
    Both,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Card {
    pub name: Option<String>,
    pub title: Option<String>,
    pub department: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Presence {
    pub address: String,
    pub resource: String,
    pub show: Show,
    pub status: String,
    pub priority: i8,
    /// No input since then (XEP-0319).
    pub idle_since: Option<Millis>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Show {
    Available,
    Away,
    DoNotDisturb,
    Offline,
}
