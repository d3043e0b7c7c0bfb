//! Reads: records from rows. Each runs in one read transaction; none looks at all messages (see the test on plans).

pub(crate) mod archive;
pub(crate) mod conversations;
pub(crate) mod export;
pub(crate) mod handed_over;
pub(crate) mod kept;
pub(crate) mod message_info;
pub(crate) mod messages;
pub(crate) mod notifications;
pub(crate) mod outbox;
pub(crate) mod people;
pub(crate) mod pins;
pub(crate) mod rooms;
pub(crate) mod search;
pub(crate) mod timeline;
pub(crate) mod unread;

#[cfg(test)]
mod plans;

use crate::Result;
use rusqlite::{Connection, OptionalExtension, Params, Row};

fn first<T>(
    db: &Connection,
    sql: &str,
    values: impl Params,
    take: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>> {
    Ok(db.prepare_cached(sql)?.query_row(values, take).optional()?)
}

fn all<T>(db: &Connection, sql: &str, values: impl Params, take: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
    Ok(db.prepare_cached(sql)?.query_map(values, take)?.collect::<rusqlite::Result<_>>()?)
}

/// A count as the records give it.
fn count(value: i64) -> u32 {
    u32::try_from(value.max(0)).unwrap_or(u32::MAX)
}
