//! Files: on their way to the server, kept here, gone there.
//!
//! Invariant: a message whose file is not uploaded stays in the outbox and is listed with it; once the file has an address
//! it is a message like any other.

use super::Apply;
use super::message::{FAILED, PENDING};
use crate::amendment::Shown;
use crate::content::{self, Columns};
use crate::{Change, Content, FileSource, Millis, Result};
use rusqlite::params;

/// Where a file is had from, as its kept bytes are known by.
pub(crate) fn place(source: &FileSource) -> String {
    match source {
        FileSource::Staged { staged } => format!("staged:{staged}"),
        FileSource::Url { url } => url.clone(),
    }
}

impl Apply<'_> {
    /// Own messages with this id that have not gone yet.
    fn waiting(&self, origin_id: &str) -> Result<Vec<i64>> {
        self.all(
            "SELECT id FROM message WHERE origin_id = ?1 AND mine = 1 AND written = 1 AND state IN (?2, ?3)",
            params![origin_id, PENDING, FAILED],
            |row| row.get(0),
        )
    }

    pub(super) fn uploaded(&mut self, origin_id: &str, url: &str) -> Result<()> {
        for id in self.waiting(origin_id)? {
            let Some((conversation, columns)) = self.columns(id)? else { continue };
            let mut content = columns.content();
            let (Content::Text(text) | Content::Correction { text, .. }) = &mut content else { continue };
            let Some(file) = text.file.as_mut().filter(|file| matches!(file.source, FileSource::Staged { .. })) else { continue };
            let before = place(&file.source);
            file.source = FileSource::Url { url: url.to_owned() };
            self.run("UPDATE message SET details = ?2 WHERE id = ?1", params![id, Columns::of(&content).details])?;
            self.run("UPDATE kept_file SET url = ?2 WHERE message_id = ?1 AND url = ?3", params![id, url, before])?;
            self.told_message(conversation, id)?;
            self.tell(Change::Files { message: id });
            self.tell(Change::Outbox);
        }
        Ok(())
    }

    pub(super) fn upload_refused(&mut self, origin_id: &str, code: &str, at: Millis, retry_at: Option<Millis>) -> Result<()> {
        for id in self.waiting(origin_id)? {
            let staged = self.columns(id)?.is_some_and(|(_, columns)| content::staged(columns.details.as_deref()).is_some());
            if staged && let Some(known) = self.row(id)?.filter(|known| known.state == PENDING) {
                self.fail(&known, code, at, retry_at)?;
                // Those behind it need not wait any longer.
                self.tell(Change::Outbox);
            }
        }
        Ok(())
    }

    fn columns(&self, id: i64) -> Result<Option<(i64, Columns)>> {
        self.first("SELECT conversation_id, kind, body, details, target FROM message WHERE id = ?1", [id], |row| {
            Ok((row.get(0)?, Columns { kind: row.get(1)?, body: row.get(2)?, details: row.get(3)?, target: row.get(4)? }))
        })
    }

    pub(super) fn file_kept(&mut self, message: i64, path: Option<&str>) -> Result<()> {
        let Some(url) = self.shown_file(message)? else { return Ok(()) };
        let changed = self.run(
            "INSERT INTO kept_file (message_id, url, path) SELECT ?1, ?2, ?3 WHERE ?3 IS NOT NULL
                 OR EXISTS (SELECT 1 FROM kept_file WHERE message_id = ?1)
             ON CONFLICT (message_id) DO UPDATE SET url = excluded.url, path = excluded.path,
                 gone = CASE WHEN url = excluded.url THEN gone ELSE 0 END
             WHERE path IS NOT excluded.path OR url <> excluded.url",
            params![message, url, path],
        )?;
        self.told_file(message, changed)
    }

    pub(super) fn file_gone(&mut self, message: i64) -> Result<()> {
        let Some(url) = self.shown_file(message)? else { return Ok(()) };
        let changed = self.run(
            "INSERT INTO kept_file (message_id, url, gone) VALUES (?1, ?2, 1)
             ON CONFLICT (message_id) DO UPDATE SET gone = 1, path = CASE WHEN url = excluded.url THEN path END, url = excluded.url
             WHERE gone = 0 OR url <> excluded.url",
            params![message, url],
        )?;
        self.told_file(message, changed)
    }

    fn told_file(&mut self, message: i64, changed: usize) -> Result<()> {
        if changed > 0
            && let Some(known) = self.row(message)?
        {
            let conversation = self.address_of(known.conversation)?;
            self.tell(Change::Message { conversation, message });
            self.tell(Change::Files { message });
        }
        Ok(())
    }

    /// Where the file is had from that a message shows now.
    fn shown_file(&self, message: i64) -> Result<Option<String>> {
        let row = self.first("SELECT kind, body, details, shown FROM message WHERE id = ?1", [message], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Option<String>>(2)?,
                row.get::<_, Option<String>>(3)?,
            ))
        })?;
        let Some((content::TEXT, body, details, shown)) = row else { return Ok(None) };
        let text = Shown::read(shown.as_deref()).text.unwrap_or_else(|| content::text(body, details.as_deref()));
        Ok(text.file.map(|file| place(&file.source)))
    }
}
