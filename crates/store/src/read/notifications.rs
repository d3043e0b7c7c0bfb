//! The notification center.

use super::{all, first};
use crate::amendment::Shown;
use crate::apply::{FAILED, INVITATION, MENTION, PUBLISHED, REACTION, REQUEST};
use crate::{ContactRequestRecord, Millis, NotificationFilter, NotificationKind, NotificationRecord, Result, Viewed, content};
use rusqlite::{Connection, Row, params};

/// Ids that other devices are told of beside the time up to which all was viewed.
const MOST_IDS: u32 = 500;
/// So far apart are the times at which devices have the same entry.
const APART: Millis = 10 * 60_000;

const COLUMNS: &str = "SELECT n.id, n.kind, n.word, n.address, n.name, n.title, n.text, n.conversation, n.message_id, n.link,
        n.actions, n.password, n.at, n.viewed, p.name, p.card_name, m.body, m.details, m.shown, m.failure, m.kind, n.target
    FROM notification n LEFT JOIN person p ON p.address = n.address LEFT JOIN message m ON m.id = n.message_id";

pub(super) const PAGE: &str = "ORDER BY n.at DESC, n.rowid DESC LIMIT ?1 OFFSET ?2";
pub(super) const UNVIEWED: &str = "WHERE n.viewed = 0 ORDER BY n.at DESC, n.rowid DESC LIMIT ?1 OFFSET ?2";
pub(super) const OF_KIND: &str = "WHERE n.kind = ?3 AND (?4 = 0 OR n.viewed = 0) AND (n.kind <> 5 OR n.word = ?5)
    ORDER BY n.at DESC, n.rowid DESC LIMIT ?1 OFFSET ?2";

pub(super) fn sql(rest: &str) -> String {
    format!("{COLUMNS} {rest}")
}

impl NotificationKind {
    fn stored(kind: i64, word: String) -> Self {
        match kind {
            REQUEST => Self::ContactRequest,
            FAILED => Self::FailedMessage,
            MENTION => Self::Mention,
            REACTION => Self::Reaction,
            INVITATION => Self::Invitation,
            _ => Self::Published(word),
        }
    }

    fn number(&self) -> i64 {
        match self {
            Self::ContactRequest => REQUEST,
            Self::FailedMessage => FAILED,
            Self::Mention => MENTION,
            Self::Reaction => REACTION,
            Self::Invitation => INVITATION,
            Self::Published(_) => PUBLISHED,
        }
    }
}

fn record(row: &Row<'_>) -> rusqlite::Result<NotificationRecord> {
    let kind: i64 = row.get(1)?;
    let address: String = row.get(3)?;
    let names = [row.get::<_, Option<String>>(14)?, row.get(15)?, row.get(4)?];
    let text: String = row.get(6)?;
    let actions: String = row.get(10)?;
    Ok(NotificationRecord {
        id: row.get(0)?,
        name: names.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or_else(|| address.clone()),
        title: row.get(5)?,
        text: if kind == FAILED || kind == MENTION { words(row)? } else { text },
        conversation: row.get(7)?,
        message: row.get(8)?,
        target: row.get(21)?,
        code: if kind == FAILED { row.get(19)? } else { None },
        password: row.get(11)?,
        link: row.get(9)?,
        actions: serde_json::from_str(&actions).unwrap_or_default(),
        at: row.get(12)?,
        viewed: row.get(13)?,
        kind: NotificationKind::stored(kind, row.get(2)?),
        address,
    })
}

/// What the message says that an entry is about.
fn words(row: &Row<'_>) -> rusqlite::Result<String> {
    let (body, details, shown): (Option<String>, Option<String>, Option<String>) = (row.get(16)?, row.get(17)?, row.get(18)?);
    let body = match row.get::<_, Option<i64>>(20)? {
        Some(content::REACTIONS) => content::emojis(&body.unwrap_or_default()).join(" "),
        _ => body.unwrap_or_default(),
    };
    let text = Shown::read(shown.as_deref()).text.unwrap_or_else(|| content::text(body, details.as_deref()));
    Ok(match text.file {
        Some(file) if text.body.is_empty() => file.name,
        _ => text.body,
    })
}

pub(crate) fn page(db: &Connection, filter: &NotificationFilter, limit: u32, offset: u32) -> Result<Vec<NotificationRecord>> {
    match &filter.kind {
        Some(kind) => {
            let word = if let NotificationKind::Published(word) = kind { word.as_str() } else { "" };
            all(db, &sql(OF_KIND), params![limit, offset, kind.number(), filter.unviewed, word], record)
        }
        None if filter.unviewed => all(db, &sql(UNVIEWED), params![limit, offset], record),
        None => all(db, &sql(PAGE), params![limit, offset], record),
    }
}

pub(crate) fn one(db: &Connection, id: &str) -> Result<Option<NotificationRecord>> {
    first(db, &sql("WHERE n.id = ?1"), [id], record)
}

pub(crate) fn contact_requests(db: &Connection) -> Result<Vec<ContactRequestRecord>> {
    all(db, "SELECT address, name, at FROM notification WHERE kind = 0 ORDER BY at, address", [], |row| {
        Ok(ContactRequestRecord { address: row.get(0)?, name: row.get(1)?, at: row.get(2)? })
    })
}

/// What other devices are to hear of: all before the first entry that was not viewed, and single ones behind it.
pub(crate) fn viewed(db: &Connection) -> Result<Viewed> {
    let known: Option<Millis> = first(db, "SELECT value FROM meta WHERE key = 'viewed_up_to'", [], |row| row.get(0))?;
    let unviewed: Option<Millis> =
        first(db, "SELECT at FROM notification WHERE viewed = 0 ORDER BY at LIMIT 1", [], |row| row.get(0))?;
    let before = unviewed.unwrap_or(Millis::MAX);
    let newest: Option<Millis> =
        first(db, "SELECT at FROM notification WHERE at < ?1 ORDER BY at DESC LIMIT 1", [before], |row| row.get(0))?;
    // The same entry may have come to another device a little later.
    let since = newest.map_or(before, |newest| newest.saturating_sub(APART));
    let ids = all(
        db,
        "SELECT id FROM notification WHERE at >= ?1 AND viewed = 1 ORDER BY at DESC LIMIT ?2",
        params![since, MOST_IDS],
        |row| row.get(0),
    )?;
    Ok(Viewed { up_to: known.max(newest).unwrap_or_default(), ids })
}
