//! Accounts and company of a running server, for tools and tests.
//!
//! Invariant: passwords are hashed off the threads that serve, on all processors; what is added or changed counts in
//! one transaction.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use wire::ids::Entropy;
use wire::secret::Password;

use crate::address::account_name;
use crate::administration::{self, AdminError, Person};
use crate::core::Handle;
use crate::import::{self, ImportError};
use crate::storage::accounts::{self, Details};

/// A new account as tests and tools write it down.
#[derive(Debug, Clone, Default)]
pub struct NewUser {
    pub account: String,
    /// Empty: the account name.
    pub name: String,
    /// `Sales::Inside` or `Sales / Inside`; empty: outside the company.
    pub departments: Vec<String>,
    pub email: String,
    pub title: String,
    pub phone: String,
    /// Without one the account cannot sign in.
    pub password: Option<Password>,
    /// Type and bytes.
    pub picture: Option<(String, Vec<u8>)>,
}

impl NewUser {
    pub fn new(account: &str, password: &str) -> Self {
        Self { account: account.into(), password: Some(Password::new(password.into())), ..Self::default() }
    }

    pub fn named(mut self, name: &str) -> Self {
        self.name = name.into();
        self
    }

    pub fn in_department(mut self, department: &str) -> Self {
        self.departments.push(department.into());
        self
    }

    /// Hashes the password.
    pub fn prepare(self, iterations: u32, entropy: &dyn Entropy) -> Result<Person, AdminError> {
        let verifier = match &self.password {
            Some(password) => Some(administration::hash(password, iterations, entropy)?),
            None => None,
        };
        let details = Details { full_name: self.name, email: self.email, title: self.title, phone: self.phone };
        Ok(Person { account: self.account, details, departments: self.departments, verifier, picture: self.picture })
    }
}

/// Administration of a running server.
#[derive(Clone)]
pub struct Users {
    pub(crate) core: Handle,
}

impl Users {
    /// Hashes off the runtime's threads, one account a processor at a time.
    async fn prepare(&self, users: Vec<NewUser>) -> Result<Vec<Person>, AdminError> {
        let house = Arc::clone(&self.core.house);
        let hashing = tokio::task::spawn_blocking(move || {
            let threads = std::thread::available_parallelism().map_or(1, usize::from);
            let share = users.len().div_ceil(threads).max(1);
            let mut chunks: Vec<Vec<NewUser>> = Vec::new();
            let mut users = users.into_iter().peekable();
            while users.peek().is_some() {
                chunks.push(users.by_ref().take(share).collect());
            }
            std::thread::scope(|scope| {
                let house = &house;
                let workers: Vec<_> = chunks
                    .into_iter()
                    .map(|chunk| {
                        scope.spawn(move || {
                            let people = chunk.into_iter().map(|user| user.prepare(house.iterations, &*house.entropy));
                            people.collect::<Result<Vec<_>, _>>()
                        })
                    })
                    .collect();
                let mut people = Vec::new();
                for worker in workers {
                    people.extend(worker.join().map_err(|_| AdminError::Stopped)??);
                }
                Ok(people)
            })
        });
        hashing.await.map_err(|_| AdminError::Stopped)?
    }

    pub async fn add(&self, user: NewUser) -> Result<(), AdminError> {
        let people = self.prepare(vec![user]).await?;
        self.core.transact(move |turn| people.iter().try_for_each(|person| administration::add(turn, person))).await
    }

    /// Adds or updates many in one transaction; gives how many are new.
    pub async fn put_all(&self, users: Vec<NewUser>) -> Result<usize, AdminError> {
        let people = self.prepare(users).await?;
        self.core.transact(move |turn| administration::put_people(turn, &people)).await
    }

    pub async fn passwd(&self, account: &str, password: Password) -> Result<(), AdminError> {
        let house = Arc::clone(&self.core.house);
        let hashing = tokio::task::spawn_blocking(move || administration::hash(&password, house.iterations, &*house.entropy));
        let verifier = hashing.await.map_err(|_| AdminError::Stopped)??;
        let account = account.to_owned();
        self.core.transact(move |turn| administration::set_password(turn, &account, &verifier)).await
    }

    pub async fn remove(&self, account: &str) -> Result<(), AdminError> {
        let account = account.to_owned();
        self.core.transact(move |turn| administration::remove(turn, &account)).await
    }

    /// Account, details and departments of everyone.
    pub async fn list(&self) -> Result<Vec<(String, Details, Vec<String>)>, AdminError> {
        self.core.transact(|turn| administration::list(turn)).await
    }

    /// Imports a company file; gives the passwords that had to be made up.
    pub async fn import(&self, file: &Path) -> Result<Vec<(String, Password)>, ImportError> {
        let rows = {
            let file = file.to_owned();
            tokio::task::spawn_blocking(move || import::read(&file)).await.map_err(|_| AdminError::Stopped)??
        };
        let names: Vec<String> = rows.iter().map(|row| row.account.clone()).collect();
        let known = self
            .core
            .transact::<_, AdminError, _>(move |turn| {
                let mut known = HashSet::new();
                for name in names {
                    if accounts::verifier(turn.db, &name)?.is_some() {
                        known.insert(name);
                    }
                }
                Ok(known)
            })
            .await?;
        let house = Arc::clone(&self.core.house);
        let preparing = tokio::task::spawn_blocking(move || {
            import::prepare(rows, |name| known.contains(name), house.iterations, &*house.entropy)
        });
        let prepared = preparing.await.map_err(|_| AdminError::Stopped)??;
        let people = prepared.people;
        self.core.transact::<_, AdminError, _>(move |turn| administration::put_people(turn, &people)).await?;
        Ok(prepared.passwords)
    }

    /// Whether such an account exists.
    pub async fn exists(&self, account: &str) -> Result<bool, AdminError> {
        let Some(account) = account_name(account) else { return Ok(false) };
        self.core.transact::<_, AdminError, _>(move |turn| Ok(accounts::exists(turn.db, &account)?)).await
    }
}
