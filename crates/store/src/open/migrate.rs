//! The schema's history: numbered files that are only ever added to; those that are missing are applied in one transaction.

use crate::{Millis, Result, StoreError};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::path::PathBuf;

/// A kind of database: whose it is, and every step from nothing to the current schema.
pub(crate) struct Schema {
    /// `PRAGMA application_id`.
    pub owner: i64,
    pub steps: &'static [Step],
}

/// A step: SQL, and what SQL cannot do, in the same transaction.
pub(crate) struct Step {
    pub sql: &'static str,
    pub then: Option<fn(&Connection) -> Result<()>>,
}

const fn sql(sql: &'static str) -> Step {
    Step { sql, then: None }
}

pub(crate) const ACCOUNT: Schema = Schema {
    owner: 0x4861_6c61,
    steps: &[
        sql(include_str!("../../migrations/001_account.sql")),
        Step { sql: include_str!("../../migrations/002_conversations.sql"), then: Some(crate::apply::index_all) },
        sql(include_str!("../../migrations/003_drafts.sql")),
        sql(include_str!("../../migrations/004_delivered.sql")),
        sql(include_str!("../../migrations/005_retry.sql")),
    ],
};

pub(crate) const DEVICE: Schema =
    Schema { owner: 0x4861_6c64, steps: &[sql(include_str!("../../migrations/device/001_device.sql"))] };

impl Schema {
    fn current(&self) -> i64 {
        i64::try_from(self.steps.len()).unwrap_or(i64::MAX)
    }

    /// Refuses a file that another program, or a newer version of this one, has written.
    pub fn check_owner(&self, connection: &Connection) -> Result<()> {
        let owner: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        let found = version(connection)?;
        let empty = owner == 0 && found == 0;
        if !empty && owner != self.owner {
            return Err(StoreError::Damaged { kept_aside: PathBuf::new() });
        }
        if found > self.current() {
            return Err(StoreError::TooNew { found, known: self.current() });
        }
        Ok(())
    }

    pub fn is_current(&self, connection: &Connection) -> Result<bool> {
        Ok(version(connection)? == self.current())
    }

    /// Applies the missing steps in one transaction: interrupted, it is what it was.
    pub fn migrate(&self, connection: &mut Connection) -> Result<()> {
        let done = usize::try_from(version(connection)?).unwrap_or(0);
        if done >= self.steps.len() {
            return Ok(());
        }
        // A table that is made anew is dropped under the tables that refer to it; looked at again before the commit.
        let enforced: bool = connection.query_row("PRAGMA foreign_keys", [], |row| row.get(0))?;
        connection.pragma_update(None, "foreign_keys", false)?;
        let migrated = self.apply_from(done, connection);
        connection.pragma_update(None, "foreign_keys", enforced)?;
        migrated
    }

    fn apply_from(&self, done: usize, connection: &mut Connection) -> Result<()> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for step in self.steps.iter().skip(done) {
            transaction.execute_batch(step.sql)?;
            if let Some(then) = step.then {
                then(&transaction)?;
            }
            let orphan = transaction.query_row("SELECT 1 FROM pragma_foreign_key_check LIMIT 1", [], |_| Ok(())).optional()?;
            if orphan.is_some() {
                return Err(StoreError::Damaged { kept_aside: PathBuf::new() });
            }
        }
        transaction.pragma_update(None, "application_id", self.owner)?;
        transaction.pragma_update(None, "user_version", self.current())?;
        transaction.commit()?;
        Ok(())
    }
}

pub(crate) fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Whether the last program to write closed the file. A file without a schema is clean.
pub(crate) fn was_clean(connection: &Connection) -> Result<bool> {
    if version(connection)? == 0 {
        return Ok(true);
    }
    let clean: Option<i64> = connection.query_row("SELECT value FROM meta WHERE key = 'clean'", [], |row| row.get(0)).optional()?;
    Ok(clean == Some(1))
}

pub(crate) fn set_clean(connection: &Connection, clean: bool) -> Result<()> {
    connection.execute(
        "INSERT INTO meta (key, value) VALUES ('clean', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        params![i64::from(clean)],
    )?;
    Ok(())
}

/// When the whole structure was read last.
pub(crate) fn checked_at(connection: &Connection) -> Result<Option<Millis>> {
    if version(connection)? == 0 {
        return Ok(None);
    }
    Ok(connection.query_row("SELECT value FROM meta WHERE key = 'checked_at'", [], |row| row.get(0)).optional()?)
}

pub(crate) fn set_checked_at(connection: &Connection, at: Millis, checked: bool) -> Result<()> {
    if checked {
        connection.execute(
            "INSERT INTO meta (key, value) VALUES ('checked_at', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [at],
        )?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    const ONE: Step = sql(
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT; CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7);",
    );
    const BROKEN: Step = sql("INSERT INTO a VALUES (8); CREATE TABLE b (y INTEGER) STRICT; INSERT INTO nowhere VALUES (1);");
    const TWO: Step = sql("ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1;");

    #[test]
    fn a_step_that_fails_leaves_everything_as_it_was() {
        let mut db = Connection::open_in_memory().unwrap();
        Schema { owner: 1, steps: &[ONE] }.migrate(&mut db).unwrap();
        assert!(Schema { owner: 1, steps: &[ONE, BROKEN] }.migrate(&mut db).is_err());
        assert_eq!(version(&db).unwrap(), 1);
        assert_eq!(db.query_row("SELECT group_concat(x) FROM a", [], |r| r.get::<_, String>(0)).unwrap(), "7");
        Schema { owner: 1, steps: &[ONE, TWO] }.migrate(&mut db).unwrap();
        assert_eq!(db.query_row("SELECT y FROM a", [], |r| r.get::<_, i64>(0)).unwrap(), 8);
        assert!(Schema { owner: 1, steps: &[ONE, TWO] }.is_current(&db).unwrap());
    }

    #[test]
    fn newer_and_foreign_files_are_refused() {
        let mut db = Connection::open_in_memory().unwrap();
        let two = Schema { owner: 1, steps: &[ONE, TWO] };
        two.migrate(&mut db).unwrap();
        let one = Schema { owner: 1, steps: &[ONE] };
        assert!(matches!(one.check_owner(&db), Err(StoreError::TooNew { found: 2, known: 1 })));
        assert!(matches!(Schema { owner: 2, ..two }.check_owner(&db), Err(StoreError::Damaged { .. })));
    }
}
