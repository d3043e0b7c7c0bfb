//! What an administrator does: accounts, passwords, people of the company, pictures.
//!
//! Invariant: each call is one transaction, and works the same inside a running server and beside it. Whoever is
//! online sees the result at once.

use wire::ids::Entropy;
use wire::sasl::{Mechanism, Verifier};
use wire::secret::Password;

use crate::address::account_name;
use crate::core::{Stopped, Turn, lifecycle};
use crate::features::{publishing, roster};
use crate::storage::accounts::{self, Details};
use crate::storage::company::{self, department_path};
use crate::storage::{StorageError, contacts};

/// No new password is hashed with fewer rounds than this (RFC 7677 §4).
pub const FEWEST_ITERATIONS: u32 = 4_096;

#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    #[error("\"{0}\" cannot be an account name")]
    BadName(String),
    #[error("there is no account {0}")]
    NoAccount(String),
    #[error("the account {0} exists already")]
    Exists(String),
    #[error("{0}")]
    BadDepartment(String),
    #[error("the password is empty or holds characters that cannot be used")]
    BadPassword,
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("the server has stopped")]
    Stopped,
}

impl From<Stopped> for AdminError {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

/// A person to be added or changed.
#[derive(Debug, Clone, Default)]
pub struct Person {
    pub account: String,
    pub details: Details,
    /// Paths as people write them, `Sales::Inside` or `Sales / Inside`. None: an account outside the company.
    pub departments: Vec<String>,
    pub verifier: Option<Verifier>,
    /// Type and bytes.
    pub picture: Option<(String, Vec<u8>)>,
}

/// Hashes a password. Slow on purpose: call it off the threads that serve.
pub fn hash(password: &Password, iterations: u32, entropy: &dyn Entropy) -> Result<Verifier, AdminError> {
    if password.reveal().is_empty() {
        return Err(AdminError::BadPassword);
    }
    let mut salt = vec![0; 16];
    entropy.fill(&mut salt);
    Verifier::derive(Mechanism::ScramSha256, password, salt, iterations.max(FEWEST_ITERATIONS)).map_err(|_| AdminError::BadPassword)
}

fn prepared(name: &str) -> Result<String, AdminError> {
    account_name(name).ok_or_else(|| AdminError::BadName(name.to_owned()))
}

/// Adds the person or brings what is known about them up to date. Says whether the account is new.
pub fn put_person(turn: &mut Turn<'_>, person: &Person) -> Result<bool, AdminError> {
    let account = prepared(&person.account)?;
    let departments: Vec<String> =
        person.departments.iter().map(|path| department_path(path)).collect::<Result<_, _>>().map_err(AdminError::BadDepartment)?;
    let mut details = person.details.clone();
    if details.full_name.trim().is_empty() {
        details.full_name.clone_from(&account);
    }
    let new = accounts::put(turn.db, &account, &details, turn.now)?;
    if company::departments(turn.db, &account)? != departments {
        company::set_departments(turn.db, &account, &departments)?;
    } else if !departments.is_empty() {
        company::changed(turn.db)?;
    }
    if let Some(verifier) = &person.verifier {
        accounts::set_verifier(turn.db, &account, verifier)?;
    }
    if let Some((mime, bytes)) = &person.picture {
        publishing::set_avatar(turn, &account, mime, bytes)?;
    }
    Ok(new)
}

/// Adds many people at once; the structure is told to everyone online when all are in.
pub fn put_people(turn: &mut Turn<'_>, people: &[Person]) -> Result<usize, AdminError> {
    let mut new = 0;
    for person in people {
        new += usize::from(put_person(turn, person)?);
    }
    roster::company_changed(turn)?;
    Ok(new)
}

/// Adds a new account.
pub fn add(turn: &mut Turn<'_>, person: &Person) -> Result<(), AdminError> {
    let account = prepared(&person.account)?;
    if accounts::exists(turn.db, &account)? {
        return Err(AdminError::Exists(account));
    }
    put_people(turn, std::slice::from_ref(person))?;
    Ok(())
}

/// Sets a password; sessions that are signed in with the old one end.
pub fn set_password(turn: &mut Turn<'_>, name: &str, verifier: &Verifier) -> Result<(), AdminError> {
    let account = prepared(name)?;
    if !accounts::set_verifier(turn.db, &account, verifier)? {
        return Err(AdminError::NoAccount(account));
    }
    lifecycle::close_account(turn, &account, "not-authorized");
    Ok(())
}

/// Removes an account and all that belongs to it.
pub fn remove(turn: &mut Turn<'_>, name: &str) -> Result<(), AdminError> {
    let account = prepared(name)?;
    let bare = turn.bare_of(&account);
    let knew = contacts::owners_of(turn.db, &bare)?;
    let member = !company::departments(turn.db, &account)?.is_empty();
    if !accounts::remove(turn.db, &account, &bare)? {
        return Err(AdminError::NoAccount(account));
    }
    if member {
        company::changed(turn.db)?;
    }
    roster::account_removed(turn, &account, &knew)?;
    Ok(())
}

/// All accounts with their departments.
pub fn list(turn: &Turn<'_>) -> Result<Vec<(String, Details, Vec<String>)>, AdminError> {
    let mut people = Vec::new();
    for (account, details) in accounts::list(turn.db)? {
        let departments = company::departments(turn.db, &account)?;
        people.push((account, details, departments));
    }
    Ok(people)
}

/// A password nobody has to make up: 16 letters and digits that are not mistaken for each other, 80 bits.
pub fn generate_password(entropy: &dyn Entropy) -> Password {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0u8; 16];
    entropy.fill(&mut bytes);
    let text: String =
        bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32))).map(|&letter| char::from(letter)).collect();
    Password::new(text)
}
