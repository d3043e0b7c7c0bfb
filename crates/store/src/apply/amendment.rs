//! Keeping what messages show up to date: after the facts of a job, everything that depends on a row that came, moved,
//! changed or went is derived again (see `crate::amendment`).

use super::Apply;
use crate::amendment::{self, Part, Shown};
use crate::{Change, Result};
use rusqlite::params;
use std::collections::BTreeSet;

/// An id by which rows of a conversation name another, and whether all that may be meant by it has to be looked at
/// even where nobody names it any more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    conversation: i64,
    name: String,
    gone: bool,
}

impl Apply<'_> {
    /// A row is about to go: what named it, or what it changed, is looked at again.
    pub(super) fn leave(&mut self, id: i64) -> Result<()> {
        let Some(part) = amendment::part(self.db, id)? else { return Ok(()) };
        for name in [part.target, part.origin_id, part.archive_id].into_iter().flatten() {
            self.names.insert(Name { conversation: part.conversation, name, gone: true });
        }
        self.run("UPDATE message SET reply_to = NULL WHERE reply_to = ?1", [id])?;
        Ok(())
    }

    /// Tells of all rows that came, moved or changed, and derives what follows from it.
    pub(super) fn derive_looks(&mut self) -> Result<()> {
        let mut concerned = BTreeSet::new();
        for id in std::mem::take(&mut self.rows) {
            if self.clear_below_line(id)? {
                continue;
            }
            let Some(part) = amendment::part(self.db, id)? else { continue };
            let conversation = part.conversation;
            if !part.amends() {
                let address = self.address_of(conversation)?;
                self.tell(Change::Message { conversation: address, message: id });
                self.answer(&part)?;
            }
            if part.is_words() {
                concerned.insert(id);
                self.readers_arrived(&part)?;
            }
            let target = part.target.filter(|_| crate::content::amends(part.kind));
            for name in [target, part.origin_id, part.archive_id].into_iter().flatten() {
                self.names.insert(Name { conversation, name, gone: false });
            }
        }
        for name in std::mem::take(&mut self.names) {
            self.look_at_name(&name, &mut concerned)?;
        }
        let mut other_words = Vec::new();
        for id in concerned {
            if self.look(id)? {
                other_words.push(id);
            }
        }
        self.index(&other_words)
    }

    fn look_at_name(&mut self, name: &Name, concerned: &mut BTreeSet<i64>) -> Result<()> {
        let naming = amendment::naming(self.db, name.conversation, &name.name)?;
        if naming.is_empty() && !name.gone {
            return Ok(());
        }
        let room = self.archive_of(name.conversation)? != 0;
        concerned.extend(amendment::concerned(self.db, name.conversation, room, &name.name)?);
        for part in naming.iter().filter(|part| !part.amends()) {
            self.answer(part)?;
        }
        Ok(())
    }

    /// Finds the message that another one answers.
    fn answer(&mut self, part: &Part) -> Result<()> {
        if part.target.is_none() {
            return Ok(());
        }
        let aim = amendment::aim(self.db, part)?.map(|aim| amendment::origin(self.db, aim)).transpose()?.flatten();
        let changed = self.run(
            "UPDATE message SET reply_to = ?2 WHERE id = ?1 AND reply_to IS NOT ?2",
            params![part.id, aim.map(|aim| aim.id)],
        )?;
        if changed > 0 {
            let conversation = self.address_of(part.conversation)?;
            self.tell(Change::Message { conversation, message: part.id });
        }
        Ok(())
    }

    /// Derives what a message shows. Whether its words are new, or different from before.
    fn look(&mut self, id: i64) -> Result<bool> {
        let Some(part) = amendment::part(self.db, id)? else { return Ok(false) };
        let amendments = amendment::amendments(self.db, &part)?;
        let (shown, names_me) = amendment::derive(&part, &amendments);
        let counts = !part.mine && shown.retracted.is_none();
        let changed = self.run(
            "UPDATE message SET shown = ?2, counts = ?3, mentions_me = ?4
             WHERE id = ?1 AND (shown IS NOT ?2 OR counts <> ?3 OR mentions_me <> ?4)",
            params![id, shown.write(), counts, counts && names_me],
        )?;
        if changed > 0 {
            self.touch(part.conversation)?;
            let conversation = self.address_of(part.conversation)?;
            self.tell(Change::Message { conversation, message: id });
        }
        match part.mine {
            true if changed > 0 || !amendments.is_empty() => self.reacted(&part, &shown.reactions, &amendments)?,
            true => {}
            false => self.mention(&part, counts && names_me)?,
        }
        let before = Shown::read(part.shown.as_deref());
        Ok(part.search_id.is_none() || before.text != shown.text || before.retracted.is_some() != shown.retracted.is_some())
    }
}
