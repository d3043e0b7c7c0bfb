//! A conversation as a file (text, HTML, JSON): page by page from the store, so that its length does not matter.
//!
//! Invariant: everything that is here is in it, in the order of the archive; its head says from when on nothing is missing,
//! and where something is missing it says so.

mod html;
mod json;
mod plain;
mod words;

use crate::{files::name, views::Faces};
use api::{ExportFormat, ExportWords, Millis};
use chrono::NaiveDateTime;
use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};
use store::{Around, MessageRecord, Store, StoreError, TimelineRecord};
use words::Extent;

/// Messages read at once.
const PAGE: u32 = 500;

/// What is written of a conversation, beside its messages.
pub struct Head {
    /// The conversation's address.
    pub conversation: String,
    pub name: String,
    /// The own bare JID.
    pub own: String,
    pub at: Millis,
    pub words: ExportWords,
}

/// Local time.
pub type Zone = fn(Millis) -> NaiveDateTime;

/// A message, with the names that are shown.
pub struct Line<'a> {
    pub record: &'a MessageRecord,
    pub author: String,
    pub author_name: String,
    /// Emoji, and who chose it.
    pub reactions: Vec<(&'a str, Vec<String>)>,
    pub at: NaiveDateTime,
    pub words: &'a ExportWords,
    zone: Zone,
}

/// One of the formats.
trait Form {
    fn begin(&mut self, head: &Head, extent: Extent, zone: Zone) -> io::Result<()>;
    fn line(&mut self, line: &Line<'_>) -> io::Result<()>;
    /// Something is not here.
    fn gap(&mut self, words: &ExportWords) -> io::Result<()>;
    fn end(&mut self) -> io::Result<()>;
}

pub fn ending(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Text => "txt",
        ExportFormat::Html => "html",
        ExportFormat::Json => "json",
    }
}

/// Makes a file of this name, or one like it, in a folder; one that is not finished does not stay.
pub fn save(called: &str, format: ExportFormat, store: &Store, head: &Head, zone: Zone, folder: &Path) -> io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let (path, file) = name::create_in(folder, called)?;
    match write(format, store, head, zone, file) {
        Ok(()) => Ok(path),
        Err(error) => {
            std::fs::remove_file(&path).ok();
            Err(error)
        }
    }
}

/// Writes all of a conversation that is here.
pub fn write(format: ExportFormat, store: &Store, head: &Head, zone: Zone, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    {
        let mut form: Box<dyn Form + '_> = match format {
            ExportFormat::Text => Box::new(plain::Plain::new(&mut out)),
            ExportFormat::Html => Box::new(html::Html::new(&mut out)),
            ExportFormat::Json => Box::new(json::Json::new(&mut out)),
        };
        all(form.as_mut(), store, head, zone)?;
    }
    out.into_inner().map_err(io::IntoInnerError::into_error).map(|_| ())
}

fn all(form: &mut dyn Form, store: &Store, head: &Head, zone: Zone) -> io::Result<()> {
    let names = Faces::default();
    form.begin(head, extent(store, &head.conversation)?, zone)?;
    each(store, &head.conversation, |row| match row {
        TimelineRecord::Gap { .. } => form.gap(&head.words),
        TimelineRecord::Message(record) => form.line(&line(record, head, &names, store, zone)),
    })?;
    form.end()
}

/// From the first message behind the last place where something is missing.
fn extent(store: &Store, conversation: &str) -> io::Result<Extent> {
    let mut extent = Extent::Whole;
    each(store, conversation, |row| {
        extent = match (row, extent) {
            (TimelineRecord::Gap { .. }, _) => Extent::Partly,
            (TimelineRecord::Message(record), Extent::Partly) => Extent::Since(record.at),
            (TimelineRecord::Message(_), known) => known,
        };
        Ok(())
    })?;
    Ok(extent)
}

fn each(store: &Store, conversation: &str, mut act: impl FnMut(&TimelineRecord) -> io::Result<()>) -> io::Result<()> {
    let mut around = Around::Oldest;
    loop {
        let slice = store.timeline(conversation, around, PAGE).map_err(unreadable)?;
        slice.rows.iter().try_for_each(&mut act)?;
        let last = slice.messages().last().map(|message| message.id);
        match last {
            Some(last) if slice.after > 0 => around = Around::After(last),
            _ => return Ok(()),
        }
    }
}

fn unreadable(error: StoreError) -> io::Error {
    match error {
        StoreError::Io(error) => error,
        StoreError::DiskFull => io::ErrorKind::StorageFull.into(),
        other => io::Error::other(other),
    }
}

fn line<'a>(record: &'a MessageRecord, head: &'a Head, names: &Faces, store: &Store, zone: Zone) -> Line<'a> {
    let author = if record.mine && record.nick.is_none() { &head.own } else { &record.author };
    let named = |address: &str, nick: Option<&String>| match nick {
        Some(nick) => nick.clone(),
        None => names.get(address, Some(store)).name.clone(),
    };
    let mine = || names.get(&head.own, Some(store)).name.clone();
    let reactions = record.reactions.iter().map(|reaction| {
        let others = reaction.who.iter().map(|(address, nick)| named(address, nick.as_ref()));
        (reaction.emoji.as_str(), reaction.mine.then(mine).into_iter().chain(others).collect())
    });
    Line {
        record,
        author: author.clone(),
        author_name: named(author, record.nick.as_ref()),
        reactions: reactions.collect(),
        at: zone(record.at),
        words: &head.words,
        zone,
    }
}

impl Line<'_> {
    /// The notice in place of words, for people.
    fn notice(&self) -> Option<String> {
        self.record.notice.as_ref().map(|notice| words::notice(self.words, notice, &self.author_name))
    }

    /// That it was taken back, for people.
    fn taken_back(&self) -> Option<String> {
        self.record.retracted.as_ref().map(|retracted| words::retracted(self.words, retracted, &self.author_name))
    }

    /// Whose words they are, as the author says.
    fn forwarded(&self) -> Option<String> {
        self.record.forwarded.as_ref().map(|of| words::forwarded(self.words, of, self.zone))
    }

    fn file_url(&self) -> Option<(&str, &str)> {
        let file = &self.record.file.as_ref().filter(|_| self.record.retracted.is_none())?.file;
        let url = match &file.source {
            store::FileSource::Url { url } => url.as_str(),
            store::FileSource::Staged { .. } => "",
        };
        Some((&file.name, url))
    }
}

#[cfg(test)]
mod tests;
