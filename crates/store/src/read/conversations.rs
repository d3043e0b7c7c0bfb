//! Conversations, as Recent and the head of a conversation show them.

use super::messages::{self, WIDTH};
use super::{all, count, first};
use crate::{ConversationRecord, Result};
use rusqlite::{Connection, Row, params};

const JOINS: &str = "FROM conversation c LEFT JOIN message m ON m.id = c.last_message LEFT JOIN person p ON p.address = c.address";
const MORE: &str = "c.id, c.address, c.draft, c.unread, c.read_position, c.complete_from, p.name, p.card_name";

const LISTED: &str = "WHERE c.last_position IS NOT NULL ORDER BY c.last_position DESC LIMIT ?1 OFFSET ?2";
const DRAFTS: &str = "WHERE c.last_position IS NULL AND c.draft <> '' ORDER BY c.id DESC LIMIT ?1 OFFSET ?2";
pub(super) const COUNT_LISTED: &str = "SELECT count(*) FROM conversation WHERE last_position IS NOT NULL";

pub(super) const READ_UP_TO: &str =
    "SELECT id FROM message WHERE conversation_id = ?1 AND position <= ?2 ORDER BY position DESC LIMIT 1";
const INCOMPLETE: &str = "SELECT 1 FROM gap WHERE low >= ?1 LIMIT 1";

fn select(rest: &str) -> String {
    format!("SELECT {}, {MORE} {JOINS} {rest}", messages::COLUMNS)
}

pub(super) fn listed_sql() -> String {
    select(LISTED)
}

/// A row of a conversation, and what is needed to complete the record.
struct Half {
    id: i64,
    read_position: Option<i64>,
    complete_from: Option<i64>,
    record: ConversationRecord,
}

fn half(row: &Row<'_>) -> rusqlite::Result<Half> {
    let address: String = row.get(WIDTH + 1)?;
    let has_last = row.get::<_, Option<i64>>(0)?.is_some();
    let draft: String = row.get(WIDTH + 2)?;
    let listed_as: Option<String> = row.get(WIDTH + 6)?;
    let card_name: Option<String> = row.get(WIDTH + 7)?;
    Ok(Half {
        id: row.get(WIDTH)?,
        read_position: row.get(WIDTH + 4)?,
        complete_from: row.get(WIDTH + 5)?,
        record: ConversationRecord {
            name: listed_as.filter(|name| !name.is_empty()).or(card_name).filter(|name| !name.is_empty()),
            last: if has_last { Some(messages::record(row, address.clone())?) } else { None },
            id: address,
            room: false,
            last_at: None,
            mentions: 0,
            marked: false,
            preferences: crate::Preferences::default(),
            draft_of: None,
            unread: count(row.get(WIDTH + 3)?),
            draft: Some(draft).filter(|draft| !draft.is_empty()),
            read_up_to: None,
            complete: false,
        },
    })
}

fn whole(db: &Connection, half: Half) -> Result<ConversationRecord> {
    let Half { id, read_position, complete_from, mut record } = half;
    let read = match read_position {
        Some(position) => Some(position),
        None => read_floor(db)?,
    };
    if let Some(read) = read {
        record.read_up_to = first(db, READ_UP_TO, [id, read], |row| row.get(0))?;
    }
    record.complete = first(db, INCOMPLETE, [complete_from.unwrap_or(i64::MIN)], |_| Ok(()))?.is_none();
    Ok(record)
}

/// What lies below this was there before the account was used on this device: it counts as read.
pub(super) fn read_floor(db: &Connection) -> Result<Option<i64>> {
    first(db, "SELECT value FROM meta WHERE key = 'read_floor'", [], |row| row.get(0))
}

pub(crate) fn page(db: &Connection, limit: u32, offset: u32) -> Result<Vec<ConversationRecord>> {
    let mut halves = all(db, &listed_sql(), params![limit, offset], half)?;
    let missing = u64::from(limit).saturating_sub(halves.len() as u64);
    if missing > 0 {
        let listed: i64 = first(db, COUNT_LISTED, [], |row| row.get(0))?.unwrap_or(0);
        let skip = (i64::from(offset) - listed).max(0);
        halves.extend(all(db, &select(DRAFTS), params![i64::try_from(missing).unwrap_or(i64::MAX), skip], half)?);
    }
    halves.into_iter().map(|half| whole(db, half)).collect()
}

pub(crate) fn one(db: &Connection, id: &str) -> Result<Option<ConversationRecord>> {
    first(db, &select("WHERE c.address = ?1"), [id], half)?.map(|half| whole(db, half)).transpose()
}
