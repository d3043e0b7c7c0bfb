//! Administration without a running server, or beside one: the same work on the same database.
//!
//! Invariant: one transaction a call, and nothing is sent; a server running on the same data notices within a second.

use std::path::Path;

use wire::secret::Password;

use crate::administration::{self, AdminError};
use crate::core::{Hall, Turn};
use crate::house::House;
use crate::import::{self, ImportError};
use crate::server::{ServerConfig, ServerError, kept_domain};
use crate::storage::accounts::{self, Details};
use crate::storage::{Storage, StorageError};
use crate::users::NewUser;

pub struct Office {
    storage: Storage,
    house: House,
}

impl Office {
    pub fn open(data: &Path) -> Result<Self, ServerError> {
        let storage = Storage::open_shared(data)?;
        let mut config = ServerConfig::new(data, std::net::SocketAddr::from(([127, 0, 0, 1], 0)));
        if let Some(domain) = kept_domain(storage.connection())? {
            config.domain = domain;
        }
        let house = config.house(&storage)?;
        Ok(Self { storage, house })
    }

    fn transact<T>(&self, work: impl FnOnce(&mut Turn<'_>) -> Result<T, AdminError>) -> Result<T, AdminError> {
        let mut hall = Hall::load(self.storage.connection())?;
        let mut effects = Vec::new();
        let now = self.house.clock.now_ms();
        self.storage.transaction(|db| work(&mut Turn { db, hall: &mut hall, effects: &mut effects, house: &self.house, now }))
    }

    pub fn add(&self, user: NewUser) -> Result<(), AdminError> {
        let person = user.prepare(self.house.iterations, &*self.house.entropy)?;
        self.transact(|turn| administration::add(turn, &person))
    }

    pub fn passwd(&self, account: &str, password: &Password) -> Result<(), AdminError> {
        let verifier = administration::hash(password, self.house.iterations, &*self.house.entropy)?;
        self.transact(|turn| administration::set_password(turn, account, &verifier))
    }

    pub fn remove(&self, account: &str) -> Result<(), AdminError> {
        self.transact(|turn| administration::remove(turn, account))
    }

    pub fn list(&self) -> Result<Vec<(String, Details, Vec<String>)>, AdminError> {
        self.transact(|turn| administration::list(turn))
    }

    /// Imports a company file: how many people it has, and where made-up passwords were written, if there were any.
    /// They are written before anything counts: nobody gets a password that nobody knows.
    pub fn import(&self, file: &Path, passwords: &Path) -> Result<(usize, bool), ImportError> {
        let rows = import::read(file)?;
        let mut known = std::collections::HashSet::new();
        for row in &rows {
            let verifier = accounts::verifier(self.storage.connection(), &row.account).map_err(AdminError::from)?;
            if verifier.is_some() {
                known.insert(row.account.clone());
            }
        }
        let prepared = import::prepare(rows, |name| known.contains(name), self.house.iterations, &*self.house.entropy)?;
        let made_up = !prepared.passwords.is_empty();
        if made_up {
            import::write_passwords(passwords, &prepared.passwords)?;
        }
        let imported = self.transact(|turn| administration::put_people(turn, &prepared.people));
        if imported.is_err() && made_up {
            // They belong to nobody.
            let _ = std::fs::remove_file(passwords);
        }
        imported?;
        Ok((prepared.people.len(), made_up))
    }
}

impl From<StorageError> for ImportError {
    fn from(error: StorageError) -> Self {
        Self::Admin(error.into())
    }
}
