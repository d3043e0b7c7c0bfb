//! The company structure: who works in which department, kept as paths and held in memory as one value.
//!
//! Invariant: a path has 1 to 16 parts, none empty, joined by `::` (XEP-0083). Everyone with at least one department
//! is in the roster of everyone else with at least one. The version grows with every change.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{StorageError, meta, set_meta};

/// What joins the parts of a path, told to clients by XEP-0083.
pub const DELIMITER: &str = "::";
const DEEPEST: usize = 16;
const LONGEST_PART: usize = 100;

/// One employee as the rosters of the others show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub name: String,
    pub departments: Vec<String>,
}

/// The whole structure by account name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Company {
    pub version: i64,
    pub members: BTreeMap<String, Member>,
}

/// What is different in a newer structure.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// New or renamed or moved members.
    pub put: Vec<String>,
    /// Of `put`, those who were not in the company before.
    pub joined: Vec<String>,
    pub left: Vec<String>,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.put.is_empty() && self.left.is_empty()
    }
}

impl Company {
    pub fn load(db: &Connection) -> Result<Self, StorageError> {
        let mut members: BTreeMap<String, Member> = BTreeMap::new();
        let mut statement = db.prepare_cached(
            "SELECT m.account, a.full_name, m.department FROM membership m JOIN account a ON a.name = m.account
             ORDER BY m.account, m.department",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let member = members.entry(row.get(0)?).or_insert(Member { name: row.get(1)?, departments: Vec::new() });
            member.departments.push(row.get(2)?);
        }
        Ok(Self { version: version(db)?, members })
    }

    pub fn contains(&self, account: &str) -> bool {
        self.members.contains_key(account)
    }

    /// What changed between `self` and a newer structure.
    pub fn difference(&self, newer: &Company) -> Difference {
        let mut difference = Difference::default();
        for (account, member) in &newer.members {
            match self.members.get(account) {
                Some(old) if old == member => {}
                old => {
                    difference.put.push(account.clone());
                    if old.is_none() {
                        difference.joined.push(account.clone());
                    }
                }
            }
        }
        difference.left = self.members.keys().filter(|account| !newer.contains(account)).cloned().collect();
        difference
    }
}

fn version(db: &Connection) -> Result<i64, StorageError> {
    let bytes = meta(db, "company_version")?.unwrap_or_default();
    Ok(<[u8; 8]>::try_from(bytes.as_slice()).map_or(0, i64::from_be_bytes))
}

/// To be called in the transaction of every change of the structure or of a member's name.
pub fn changed(db: &Connection) -> Result<(), StorageError> {
    let next = version(db)?.wrapping_add(1);
    set_meta(db, "company_version", &next.to_be_bytes())
}

/// Puts a person into exactly these departments.
pub fn set_departments(db: &Connection, account: &str, departments: &[String]) -> Result<(), StorageError> {
    db.prepare_cached("DELETE FROM membership WHERE account = ?1")?.execute([account])?;
    for department in departments {
        db.prepare_cached("INSERT OR IGNORE INTO membership (account, department) VALUES (?1, ?2)")?
            .execute((account, department))?;
    }
    changed(db)
}

pub fn departments(db: &Connection, account: &str) -> Result<Vec<String>, StorageError> {
    let mut statement = db.prepare_cached("SELECT department FROM membership WHERE account = ?1 ORDER BY department")?;
    let rows = statement.query_map([account], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A department as people write it, `Sales::Inside` or `Sales / Inside`, as a path; or why it is none.
pub fn department_path(text: &str) -> Result<String, String> {
    let slashes = text.replace(" / ", DELIMITER);
    let parts: Vec<&str> = slashes.split(DELIMITER).map(str::trim).collect();
    if parts.iter().all(|part| part.is_empty()) {
        return Err("the department is missing".into());
    }
    if parts.iter().any(|part| part.is_empty()) {
        return Err(format!("the department \"{text}\" has an empty part"));
    }
    if parts.len() > DEEPEST {
        return Err(format!("the department \"{text}\" is nested deeper than {DEEPEST}"));
    }
    if let Some(part) = parts.iter().find(|part| part.chars().count() > LONGEST_PART) {
        return Err(format!("the department part \"{part}\" is longer than {LONGEST_PART} characters"));
    }
    if text.chars().any(char::is_control) {
        return Err("the department has control characters in it".into());
    }
    Ok(parts.join(DELIMITER))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    fn company(people: &[(&str, &str)]) -> Company {
        let members = people
            .iter()
            .map(|(account, department)| {
                ((*account).to_owned(), Member { name: (*account).to_owned(), departments: vec![(*department).to_owned()] })
            })
            .collect();
        Company { version: 0, members }
    }

    #[test]
    fn paths_come_in_two_spellings() {
        assert_eq!(department_path("Sales / Inside"), Ok("Sales::Inside".into()));
        assert_eq!(department_path(" Sales :: Inside::North "), Ok("Sales::Inside::North".into()));
        assert_eq!(department_path("R/D"), Ok("R/D".into()));
        assert!(department_path("").unwrap_err().contains("missing"));
        assert!(department_path("Sales::::Inside").unwrap_err().contains("empty part"));
        assert!(department_path(&"a::".repeat(20)).is_err());
    }

    #[test]
    fn differences_tell_moved_joined_and_left() {
        let old = company(&[("anna", "A"), ("bob", "A"), ("eve", "A")]);
        let new = company(&[("anna", "A"), ("bob", "B"), ("zoe", "A")]);
        let difference = old.difference(&new);
        assert_eq!(difference.put, ["bob", "zoe"]);
        assert_eq!(difference.joined, ["zoe"]);
        assert_eq!(difference.left, ["eve"]);
        assert!(new.difference(&new).is_empty());
    }
}
