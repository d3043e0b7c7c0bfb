//! Files handed over that are not on the server yet: what of the copies beside the store is still wanted.

use super::all;
use crate::{Draft, File, FileSource, Result, content};
use rusqlite::Connection;

pub(super) const UNSENT: &str = "SELECT m.details FROM outbox o JOIN message m ON m.id = o.message_id
    UNION ALL SELECT m.details FROM message m WHERE m.mine = 1 AND m.state = 4";

pub(crate) fn every(db: &Connection) -> Result<Vec<File>> {
    let drafts = all(db, "SELECT draft_more FROM conversation WHERE draft_more <> ''", [], |row| {
        let more: String = row.get(0)?;
        Ok(Draft::stored(String::new(), (0, None), &more).files)
    })?;
    let unsent: Vec<Option<String>> = all(db, UNSENT, [], |row| row.get(0))?;
    let unsent = unsent.iter().filter_map(|details| content::text(String::new(), details.as_deref()).file);
    let staged = |file: &File| matches!(file.source, FileSource::Staged { .. });
    Ok(drafts.into_iter().flatten().chain(unsent).filter(staged).collect())
}
