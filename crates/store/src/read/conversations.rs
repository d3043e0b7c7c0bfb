//! Conversations, as Recent and the head of a conversation show them.

use super::messages::{self, WIDTH};
use super::{all, count, first};
use crate::{ConversationRecord, Draft, Notify, Preferences, Result};
use rusqlite::{Connection, Row, params};

const BESIDE: &str = "LEFT JOIN person n ON n.address = c.address LEFT JOIN room o ON o.conversation_id = c.id
    LEFT JOIN archive a ON a.id = c.archive";
const MORE: &str = "c.address, c.archive, c.draft, c.unread, coalesce(nullif(o.bookmark_name, ''), n.name),
    coalesce(nullif(o.name, ''), n.card_name), c.last_at, c.mentions, c.draft_is, c.draft_of, c.pinned, c.favourite, c.notify,
    c.muted_until, c.unread_from, c.cleared_up_to, c.draft_more";
/// The newest message at or below the read position; or right below what the person wants to be unread.
const READ_UP_TO: &str = "(SELECT u.id FROM message u WHERE u.conversation_id = c.id AND u.hidden = 0 AND u.position <=
        min(coalesce(c.read_position, a.read_floor), coalesce((SELECT k.position - 1 FROM message k
            WHERE k.archive = c.archive AND k.archive_id = c.unread_from AND k.conversation_id = c.id),
        c.read_position, a.read_floor)) ORDER BY u.position DESC LIMIT 1)";
/// In no order: an order would need a sort for each conversation.
const PINS: &str = "(SELECT json_group_array(json_array(q.turn, q.archive_id)) FROM pin q WHERE q.conversation_id = c.id)";
const COMPLETE: &str = "NOT EXISTS (SELECT 1 FROM gap g WHERE g.archive = c.archive AND g.lost = 0
    AND g.low >= coalesce(c.complete_from, -9223372036854775808))";

const LISTED: &str = "WHERE c.last_at IS NOT NULL ORDER BY c.pinned DESC, c.last_at DESC, c.last_message DESC LIMIT ?1 OFFSET ?2";
const DRAFTS: &str =
    "WHERE c.last_at IS NULL AND (c.draft <> '' OR c.draft_more <> '' OR c.listed = 1) ORDER BY c.id DESC LIMIT ?1 OFFSET ?2";
pub(super) const COUNT_LISTED: &str = "SELECT count(*) FROM conversation WHERE last_at IS NOT NULL";
pub(super) const COUNT_SILENT: &str =
    "SELECT count(*) FROM conversation WHERE last_at IS NULL AND (draft <> '' OR draft_more <> '' OR listed = 1)";

pub(super) const MARK: &str =
    "SELECT m.position FROM conversation c JOIN message m ON m.archive = c.archive AND m.archive_id = c.unread_from
    WHERE c.id = ?1 AND m.conversation_id = c.id";

/// All of a record, whatever the number of rows: none of them asks for anything more.
fn select(rest: &str) -> String {
    format!(
        "SELECT {}, {MORE}, {READ_UP_TO}, {PINS}, {COMPLETE}
         FROM conversation c LEFT JOIN message m ON m.id = c.last_message {} {BESIDE} {rest}",
        messages::COLUMNS,
        messages::JOINS
    )
}

pub(super) fn listed_sql() -> String {
    select(LISTED)
}

pub(super) fn one_sql() -> String {
    select("WHERE c.address = ?1")
}

pub(super) fn some_sql() -> String {
    select("WHERE c.address IN (SELECT value FROM json_each(?1))")
}

fn record(row: &Row<'_>) -> rusqlite::Result<ConversationRecord> {
    let address: String = row.get(WIDTH)?;
    let has_last = row.get::<_, Option<i64>>(0)?.is_some();
    let more: String = row.get(WIDTH + 16)?;
    let listed_as: Option<String> = row.get(WIDTH + 4)?;
    let card_name: Option<String> = row.get(WIDTH + 5)?;
    let preferences = preferences(row)?;
    Ok(ConversationRecord {
        name: listed_as.filter(|name| !name.is_empty()).or(card_name).filter(|name| !name.is_empty()),
        last: if has_last { Some(messages::record(row, address.clone())?) } else { None },
        id: address,
        room: row.get::<_, i64>(WIDTH + 1)? != 0,
        last_at: row.get(WIDTH + 6)?,
        mentions: count(row.get(WIDTH + 7)?),
        marked: preferences.unread_from.is_some(),
        preferences,
        unread: count(row.get(WIDTH + 3)?),
        draft: Draft::stored(row.get(WIDTH + 2)?, (row.get(WIDTH + 8)?, row.get(WIDTH + 9)?), &more),
        read_up_to: row.get(WIDTH + 17)?,
        complete: row.get(WIDTH + 19)?,
    })
}

/// What was chosen.
fn preferences(row: &Row<'_>) -> rusqlite::Result<Preferences> {
    Ok(Preferences {
        pinned: row.get(WIDTH + 10)?,
        favourite: row.get(WIDTH + 11)?,
        notify: Notify::stored(row.get(WIDTH + 12)?),
        muted_until: row.get(WIDTH + 13)?,
        unread_from: row.get(WIDTH + 14)?,
        pins: pins(&row.get::<_, String>(WIDTH + 18)?),
        cleared_up_to: row.get(WIDTH + 15)?,
    })
}

/// In the order of pinning.
fn pins(json: &str) -> Vec<String> {
    let mut pins: Vec<(i64, String)> = serde_json::from_str(json).unwrap_or_default();
    pins.sort_unstable();
    pins.into_iter().map(|(_, id)| id).collect()
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
    let mut records = all(db, &listed_sql(), params![limit, offset], record)?;
    let missing = u64::from(limit).saturating_sub(records.len() as u64);
    if missing > 0 {
        let listed: i64 = first(db, COUNT_LISTED, [], |row| row.get(0))?.unwrap_or(0);
        let skip = (i64::from(offset) - listed).max(0);
        records.extend(all(db, &select(DRAFTS), params![i64::try_from(missing).unwrap_or(i64::MAX), skip], record)?);
    }
    Ok(records)
}

/// Those of these that are known, in no order.
pub(crate) fn some(db: &Connection, ids: &[&str]) -> Result<Vec<ConversationRecord>> {
    let ids = serde_json::to_string(ids).unwrap_or_default();
    all(db, &some_sql(), [ids], record)
}

/// How many there are in all.
pub(crate) fn total(db: &Connection) -> Result<u32> {
    let listed: Option<i64> = first(db, COUNT_LISTED, [], |row| row.get(0))?;
    let silent: Option<i64> = first(db, COUNT_SILENT, [], |row| row.get(0))?;
    Ok(count(listed.unwrap_or(0).saturating_add(silent.unwrap_or(0))))
}

pub(crate) fn one(db: &Connection, id: &str) -> Result<Option<ConversationRecord>> {
    first(db, &one_sql(), [id], record)
}
