//! People beside the company's structure: favourites on top of it, and at its end those with a conversation who are not in
//! the contact list (F31, F32).
//!
//! Invariant: a favourite stands in their department too; who comes into the list leaves the second group.

use super::{directory::Employee, faces, names::fold};
use crate::views::availability;
use std::collections::HashSet;
use store::{Store, StoreError};

/// Their rows' ids, as those of departments: the page has words of its own for them.
pub const FAVOURITES: &str = "urn:hallway:favourites";
pub const UNLISTED: &str = "urn:hallway:unlisted";

#[derive(Debug, Default)]
pub struct Circle {
    favourites: Vec<String>,
    unlisted: Vec<Employee>,
    known: HashSet<String>,
}

impl Circle {
    /// Both sorted by name.
    pub fn read(store: &Store) -> Result<Self, StoreError> {
        let mut unlisted = store.unlisted()?.into_iter().map(|address| employee(address, store)).collect::<Result<Vec<_>, _>>()?;
        unlisted.sort_by_cached_key(|one| (fold(&one.name), one.address.clone()));
        let mut favourites = store.favourites()?;
        let name = |address: &String| store.person(address).ok().flatten().map(|record| faces::name(&record, address));
        favourites.sort_by_cached_key(|address| (fold(&name(address).unwrap_or_default()), address.clone()));
        let known = unlisted.iter().map(|one| one.address.clone()).collect();
        Ok(Self { favourites, unlisted, known })
    }

    pub fn favourites(&self) -> &[String] {
        &self.favourites
    }

    pub fn unlisted(&self) -> &[Employee] {
        &self.unlisted
    }

    pub fn knows(&self, address: &str) -> bool {
        self.known.contains(address)
    }
}

fn employee(address: String, store: &Store) -> Result<Employee, StoreError> {
    let record = store.person(&address)?.unwrap_or_default();
    let presence = store.presence(&address);
    Ok(Employee {
        name: faces::name(&record, &address),
        groups: Vec::new(),
        title: record.card.title.clone().unwrap_or_default(),
        avatar: record.avatar.clone(),
        awaiting: faces::awaiting(&record),
        state: super::directory::State {
            availability: availability(presence.show, faces::awaiting(&record)),
            status: presence.status,
        },
        address,
    })
}
