//! The notification center.

use super::all;
use crate::{ContactRequestRecord, NotificationKind, NotificationRecord, Result};
use rusqlite::{Connection, params};

pub(super) const PAGE: &str = "SELECT n.id, n.kind, n.address, n.name, n.at, n.viewed, p.name, p.card_name,
        n.message_id, m.body, m.failure
    FROM notification n LEFT JOIN person p ON p.address = n.address LEFT JOIN message m ON m.id = n.message_id
    ORDER BY n.at DESC, n.rowid DESC LIMIT ?1 OFFSET ?2";

pub(crate) fn page(db: &Connection, limit: u32, offset: u32) -> Result<Vec<NotificationRecord>> {
    all(db, PAGE, params![limit, offset], |row| {
        let address: String = row.get(2)?;
        let names = [row.get::<_, Option<String>>(6)?, row.get(7)?, row.get(3)?];
        let kind = match row.get::<_, i64>(1)? {
            1 => NotificationKind::FailedMessage {
                message: row.get::<_, Option<i64>>(8)?.unwrap_or_default(),
                body: row.get::<_, Option<String>>(9)?.unwrap_or_default(),
                code: row.get::<_, Option<String>>(10)?.unwrap_or_default(),
            },
            _ => NotificationKind::ContactRequest,
        };
        Ok(NotificationRecord {
            id: row.get(0)?,
            kind,
            name: names.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or_else(|| address.clone()),
            address,
            at: row.get(4)?,
            viewed: row.get(5)?,
        })
    })
}

pub(crate) fn contact_requests(db: &Connection) -> Result<Vec<ContactRequestRecord>> {
    all(db, "SELECT address, name, at FROM notification WHERE kind = 0 ORDER BY at, address", [], |row| {
        Ok(ContactRequestRecord { address: row.get(0)?, name: row.get(1)?, at: row.get(2)? })
    })
}
