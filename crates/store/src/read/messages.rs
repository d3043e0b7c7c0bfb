//! Message records, with all that belongs to a row: one query, whatever the number of rows.

use super::first;
use crate::amendment::Shown;
use crate::apply::file_place;
use crate::{FileRecord, MessageRecord, MessageState, ReplyRecord, Result, Text, content};
use rusqlite::{Connection, Row};

/// The columns of [`record`], of table `message` named `m` with [`JOINS`].
pub(super) const COLUMNS: &str = "m.id, m.mine, m.author, m.body, m.at, m.state, m.failure, m.archive_id, m.origin_id,
    m.wants_marker, m.nick, m.occupant, m.kind, m.details, m.shown, m.mentions_me,
    r.id, r.mine, r.author, r.nick, r.kind, r.body, r.details, r.shown,
    f.path, f.url, f.gone, p.turn, m.retry_at, m.position";
/// How many they are: what stands behind them in a query begins here.
pub(super) const WIDTH: usize = 30;
/// Where the position stands among them.
pub(super) const POSITION: usize = WIDTH - 1;

/// What a message answers, the bytes of its file, whether it is pinned.
pub(super) const JOINS: &str = "LEFT JOIN message r ON r.id = m.reply_to
    LEFT JOIN kept_file f ON f.message_id = m.id
    LEFT JOIN pin p ON p.conversation_id = m.conversation_id AND p.archive_id = m.archive_id";

/// A row that begins with [`COLUMNS`].
pub(super) fn record(row: &Row<'_>, conversation: String) -> rusqlite::Result<MessageRecord> {
    let mine: bool = row.get(1)?;
    let kind: i64 = row.get(12)?;
    let details: Option<String> = row.get(13)?;
    let mut shown = shown(kind, row.get(14)?);
    let Text { body, reply, mentions, unstyled, file, forwarded } = words(&mut shown, kind, row.get(3)?, details.as_deref());
    let quoted = reply.map(|reply| ReplyRecord { id: reply.id, author: reply.author, body: reply.quote, ..ReplyRecord::default() });
    Ok(MessageRecord {
        id: row.get(0)?,
        conversation,
        mine,
        author: row.get(2)?,
        nick: row.get(10)?,
        occupant: row.get(11)?,
        body,
        mentions,
        unstyled,
        at: row.get(4)?,
        state: mine.then_some(MessageState::stored(row.get(5)?)),
        failure: row.get(6)?,
        retry_at: row.get(28)?,
        archive_id: row.get(7)?,
        origin_id: row.get(8)?,
        wants_marker: row.get(9)?,
        reply: quoted.map(|quoted| reply_record(row, quoted)).transpose()?,
        file: file.map(|file| file_record(row, file)).transpose()?,
        forwarded,
        edited: shown.edited,
        amending: shown.amending,
        retracted: shown.retracted.map(Into::into),
        reactions: shown.reactions.into_iter().map(Into::into).collect(),
        mentions_me: row.get(15)?,
        pinned: row.get::<_, Option<i64>>(27)?.is_some(),
        notice: if kind == content::NOTICE { content::notice(details.as_deref()) } else { None },
    })
}

pub(super) const HERE: &str = "SELECT EXISTS (SELECT 1 FROM message WHERE archive = 0 AND archive_id = ?3)
    OR EXISTS (SELECT 1 FROM conversation c JOIN message m ON m.conversation_id = c.id
        WHERE c.address = ?1 AND m.origin_id = ?2 AND m.mine = 0)";

pub(crate) fn is_here(db: &Connection, conversation: &str, origin_id: Option<&str>, archive_id: Option<&str>) -> Result<bool> {
    Ok(db.prepare_cached(HERE)?.query_row((conversation, origin_id, archive_id), |row| row.get(0))?)
}

/// What a message became; an archive's remains of one count as taken back.
fn shown(kind: i64, json: Option<String>) -> Shown {
    let mut shown = Shown::read(json.as_deref());
    if kind == content::TOMBSTONE && shown.retracted.is_none() {
        shown.retracted = Some(crate::amendment::Retracted::default());
    }
    shown
}

/// What a message says now: nothing where it was taken back.
fn words(shown: &mut Shown, kind: i64, body: String, details: Option<&str>) -> Text {
    match shown.text.take() {
        _ if shown.retracted.is_some() => Text::default(),
        Some(text) => {
            shown.edited = true;
            text
        }
        None if kind == content::NOTICE => Text::default(),
        None => content::text(body, details),
    }
}

fn reply_record(row: &Row<'_>, quoted: ReplyRecord) -> rusqlite::Result<ReplyRecord> {
    let Some(message) = row.get::<_, Option<i64>>(16)? else { return Ok(quoted) };
    let kind: i64 = row.get(20)?;
    if kind == content::CLEARED {
        return Ok(quoted);
    }
    let details: Option<String> = row.get(22)?;
    let mut shown = shown(kind, row.get(23)?);
    let text = words(&mut shown, kind, row.get(21)?, details.as_deref());
    let file_name = || text.file.map(|file| file.name).unwrap_or_default();
    Ok(ReplyRecord {
        id: quoted.id,
        message: Some(message),
        mine: row.get(17)?,
        author: Some(row.get(18)?),
        nick: row.get(19)?,
        body: if text.body.is_empty() { file_name() } else { text.body },
        retracted: shown.retracted.is_some(),
    })
}

/// Bytes are those of the file as long as it is had from the same place.
fn file_record(row: &Row<'_>, file: crate::File) -> rusqlite::Result<FileRecord> {
    let place: Option<String> = row.get(25)?;
    let same = place.is_some_and(|place| place == file_place(&file.source));
    Ok(FileRecord {
        kept: if same { row.get(24)? } else { None },
        gone: same && row.get::<_, Option<bool>>(26)?.unwrap_or(false),
        file,
    })
}

pub(super) fn one_sql() -> String {
    format!("SELECT {COLUMNS}, c.address FROM message m JOIN conversation c ON c.id = m.conversation_id {JOINS} WHERE m.id = ?1")
}

pub(crate) fn one(db: &Connection, id: i64) -> Result<Option<MessageRecord>> {
    first(db, &one_sql(), [id], |row| record(row, row.get(WIDTH)?))
}
