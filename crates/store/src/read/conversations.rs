//! Conversations, as Recent and the head of a conversation show them.

use super::messages::{self, WIDTH};
use super::{all, count, first, pins};
use crate::{ConversationRecord, DraftOf, Notify, Preferences, Result};
use rusqlite::{Connection, Row, params};

const PERSON: &str = "LEFT JOIN person n ON n.address = c.address LEFT JOIN room o ON o.conversation_id = c.id";
const MORE: &str =
    "c.id, c.address, c.draft, c.unread, c.read_position, c.complete_from, coalesce(nullif(o.bookmark_name, ''), n.name), coalesce(nullif(o.name, ''), n.card_name), c.archive, c.last_at, c.mentions,
    c.draft_is, c.draft_of, c.pinned, c.favourite, c.notify, c.muted_until, c.unread_from, c.cleared_up_to";

const LISTED: &str = "WHERE c.last_at IS NOT NULL ORDER BY c.pinned DESC, c.last_at DESC, c.last_message DESC LIMIT ?1 OFFSET ?2";
const DRAFTS: &str = "WHERE c.last_at IS NULL AND (c.draft <> '' OR c.listed = 1) ORDER BY c.id DESC LIMIT ?1 OFFSET ?2";
pub(super) const COUNT_LISTED: &str = "SELECT count(*) FROM conversation WHERE last_at IS NOT NULL";

pub(super) const READ_UP_TO: &str =
    "SELECT id FROM message WHERE conversation_id = ?1 AND hidden = 0 AND position <= ?2 ORDER BY position DESC LIMIT 1";
pub(super) const MARK: &str =
    "SELECT m.position FROM conversation c JOIN message m ON m.archive = c.archive AND m.archive_id = c.unread_from
    WHERE c.id = ?1 AND m.conversation_id = c.id";
const INCOMPLETE: &str = "SELECT 1 FROM gap WHERE archive = ?1 AND low >= ?2 LIMIT 1";

fn select(rest: &str) -> String {
    format!(
        "SELECT {}, {MORE} FROM conversation c LEFT JOIN message m ON m.id = c.last_message {} {PERSON} {rest}",
        messages::COLUMNS,
        messages::JOINS
    )
}

pub(super) fn listed_sql() -> String {
    select(LISTED)
}

/// A row of a conversation, and what is needed to complete the record.
struct Half {
    id: i64,
    archive: i64,
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
    let archive: i64 = row.get(WIDTH + 8)?;
    let preferences = preferences(row)?;
    Ok(Half {
        id: row.get(WIDTH)?,
        archive,
        read_position: row.get(WIDTH + 4)?,
        complete_from: row.get(WIDTH + 5)?,
        record: ConversationRecord {
            name: listed_as.filter(|name| !name.is_empty()).or(card_name).filter(|name| !name.is_empty()),
            last: if has_last { Some(messages::record(row, address.clone())?) } else { None },
            id: address,
            room: archive != 0,
            last_at: row.get(WIDTH + 9)?,
            mentions: count(row.get(WIDTH + 10)?),
            marked: preferences.unread_from.is_some(),
            preferences,
            draft_of: draft_of(row.get(WIDTH + 11)?, row.get(WIDTH + 12)?),
            unread: count(row.get(WIDTH + 3)?),
            draft: Some(draft).filter(|draft| !draft.is_empty()),
            read_up_to: None,
            complete: false,
        },
    })
}

fn draft_of(is: i64, message: Option<i64>) -> Option<DraftOf> {
    match is {
        1 => message.map(DraftOf::Reply),
        2 => message.map(DraftOf::Correction),
        _ => None,
    }
}

/// What was chosen; the pins are added to it.
fn preferences(row: &Row<'_>) -> rusqlite::Result<Preferences> {
    Ok(Preferences {
        pinned: row.get(WIDTH + 13)?,
        favourite: row.get(WIDTH + 14)?,
        notify: Notify::stored(row.get(WIDTH + 15)?),
        muted_until: row.get(WIDTH + 16)?,
        unread_from: row.get(WIDTH + 17)?,
        pins: Vec::new(),
        cleared_up_to: row.get(WIDTH + 18)?,
    })
}

fn whole(db: &Connection, half: Half) -> Result<ConversationRecord> {
    let Half { id, archive, read_position, complete_from, mut record } = half;
    let read = match read_position {
        Some(position) => Some(position),
        None => read_floor(db, archive)?,
    };
    if let Some(read) = read {
        let read = if record.marked { unread_line(db, id, read)? } else { read };
        record.read_up_to = first(db, READ_UP_TO, [id, read], |row| row.get(0))?;
    }
    record.preferences.pins = pins::ids(db, id)?;
    record.complete = first(db, INCOMPLETE, [archive, complete_from.unwrap_or(i64::MIN)], |_| Ok(()))?.is_none();
    Ok(record)
}

/// Where unread messages begin, above this: the read position, or right below what the person wants to be unread.
pub(crate) fn unread_line(db: &Connection, conversation: i64, read: i64) -> Result<i64> {
    let mark: Option<i64> = first(db, MARK, [conversation], |row| row.get(0))?;
    Ok(mark.map_or(read, |mark| read.min(mark - 1)))
}

/// What lies below this was there before the account was used on this device: it counts as read.
pub(super) fn read_floor(db: &Connection, archive: i64) -> Result<Option<i64>> {
    Ok(first(db, "SELECT read_floor FROM archive WHERE id = ?1", [archive], |row| row.get(0))?.flatten())
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
