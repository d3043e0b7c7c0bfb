//! Who is on the contact list and may see the own presence: what stanzas are judged by, kept in memory.

use crate::inbound::People;
use std::collections::BTreeMap;
use store::{Fact, Store, Subscription};

#[derive(Debug, Default)]
pub struct Standing {
    /// By address: whether they may see the own presence.
    sees_me: BTreeMap<String, bool>,
}

fn sees(subscription: Subscription) -> bool {
    matches!(subscription, Subscription::From | Subscription::Both)
}

impl Standing {
    pub fn load(store: &Store) -> Self {
        let people = store.people().unwrap_or_else(|error| {
            tracing::warn!(%error, "the contact list cannot be read");
            Vec::new()
        });
        Self { sees_me: people.into_iter().map(|person| (person.address, sees(person.subscription))).collect() }
    }

    /// What was just said counts for the very next stanza.
    pub fn take(&mut self, fact: &Fact) {
        match fact {
            Fact::Roster { people, .. } => {
                self.sees_me = people.iter().map(|person| (person.address.clone(), sees(person.subscription))).collect();
            }
            Fact::Person { person, .. } => {
                self.sees_me.insert(person.address.clone(), sees(person.subscription));
            }
            Fact::PersonGone { address, .. } => {
                self.sees_me.remove(address);
            }
            _ => {}
        }
    }

    pub fn addresses(&self) -> impl Iterator<Item = &String> {
        self.sees_me.keys()
    }
}

impl People for Standing {
    fn is_contact(&self, address: &str) -> bool {
        self.sees_me.contains_key(address)
    }

    fn may_see_me(&self, address: &str) -> bool {
        self.sees_me.get(address).copied().unwrap_or(false)
    }
}
