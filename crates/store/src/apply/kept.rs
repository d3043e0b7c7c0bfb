//! Folded departments, and small things kept by name.

use super::Apply;
use crate::{Change, Result};

impl Apply<'_> {
    pub(super) fn fold(&mut self, group: &str, folded: bool) -> Result<()> {
        let changed = if folded {
            self.run("INSERT INTO fold (folded_group) VALUES (?1) ON CONFLICT DO NOTHING", [group])?
        } else {
            self.run("DELETE FROM fold WHERE folded_group = ?1", [group])?
        };
        if changed > 0 {
            self.tell(Change::Fold);
        }
        Ok(())
    }

    pub(super) fn kept(&mut self, key: &str, value: Option<&str>) -> Result<()> {
        let changed = match value {
            Some(value) => self.run(
                "INSERT INTO kept (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
                [key, value],
            )?,
            None => self.run("DELETE FROM kept WHERE key = ?1", [key])?,
        };
        if changed > 0 {
            self.tell(Change::Kept { key: key.to_owned() });
        }
        Ok(())
    }
}
