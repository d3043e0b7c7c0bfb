//! The contact list (RFC 6121 §2), cards and pictures.
//!
//! A list of 50,000 is compared with what is here in memory, and only what differs is written.

use super::Apply;
use crate::{Card, Change, Person, Result, Subscription};
use rusqlite::params;
use std::collections::{BTreeMap, HashSet};

/// A listed person as stored, to compare with.
#[derive(PartialEq)]
struct Stored {
    name: String,
    groups: String,
    subscription: i64,
    asked: bool,
}

impl Stored {
    fn of(person: &Person) -> Self {
        Self {
            name: person.name.clone(),
            groups: serde_json::to_string(&person.groups).unwrap_or_else(|_| "[]".into()),
            subscription: match person.subscription {
                Subscription::None => 0,
                Subscription::To => 1,
                Subscription::From => 2,
                Subscription::Both => 3,
            },
            asked: person.asked,
        }
    }
}

impl Apply<'_> {
    pub(super) fn roster(&mut self, people: &[Person], version: Option<&str>) -> Result<()> {
        let mut gone: BTreeMap<String, Stored> = self
            .all("SELECT address, name, groups, subscription, asked FROM person WHERE listed = 1", [], |row| {
                Ok((row.get(0)?, Stored { name: row.get(1)?, groups: row.get(2)?, subscription: row.get(3)?, asked: row.get(4)? }))
            })?
            .into_iter()
            .collect();
        let mut changed = false;
        let mut met = HashSet::new();
        // Of someone listed twice the last entry counts.
        for person in people.iter().rev() {
            if !met.insert(person.address.as_str()) {
                continue;
            }
            let new = Stored::of(person);
            if gone.remove(&person.address).is_none_or(|old| old != new) {
                self.list(&person.address, &new)?;
                changed = true;
            }
        }
        for address in gone.keys() {
            self.unlist(address)?;
            changed = true;
        }
        self.set_meta_text("roster_version", version)?;
        if changed {
            self.tell(Change::Contacts);
        }
        Ok(())
    }

    pub(super) fn person(&mut self, person: &Person, version: Option<&str>) -> Result<()> {
        let old = self.listed(&person.address)?;
        let new = Stored::of(person);
        if old.as_ref() != Some(&new) {
            self.list(&person.address, &new)?;
            if old.is_none() {
                self.tell(Change::Contacts);
            }
            self.tell(Change::Person { address: person.address.clone() });
        }
        self.pushed_version(version)
    }

    pub(super) fn person_gone(&mut self, address: &str, version: Option<&str>) -> Result<()> {
        if self.listed(address)?.is_some() {
            self.unlist(address)?;
            self.tell(Change::Contacts);
            self.tell(Change::Person { address: address.to_owned() });
        }
        self.pushed_version(version)
    }

    /// A push without a version says nothing about the version.
    fn pushed_version(&self, version: Option<&str>) -> Result<()> {
        if version.is_some() {
            self.set_meta_text("roster_version", version)?;
        }
        Ok(())
    }

    fn listed(&self, address: &str) -> Result<Option<Stored>> {
        self.first("SELECT name, groups, subscription, asked FROM person WHERE address = ?1 AND listed = 1", [address], |row| {
            Ok(Stored { name: row.get(0)?, groups: row.get(1)?, subscription: row.get(2)?, asked: row.get(3)? })
        })
    }

    fn list(&self, address: &str, new: &Stored) -> Result<()> {
        self.run(
            "INSERT INTO person (address, listed, name, groups, subscription, asked) VALUES (?1, 1, ?2, ?3, ?4, ?5)
             ON CONFLICT (address) DO UPDATE SET listed = 1, name = excluded.name, groups = excluded.groups,
                 subscription = excluded.subscription, asked = excluded.asked",
            params![address, new.name, new.groups, new.subscription, new.asked],
        )?;
        Ok(())
    }

    /// Card and picture stay: there may be a conversation with them.
    fn unlist(&self, address: &str) -> Result<()> {
        self.run(
            "UPDATE person SET listed = 0, name = '', groups = '[]', subscription = 0, asked = 0 WHERE address = ?1",
            [address],
        )?;
        Ok(())
    }

    pub(super) fn group_delimiter(&mut self, delimiter: Option<&str>) -> Result<()> {
        if self.set_meta_text("group_delimiter", delimiter)? {
            self.tell(Change::Contacts);
        }
        Ok(())
    }

    pub(super) fn card(&mut self, address: &str, card: &Card) -> Result<()> {
        let changed = self.run(
            "INSERT INTO person (address, card_name, card_title, card_department, card_phone, card_email)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (address) DO UPDATE SET card_name = excluded.card_name, card_title = excluded.card_title,
                 card_department = excluded.card_department, card_phone = excluded.card_phone, card_email = excluded.card_email
             WHERE card_name IS NOT excluded.card_name OR card_title IS NOT excluded.card_title
                 OR card_department IS NOT excluded.card_department OR card_phone IS NOT excluded.card_phone
                 OR card_email IS NOT excluded.card_email",
            params![address, card.name, card.title, card.department, card.phone, card.email],
        )?;
        self.told_person(address, changed)
    }

    pub(super) fn avatar(&mut self, address: &str, hash: &str, mime: &str, bytes: &[u8]) -> Result<()> {
        let stored = self.run(
            "INSERT INTO avatar (hash, mime, bytes) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO NOTHING",
            params![hash, mime, bytes],
        )?;
        self.picture(address, Some(hash), stored)
    }

    pub(super) fn avatar_gone(&mut self, address: &str) -> Result<()> {
        self.picture(address, None, 0)
    }

    fn picture(&mut self, address: &str, hash: Option<&str>, stored: usize) -> Result<()> {
        let old: Option<String> =
            self.first("SELECT avatar FROM person WHERE address = ?1", [address], |row| row.get(0))?.flatten();
        let mut changed = stored;
        if old.as_deref() != hash {
            changed += self.run(
                "INSERT INTO person (address, avatar) VALUES (?1, ?2) ON CONFLICT (address) DO UPDATE SET avatar = excluded.avatar",
                params![address, hash],
            )?;
            // Pictures nobody has are not kept.
            self.run("DELETE FROM avatar WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM person WHERE avatar = ?1)", [old])?;
        }
        self.told_person(address, changed)
    }

    fn told_person(&mut self, address: &str, changed: usize) -> Result<()> {
        if changed > 0 {
            self.tell(Change::Person { address: address.to_owned() });
        }
        Ok(())
    }
}
